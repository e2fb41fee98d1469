"""What cannot wait comes first on every page, with a number to phone; and what may be seen by others tells little."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.directory.public import service_types
from coopcouncil.foundation import clock, pdf
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain.life_event import URGENCIES
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.people.models import Organisation
from coopcouncil.sharing import public as sharing

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
HOME, PHONE = "at-risk-of-losing-home", "01632 960100"


def told(cast: SimpleNamespace, code: str, **instead: Any) -> SimpleNamespace:
    """A life event that Amara told, with the council's phone known: the draft's who-page and the submission."""
    Organisation.objects.filter(kind=Organisation.Kind.COUNCIL).update(phone=PHONE)
    now, actor = clock.now(), cast.amara.actor
    draft_id = actions.start(actor=actor, event_code=code, now=now)
    answer_all(actor, draft_id, **instead)
    who = reverse("frontdoor:who", args=[draft_id])
    return SimpleNamespace(
        who=who,
        send=lambda: actions.send(actor=actor, draft_id=draft_id, now=now, today=clock.today()),
    )


def in_order(code: str, names: list[str]) -> list[str]:
    """The names as they should stand: by the most urgent notice of the service, then by name."""
    urgency = {
        service_types()[notice.service].name: URGENCIES.index(notice.urgency)
        for notice in gateways.life_event(code).notices
    }
    return sorted(names, key=lambda name: (urgency[name], name.casefold()))


def test_every_list_begins_with_what_cannot_wait_then_goes_by_name(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    client, code = client_for("amara"), "death"
    ready = told(cast, code)
    pages = [client.get(ready.who)]
    sent = ready.send()
    pages.append(client.get(reverse("frontdoor:submission", args=[sent])))
    for page in pages:
        names = re.findall(r'__title" id="[^"]+">([^<]+)<br>', page.content.decode())
        assert len(names) > 4
        assert names == in_order(code, names)
    page = client.get(reverse("frontdoor:sent", args=[sent])).content.decode()
    names = re.findall(r"<li><strong>([^<]+)</strong>", page)
    assert names == in_order(code, names)


def test_whoever_may_have_no_bed_tonight_reads_first_of_housing_and_whom_to_phone(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    sent = told(cast, HOME, safe_tonight=False).send()
    for name in ("sent", "submission"):
        page = client_for("amara").get(reverse(f"frontdoor:{name}", args=[sent])).content.decode()
        assert f"call 999. For all else that cannot wait, phone Ashmere Council on {PHONE} now." in page, name
        assert "If you are in danger now, call 999." in page, name


def test_where_everything_can_wait_no_number_is_pressed_on_anybody(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    sent = told(cast, "moving-home").send()
    view = sharing.submission(cast.amara.actor, sent)
    assert {notice.urgency for notice in view.notices} == {"routine"}
    for name in ("sent", "submission"):
        page = client_for("amara").get(reverse(f"frontdoor:{name}", args=[sent])).content.decode()
        assert PHONE not in page, name


def test_the_document_names_each_service_and_hides_what_it_is_about(
    cast: SimpleNamespace, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[pdf.Record] = []
    answer = pdf.answer
    monkeypatch.setattr(pdf, "answer", lambda record, name: made.append(record) or answer(record, name))
    client = client_for("amara")
    for code in (HOME, "death"):
        sent = told(cast, code).send()
        assert client.get(reverse("frontdoor:print", args=[sent])).content.startswith(b"%PDF")
        page = client.get(reverse("frontdoor:submission", args=[sent])).content.decode()
        assert ("It will be saved on this device" in page) is (code == HOME)
    hidden, open_ = made
    assert hidden.title == "What you told us"
    assert PHONE in " ".join(hidden.intro)
    assert open_.title == gateways.life_event("death").title
    assert f"{service_types()['council_tax'].name}: Ashmere Council" in [section.title for section in open_.sections]


def test_the_last_page_counts_first_and_keeps_the_facts_one_press_away(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    page = client_for("amara").get(told(cast, "death").who).content.decode()
    boxes = len(re.findall(r'<section class="govuk-summary-card"', page))
    offered = len(re.findall("Yes, I agree that you tell them", page))
    assert offered
    assert f"We will tell {boxes - offered} services. {offered} more if you say yes." in page
    assert page.count('<details class="govuk-details" open>') == 1
    assert page.count("What they get<span") == boxes
