"""A copy of the tree in which breaches are planted, and the tools run over it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ["pyproject.toml", "package-lock.json", "conftest.py", "requirements", "tools", "docs/reference", "src"]


@dataclass(frozen=True)
class Tree:
    """A throw-away copy of the project."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "src" / "coopcouncil"

    def write(self, path: str, text: str) -> Path:
        """A file of its own, `path` from the root of the tree; folders are made."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def append(self, path: str, text: str) -> None:
        """More lines at the end of a file that is there."""
        with (self.root / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")

    def plant(self, context: str, room: str, code: str) -> str:
        """Put `code` into a room, be it a file, a package or not there yet. Returns the name of the module it is in."""
        folder = self.package / context / room
        if folder.is_dir():
            (folder / "planted.py").write_text(code, encoding="utf-8")
            with (folder / "__init__.py").open("a", encoding="utf-8") as file:
                file.write(f"\nfrom coopcouncil.{context}.{room} import planted\n")
            return f"coopcouncil.{context}.{room}.planted"
        with folder.with_suffix(".py").open("a", encoding="utf-8") as file:
            file.write(f"\n{code}\n")
        return f"coopcouncil.{context}.{room}"

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run one of the environment's tools inside the copy, with the copy's package and not the installed one."""
        command, *words = argv
        return subprocess.run(
            [str(Path(sys.executable).parent / command), *words],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": f"{self.root / 'src'}:{self.root}", "COLUMNS": "400", "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            timeout=480,
            check=False,
        )


def copied_tree(target: Path) -> Tree:
    """A copy of what the guards look at."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "tests"))
        elif source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target / name)
    return Tree(target)
