"""The `.pb` files of Pabulib, in and out: META, PROJECTS and VOTES, each a table with semicolons.

Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis", arXiv:2305.11035. Read are ballots of the
kinds approval, choose-1, ordinal, cumulative and scoring; budgets and costs with decimals, by point or comma; of META
`min_project_score_threshold`, `budget_per_category` and `budget_per_neighborhood` (amounts in the order of `categories`
and `neighborhoods`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.budgeting import Election, Project, election
from coopcouncil.participation.formats.amounts import amount
from coopcouncil.participation.formats.columns import decode

SECTIONS = ("META", "PROJECTS", "VOTES")
WITH_POINTS = ("cumulative", "scoring")
KINDS = ("approval", "choose-1", "ordinal", *WITH_POINTS)
_GROUPS = {"category": "categories", "neighborhood": "neighborhoods"}


@dataclass
class _File:
    """What a file says, while it is read: every value with its line."""

    name: str
    last: int = 1  # the last line that was read
    meta: dict[str, tuple[str, int]] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    voters: dict[str, int] = field(default_factory=dict)
    ballots: list[tuple[str, ...]] = field(default_factory=list)
    points: list[tuple[Fraction, ...]] = field(default_factory=list)

    def wrong(self, line: int, message: str, mend: str) -> BadInput:
        return BadInput(message, place=f"{self.name}:{line}" if line else self.name, mend=mend)


@dataclass(frozen=True)
class Counted:
    """`warnings`: what the file says that is not so; the count goes by what is there."""

    election: Election
    meta: Mapping[str, str]
    warnings: tuple[str, ...]


def read(content: bytes, name: str) -> Counted:
    """Read a file. Raises BadInput, with the line and the mend."""
    file = _File(name)
    rows = _rows(decode(content, file=name), file)
    seen: list[str] = []
    for section, header, line, lines in _sections(rows, file):
        if section in seen:
            raise file.wrong(line, f"{section} is there twice.", "Keep one of them.")
        if section != SECTIONS[len(seen)]:
            raise file.wrong(
                line, f"{section} comes where {SECTIONS[len(seen)]} should.", f"Write {', '.join(SECTIONS)}."
            )
        seen.append(section)
        {"META": _meta, "PROJECTS": _projects, "VOTES": _votes}[section](file, header, line, lines)
    for section in SECTIONS:
        if section not in seen:
            raise file.wrong(
                file.last,
                f"the file ends, and there was no section {section}.",
                f"A .pb file has a line {section} and, under it, a line of headers.",
            )
    limits = {**_limits(file, "category"), **_limits(file, "neighborhood")}
    with_points = _kind(file) in WITH_POINTS or any(file.points)
    _no_points_missing(file, with_points)
    made = election(
        file.projects.values(),
        _amount(file, *_needed(file, "budget"), "budget", positive=True),
        file.ballots,
        points=file.points if with_points else None,
        limits=limits,
        threshold=_threshold(file),
    )
    return Counted(made, {key: value for key, (value, _) in file.meta.items()}, tuple(_warnings(file)))


def write(
    projects: Iterable[Project],
    budget: Fraction,
    ballots: Iterable[tuple[str, Sequence[str]]],
    *,
    meta: Mapping[str, str],
) -> str:
    """A file of approval ballots, to publish: whoever counts it again gets the same result. `ballots` are a number or
    name of the voter, which says nothing of who it is, and the projects that they support. Raises BadInput for an
    amount or an id that such a file cannot hold.
    """
    rows, said, out = list(projects), list(ballots), io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    told = {
        **meta, "num_projects": len(rows), "num_votes": len(said), "budget": _decimal(budget), "vote_type": "approval",
    }  # fmt: skip
    table.writerows([["META"], ["key", "value"], *told.items()])
    table.writerows([["PROJECTS"], ["project_id", "cost", "name", *_GROUPS]])
    for row in rows:
        groups = [
            ",".join(sorted(group.partition(":")[2] for group in row.groups if group.startswith(f"{column}:")))
            for column in _GROUPS
        ]
        table.writerow([_held(row.id), _decimal(row.cost), " ".join(row.name.split()), *groups])
    table.writerows([["VOTES"], ["voter_id", "vote"]])
    table.writerows([_held(voter), ",".join(names)] for voter, names in said)
    return out.getvalue()


def _held(name: str) -> str:
    if not name or name != name.strip() or "," in name or name.lower() == "none":
        raise BadInput(f"“{name}” cannot stand in a .pb file.", mend="Use an id without commas and blanks at its ends.")
    return name


def _decimal(amount: Fraction) -> str:
    whole = amount
    for places in range(20):
        if whole.denominator == 1:
            digits = str(whole.numerator).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
        whole *= 10
    raise BadInput(f"{amount} has no end as a decimal number.", mend="Round it.")


# --- lines ----------------------------------------------------------------------------------------------------------


_Row = tuple[int, list[str]]


def _rows(text: str, file: _File) -> Iterator[_Row]:
    """Each row with the line that it begins in, empty ones left out."""
    reader, before = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True), 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise file.wrong(
                before + 1, f"the row cannot be read ({error}).", "Close what opens with a quote."
            ) from None
        if row is None:
            return
        file.last = before + 1
        if any(cell.strip() for cell in row):
            yield before + 1, [cell.strip() for cell in row]
        before = reader.line_num


def _sections(rows: Iterator[_Row], file: _File) -> Iterator[tuple[str, list[str], int, list[_Row]]]:
    """Each section: its name, its headers, the line of these, and its rows."""
    name, header, at, held, seen = "", list[str](), 0, list[_Row](), set[str]()
    for line, row in rows:
        # A voter may be called as a section is.
        if row[0].upper() in SECTIONS and (len(row) == 1 or not (any(row[1:]) or row[0].upper() in seen)):
            if name:
                yield name, header, at, held
            name, header, at, held = row[0].upper(), [], line, []
            seen.add(name)
        elif not name:
            raise file.wrong(line, "the file does not begin with META.", "Begin with a line META, then key;value.")
        elif not header:
            header, at = [cell.lower() for cell in row], line
            if len(set(header)) < len(header):
                raise file.wrong(line, "two columns have the same name.", "Keep one of them.")
        else:
            if any(row[len(header) :]):
                raise file.wrong(
                    line,
                    f"the row has {len(row)} fields for {len(header)} columns.",
                    "Put what holds a ; in double quotes.",
                )
            held.append((line, row))
    if name:
        yield name, header, at, held


def _columns(file: _File, header: Sequence[str], line: int, *needed: str) -> dict[str, int]:
    """Where each column is. Raises BadInput where one is missing."""
    for name in needed:
        if name not in header:
            raise file.wrong(
                line, f"the line of headers has no {name}.", f"Under the name of the section write {';'.join(needed)};…"
            )
    return {name: place for place, name in enumerate(header)}


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    value = row[place] if place is not None and place < len(row) else ""
    return "" if value.lower() == "none" else value


def _id(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    """As `_cell`, but somebody may be called None."""
    return row[columns[name]] if columns[name] < len(row) else ""


# --- sections -------------------------------------------------------------------------------------------------------


def _meta(file: _File, header: list[str], at: int, rows: list[_Row]) -> None:
    _columns(file, header, at, "key", "value")
    for line, row in rows:
        if len(row) < 2:
            raise file.wrong(line, f"“{row[0]}” has no value.", "Write key;value.")
        if not row[1] or row[1].lower() == "none":
            continue
        if row[0] in file.meta:
            raise file.wrong(line, f"{row[0]} is there twice.", "Keep one of them.")
        file.meta[row[0]] = row[1], line


def _projects(file: _File, header: list[str], at: int, rows: list[_Row]) -> None:
    columns = _columns(file, header, at, "project_id", "cost")
    for line, row in rows:
        name = _id(row, columns, "project_id")
        if not name:
            raise file.wrong(line, "a project has no project_id.", "Give each project an id of its own.")
        if name in file.projects:
            raise file.wrong(line, f"the project {name} is there twice.", "Give each project an id of its own.")
        groups = {
            f"{column}:{group.strip()}"
            for column in _GROUPS
            for group in (_cell(row, columns, column) or _cell(row, columns, _GROUPS[column])).split(",")
            if group.strip()
        }
        cost = _amount(file, _cell(row, columns, "cost"), line, f"cost of {name}")
        file.projects[name] = Project(name, cost, _cell(row, columns, "name"), frozenset(groups))


def _votes(file: _File, header: list[str], at: int, rows: list[_Row]) -> None:
    columns = _columns(file, header, at, "voter_id", "vote")
    with_points, one = _kind(file) in WITH_POINTS, _kind(file) == "choose-1"
    if with_points:
        _columns(file, header, at, "voter_id", "vote", "points")
    for line, row in rows:
        voter = _id(row, columns, "voter_id")
        if voter in file.voters:
            raise file.wrong(
                line, f"the voter {voter} has voted already, in line {file.voters[voter]}.", "Keep one of the ballots."
            )
        file.voters[voter] = line
        names = tuple(name.strip() for name in _cell(row, columns, "vote").split(",") if name.strip())
        for name in names:
            if name not in file.projects:
                raise file.wrong(line, f"there is no project {name}.", "Mend the id, or add the project to PROJECTS.")
        if len(set(names)) < len(names):
            raise file.wrong(line, f"the voter {voter} names a project twice.", "Name each project once in a ballot.")
        if one and len(names) > 1:
            raise file.wrong(
                line, f"the voter {voter} names {len(names)} projects.", "With choose-1 a ballot names one."
            )
        said = _cell(row, columns, "points")
        points = tuple(_amount(file, part.strip(), line, "points") for part in said.split(",")) if said else ()
        if (with_points or points) and len(points) != len(names):
            raise file.wrong(
                line,
                f"{len(names)} projects have {len(points)} points.",
                "Give as many points as projects, in their order.",
            )
        # Whoever gives a project no point does not support it.
        kept = [place for place in range(len(names)) if not points or points[place]]
        file.ballots.append(tuple(names[place] for place in kept))
        file.points.append(tuple(points[place] for place in kept) if points else ())


# --- values ---------------------------------------------------------------------------------------------------------


def _amount(file: _File, text: str, line: int, what: str, *, positive: bool = False) -> Fraction:
    try:
        value = amount(text)
    except ValueError:
        raise file.wrong(
            line, f"the {what} is “{text[:40]}”, which is no number.", "Write digits alone, such as 1250 or 1250.50."
        ) from None
    if value < 0 or (positive and not value):
        mend = "Write a number above nought." if positive else "It cannot be negative."
        raise file.wrong(line, f"the {what} is {text}.", mend)
    return value


def _no_points_missing(file: _File, with_points: bool) -> None:
    for (voter, line), names, points in zip(file.voters.items(), file.ballots, file.points, strict=True):
        if with_points and names and not points:
            raise file.wrong(line, f"the voter {voter} gives no points, and others do.", "Give points to each project.")


def _needed(file: _File, key: str) -> tuple[str, int]:
    if key not in file.meta:
        raise file.wrong(2, f"META does not say the {key}.", f"Add a line {key};… under META.")
    return file.meta[key]


def _kind(file: _File) -> str:
    kind, line = _needed(file, "vote_type")
    if kind not in KINDS:
        raise file.wrong(line, f"ballots of the kind “{kind}” cannot be counted.", f"Known are {', '.join(KINDS)}.")
    return kind


def _threshold(file: _File) -> Fraction:
    if "min_project_score_threshold" not in file.meta:
        return Fraction(0)
    text, line = file.meta["min_project_score_threshold"]
    return _amount(file, text, line, "min_project_score_threshold")


def _limits(file: _File, column: str) -> dict[str, Fraction]:
    key = f"budget_per_{column}"
    if key not in file.meta:
        return {}
    text, line = file.meta[key]
    names = [name.strip() for name in _needed(file, _GROUPS[column])[0].split(",")]
    amounts = [part.strip() for part in text.split(",")]
    if len(names) != len(amounts):
        raise file.wrong(
            line, f"{key} has {len(amounts)} amounts for {len(names)} {_GROUPS[column]}.", "Give each one an amount."
        )
    return {f"{column}:{name}": _amount(file, part, line, key) for name, part in zip(names, amounts, strict=True)}


def _warnings(file: _File) -> Iterator[str]:
    for key, there in (("num_projects", len(file.projects)), ("num_votes", len(file.ballots))):
        said, line = file.meta.get(key, (str(there), 0))
        if said != str(there):
            yield f"{file.name}:{line}: {key} is {said}, and there are {there}."
    for column, names in _GROUPS.items():
        if f"budget_per_{column}" in file.meta:
            known = {f"{column}:{name.strip()}" for name in _needed(file, names)[0].split(",")}
            for project in file.projects.values():
                for group in sorted(group for group in project.groups - known if group.startswith(f"{column}:")):
                    yield f"{file.name}: {project.id} is in {group.partition(':')[2]}, for which META has no limit."
    scoring, line = file.meta.get("scoring_fn", ("", 0))
    if scoring and _kind(file) == "ordinal" and not any(file.points):
        yield f"{file.name}:{line}: scoring_fn is {scoring}; a score is here the number of ballots that name a project."
