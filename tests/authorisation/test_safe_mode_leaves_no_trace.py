"""Safe mode leaves no trace: every route as every visitor, every file, letter, log line, figure and export.

Also where it was begun openly, signed in or with an officer, and went on in safe mode on the way.

The routes are those that the project has (`foundation.checks.routes`), so a new page is swept without being named here.
"""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, contributions, outbox
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.foundation.models import AuditRow, OutboxEntry, Session
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.people import public as people
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import Delivery, HelpRequest, Notice, Submission
from tests.authorisation.borough import PARAMETER, SCOPES, Objects, build

# A sweep of all routes takes minutes on a busy machine; the limit is for what hangs.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]
ClientFor = Callable[[str | None], Client]

ALWAYS, CHOSEN = "domestic-abuse", "becoming-a-carer"  # the second is told openly too, and carries no way out then
SERVICE = "domestic-abuse-support"  # the directory's own, in its feed for everybody: no trace of anybody
HOME = {"line_1": "77 Plover Rookery", "town": "Ashmere", "postcode": "AM1 1AA"}
NAME = {"first_names": "Zephyrine", "last_name": "Quillfeather"}
CANARIES: dict[str, dict[str, Any]] = {
    ALWAYS: {
        "your_name": NAME,
        "safe_phone": "07700 900987",
        "safe_times": "when the kettle sings",
        "shared_address": HOME,
        "pupils": "Peregrina Quillfeather",
    },
    CHOSEN: {
        "your_name": NAME,
        "your_phone": "07700 900987",
        "your_address": HOME,
        "cared_for": {"first_names": "Peregrina", "last_name": "Quillfeather", "date_of_birth": "1941-03-27"},
    },
}
TYPED = ["Zephyrine", "Quillfeather", "900987", "kettle sings", "Plover Rookery", "Peregrina", "Gondolian"]
# The end of the telephone number, alone or whole; the middle of a long number (a figure's decimals) is none.
TELEPHONE = re.compile(r"(7700 ?|(?<![\d.]))900 ?987(?!\d)")
ANSWERED = "The lapwing will call at noon"
CAST = ["amara", "bilal", "carys", "dev", "esi", "femi", "grace", "hari", "ines", "jo"]


@dataclass
class Told:
    """What was told in safe mode, and the browser in which it was; `before` are drafts that went on in safe mode."""

    code: str
    browser: Client
    draft_id: UUID
    submission: Submission
    reference: str
    words: str
    before: UUID | None = None

    def officer(self) -> str:
        """The account of the officer who wrote it down, or ""."""
        return str(self.submission.assisted_by_id or "")

    def canaries(self) -> list[str]:
        return [*TYPED, ANSWERED, self.reference, self.reference.replace("-", ""), self.words]

    def ids(self) -> list[dict[str, str]]:
        """What is put into addresses instead of the borough's own objects: each of the notices in turn."""
        first = [{"draft_id": str(self.before)}] if self.before else []
        return first + [
            {
                "draft_id": str(self.draft_id),
                "submission_id": str(self.submission.id),
                "reference": self.reference,
                "notice_id": str(delivery.notice_id),
                "delivery_id": str(delivery.id),
            }
            for delivery in Delivery.objects.filter(notice__submission=self.submission)
            .order_by("notice__organisation_id", "notice_id")
            .distinct("notice__organisation_id")[:3]
        ]


@pytest.fixture
def objects(cast: Any) -> Objects:
    return build(cast)


def tell(client_for: ClientFor, cast: SimpleNamespace, barred: UUID) -> Told:
    """Amara, signed in, chooses safe mode, is afraid of her own surgery, and tells; services are told and answer."""
    browser = client_for("amara")
    browser.post(reverse("frontdoor:safely", args=[ALWAYS]))
    draft = Draft.objects.get(safe=True)
    answers = {"surgery": "Larkhill Surgery", **CANARIES[ALWAYS]}
    answer_all(Actor(kind="anonymous", session_key=browser.session[VISITOR]), draft.id, **answers)
    return carried(browser, draft, barred)


