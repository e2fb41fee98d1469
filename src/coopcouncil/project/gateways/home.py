"""The home: one folder that holds everything a running coopcouncil keeps outside its code.

    postgres/   the embedded database: its data and its socket
    secrets/    keys and passwords, made once; each file 0600
    run/        process records and locks; may be emptied while nothing runs
    logs/       one file a process
    mail/       e-mails written as files, where no mail server is set
    agencies/   what the demo agencies received
    checkpoints/  signed checkpoints of the audit trail, where no other folder is set for them

Each folder is open to its owner only (0700); the home itself may be walked through.
"""

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from coopcouncil.foundation.files import write_once
from coopcouncil.kernel.errors import BadInput

VARIABLE = "COOPCOUNCIL_HOME"
DEFAULT = "var"
FOLDERS = ("postgres", "secrets", "run", "logs", "mail", "agencies", "checkpoints")


def _random_key() -> str:
    """32 random bytes as base64: the form that AES-256 and Ed25519 keys are kept in."""
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _random_word() -> str:
    """A password of 256 bits made of letters, digits, "-" and "_", so that it needs no escaping in an address."""
    return secrets.token_urlsafe(32)


# Name of the file in secrets/ → how its content is made, once.
SECRETS = {
    "django.key": lambda: secrets.token_urlsafe(64),
    "facts.key": _random_key,
    "search.key": _random_key,
    "audit.key": _random_key,
    "metrics.token": _random_word,
    "database-superuser.password": _random_word,
    "database-owner.password": _random_word,
    "database-app.password": _random_word,
}


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a file's exclusive lock; wait while another process holds it. The lock goes with its process."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Home:
    """A home folder by its absolute path. Nothing is made or read until a method is called."""

    path: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Home":
        """The home that COOPCOUNCIL_HOME names, else `./var`; a relative path counts from the current folder."""
        named = (os.environ if environ is None else environ).get(VARIABLE) or DEFAULT
        return cls(Path(named).expanduser().absolute())

    @property
    def postgres(self) -> Path:
        """The embedded database's folder."""
        return self.path / "postgres"

    @property
    def secrets(self) -> Path:
        """Keys and passwords."""
        return self.path / "secrets"

    @property
    def run(self) -> Path:
        """Process records and locks."""
        return self.path / "run"

    @property
    def logs(self) -> Path:
        """One log file a process."""
        return self.path / "logs"

    @property
    def mail(self) -> Path:
        """E-mails written as files."""
        return self.path / "mail"

    @property
    def agencies(self) -> Path:
        """What the demo agencies received."""
        return self.path / "agencies"

    @property
    def exists(self) -> bool:
        """Whether `make` has run here: every folder and every secret is there."""
        return all((self.path / name).is_dir() for name in FOLDERS) and all(
            (self.secrets / name).is_file() for name in SECRETS
        )

    def make(self) -> "Home":
        """Make what is missing and keep what is there, foreign files included. Raises BadInput."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for name in FOLDERS:
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
            if self.secrets.stat().st_mode & 0o077:
                self.secrets.chmod(0o700)
            for name, new in SECRETS.items():
                file = self.secrets / name
                if not file.exists():
                    write_once(file, new().encode("ascii") + b"\n")
                if file.stat().st_mode & 0o177:
                    file.chmod(0o600)
        except FileExistsError as error:
            raise BadInput(
                "A file stands where the home needs a folder.",
                place=str(error.filename),
                mend=f"Move the file away, or set {VARIABLE} to another folder.",
            ) from error
        except OSError as error:
            raise BadInput(
                f"The home cannot be made here: {error.strerror}.",
                place=str(error.filename or self.path),
                mend=f"Set {VARIABLE} to a folder that you may write to.",
            ) from error
        return self

    def secret(self, name: str) -> str:
        """A secret by its file name in secrets/ (see SECRETS). Raises BadInput when it is missing or empty."""
        content = ""
        with suppress(FileNotFoundError):
            content = (self.secrets / name).read_text("ascii").strip()
        if not content:
            raise BadInput(
                "This secret is missing or empty.",
                place=str(self.secrets / name),
                mend="Run `coopcouncil init`, or bring the file back from a copy of this home.",
            )
        return content
