"""Tables as people save them: CSV with a line of names, each mistake told with its file and line."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from coopcouncil.kernel.errors import BadInput


@dataclass(frozen=True)
class Columns:
    """The columns of a file by name, each a list with a text for each row, and the line of each row."""

    file: str
    columns: dict[str, list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int) -> str:
        return f"{self.file}:{self.lines[row]}"

    def column(self, name: str) -> list[str]:
        """Raises BadInput, naming the columns that there are."""
        if name not in self.columns:
            there = ", ".join(self.columns)
            raise BadInput(f"There is no column “{name}”.", place=f"{self.file}:1", mend=f"The file has: {there}.")
        return self.columns[name]


def read_columns(content: bytes, *, file: str, required: Sequence[str] = ()) -> Columns:
    """Read a CSV file in UTF-8. Texts are stripped; empty lines are passed over. Raises BadInput."""
    reader = csv.reader(StringIO(decode(content, file=file), newline=""))
    names: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if not any(row):
                continue
            if not names:
                names = [name.strip() for name in row]
                continue
            if len(row) != len(names):
                raise BadInput(
                    f"This line has {len(row)} fields; the first line names {len(names)}.",
                    place=f"{file}:{reader.line_num}",
                    mend="Put a text that holds a comma in double quotes.",
                )
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise BadInput(
            f"This is not CSV ({error}).", place=f"{file}:{reader.line_num}", mend="Close what opens with a quote."
        ) from None
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"Two columns are called “{twice}”.", place=f"{file}:1", mend="Give each its own name.")
    if not rows:
        raise BadInput("The file has no rows.", place=file, mend="It needs a line of names and a line for each row.")
    columns = {
        name: [text.strip() for text in texts] for name, texts in zip(names, zip(*rows, strict=True), strict=True)
    }
    read = Columns(file, columns, lines)
    for name in required:
        read.column(name)
    return read


def decode(content: bytes, *, file: str) -> str:
    """The text of a file. Raises BadInput with the line where it stops being UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            "This is not UTF-8 text.", place=f"{file}:{line}", mend="Save the file again as UTF-8."
        ) from None