def change_over(client_for: ClientFor, cast: SimpleNamespace, barred: UUID) -> Told:
    """Amara begins it openly, signed in, answers everything, and only then goes on in safe mode."""
    browser = client_for("amara")
    browser.post(reverse("frontdoor:life_event", args=[CHOSEN]), {"for": "me"})
    before = Draft.objects.get(event_code=CHOSEN)
    answer_all(cast.amara.actor, before.id, surgery="Larkhill Surgery", **CANARIES[CHOSEN])
    for page in ("check", "needs", "save"):
        assert browser.get(reverse(f"frontdoor:{page}", args=[before.id])).status_code == 200
    browser.post(reverse("frontdoor:change_over", args=[before.id]))
    return carried(browser, Draft.objects.get(safe=True), barred, before=before.id)


def change_over_helped(client_for: ClientFor, cast: SimpleNamespace, barred: UUID) -> Told:
    """Dev writes it down for Amara, for her account, and asks a service; then she says that somebody must not know."""
    browser, dev = client_for("dev"), actor_for_account(cast.dev.account_id, clock.today())
    (surgery,) = people.assisting_at(dev)
    before = frontdoor.begin_helping(
        actor=dev, event_code=CHOSEN, organisation_id=surgery, channel="phone", access_point_id=None,
        agreement="by_phone", now=clock.now(),
    )  # fmt: skip
    frontdoor.put_in_their_account(
        actor=dev, draft_id=before, email="amara@ashmere.example",
        code=gateways.account_code(cast.amara.account_id, clock.now()), now=clock.now(),
    )  # fmt: skip
    answer_all(dev, before, surgery="Larkhill Surgery", **CANARIES[CHOSEN])
    help_page = reverse("frontdoor:call_for_help", args=[before])
    asked = browser.post(help_page, {"service": "council_tax", "question": "What of Zephyrine?", "at": "your_name"})
    assert asked.status_code == 302
    browser.post(reverse("frontdoor:change_over", args=[before]))
    return carried(browser, Draft.objects.get(safe=True), barred, before=before)


def carried(browser: Client, draft: Draft, barred: UUID, *, before: UUID | None = None) -> Told:
    """The rest of the way in safe mode, from needs on: it is sent, services are told, and answer."""

    def page(name: str) -> str:
        return reverse(f"frontdoor:{name}", args=[draft.id])

    browser.post(page("needs"), {"needs": ["interpreter"], "words-interpreter": "Gondolian"})
    browser.post(page("reach"), {"way": "phone", "detail-phone": "07700 900987", "when": "when the kettle sings"})
    browser.post(page("places"), {"places": [str(barred)]})
    who = browser.get(page("who"))
    every = [notice.code for notice in gateways.life_event(draft.event_code).notices]
    browser.post(page("who"), as_shown(who, tell=every))
    draft.refresh_from_db()
    submission = Submission.objects.get(safe=True)
    while outbox.carry_one(clock=clock.now):
        pass
    for number, notice in enumerate(Notice.objects.filter(submission=submission)):
        sharing.answer_notice(
            actor=Actor(kind="agency", organisation_id=notice.organisation_id, scopes=frozenset(SCOPES)),
            notice_id=notice.id,
            answer_id=f"answer-{number}",
            kind="accepted",
            reason=ANSWERED,
            now=clock.now(),
        )
    opens = draft.opens_with
    return Told(draft.event_code, browser, draft.id, submission, opens["reference"], opens["words"], before)


