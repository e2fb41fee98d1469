"""An officer writes down for somebody what happened: who may, what is kept, and what the officer sees afterwards."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.directory.public import access_points
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people import actions as people_actions
from coopcouncil.people import public as people
from coopcouncil.people.models import Grant
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Notice, Submission

pytestmark = pytest.mark.django_db
EVENT = "moving-home"


@pytest.fixture
def surgery(loaded_directory: None, cast: SimpleNamespace) -> UUID:
    return people.organisation_by_code("larkhill-surgery").id


def actor_of(cast: SimpleNamespace, name: str) -> Actor:
    return people.actor_for_account(getattr(cast, name).account_id, clock.today())


def begin(actor: Actor, organisation_id: UUID, **instead: Any) -> UUID:
    points = access_points(organisation_id=organisation_id)
    asked: dict[str, Any] = {
        "event_code": EVENT,
        "organisation_id": organisation_id,
        "channel": "counter",
        "access_point_id": points[0].id if points else None,
        "agreement": "in_person",
        **instead,
    }
    return actions.begin_helping(actor=actor, now=clock.now(), **asked)


def send(actor: Actor, draft_id: UUID) -> UUID:
    answer_all(actor, draft_id)
    return actions.send(actor=actor, draft_id=draft_id, now=clock.now(), today=clock.today())


def end_grant(cast: SimpleNamespace, surgery: UUID) -> None:
    grant = Grant.objects.get(organisation_id=surgery)
    people_actions.end_grant(actor=actor_of(cast, "jo"), grant_id=grant.id, ends_on=clock.today(), today=clock.today())


def colleague(cast: SimpleNamespace, surgery: UUID, name: str) -> Actor:
    people_actions.appoint(
        actor=actor_of(cast, "jo"),
        account_id=getattr(cast, name).account_id,
        organisation_id=surgery,
        role="front_line_officer",
        starts_on=clock.today(),
    )
    return actor_of(cast, name)


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_who_helped_where_and_how_they_agreed_is_on_the_submission_and_on_every_notice(
    cast: SimpleNamespace, surgery: UUID
) -> None:
    told = send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
    kept = Submission.objects.get(id=told)
    assert (kept.account_id, kept.assisted_by_id, kept.organisation_id) == (None, cast.dev.account_id, surgery)
    assert (kept.channel, kept.agreement) == ("counter", "in_person")
    assert kept.access_point_id == access_points(organisation_id=surgery)[0].id
    words = set(Notice.objects.filter(submission=told).values_list("how_told", flat=True))
    assert len(words) == 1
    assert words.pop().startswith("Written down by an officer of Larkhill Surgery at the counter")


def test_the_officers_own_proof_of_identity_never_counts_for_whoever_is_helped(
    cast: SimpleNamespace, surgery: UUID
) -> None:
    from coopcouncil.people.models import IdentityProof

    IdentityProof.objects.create(account_id=cast.dev.account_id, level="medium", how="one_login", proved_at=clock.now())
    told = send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
    assert set(Notice.objects.filter(submission=told).values_list("identity", flat=True)) == {"none"}


def test_what_somebody_told_themself_names_no_helper(cast: SimpleNamespace, surgery: UUID) -> None:
    draft = actions.start(actor=cast.amara.actor, event_code=EVENT, now=clock.now())
    told = send(cast.amara.actor, draft)
    assert sharing.submission(cast.amara.actor, told).helped is None
    assert set(Notice.objects.filter(submission=told).values_list("how_told", flat=True)) == {""}


@pytest.mark.parametrize("channel", ["phone", "post", "home_visit"])
def test_only_a_counter_has_a_place(cast: SimpleNamespace, surgery: UUID, channel: str) -> None:
    draft = queries.draft(begin(actor_of(cast, "dev"), surgery, channel=channel), now=clock.now())
    assert draft.access_point_id is None


def test_nobody_begins_without_an_agreement_or_at_a_counter_of_somebody_else(
    cast: SimpleNamespace, surgery: UUID
) -> None:
    dev = actor_of(cast, "dev")
    for place, instead in {
        "agreement": {"agreement": ""},
        "channel": {"channel": "web"},
        "access_point": {"access_point_id": next(p.id for p in access_points() if p.organisation_id != surgery)},
    }.items():
        with pytest.raises(BadInput) as refused:
            begin(dev, surgery, **instead)
        assert refused.value.place == place
    assert not Draft.objects.exists()


# --- who may ----------------------------------------------------------------------------------------------------------


def test_an_officer_without_a_grant_may_not_begin(cast: SimpleNamespace, surgery: UUID) -> None:
    tenants = people.organisation_by_code("larkhill-tenants-co-op").id
    officer = colleague(cast, tenants, "bilal")
    with pytest.raises(NotAllowed):
        begin(officer, tenants)
    with pytest.raises(NotAllowed):
        begin(officer, surgery)


def test_an_officer_may_not_act_for_another_organisation(cast: SimpleNamespace, surgery: UUID) -> None:
    with pytest.raises(NotAllowed):
        begin(actor_of(cast, "dev"), people.organisation_by_code("ashmere-council").id)


@pytest.mark.parametrize("name", ["amara", "femi", "jo"])
def test_residents_councillors_and_administrators_may_not_begin(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client], name: str
) -> None:
    assert client_for(name).get(reverse("frontdoor:helping")).status_code == 403
    with pytest.raises(NotAllowed):
        begin(actor_of(cast, name), surgery)


def test_nobody_else_opens_what_an_officer_writes_down(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    draft = begin(actor_of(cast, "dev"), surgery)
    page = reverse("frontdoor:resume", args=[draft])
    assert client_for("dev").get(page).status_code == 302
    for name in (None, "amara", "bilal", "carys", "jo"):
        assert client_for(name).get(page).status_code == 404, name


def test_an_ended_grant_stops_the_officer_with_clear_words_and_the_council_goes_on(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    draft = begin(actor_of(cast, "dev"), surgery)
    answers = dict(queries.draft(draft, now=clock.now()).answers)
    end_grant(cast, surgery)
    page = client_for("dev").get(reverse("frontdoor:resume", args=[draft]))
    assert page.status_code == 409
    assert "A colleague or the council can take it over" in page.content.decode()
    with pytest.raises(NotAllowed):
        begin(actor_of(cast, "dev"), surgery)
    carys = actor_of(cast, "carys")
    assert str(draft) in client_for("carys").get(reverse("frontdoor:helping")).content.decode()
    actions.take_over_helping(actor=carys, draft_id=draft, now=clock.now())
    kept = queries.draft(draft, now=clock.now())
    assert (kept.assisted_by_id, kept.organisation_id) == (
        cast.carys.account_id,
        people.organisation_by_code("ashmere-council").id,
    )
    assert kept.answers == answers
    assert send(carys, draft)


def test_a_colleague_takes_over_and_whoever_began_is_out(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    draft = begin(actor_of(cast, "dev"), surgery)
    with pytest.raises(NotAllowed):  # the council, while the surgery still may
        actions.take_over_helping(actor=actor_of(cast, "carys"), draft_id=draft, now=clock.now())
    bilal = colleague(cast, surgery, "bilal")
    assert client_for("bilal").post(reverse("frontdoor:take_over_helping", args=[draft])).status_code == 302
    with pytest.raises(NotAllowed):
        answer_all(actor_of(cast, "dev"), draft)
    assert Submission.objects.get(id=send(bilal, draft)).assisted_by_id == bilal.account_id
    row = AuditRow.objects.get(verb="frontdoor.helping_taken_over")
    assert str(cast.dev.account_id) in row.reason


def test_what_is_told_in_safe_mode_is_on_no_colleagues_list_and_cannot_be_taken_over(
    cast: SimpleNamespace, surgery: UUID
) -> None:
    draft = begin(actor_of(cast, "dev"), surgery)
    draft = actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    bilal = colleague(cast, surgery, "bilal")
    assert [row.id for row in queries.begun(actor_of(cast, "dev"), now=clock.now())] == [draft]
    assert queries.begun(bilal, now=clock.now()) == []
    with pytest.raises(NotAllowed):
        actions.take_over_helping(actor=bilal, draft_id=draft, now=clock.now())


def test_what_is_always_told_in_safe_mode_lies_about_for_two_hours_with_an_officer_too(
    cast: SimpleNamespace, surgery: UUID
) -> None:
    openly = Draft.objects.get(id=begin(actor_of(cast, "dev"), surgery))
    safely = Draft.objects.get(id=begin(actor_of(cast, "dev"), surgery, event_code="domestic-abuse"))
    assert (safely.safe, safely.expires_at - safely.started_at) == (True, timedelta(hours=2))
    assert openly.expires_at - openly.started_at == timedelta(days=7)


def test_in_safe_mode_the_officers_own_list_does_not_name_it(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    draft = begin(actor_of(cast, "dev"), surgery, event_code="death")
    title, desk = gateways.life_event("death").title, reverse("frontdoor:helping")
    assert title in client_for("dev").get(desk).content.decode()
    draft = actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    page = client_for("dev").get(desk).content.decode()
    assert str(draft) in page
    assert title not in page


# --- the person's own account -----------------------------------------------------------------------------------------


def join(cast: SimpleNamespace, draft: UUID, email: str, code: str) -> None:
    actions.put_in_their_account(actor=actor_of(cast, "dev"), draft_id=draft, email=email, code=code, now=clock.now())


def test_with_their_address_and_the_code_of_their_account_it_comes_into_their_history(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    shown = client_for("amara").get(reverse("frontdoor:help_code")).content.decode()
    code = re.search(r'app-reference">([^<]+)<', shown)
    assert code
    draft = begin(actor_of(cast, "dev"), surgery)
    join(cast, draft, "amara@ashmere.example", code[1])
    assert client_for("amara").get(reverse("frontdoor:resume", args=[draft])).status_code == 404
    assert (
        "You are helping Amara Adeyemi"
        in client_for("dev").get(reverse("frontdoor:resume", args=[draft]), follow=True).content.decode()
    )
    told = send(actor_of(cast, "dev"), draft)
    page = client_for("amara").get(reverse("frontdoor:submission", args=[told])).content.decode()
    assert "Written down for you by Dev Patel, Larkhill Surgery at the counter" in page
    assert "You agreed in person." in page
    row = AuditRow.objects.filter(verb="sharing.submitted").get()
    assert (row.actor_id, row.on_behalf_of) == (cast.dev.account_id, cast.amara.account_id)
    reads = AuditRow.objects.filter(verb="frontdoor.helping_read")
    assert reads
    assert {row.on_behalf_of for row in reads} == {cast.amara.account_id}


def test_nobody_learns_whether_an_address_has_an_account(cast: SimpleNamespace, surgery: UUID) -> None:
    now = clock.now()
    draft = begin(actor_of(cast, "dev"), surgery)
    right = gateways.account_code(cast.amara.account_id, now)
    bilals = gateways.account_code(cast.bilal.account_id, now)
    old = gateways.account_code(cast.amara.account_id, now - timedelta(hours=1))
    said = set()
    for email, code in [
        ("nobody@home.example", right),
        ("amara@ashmere.example", bilals),
        ("amara@ashmere.example", old),
        ("dev@ashmere.example", gateways.account_code(cast.dev.account_id, now)),
    ]:
        with pytest.raises(BadInput) as refused:
            join(cast, draft, email, code)
        said.add(str(refused.value))
    assert len(said) == 1
    assert queries.draft(draft, now=now).account_id is None


def test_nothing_in_safe_mode_is_put_in_an_account(cast: SimpleNamespace, surgery: UUID) -> None:
    draft = begin(actor_of(cast, "dev"), surgery)
    draft = actions.help_safely(actor=actor_of(cast, "dev"), draft_id=draft, now=clock.now())
    with pytest.raises(Conflict):
        join(cast, draft, "amara@ashmere.example", gateways.account_code(cast.amara.account_id, clock.now()))


def test_reference_and_code_of_the_slip_put_it_in_an_account_once(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    told = send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
    page = client_for("dev").get(reverse("frontdoor:helped", args=[told])).content.decode()
    reference, code = re.findall(r'app-reference">([^<]+)<', page)
    keep = reverse("frontdoor:keep")
    wrong = gateways.slip_code(UUID(int=1))
    assert client_for("amara").post(keep, {"reference": reference, "code": wrong}).status_code == 422
    assert client_for("dev").post(keep, {"reference": reference, "code": code}).status_code == 422
    assert client_for("amara").post(keep, {"reference": reference}).status_code == 422
    typed = {"reference": reference.lower(), "code": code.replace("-", " ")}
    assert client_for("amara").post(keep, typed).url == reverse("frontdoor:submission", args=[told])
    assert client_for("bilal").post(keep, typed).status_code == 422
    assert Submission.objects.get(id=told).account_id == cast.amara.account_id
    assert code not in client_for("dev").get(reverse("frontdoor:helped", args=[told])).content.decode()


# --- afterwards -------------------------------------------------------------------------------------------------------


def test_after_sending_the_officer_sees_reference_and_states_and_no_fact(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    told = send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
    dev = client_for("dev")
    for name in ("submission", "sent", "print"):
        assert dev.get(reverse(f"frontdoor:{name}", args=[told])).status_code == 404
    page = dev.get(reverse("frontdoor:helped", args=[told]))
    assert page.status_code == 200
    text = page.content.decode()
    for value in Submission.objects.get(id=told).facts.values():
        for part in value.values() if isinstance(value, dict) else []:  # names, addresses
            assert not (isinstance(part, str) and len(part) > 4 and part in text), part
    slip = dev.get(reverse("frontdoor:slip", args=[told]))
    assert slip["Content-Type"] == "application/pdf"
    assert client_for("carys").get(reverse("frontdoor:helped", args=[told])).status_code == 404


def test_after_four_weeks_the_officer_sees_nothing_any_more(cast: SimpleNamespace, surgery: UUID) -> None:
    dev = actor_of(cast, "dev")
    told = send(dev, begin(dev, surgery))
    assert [row.id for row in sharing.helped_rows(dev, clock.now() + timedelta(days=27))] == [told]
    assert sharing.helped_rows(dev, clock.now() + timedelta(days=28, minutes=1)) == []
    with pytest.raises(NotFound):
        sharing.helped_by_me(dev, told, clock.now() + timedelta(days=29))


def test_what_an_officer_wrote_down_can_be_claimed_for_ninety_days(cast: SimpleNamespace, surgery: UUID) -> None:
    told = send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
    late = clock.now() + timedelta(days=91)
    reference, code = sharing.reference_of(told), gateways.slip_code(told)
    assert actions.claim_slip(actor=cast.amara.actor, reference=reference, code=code, now=late) is None
    assert actions.claim_slip(actor=cast.amara.actor, reference=reference, code=code, now=clock.now()) == told


# --- the pages --------------------------------------------------------------------------------------------------------


def test_from_the_desk_to_the_first_question(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    dev = client_for("dev")
    assert "Help somebody tell us" in dev.get(reverse("frontdoor:desk")).content.decode()
    page = reverse("frontdoor:begin_helping")
    refused = dev.post(page, {"event": EVENT, "organisation": str(surgery), "channel": "counter"})
    assert refused.status_code == 422
    assert "Ask if they agree" in refused.content.decode()
    begun = dev.post(
        page,
        {
            "event": EVENT,
            "organisation": str(surgery),
            "channel": "counter",
            "access_point": str(access_points(organisation_id=surgery)[0].id),
            "agreement": "in_person",
        },
        follow=True,
    )
    assert "You are helping somebody at" in begun.content.decode()
    assert "question 1" in begun.content.decode()


def test_what_each_channel_and_place_costs_is_public_and_tells_of_nobody(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    for number in range(3):
        send(actor_of(cast, "dev"), begin(actor_of(cast, "dev"), surgery))
        page = client_for(None).get(reverse("frontdoor:agreed")).content.decode()
        assert ("At the counter" in page) == (number == 2)  # two are too few to be counted
    notices = Notice.objects.count()
    rounded = (notices + 2) // 5 * 5
    assert "£43.10" in page  # five by rounding, at £8.62
    assert f"£{862 * rounded / 100:,.2f}" in page
    assert access_points(organisation_id=surgery)[0].name in page


def test_the_administrator_gives_and_ends_a_grant_on_the_organisations_page(
    cast: SimpleNamespace, surgery: UUID, client_for: Callable[[str | None], Client]
) -> None:
    jo, today = client_for("jo"), clock.today()
    tenants = people.organisation_by_code("larkhill-tenants-co-op")
    give, shown = (reverse(f"people:{name}", args=[tenants.code]) for name in ("give_grant", "organisation"))
    day = {"starts_on-day": today.day, "starts_on-month": today.month, "starts_on-year": today.year}
    assert jo.post(give, day).url == shown
    assert tenants.id in people.assisting()
    assert jo.post(give, day).status_code == 409
    grant = Grant.objects.get(organisation_id=tenants.id)
    assert grant.granted_by_id == cast.jo.account_id
    assert reverse("people:end_grant", args=[grant.id]) in jo.get(shown).content.decode()
    yesterday = today - timedelta(days=1)
    gone = {"last_day-day": yesterday.day, "last_day-month": yesterday.month, "last_day-year": yesterday.year}
    assert jo.post(reverse("people:end_grant", args=[grant.id]), gone).url == shown
    assert tenants.id not in people.assisting()
    assert "may not help residents" in jo.get(shown).content.decode()
    council = reverse("people:give_grant", args=["ashmere-council"])
    assert jo.post(council, day).status_code == 400
