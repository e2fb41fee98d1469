"""`coopcouncil audit …`: seal the audit trail, and find out whether anybody changed it."""

from base64 import b64decode, b64encode
from dataclasses import asdict
from pathlib import Path

import click

from coopcouncil.foundation import clock
from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput

group = click.Group("audit", help="The audit trail: sealed once a minute, and checked whenever you like.")


@command(group, "seal", permission="operator")
@json_option
def seal(as_json: bool) -> None:
    """Seal now what has come in since the worker last did, and export its checkpoint."""
    from django.conf import settings

    from coopcouncil.foundation import sealer

    sealed = sealer.seal(now=clock.now(), folder=Path(settings.AUDIT_CHECKPOINTS))
    exported = sealer.export(Path(settings.AUDIT_CHECKPOINTS))
    text = f"Sealed {sealed} rows, and exported {exported} checkpoints to {settings.AUDIT_CHECKPOINTS}."
    emit({"sealed": sealed, "exported": exported, "folder": str(settings.AUDIT_CHECKPOINTS)}, as_json, text)


@command(group, "public-key", permission="operator")
@json_option
def public_key(as_json: bool) -> None:
    """Print the key with which anybody can check the checkpoints. Give it to your auditor once, on paper."""
    from coopcouncil.foundation import sealer

    words = b64encode(sealer.key().public_key().public_bytes_raw()).decode()
    emit({"ed25519": words}, as_json, words)


@command(group, "verify", permission="operator")
@click.option(
    "--checkpoints",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of exported checkpoints that the database's administrator cannot write to; else ours.",
)
@click.option("--public-key", "given", help="The key that `public-key` printed; else the one in our own secrets.")
@json_option
def verify(folder: Path | None, given: str | None, as_json: bool) -> int:
    """Walk the whole trail. Exit 0 if every sealed row is as it was, 1 with the first that is not."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from django.conf import settings

    from coopcouncil.foundation import sealer

    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(given, validate=True)) if given else None
    except ValueError as error:
        raise BadInput("That is no public key.", mend="Copy what `coopcouncil audit public-key` prints.") from error
    ours = Path(settings.AUDIT_CHECKPOINTS)
    folder = folder or (ours if ours.is_dir() else None)
    found = sealer.verify(public_key=key, folder=folder)
    text = f"{found.sealed} sealed rows are as they were; {found.waiting} wait to be sealed."
    if found.fault:
        text = f"The audit trail was changed. {found.fault.words} Rows before it that hold: {found.sealed}."
    elif folder is None:
        text += " No exported checkpoints were there: what was written anew and sealed again cannot be seen."
    emit({"sound": found.fault is None, **asdict(found)}, as_json, text)
    return 1 if found.fault else 0
