"""Tables and sections as lines of text."""

from collections.abc import Sequence

from coopcouncil.reviews.domain.appraisal.explaining import Section


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> list[str]:
    """Columns side by side: the first `words` to the left, as text is, the others to the right, as numbers are."""
    widths = [max(len(row[at]) for row in (columns, *rows)) for at in range(len(columns))]
    lines = []
    for row in (columns, *rows):
        cells = [
            cell.ljust(width) if at < words else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def sections(found: Sequence[Section]) -> str:
    """The steps of an explanation, each under its title."""
    lines: list[str] = []
    for number, section in enumerate(found, 1):
        lines += ["", f"{number}. {section.title}", ""] if lines else [f"{number}. {section.title}", ""]
        lines += [str(line) for line in section.lines]
        if section.columns:
            lines += [""] * bool(section.lines) + table([str(name) for name in section.columns], section.rows)
    return "\n".join(lines)