def addresses(objects: Objects, instead: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Every route with a path: with the borough's objects, as files, and with what was told in safe mode."""
    every = [route for route, _view in routes() if not route.startswith("api/v1/")]
    every += [path for path, method, _function in api_operations() if method == "GET"]
    for route in dict.fromkeys(every):
        yield route, "/" + objects.address(route)
        names = {match[1] or match[2] for match in PARAMETER.finditer(route)}
        held = {**objects.common, **objects.by_route.get(route, {})}
        tried = set()
        for ids in instead:
            if names & set(ids):
                path = "/" + PARAMETER.sub(lambda match, held=held | ids: held[match[1] or match[2]], route)
                if path not in tried:
                    tried.add(path)
                    yield route, path


def read(client: Client, path: str, **headers: str) -> str:
    """What one visitor gets, undone afterwards so that no page leans on another. A redirect is read by its address."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(path, headers=headers or None)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    client.cookies = cookies
    text = body.decode("utf-8", "replace") + str(dict(answer.items()))
    # Its own address, or the one that it stands under, is what the visitor brought: to change the language, to sign in.
    for brought in (path, path.rstrip("/").rpartition("/")[0] + "/"):
        if brought != "/":
            text = text.replace(brought, "").replace(quote(brought, safe=""), "")
    return text


def shown(words: list[str], text: str) -> list[str]:
    """Those of the words that the text shows."""
    return [word for word in words if (TELEPHONE.search(text) if word == "900987" else word in text)]


def visitors(client_for: ClientFor, key: str) -> dict[str, Client]:
    return {
        "nobody": client_for(None),
        **{name: client_for(name) for name in CAST},
        "another organisation's server": Client(headers={"Authorization": f"Bearer {key}"}),
        "whoever reads the figures": Client(headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}),
    }


# How it is told, and who looks: whoever had something to do with it before it was safe, and who sees most.
@pytest.mark.parametrize(
    ("how", "lookers"),
    [
        (tell, None),
        (change_over, ["nobody", "amara", "jo", "another organisation's server"]),
        (change_over_helped, ["nobody", "amara", "dev", "carys", "jo"]),
    ],
)
def test_safe_mode_leaves_no_trace(
    client_for: ClientFor,
    cast: SimpleNamespace,
    objects: Objects,
    caplog: pytest.LogCaptureFixture,
    how: Callable[[ClientFor, SimpleNamespace, UUID], Told],
    lookers: list[str] | None,
) -> None:
    surgery, helpers = organisation_by_code("larkhill-surgery"), organisation_by_code("safe-harbour")
    sharing.connect(
        actor=OPERATOR, organisation_id=helpers.id, route="email", email="harbour@example.com", now=clock.now()
    )
    caplog.clear()
    mail.outbox.clear()

    told = how(client_for, cast, surgery.id)
    title = gateways.life_event(told.code).title
    organisations = set(Notice.objects.filter(submission=told.submission).values_list("organisation_id", flat=True))
    assert surgery.id not in organisations
    assert len(organisations) > 2
    if told.code == ALWAYS:
        stuck = Delivery.objects.filter(notice__submission=told.submission, notice__organisation_id=helpers.id)
        assert stuck.exists()
        assert mail.outbox

    same_browser = told.browser  # nobody is signed in there now, but an officer who helped
    sweep = {
        **{name: client for name, client in visitors(client_for, objects.key).items() if name in (lookers or [name])},
        "the same browser": same_browser,
    }
    found = []

    def look(name: str, client: Client) -> None:
        works_for = getattr(cast, name).actor.organisations_for(*INBOX_ROLES) if name in CAST else frozenset()
        officer = name in CAST and str(getattr(cast, name).account_id) == told.officer()
        for route, path in addresses(objects, told.ids()):
            if route.startswith("inbox/") and works_for & organisations:
                continue  # whoever was told may read it in the inbox
            if (officer or name == "the same browser") and route.endswith("/done/"):
                continue  # the page with reference and words, for half an hour
            texts = {path: read(client, path)}
            texts |= {
                f"{path}?format={form}": read(client, f"{path}?format={form}")
                for form in ("csv", "json")
                if f"format={form}" in texts[path]
            }
            for where, text in texts.items():
                found.extend(f"{name} {where}: {word}" for word in shown(told.canaries(), text))
                if not offers_life_events(text, told.code):
                    named = shown([told.code, title], text.replace(SERVICE, ""))
                    found.extend(f"{name} {where}: {word}" for word in named)

    for name, client in sweep.items():
        look(name, client)
    if not told.officer():
        same_browser.force_login(_account(cast.amara.account_id))
        look("amara", same_browser)
    if found:
        pytest.fail("\n".join(sorted(set(found))[:40]), pytrace=False)

    # Letters, logs, files of the home, the trail, the outbox, sessions, and what a person may ask for.
    letters = [f"{letter.subject} {letter.body} {letter.to}" for letter in mail.outbox]
    home = [file.read_bytes().decode("utf-8", "replace") for file in Path(settings.HOME).rglob("*") if file.is_file()]
    trail = [
        f"{row.reason} {row.verb}" for row in AuditRow.objects.all() if row.object_kind != "frontdoor.eventversion"
    ]
    posted = [f"{entry.topic} {entry.last_error}" for entry in OutboxEntry.objects.all()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    exports = [
        json.dumps(export(getattr(cast, name).account_id), default=str)
        for name in CAST
        for export in contributions.export_person
    ]
    asked = [str(list(HelpRequest.objects.values()))]
    secrets = [*told.canaries(), title]
    kept = {
        "letters": letters, "logs": [caplog.text], "files": home, "trail": trail, "outbox": posted,
        "sessions": sessions, "exports": exports, "what was asked": asked,
    }  # fmt: skip
    seen = sorted(
        {f"{place}: {word}" for place, texts in kept.items() for text in texts for word in shown(secrets, text)}
    )
    if seen:
        pytest.fail("\n".join(seen), pytrace=False)
    about = AuditRow.objects.filter(object_id__in=[told.submission.id, told.draft_id])
    assert about.exists()
    for row in about:
        assert (row.on_behalf_of, told.code in row.reason) == (None, False), row.verb
        assert str(row.actor_id) in {"None", told.officer()}, row.verb
    # Nor does one request write a row of what is safe and another that names the account that it came from.
    beside = AuditRow.objects.filter(request_id__in=[row.request_id for row in about if row.request_id])
    for row in beside:
        assert cast.amara.account_id not in (row.actor_id, row.on_behalf_of, row.object_id), row.verb
        assert row.object_id != told.before, row.verb


def test_the_sweep_has_teeth(client_for: ClientFor, cast: SimpleNamespace, objects: Objects) -> None:
    """Where it may be seen, it is: in an inbox of those told, on the page of the words. So the canaries are there."""
    told = tell(client_for, cast, organisation_by_code("larkhill-surgery").id)
    council = organisation_by_code("ashmere-council").id
    notices = Notice.objects.filter(submission=told.submission, organisation_id=council)
    carys = client_for("carys")
    pages = " ".join(read(carys, f"/inbox/{notice.id}/") for notice in notices)
    words = ["Zephyrine", "900987", "kettle sings", "Plover Rookery", "Gondolian", told.reference, ANSWERED]
    assert shown(words, pages) == words
    assert "Larkhill Surgery must not be told" in pages
    opened = client_for(None).post("/safe/", {"reference": told.reference, "words": told.words}).content.decode()
    assert ANSWERED in opened
    assert not [word for word in (*TYPED, told.reference, told.words) if word in opened]
    done = reverse("frontdoor:done", args=[told.draft_id])
    assert told.words in told.browser.get(done).content.decode()
    told.browser.get("/leave/")
    assert told.browser.get(done).status_code == 404


def offers_life_events(text: str, code: str) -> bool:
    """Whether a page offers life events to everybody: then it names many, and may name this one."""
    others = [event for other, event in gateways.life_events().items() if other != code]
    return sum(event.code in text or event.title in text for event in others) >= 5


def _account(account_id: UUID) -> Any:
    from coopcouncil.people.models import Account

    return Account.objects.get(id=account_id)
