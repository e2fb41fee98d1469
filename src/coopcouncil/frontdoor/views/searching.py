"""Search: what somebody needs, in their own words or by choosing; who to phone first where it cannot wait."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.directory.public import Answer, Ask, Library, Reading
from coopcouncil.foundation import contributions, languages
from coopcouncil.foundation.contributions import SearchHit
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller, features
from coopcouncil.frontdoor import queries
from coopcouncil.frontdoor.views.found import choices, distance_in_words, lines
from coopcouncil.kernel.calendars import england
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.places import public as places

PAGE = 15
MOST_LETTERS = 120
MOST_PAGE = 400
OLDEST = 120
ENDED = "frontdoor.search"
A_DAY = 86_400  # seconds
ELSEWHERE = 5


@dataclass(frozen=True)
class Asked:
    """What the address says. `danger` is the number of what cannot wait, instead of words that would tell too much."""

    q: str = ""
    near: str = ""
    category: str = ""
    free: bool = False
    step_free: bool = False
    open_now: bool = False
    language: str = ""
    audience: str = ""
    age: str = ""
    exactly: bool = False
    on_map: bool = False
    danger: int = 0
    page: int = 1

    @property
    def narrows(self) -> bool:
        return bool(self.category or self.more)

    @property
    def more(self) -> bool:
        """Whether one of the further choices was made."""
        return bool(self.free or self.step_free or self.open_now or self.language or self.audience or self.age)

    @property
    def marks(self) -> list[str]:
        """What was chosen besides words, as it is counted where nothing is found."""
        chosen = {"choice:free": self.free, "choice:step_free": self.step_free, "choice:open": self.open_now}
        made = [f"language:{self.language}"] if self.language else []
        made += [f"audience:{self.audience}"] if self.audience else []
        return [*made, *(name for name, on in chosen.items() if on)]

    @property
    def widened(self) -> str:
        """The address of the same question without choices."""
        none = {"category": "", "language": "", "audience": "", "age": ""}
        return self.address(**none, free=False, step_free=False, open_now=False)

    @property
    def is_empty(self) -> bool:
        return not (self.q or self.danger or self.near or self.narrows)

    def address(self, **other: Any) -> str:
        """The address of this question, some of it changed; its first page unless told."""
        said = {**self.__dict__, "page": 1, **other}
        query = {name: "1" if value is True else value for name, value in said.items() if value}
        if query.get("page") == 1:
            del query["page"]
        return f"{reverse('frontdoor:search')}?{urlencode(query)}" if query else reverse("frontdoor:search")


def asked(given: Any) -> Asked:
    """What somebody asked, with what cannot be left out."""

    def whole(name: str, most: int) -> int:
        text = given.get(name, "")
        return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < 7 else 0

    category, audience, language = (given.get(name, "") for name in ("category", "audience", "language"))
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:MOST_LETTERS],
        near=" ".join(given.get("near", "").replace("\x00", "").split())[:12],
        category=category if category in directory.categories() else "",
        free="free" in given,
        step_free="step_free" in given,
        open_now="open_now" in given,
        language=language if language.isascii() and language.isalpha() and len(language) < 4 else "",
        audience=audience if audience in directory.audiences() else "",
        age=str(whole("age", OLDEST)) if given.get("age", "").isdecimal() else "",
        exactly="exactly" in given,
        on_map="on_map" in given,
        danger=whole("danger", 99),
        page=max(1, whole("page", MOST_PAGE)),
    )


@dataclass(frozen=True)
class Here:
    """The place from which distances are shown. `problem` says why there is none."""

    position: tuple[float, float] | None = None
    ward: Any = None
    problem: str = ""


@requires("public")
def search(request: Request) -> HttpResponse:
    """What was found, best first; a life event before any single service, a phone number before everything."""
    ask = asked(request.GET)
    library = directory.search_library(request.today)
    reading, dangers = _read(library, ask)
    if ask.q and any(danger.quiet for danger in dangers):
        # What was typed leaves the address, and with it the browser's history.
        return _unkept(HttpResponseRedirect(ask.address(q="", exactly=False, danger=dangers[0].number)))
    quiet = any(danger.quiet for danger in dangers) or _is_safe(request)
    here_is = _here(ask)
    answer, ask = _found(library, reading, ask, here_is, request.now)
    shown = lines(library, reading, answer, request.now) if answer else []
    counted = _counted(request, reading, ask, here_is, answer) if not quiet else ""
    context = {
        "ask": ask,
        "reading": reading,
        "dangers": [_danger(danger) for danger in dangers],
        "here": here_is,
        "answer": answer,
        "lines": shown,
        "nearest": _nearest(library, ask, here_is),
        "elsewhere": _elsewhere(reading, ask) if not quiet else [],
        "pagination": _pagination(ask, answer),
        "categories": directory.category_names(languages.current()),
        "choices": choices(library),
        "map": directory.search_map(answer.hits, title=_("Where these are")) if ask.on_map and answer else None,
        "quiet": quiet,
        "counted": counted,
        "council": people.council(),
        "door": "/get-help/",
    }
    answered = render(request, "frontdoor/search.html", context)
    answered["Permissions-Policy"] = features(geolocation=True)  # for whoever presses the button
    return _unkept(answered) if quiet else answered


@requires("public", "POST")
def here(request: Request) -> JsonResponse:
    """The postcode nearest to where a device is, for whoever pressed the button. Where it is is kept nowhere."""
    try:
        longitude, latitude = (float(request.POST.get(name, "")[:24]) for name in ("longitude", "latitude"))
    except ValueError:
        return JsonResponse({"problem": _("We could not read where you are. Type your postcode instead.")}, status=422)
    found = places.postcode_near(longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
    if found is None:
        return JsonResponse({"problem": _("You seem to be outside the borough. Type a postcode instead.")}, status=404)
    return JsonResponse({"postcode": found})


def _read(library: Library, ask: Asked) -> tuple[Reading, list[Any]]:
    """What was typed as it is understood, and what cannot wait. Of a danger named by its number, its own words."""
    if ask.danger and not ask.q:
        danger = library.dangers.numbered(ask.danger)
        return (library.means(danger), [danger]) if danger else (library.read(""), [])
    reading = library.read(ask.q, exactly=ask.exactly)
    return reading, library.dangers.in_words([word.read for word in reading.words])


def _found(library: Library, reading: Reading, ask: Asked, here_is: Here, now: datetime) -> tuple[Answer | None, Asked]:
    """The page that was asked for, or the last one where there are fewer; nothing before anything was asked."""
    if ask.is_empty:
        return None, ask
    narrowed = _narrowed(ask, here_is, now)
    answer = library.find(reading, narrowed, start=(ask.page - 1) * PAGE, most=PAGE)
    last = max(1, -(-(answer.total - answer.doors) // PAGE))
    if ask.page > last:
        ask = replace(ask, page=last)
        answer = library.find(reading, narrowed, start=(last - 1) * PAGE, most=PAGE)
    return answer, ask


def _is_safe(request: Request) -> bool:
    """Whether this browser is telling us something in safe mode."""
    return queries.is_telling_safely(request.actor, now=request.now)


def _unkept(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store"
    return answer


def _here(ask: Asked) -> Here:
    if not ask.near:
        return Here()
    try:
        postcode = places.normalise_postcode(ask.near)
    except BadInput:
        return Here(problem=_("That is not a whole postcode. Distances need one such as AM1 1AA."))
    position, ward = places.postcode_position(postcode), places.area_of_postcode(postcode)
    if position is None and ward is None:
        return Here(problem=_("We do not know that postcode. Is it in the borough?"))
    return Here(position or ward.centre, ward)  # type: ignore[union-attr]  # one of them is there


def _narrowed(ask: Asked, here: Here, now: datetime) -> Ask:
    marks = []
    if ask.category:
        marks.append(frozenset(f"type:{code}" for code in directory.categories()[ask.category].types))
    if ask.free:
        marks.append(frozenset({"free"}))
    for kind, chosen in (("language", ask.language), ("audience", ask.audience)):
        if chosen:
            marks.append(frozenset({f"{kind}:{chosen}"}))
    return Ask(
        near=here.position, ward=here.ward.id if here.ward else None, marks=marks, step_free=ask.step_free,
        age=int(ask.age) if ask.age else None, open_at=now if ask.open_now else None, calendar=england(),
    )  # fmt: skip


def _counted(request: Request, reading: Reading, ask: Asked, here_is: Here, answer: Answer | None) -> str:
    """Count a search that found nothing. Of one that found something, what its page hands back as it is left."""
    terms = directory.countable(reading, ask.marks)
    if answer is None or ask.page > 1 or ask.exactly or not terms:
        return ""
    ward = str(here_is.ward.id) if here_is.ward else ""
    if answer.total:
        return signing.dumps([*terms.known, ward], salt=ENDED, compress=True)
    directory.count_search(
        known=terms.known, unknown=terms.unknown, end="nothing", ward_id=here_is.ward.id if here_is.ward else None,
        caller=caller(request), now=request.now,
    )  # fmt: skip
    return ""


@requires("public", "POST")
def ended(request: Request) -> HttpResponse:
    """How a search ended, as its page tells when it is left: nothing was opened, or something was. Kept as counts."""
    try:
        *terms, ward = signing.loads(request.POST.get("counted", "")[:2000], salt=ENDED, max_age=A_DAY)
    except signing.BadSignature:
        return HttpResponse(status=422)
    directory.count_search(
        known=terms, unknown=(), end="chosen" if request.POST.get("chosen") else "left",
        ward_id=UUID(ward) if ward else None, caller=caller(request), now=request.now,
    )  # fmt: skip
    return HttpResponse(status=204)


def _nearest(library: Library, ask: Asked, here_is: Here) -> dict[str, str] | None:
    """The nearest place where anything can be asked for, and how far it is."""
    hit = library.shelf.nearest(here_is.position, step_free=ask.step_free) if here_is.position else None
    held = directory.search_shown([hit]).get((hit.kind, hit.key)) if hit else None
    if hit is None or held is None or hit.metres is None:
        return None
    return {
        "name": held.name,
        "url": reverse("directory:access_point", args=[held.code]),
        "away": distance_in_words(hit.metres),
    }


def _danger(danger: directory.Danger) -> dict[str, Any]:
    danger = directory.danger_in(danger.number, languages.current()) or danger
    service = directory.recipient_for(danger.service) if danger.service else None
    lines = [{"name": service.name, "phone": service.phone, "hours": ""}] if service and service.phone else []
    lines += [{"name": line.name, "phone": line.phone, "hours": line.hours} for line in danger.lines]
    return {"asks": danger.asks, "lines": lines}


def _elsewhere(reading: Reading, ask: Asked) -> list[SearchHit]:
    """What other parts of the site have under these words: money, appraisals."""
    if not reading or ask.page > 1 or ask.narrows:
        return []
    words = reading.text
    hits = [hit for find in contributions.search_hits for hit in find(words)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.title))[:ELSEWHERE]


def _pagination(ask: Asked, answer: Answer | None) -> dict[str, Any] | None:
    """Of GOV.UK's pagination: before, and on."""
    if answer is None:
        return None
    pages = -(-(answer.total - answer.doors) // PAGE)
    made: dict[str, Any] = {}
    if ask.page > 1:
        made["previous"] = {"href": ask.address(page=ask.page - 1), "text": _("Previous page")}
    if ask.page < pages:
        made["next"] = {"href": ask.address(page=ask.page + 1), "text": _("Next page")}
    return {**made, "landmarkLabel": _("More results")} if made else None
