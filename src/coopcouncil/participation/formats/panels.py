"""The files of a panel by lot: people.csv and features.csv in, the public table of panels in again."""

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.panels.pool import Pool, Quota, Volunteer
from coopcouncil.participation.domain.panels.table import Table
from coopcouncil.participation.formats.columns import Columns, read_columns


def read_pool(
    people: tuple[str, bytes], features: tuple[str, bytes], *, size: int, household: str = "", name: str = ""
) -> Pool:
    """The pool of two files, each given as its name and its bytes.

    features.csv has the columns feature, value, min and max; people.csv one row a person, with a column for each
    feature. `name` is the column of ids (the first one, if empty); `household` that of households, in which an empty
    cell means living with no other volunteer. Further columns are ignored. Raises BadInput with file, line and mend.
    """
    quotas = _quotas(read_columns(features[1], file=features[0], required=("feature", "value", "min", "max")))
    needed = [*{quota.feature: None for quota in quotas}, *filter(None, (household, name))]
    table = read_columns(people[1], file=people[0], required=needed)
    volunteers = _volunteers(table, quotas, household=household, name=name or next(iter(table.columns)))
    homes = {person.household or (person.id,) for person in volunteers}
    if not 1 <= size <= len(homes):
        among = f"{len(volunteers)} people in {len(homes)} households" if household else f"{len(volunteers)} people"
        raise BadInput(
            f"A panel of {size} cannot be made of {among}.",
            place=table.place(len(table) - 1),
            mend=f"Choose a size from 1 to {len(homes)}.",
        )
    return Pool(volunteers, quotas, size)


def read_table(file: str, content: bytes) -> Table:
    """A table as `Table.text` wrote it, letter by letter. Raises BadInput where it is not one."""
    read = read_columns(content, file=file, required=("panel",))
    people = [column for name, column in read.columns.items() if name != "panel"]
    table = Table(tuple(zip(*people, strict=True)))
    for row, panel in enumerate(table.panels):
        if not all(panel) or len(set(panel)) < len(panel):
            raise BadInput(
                "This panel lacks a person or has one twice.",
                place=read.place(row),
                mend="Take the table as it was published.",
            )
    if table.text.encode() != content:
        raise BadInput(
            "This is not letter by letter as a table is written.",
            place=f"{file}:1",
            mend="Take the whole table as it was published, not one that a spreadsheet saved again.",
        )
    return table


def _quotas(table: Columns) -> tuple[Quota, ...]:
    quotas: dict[tuple[str, str], Quota] = {}
    columns = [table.column(name) for name in ("feature", "value", "min", "max")]
    for row, (feature, value, least, most) in enumerate(zip(*columns, strict=True)):
        place = table.place(row)
        if not feature or not value:
            raise BadInput("A feature or its value is empty.", place=place, mend="Write both.")
        if (feature, value) in quotas:
            raise BadInput(f"“{feature}: {value}” stands here a second time.", place=place, mend="Leave one row of it.")
        low, high = _whole(least, "min", place), _whole(most, "max", place)
        if low > high:
            raise BadInput(
                f"“{feature}: {value}” has a min of {low}, above its max of {high}.",
                place=place,
                mend="Make min at most max.",
            )
        quotas[feature, value] = Quota(feature, value, low, high)
    return tuple(quotas.values())


def _volunteers(table: Columns, quotas: tuple[Quota, ...], *, household: str, name: str) -> tuple[Volunteer, ...]:
    known: dict[str, list[str]] = {}
    for quota in quotas:
        known.setdefault(quota.feature, []).append(quota.value)
    people: dict[str, Volunteer] = {}
    homes = table.column(household) if household else [""] * len(table)
    for row, (person, home) in enumerate(zip(table.column(name), homes, strict=True)):
        place = table.place(row)
        if not person or person in people:
            raise BadInput(
                f"The id “{person}” stands here a second time." if person else "This person has no id.",
                place=place,
                mend="Give each person an id of their own.",
            )
        held = {feature: table.columns[feature][row] for feature in known}
        for feature, value in held.items():
            if value not in known[feature]:
                raise BadInput(
                    f"“{value}” is not a value of “{feature}”.",
                    place=place,
                    mend=f"Write one of {', '.join(known[feature])}, or add it to the features.",
                )
        people[person] = Volunteer(person, held, home)
    return tuple(people.values())


def _whole(text: str, column: str, place: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise BadInput(f"“{text}” is not a whole number for {column}.", place=place, mend="Write a number such as 5.")
    return int(text)
