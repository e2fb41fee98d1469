import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import actions, public, queries
from coopcouncil.directory.forms.groups import GROUPS, Group
from coopcouncil.directory.models import (
    Location,
    ProposedChange,
    Schedule,
    ScheduleException,
    Service,
    Taxonomy,
    TaxonomyTerm,
    Version,
)
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
MakeService = Callable[..., Service]
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def tenant_service(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return make_service(
        "estate-repairs", ashmere.organisation["larkhill-tenants-co-op"], opening_hours="Mondays", cost="Free"
    )


def form_of(page: str) -> dict[str, Any]:
    """What the form of a page would send if nothing were typed."""
    made: dict[str, Any] = {}
    form = page[page.index('<form method="post" novalidate') :]
    for tag in re.findall(r"<input[^>]*>", form):
        held = {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" not in held or held["name"] == "csrfmiddlewaretoken":
            continue
        if held.get("type") in {"checkbox", "radio"}:
            if re.search(r"\bchecked\b", tag):
                made.setdefault(held["name"], []).append(held["value"])
        else:
            made[held["name"]] = held.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        made[name] = unescape(text).strip("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        made[name] = chosen[1] if chosen else ""
    return made


def page_of(service: Service, part: str) -> str:
    return f"/provider/services/{service.code}/change/{part}/"


def fill(client: Client, service: Service, part: str, **typed: Any) -> Any:
    page = page_of(service, part)
    return client.post(page, {**form_of(client.get(page).content.decode()), **typed})


MONDAYS = {"hours-0-days": ["MO", "TU"], "hours-0-opens_at": "9am", "hours-0-closes_at": "5.30pm"}


def test_hours_are_live_at_once_with_words_made_of_them(tenant_service: Service, client_for: ClientFor) -> None:
    esi = client_for("esi")
    assert fill(esi, tenant_service, "hours", **MONDAYS).status_code == 302
    held = queries.service_record(service_id=tenant_service.id)
    assert [(item.byday, item.opens_at.isoformat()) for item in held.hours] == [("MO,TU", "09:00:00")]  # type: ignore[union-attr]
    assert held.opening_hours == "Monday and Tuesday, 9am to 5:30pm"
    assert "9am to 5:30pm" in client_for("amara").get(f"/services/{tenant_service.code}/").content.decode()
    days = {
        "other_hours-0-starts_on-day": "24", "other_hours-0-starts_on-month": "12",
        "other_hours-0-starts_on-year": "2026", "other_hours-0-reason": "holiday", "opening_hours": "Ring first",
    }  # fmt: skip
    assert fill(esi, tenant_service, "hours", **days).status_code == 302
    held = queries.service_record(service_id=tenant_service.id)
    assert len(held.hours) == len(held.other_hours) == 1
    assert held.opening_hours == "Ring first", "words that somebody wrote are theirs"


@pytest.mark.parametrize("part", GROUPS, ids=lambda item: item.code)
def test_a_form_that_is_sent_as_it_was_changes_nothing(
    ashmere: SimpleNamespace, tenant_service: Service, client_for: ClientFor, part: Group
) -> None:
    keeper = client_for("jo" if part.councils else "esi")
    term = TaxonomyTerm.objects.create(
        taxonomy=Taxonomy.objects.create(code="lgsl", name="LGSL", description="Services"), code="579", name="Repairs"
    )
    values: dict[str, Any] = {
        "hours": [{"byday": "MO", "opens_at": "09:00", "closes_at": "17:00", "notes": "Ring the bell"},
                  {"freq": "MONTHLY", "byday": "1MO", "opens_at": "18:00", "closes_at": "20:00"}],
        "other_hours": [{"starts_on": "2026-12-24", "ends_on": "2026-12-26", "reason": "holiday"}],
        "phones": [{"number": "01632 960009", "description": "at night", "kind": "text"}],
        "routes": [{"by": "gp", "how": "A letter", "url": "https://gp.example/"}],
        "description": "One line.\n\nAnother.", "alert": "Wet floor",
        "contacts": [{"title": "Lettings desk", "name": "Sol", "email": "desk@larkhill.example",
                      "phones": [{"number": "01632 960010"}, {"number": "01632 960011", "description": "at night"}]}],
        "languages": [{"code": "so", "note": "on Tuesdays"}, {"code": "bfi"}],
        "ways": [{"way": "member", "words": "£1 a year", "url": "https://larkhill.example/join"}],
        "terms": [{"term_id": str(term.id), "link_type": "service type"}],
    }  # fmt: skip
    jo_values = {
        "costs": [{"option": "Under 16", "amount_pence": 150}, {"amount_description": "Ask first"}],
        "eligibility": {"minimum_age": 16, "maximum_age": None, "audiences": ["tenants", "carers"], "description": ""},
        "wards": [{"ward_id": str(ashmere.wards[0].id)}],
        "owner": {"organisation_id": str(ashmere.organisation["ashmere-homes"])},
        "bases": [{"kind": "duty", "instrument": "Housing Act 1985", "section": "section 27", "minimum": "Repairs"}],
    }
    edit = actions.edit_service
    council = _jo()
    edit(actor=council, service_id=tenant_service.id, changes=actions.Changes({**values, **jo_values}))
    before = queries.service_record(service_id=tenant_service.id)
    assert fill(keeper, tenant_service, part.code).status_code == 302
    assert queries.service_record(service_id=tenant_service.id) == before
    assert not ProposedChange.objects.exists()


def _jo() -> Any:
    from coopcouncil.people import public as people

    return people.actor_for_account(people.account_with_email("jo@ashmere.example"), clock.today())


def test_before_it_is_sent_the_form_says_what_waits(tenant_service: Service, client_for: ClientFor) -> None:
    words = client_for("esi").get(page_of(tenant_service, "words")).content.decode()
    live, waits = words.index("Live at once:"), words.index("Waits until the council agrees:")
    assert live < words.index("More about it") < waits < words.index("Name", waits)
    assert "Waits until" not in client_for("esi").get(page_of(tenant_service, "hours")).content.decode()
    assert "Waits until" not in client_for("jo").get(page_of(tenant_service, "words")).content.decode()


def test_what_matters_waits_and_the_rest_is_live(tenant_service: Service, client_for: ClientFor) -> None:
    esi = client_for("esi")
    answer = fill(esi, tenant_service, "words", name="Repairs and more", summary="We mend it.")
    tenant_service.refresh_from_db()
    assert (tenant_service.name, tenant_service.summary) == ("Service estate-repairs", "We mend it.")
    page = esi.get(answer["Location"]).content.decode()
    assert "Saved, and everybody can see it. 1 part waits for the council" in page
    assert "Repairs and more" in page
    (change,) = ProposedChange.objects.all()
    assert esi.post(f"/provider/changes/{change.id}/withdraw/").status_code == 302
    change.refresh_from_db()
    assert change.state == "withdrawn"
    assert "Taken back" in esi.get(answer["Location"]).content.decode()


def test_the_later_of_two_editors_sees_the_others_words_and_goes_on(
    tenant_service: Service, client_for: ClientFor
) -> None:
    esi = client_for("esi")
    first = form_of(esi.get(page_of(tenant_service, "contact")).content.decode())
    fill(esi, tenant_service, "contact", alert="The lift is broken", phone="01632 960111")
    answer = esi.post(page_of(tenant_service, "contact"), {**first, "alert": "We move next week"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What a colleague wrote" in page
    assert "The lift is broken" in page
    again = form_of(page)
    assert again["alert"] == "We move next week", "what they wrote is still there"
    assert esi.post(page_of(tenant_service, "contact"), again).status_code == 302
    tenant_service.refresh_from_db()
    assert tenant_service.alert == "We move next week"
    numbers = Version.objects.filter(record_id=tenant_service.id).order_by("number").values_list("after", flat=True)
    assert any(after.get("alert") == "The lift is broken" for after in numbers), "nothing is lost"


def test_what_cannot_be_is_said_beside_its_box_and_kept_in_the_form(
    tenant_service: Service, client_for: ClientFor
) -> None:
    esi = client_for("esi")
    wrong = fill(esi, tenant_service, "hours", **{**MONDAYS, "hours-0-opens_at": "soonish"})
    assert wrong.status_code == 422
    assert 'href="#id_hours-0-opens_at"' in wrong.content.decode()
    assert "soonish" in wrong.content.decode()
    assert fill(esi, tenant_service, "hours", **{**MONDAYS, "hours-0-closes_at": ""}).status_code == 422
    assert fill(esi, tenant_service, "hours", **{**MONDAYS, "hours-0-days": []}).status_code == 422
    assert fill(esi, tenant_service, "capacity", places="3", free_places="9").status_code == 422
    assert fill(esi, tenant_service, "contact", phone="").status_code == 422
    made_up = json.dumps({"byday": "MO", "id": "x", "service": "y"})
    sent = {**MONDAYS, "hours-0-was": made_up, "hours-1-was": "{broken", "hours-count": "9" * 40}
    assert fill(esi, tenant_service, "hours", **sent).status_code in {302, 422}
    assert esi.get(page_of(tenant_service, "no-such-part")).status_code == 404


def test_somebody_elses_service_is_not_found(
    ashmere: SimpleNamespace, make_service: MakeService, client_for: ClientFor
) -> None:
    make_service("theirs", ashmere.organisation["ashmere-homes"])
    for page in ("", "return/", "places/", "places/add/", "change/hours/"):
        assert client_for("esi").get(f"/provider/services/theirs/{page}").status_code == 404
        assert client_for("amara").get(f"/provider/services/theirs/{page}").status_code == 403


def test_the_lists_ask_no_more_however_long_they_are(
    tenant_service: Service, make_service: MakeService, client_for: ClientFor
) -> None:
    esi = client_for("esi")

    def count(address: str) -> int:
        esi.get(address)
        with CaptureQueriesContext(connection) as found:
            assert esi.get(address).status_code == 200
        return len(found)

    one = count("/provider/")
    for number in range(30):
        make_service(f"more-{number}", tenant_service.organisation_id)
    assert count("/provider/") == one
    fill(esi, tenant_service, "costs", cost="£1")
    page = f"/provider/services/{tenant_service.code}/"
    few = count(page)
    for number in range(4):
        fill(esi, tenant_service, "costs", cost=f"£{number + 2}")
    assert count(page) == few


def test_the_list_says_what_is_open_now_what_is_due_and_leads_to_what_people_see(
    ashmere: SimpleNamespace, tenant_service: Service, make_service: MakeService, client_for: ClientFor
) -> None:
    always = {"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "00:00", "on_holidays": True}
    Schedule.objects.create(service=tenant_service, **always)
    Service.objects.filter(id=tenant_service.id).update(assured_on=date(2026, 1, 5), due_on=date(2026, 7, 6))
    inside = make_service("inside", tenant_service.organisation_id, name="Kept by its building")
    hall = Location.objects.create(organisation_id=tenant_service.organisation_id, name="Hall")
    inside.at_locations.create(location=hall)
    day = ScheduleException.objects.create(location=hall, starts_on=clock.today(), ends_on=clock.today())
    Schedule.objects.create(location=hall, **always)
    make_service("resting", tenant_service.organisation_id, status="paused")
    esi = client_for("esi")
    page = esi.get("/provider/").content.decode()
    for words in (
        "Open now",
        "Closed now",
        "Not taking new people just now",
        "May be out of date; was due on 6 July 2026",
    ):
        assert words in page
    assert f'href="/services/{tenant_service.code}/"' in page

    def of_the_file() -> str:
        answer: Any = esi.get("/provider/?format=json&q=")
        (line,) = [row for row in json.loads(b"".join(answer.streaming_content)) if row["code"] == "inside"]
        return str(line["open_now"])

    assert of_the_file() == "Closed now"
    day.delete()
    assert of_the_file() == "Open now", "as its building is"


def test_the_desk_tells_of_missing_figures(ashmere: SimpleNamespace, tenant_service: Service) -> None:
    titles = [item.title for item in public.provider_items(ashmere.cast.esi.actor, clock.now())]
    assert titles == ["Send the figures of the quarter: 1 service"]
    assert public.provider_items(ashmere.cast.amara.actor, clock.now()) == []
