"""Single values of Open Referral as ours have them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Said = Mapping[str, Any]
# How many characters each of our fields holds.
LONGEST = {
    "name": 150, "alternate_name": 150, "cost": 200, "alert": 300, "accreditations": 300, "email": 254,
    "legal_status": 100, "place_name": 150, "place_description": 500, "transportation": 300,
    "external_identifier": 60, "external_identifier_type": 30, "address_1": 200, "address_2": 200, "city": 100,
    "region": 100, "postcode": 10, "country": 2, "version": 40, "location_type": 8,
}  # fmt: skip
_URL = re.compile(r"https?://[^\s]+")
_DAYS = re.compile(r"-?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)")
# Words by which others tell what ours have a code for; the first that fits.
_FEATURES = (
    ("changing_place", r"changing place"),
    ("accessible_toilet", r"toilet|wc\b"),
    ("hearing_loop", r"loop"),
    ("blue_badge_parking", r"blue badge|disabled parking|accessible parking"),
    ("sign_language", r"sign language|bsl\b|signer"),
    ("quiet_room", r"quiet"),
    ("large_print", r"large print"),
    ("braille", r"braille"),
    ("assistance_dogs", r"\bdogs?\b"),
    ("lift", r"\blifts?\b|elevator"),
    ("step_free", r"step.?free|wheelchair|ramp|level access"),
)


def fit(text: str, most: int) -> str:
    """Words without what no database keeps, cut at a word where they are too long."""
    clean = text.replace("\x00", "").strip()
    if len(clean) <= most:
        return clean
    return f"{clean[: most - 1].rsplit(' ', 1)[0]}…"[:most]


def web(value: Any, site: str) -> str | None:
    """A web address that we can keep; None for what is none, is too long, or leads back to us."""
    if not isinstance(value, str) or len(value) > 200 or not _URL.fullmatch(value):
        return None
    return None if value.startswith(f"{site}/") else value


def eligibility(data: Said) -> dict[str, Any] | None:
    """Ages in whole years, and for whom; None where nothing is said."""
    made: dict[str, Any] = {}
    for name in ("minimum_age", "maximum_age"):
        value = data.get(name)
        if isinstance(value, int | float) and 0 <= value <= 130:
            made[name] = int(value)
    if made.get("minimum_age", 0) > made.get("maximum_age", 200):
        made = {}
    if data.get("eligibility_description"):
        made["description"] = fit(str(data["eligibility_description"]), 500)
    return made or None


def hours(data: Said) -> dict[str, Any] | None:
    """A schedule; None for one that says nothing which ours can hold. Times are local, to the minute."""
    made: dict[str, Any] = {}
    for name in ("valid_from", "valid_to", "dtstart"):
        if data.get(name):
            made[name] = data[name]
    if made.get("valid_to", "9999") < made.get("valid_from", "0000"):
        del made["valid_to"]
    opens, closes = str(data.get("opens_at") or "")[:5], str(data.get("closes_at") or "")[:5]
    if opens and closes:
        closes = "00:00" if closes == "23:59" else closes  # who knows no hours past midnight says so
        made |= {"opens_at": opens, "closes_at": closes}
    days = [day.strip() for day in str(data.get("byday") or "").upper().split(",")]
    if any(days) and all(_DAYS.fullmatch(day.removeprefix("+")) for day in days):
        made["byday"] = ",".join(day.removeprefix("+") for day in days)
    made["freq"] = data.get("freq") or "WEEKLY"
    numbers = [part.strip() for part in str(data.get("bymonthday") or "").split(",")]
    if made["freq"] == "MONTHLY" and any(numbers) and all(re.fullmatch(r"-?\d{1,2}", part) for part in numbers):
        made["bymonthday"] = ",".join(numbers)
    every = data.get("interval")
    if isinstance(every, int | float) and every > 1 and every == int(every) and "dtstart" in made:
        made["interval"] = int(every)
    for name, most in (("description", 300), ("notes", 300), ("attending_type", 100)):
        if data.get(name):
            made[name] = fit(str(data[name]), most)
    if (url := web(data.get("schedule_link"), "\x00")) is not None:
        made["schedule_link"] = url
    return made if len(made) > 1 else None


def cost(data: Said) -> dict[str, Any] | None:
    """A cost in whole pence, or hundredths of another currency; None for one that says nothing."""
    made: dict[str, Any] = {}
    if data.get("option"):
        made["option"] = fit(str(data["option"]), 150)
    if data.get("amount_description"):
        made["amount_description"] = fit(str(data["amount_description"]), 200)
    amount = data.get("amount")
    if isinstance(amount, int | float) and 0 <= amount < 10**12:
        made["amount_pence"] = int((Decimal(str(amount)) * 100).quantize(Decimal(1)))
        currency = str(data.get("currency") or "GBP").upper()
        if re.fullmatch(r"[A-Z]{3}", currency) and currency != "GBP":
            made["currency"] = currency
    if not made:
        return None
    for name in ("valid_from", "valid_to"):
        if data.get(name):
            made[name] = data[name]
    if made.get("valid_to", "9999") < made.get("valid_from", "0000"):
        del made["valid_to"]
    return made


def language(data: Said) -> dict[str, Any] | None:
    """A language by its ISO 639 code. The profile's own languages have only an id, which says nothing."""
    code = str(data.get("code") or "").strip().lower()
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return None
    return {"code": code, **({"note": fit(str(data["note"]), 200)} if data.get("note") else {})}


def phone(data: Said) -> dict[str, Any]:
    kind = str(data.get("type") or "voice").lower()
    made: dict[str, Any] = {
        "number": fit(str(data["number"]), 40),
        "kind": {"sms": "text", "textphone": "textphone", "tty": "textphone", "fax": "fax", "text": "text"}.get(
            kind, "voice"
        ),
    }
    if data.get("description"):
        made["description"] = fit(str(data["description"]), 200)
    if data.get("extension"):
        made["extension"] = str(data["extension"])[:10]
    if spoken := [held for item in data.get("languages", []) if (held := language(item))]:
        made["languages"] = spoken
    return made


def features(held: Sequence[Said]) -> tuple[list[dict[str, Any]], list[str]]:
    """What makes a place open to everybody, each once; and the words that are none that we know."""
    made: dict[str, dict[str, Any]] = {}
    left = []
    for item in held:
        words = str(item.get("description") or item.get("accessibility") or item.get("details") or "")
        code = next((code for code, pattern in _FEATURES if re.search(pattern, words, re.IGNORECASE)), "")
        if not code:
            left.append(words[:80])
            continue
        details = str(item.get("details") or ("" if len(words) < 50 else words))
        made.setdefault(code, {"feature": code, **({"details": fit(details, 300)} if details else {})})
    return list(made.values()), left
