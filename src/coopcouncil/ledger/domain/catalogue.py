"""The chart of accounts, the limits and the service areas, from files that a council may change."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from coopcouncil.kernel.errors import BadInput

KINDS = ("asset", "liability", "reserve", "income", "expenditure")
CASH, RECEIVABLE, ACCRUED, DUE_FROM, DUE_TO = "1000", "1100", "2100", "1200", "2200"
BROUGHT_FORWARD, MOVED, FROM_OTHERS, TO_OTHERS = "3000", "3100", "4500", "5800"
IMPORT = "import"  # the role of what a finance system has approved


@dataclass(frozen=True)
class AccountType:
    code: str
    name: str
    heading: str
    kind: str
    cash: bool = False
    between: bool = False


@dataclass(frozen=True)
class Chart:
    """Accounts by code, and by role the most pence that one person may post alone (None: no limit)."""

    accounts: Mapping[str, AccountType]
    limits: Mapping[str, int | None]


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    outcome: str


def read_chart(text: str, *, file: str) -> Chart:
    """A chart of accounts. Raises BadInput naming the entry."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"This is not TOML: {error}.", place=file, mend="Check quotes and brackets there.") from None
    accounts: dict[str, AccountType] = {}
    for number, entry in enumerate(data.get("account", []), 1):
        place = f"{file}, account {number}"
        account = _account(entry, place)
        if account.code in accounts:
            raise BadInput(f"“{account.code}” is there twice.", place=place, mend="Give it another code.")
        accounts[account.code] = account
    limits: dict[str, int | None] = {}
    for number, entry in enumerate(data.get("limit", []), 1):
        pence = entry.get("pence")
        if not isinstance(entry.get("role"), str) or not (pence is None or (type(pence) is int and pence >= 0)):
            raise BadInput(
                "A limit names a role and whole pence.", place=f"{file}, limit {number}", mend="pence = 2_500_000"
            )
        limits[entry["role"]] = pence
    missing = sorted({CASH, DUE_FROM, DUE_TO, BROUGHT_FORWARD, ACCRUED} - set(accounts))
    if missing:
        raise BadInput(f"Account {missing[0]} is missing.", place=file, mend="Take it from the shipped file.")
    return Chart(accounts, limits)


def _account(entry: Mapping[str, Any], place: str) -> AccountType:
    for key in ("code", "name", "heading", "kind"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise BadInput(f"“{key}” is missing.", place=place, mend=f'Add: {key} = "…"')
    if entry["kind"] not in KINDS:
        raise BadInput(f"“{entry['kind']}” is no kind.", place=place, mend=f"Use one of: {', '.join(KINDS)}.")
    if strange := sorted(set(entry) - {"code", "name", "heading", "kind", "cash", "between"}):
        raise BadInput(f"“{strange[0]}” is not a key.", place=place, mend="Take it out.")
    return AccountType(
        entry["code"],
        entry["name"],
        entry["heading"],
        entry["kind"],
        bool(entry.get("cash")),
        bool(entry.get("between")),
    )


@cache
def shipped_chart() -> Chart:
    """The chart that comes with the program."""
    return read_chart(_shipped("accounts.toml"), file="accounts.toml")


@cache
def areas() -> Mapping[str, Area]:
    """Service areas by code."""
    entries = tomllib.loads(_shipped("areas.toml"))["area"]
    return {entry["code"]: Area(entry["code"], entry["name"], entry["outcome"]) for entry in entries}


def _shipped(name: str) -> str:
    return (resources.files("coopcouncil.ledger") / "catalogue" / name).read_text(encoding="utf-8")
