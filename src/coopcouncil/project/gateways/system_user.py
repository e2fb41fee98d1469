"""Which system user the database server runs as.

PostgreSQL refuses to run as root. When an ordinary user runs coopcouncil, the server runs as that user. When root does
(a container, usually), it runs as a system user of its own, which can reach the data folder and no other of the home.
"""

import logging
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coopcouncil.kernel.errors import CoopcouncilError

NAME = "coopcouncil-db"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SystemUser:
    """A user by number. `another` tells whether that is somebody else than the running process."""

    uid: int
    gid: int
    another: bool

    def popen_arguments(self) -> dict[str, Any]:
        """What subprocess needs so that a program runs as this user, from a folder that it can read."""
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        arguments: dict[str, Any] = {"cwd": "/", "env": environment | {"LC_ALL": "C"}, "stdin": subprocess.DEVNULL}
        if self.another:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def owns(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if self.another:
            os.chown(path, self.uid, self.gid)


def system_user(data: Path) -> SystemUser:
    """The user for the server of this data folder; for root a system user, made when it is missing.

    A data folder that an ordinary user made stays that user's, also when root looks in: PostgreSQL insists on it.
    Raises CoopcouncilError when a system user is needed and cannot be made.
    """
    if os.geteuid() != 0:
        return SystemUser(os.geteuid(), os.getegid(), another=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return SystemUser(owner.st_uid, owner.st_gid, another=True)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _make(NAME)
        entry = pwd.getpwnam(NAME)
    return SystemUser(entry.pw_uid, entry.pw_gid, another=True)


def _make(name: str) -> None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    why = "the program useradd is not here"
    if useradd:
        words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false"]
        made = subprocess.run([useradd, *words, name], capture_output=True, text=True, check=False)  # noqa: S603
        # 9: the name is taken, by another process that came at the same moment.
        if made.returncode in (0, 9):
            return
        why = made.stderr.strip()
    raise CoopcouncilError(
        f"The database server may not run as root, and a system user for it cannot be made: {why}. "
        "Mend: run coopcouncil as an ordinary user, or set COOPCOUNCIL_DATABASE_URL."
    )


def open_the_way(folder: Path, user: SystemUser) -> None:
    """Let another system user walk through the folders above `folder`: adds "may pass" for all, and nothing more."""
    if not user.another:
        return
    for step in reversed(folder.parents):
        status = step.stat()
        if status.st_uid == user.uid:
            may_pass = status.st_mode & stat.S_IXUSR
        elif status.st_gid == user.gid:
            may_pass = status.st_mode & stat.S_IXGRP
        else:
            may_pass = status.st_mode & stat.S_IXOTH
        if not may_pass:
            step.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
            _log.warning("The database server must pass through %s: now everyone may (but not list it).", step)
