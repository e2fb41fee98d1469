"""Files that somebody named on the command line."""

from pathlib import Path

import click

from coopcouncil.kernel.errors import BadInput

FILE = click.Path(path_type=Path)


def content(file: Path) -> bytes:
    """Raises BadInput for a file that cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})."
        raise BadInput(message, place=str(file), mend="Check its name.") from None
