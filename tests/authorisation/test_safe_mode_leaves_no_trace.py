"""Safe mode leaves no trace: every route as every visitor, every file, letter, log line, figure and export.

The routes are those that the project has (`foundation.checks.routes`), so a new page is swept without being named here.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, contributions, outbox
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.foundation.checks import api_operations, routes
from coopcouncil.foundation.models import AuditRow, OutboxEntry
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all, as_shown
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import Delivery, Notice, Submission
from tests.authorisation.borough import PARAMETER, SCOPES, Objects, build

pytestmark = pytest.mark.django_db

CODE = "domestic-abuse"
CANARIES = {
    "your_name": {"first_names": "Zephyrine", "last_name": "Quillfeather"},
    "safe_phone": "07700 900987",
    "safe_times": "when the kettle sings",
    "shared_address": {"line_1": "77 Plover Rookery", "town": "Ashmere", "postcode": "AM1 1AA"},
    "pupils": "Peregrina Quillfeather",
}
TYPED = ["Zephyrine", "Quillfeather", "900987", "900 987", "kettle sings", "Plover Rookery", "Peregrina", "Gondolian"]
ANSWERED = "The lapwing will call at noon"
CAST = ["amara", "bilal", "carys", "dev", "esi", "femi", "grace", "hari", "ines", "jo"]


@dataclass
class Told:
    """What was told in safe mode, and the browser in which it was."""

    browser: Client
    draft_id: UUID
    submission: Submission
    reference: str
    words: str

    def canaries(self) -> list[str]:
        return [*TYPED, ANSWERED, self.reference, self.reference.replace("-", ""), self.words]

    def ids(self) -> list[dict[str, str]]:
        """What is put into addresses instead of the borough's own objects: each of the notices in turn."""
        return [
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


def tell(client_for: Callable[[str | None], Client], barred: UUID) -> Told:
    """Amara, signed in, chooses safe mode, is afraid of her own surgery, and tells; services are told and answer."""
    browser = client_for("amara")
    browser.post(reverse("frontdoor:safely", args=[CODE]))
    draft = Draft.objects.get(safe=True)
    answer_all(
        Actor(kind="anonymous", session_key=browser.session[VISITOR]), draft.id, surgery="Larkhill Surgery", **CANARIES
    )

    def page(name: str) -> str:
        return reverse(f"frontdoor:{name}", args=[draft.id])

    browser.post(page("needs"), {"needs": ["interpreter"], "words-interpreter": "Gondolian"})
    browser.post(page("places"), {"places": [str(barred)]})
    who = browser.get(page("who"))
    browser.post(page("who"), as_shown(who, tell=[notice.code for notice in gateways.life_event(CODE).notices]))
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
    return Told(browser, draft.id, submission, draft.opens_with["reference"], draft.opens_with["words"])


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
    return body.decode("utf-8", "replace") + str(dict(answer.items()))


def visitors(client_for: Callable[[str | None], Client], key: str) -> dict[str, Client]:
    return {
        "nobody": client_for(None),
        **{name: client_for(name) for name in CAST},
        "another organisation's server": Client(headers={"Authorization": f"Bearer {key}"}),
        "whoever reads the figures": Client(headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}),
    }


def test_safe_mode_leaves_no_trace(
    client_for: Callable[[str | None], Client],
    cast: SimpleNamespace,
    objects: Objects,
    caplog: pytest.LogCaptureFixture,
) -> None:
    surgery, helpers = organisation_by_code("larkhill-surgery"), organisation_by_code("safe-harbour")
    sharing.connect(
        actor=OPERATOR, organisation_id=helpers.id, route="email", email="harbour@example.com", now=clock.now()
    )
    title = gateways.life_event(CODE).title
    caplog.clear()
    mail.outbox.clear()

    told = tell(client_for, surgery.id)
    organisations = set(Notice.objects.filter(submission=told.submission).values_list("organisation_id", flat=True))
    assert surgery.id not in organisations
    assert len(organisations) > 2
    stuck = Delivery.objects.filter(notice__submission=told.submission, notice__organisation_id=helpers.id)
    assert stuck.exists()
    assert mail.outbox

    same_browser = told.browser  # nobody is signed in there now
    sweep = {
        **visitors(client_for, objects.key),
        "the same browser": same_browser,
    }
    found = []

    def look(name: str, client: Client) -> None:
        works_for = getattr(cast, name).actor.organisations_for(*INBOX_ROLES) if name in CAST else frozenset()
        for route, path in addresses(objects, told.ids()):
            if route.startswith("inbox/") and works_for & organisations:
                continue  # whoever was told may read it in the inbox
            if name == "the same browser" and route.endswith("/done/"):
                continue  # the page with reference and words, for half an hour
            texts = {path: read(client, path)}
            texts |= {
                f"{path}?format={form}": read(client, f"{path}?format={form}")
                for form in ("csv", "json")
                if f"format={form}" in texts[path]
            }
            for where, text in texts.items():
                found.extend(f"{name} {where}: {word}" for word in told.canaries() if word in text)
                if not offers_life_events(text):
                    found.extend(f"{name} {where}: {word}" for word in (CODE, title) if word in text)

    for name, client in sweep.items():
        look(name, client)
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
    secrets = [*told.canaries(), title]
    kept = {
        "letters": letters, "logs": [caplog.text], "files": home, "trail": trail, "outbox": posted,
        "sessions": sessions, "exports": exports,
    }  # fmt: skip
    seen = sorted(
        {f"{place}: {word}" for place, texts in kept.items() for text in texts for word in secrets if word in text}
    )
    if seen:
        pytest.fail("\n".join(seen), pytrace=False)
    about = AuditRow.objects.filter(object_id__in=[told.submission.id, told.draft_id])
    assert about.exists()
    for row in about:
        assert (row.actor_id, CODE in row.reason) == (None, False), row.verb


def test_the_sweep_has_teeth(
    client_for: Callable[[str | None], Client], cast: SimpleNamespace, objects: Objects
) -> None:
    """Where it may be seen, it is: in an inbox of those told, on the page of the words. So the canaries are there."""
    told = tell(client_for, organisation_by_code("larkhill-surgery").id)
    council = organisation_by_code("ashmere-council").id
    notices = Notice.objects.filter(submission=told.submission, organisation_id=council)
    carys = client_for("carys")
    pages = " ".join(read(carys, f"/inbox/{notice.id}/") for notice in notices)
    for word in ("Zephyrine", "900987", "kettle sings", "Plover Rookery", "Gondolian", told.reference, ANSWERED):
        assert word in pages.replace("900 987", "900987"), word
    assert "Larkhill Surgery must not be told" in pages
    opened = client_for(None).post("/safe/", {"reference": told.reference, "words": told.words}).content.decode()
    assert ANSWERED in opened
    assert not [word for word in (*TYPED, told.reference, told.words) if word in opened]
    done = reverse("frontdoor:done", args=[told.draft_id])
    assert told.words in told.browser.get(done).content.decode()
    told.browser.get("/leave/")
    assert told.browser.get(done).status_code == 404


def offers_life_events(text: str) -> bool:
    """Whether a page offers life events to everybody: then it names many, and may name this one."""
    others = [event for code, event in gateways.life_events().items() if code != CODE]
    return sum(event.code in text or event.title in text for event in others) >= 5


def _account(account_id: UUID) -> Any:
    from coopcouncil.people.models import Account

    return Account.objects.get(id=account_id)
