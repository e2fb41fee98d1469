"""Files that are written whole or not at all, whatever fails meanwhile."""

import os
import tempfile
from pathlib import Path


def _sync_folder(folder: Path) -> None:
    # A rename is durable only once the folder that holds the name is on the disk too.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_beside(path: Path, content: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except OSError:  # a full disk: what was begun takes room that others need
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write a whole file or nothing: a reader, or a power cut, sees the old content or the new. Raises OSError."""
    temporary = _write_beside(path, content, mode)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_once(path: Path, content: bytes, *, mode: int = 0o600) -> bool:
    """Write a whole file unless the name is taken. Of two processes at once one wins. Returns whether it wrote."""
    temporary = _write_beside(path, content, mode)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True
