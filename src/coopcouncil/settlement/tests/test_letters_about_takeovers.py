"""The group and the council are written to about a takeover: what happened, what comes next, where to read on."""

import json
import socket
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from coopcouncil.foundation import clock, contributions, events, outbox
from coopcouncil.foundation.actors import SYSTEM
from coopcouncil.foundation.models import OutboxEntry
from coopcouncil.kernel.words import Said
from coopcouncil.people import public as people
from coopcouncil.people.models import Appointment, IdentityProof, PostedCode, Preferences
from coopcouncil.settlement import public, tasks
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.actions.takeovers import running, writing
from coopcouncil.settlement.demo import takeovers as demo
from coopcouncil.settlement.domain.takeovers import guards
from coopcouncil.settlement.events import HelpOffered
from coopcouncil.settlement.models import Letter, Support
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.tests.taking_over import (
    PLAN,
    agree,
    both_sign,
    checked,
    decide,
    handed_over,
    interest,
    planned,
    who,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ashmere")]
AMARA, ESI, GRACE, RUTH, MEI = (f"{name}@ashmere.example" for name in ("amara", "esi", "grace", "ruth", "mei"))


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def carry() -> dict[str, list[str]]:
    """Let the worker carry all that is due: the subjects that arrived, without what they are about, by address."""
    mail.outbox.clear()
    while outbox.carry_one(clock=clock.now):
        pass
    assert not OutboxEntry.objects.filter(topic=writing.TOPIC).exclude(last_error="").exists()
    found: dict[str, list[str]] = {}
    for item in mail.outbox:
        found.setdefault(item.to[0], []).append(item.subject.partition(":")[0])
    return found


def council(subject: str) -> dict[str, list[str]]:
    """What arrived where only the council was written to: at each of those who may act for it here."""
    return {address: [subject] for address in (GRACE, RUTH, MEI)}


def body(address: str) -> str:
    (found,) = [item.body for item in mail.outbox if item.to == [address]]
    return str(found)


def help_offered(two: SimpleNamespace, reference: str) -> Support:
    actions.offer_support(
        **who(two.grace.actor, reference), kind="training", what="Two evenings on safety.", worth_pence=None
    )
    return queries.support_of(queries.takeover(reference).id).latest("offered_at")


def a_guard_finds(reference: str, kind: str = guards.UNEQUAL) -> None:
    """What the hourly job does where a guard finds something."""
    row, words = queries.takeover_for_update(reference), Said("Fewer calls of %(ward)s are answered.", ward="Millbrook")
    alarm = running.sound(SYSTEM, row, kind, "ward:Millbrook", words, clock.now())
    if kind == guards.FAILURE:
        running.take(SYSTEM, row, words, clock.now(), alarm)


def prefer(two: SimpleNamespace, way: str, language: str = "en") -> None:
    Preferences.objects.update_or_create(
        account_id=two.amara.account_id,
        defaults={"contact_by": way, "language": language, "changed_at": clock.now()},
    )


def test_on_the_way_the_side_that_has_something_to_do_is_written_to(two: SimpleNamespace) -> None:
    reference = interest(two)
    assert mail.outbox == [], "they leave with the worker"
    assert carry() == council("A group would take over")
    actions.answer_interest(**who(two.grace.actor, reference), accepted=True, reason="People asked for it.")
    assert carry() == {AMARA: ["Please write your plan"]}
    page = f"/settlement/takeovers/{reference}/work/"
    for words in ("People asked for it.", "What to do next: write your plan", page, "/account/contact/"):
        assert words in body(AMARA)
    help_offered(two, reference)
    assert carry() == {AMARA: ["Help is offered to you"]}
    assert "Training: Two evenings on safety." in body(AMARA)
    for number in (1, 2):
        actions.write_plan(**who(two.amara.actor, reference), **PLAN)
        assert carry() == council("A plan to check")
        assert f"It is plan number {number}." in body(GRACE)


def test_once_it_is_agreed_to_the_managers_of_the_organisation_are_written_to(two: SimpleNamespace) -> None:
    reference = checked(two)
    carry()
    decide(two, reference)
    assert carry() == {AMARA: ["Agreed to"], ESI: ["Agreed to"]}
    assert "those who manage Larkhill Tenants’ Co-operative speak for the group" in body(AMARA)
    assert "Decided by: Cabinet." in body(AMARA)
    agree(two, reference)
    assert carry() == {ESI: ["An agreement to sign"]}
    both_sign(two, reference)
    actions.hand_over(**who(two.grace.actor, reference), today=clock.today())
    assert carry() == {ESI: ["It is yours to run"]}
    assert "The council takes the service back in that moment" in body(ESI)


def test_an_interest_is_not_told_to_anybody_but_who_answers_it_and_a_no_only_to_who_asked(
    two: SimpleNamespace,
) -> None:
    reference = interest(two)
    assert carry() == council("A group would take over")
    for private in ("Mothers of Larkhill", "answer the phone", "Amara"):
        assert private not in body(GRACE)
        assert private not in mail.outbox[0].subject
    actions.answer_interest(**who(two.grace.actor, reference), accepted=False, reason="There is a contract until May.")
    assert carry() == {AMARA: ["Not this time"]}
    assert "There is a contract until May." in body(AMARA)
    assert "/settlement/" in body(AMARA)


def test_who_changes_their_mind_before_it_is_public_keeps_the_reason_out_of_letters(two: SimpleNamespace) -> None:
    private, open_to_all = interest(two), planned(two)
    carry()
    for reference in (private, open_to_all):
        actions.withdraw(**who(two.amara.actor, reference), reason="Two of us moved away.")
    assert carry() == {address: ["A group has changed its mind"] * 2 for address in (GRACE, RUTH, MEI)}
    assert ["Two of us moved away." in item.body for item in mail.outbox if item.to == [GRACE]] == [False, True]


def test_a_no_of_the_body_that_decides_reaches_whoever_began_it(two: SimpleNamespace) -> None:
    reference = checked(two)
    carry()
    decide(two, reference, agreed=False)
    assert carry() == {AMARA: ["Not this time"], ESI: ["Not this time"]}
    assert "It is good." in body(ESI), "the reasons that were put on record"


def test_what_a_guard_finds_is_told_to_both_sides_and_the_answer_to_the_group(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    carry()
    a_guard_finds(reference)
    assert carry() == {ESI: ["Something needs an answer"], **council("Something needs an answer")}
    for address in (ESI, GRACE):
        assert "Fewer calls of Millbrook are answered." in body(address)
    alarm = queries.alarms_of(queries.takeover(reference).id).get()
    actions.answer_alarm(**who(two.grace.actor, reference), alarm_id=alarm.id, answer="Two more phones.",
                         answer_by="Grace")  # fmt: skip
    assert carry() == {ESI: ["An answer was given"]}
    assert "The answer, for everybody to read:\nTwo more phones." in body(ESI)
    assert "Grace" not in body(ESI), "who it was is on the page"
    actions.raise_alarm(**who(two.grace.actor, reference), kind="impropriety", words="The insurance ran out.")
    assert carry() == {ESI: ["Something needs an answer"]}, "officers know what they said themselves"


def test_a_step_in_is_one_letter_to_each_side(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    carry()
    a_guard_finds(reference, guards.FAILURE)
    assert carry() == {ESI: ["The council has stepped in"], **council("Something needs an answer")}
    assert "Why:\nFewer calls of Millbrook are answered." in body(ESI)
    assert "The council has stepped in: it runs the service from now on." in body(GRACE)
    alarm = queries.alarms_of(queries.takeover(reference).id).get()
    actions.answer_alarm(**who(two.grace.actor, reference), alarm_id=alarm.id, answer="Mended.", answer_by="x")
    actions.put_right(**who(two.grace.actor, reference), reason="It has two new phones.", today=clock.today())
    assert carry() == {ESI: ["An answer was given", "It is yours to run again"]}
    actions.take_back_for_good(**who(two.grace.actor, reference), reason="The group wants to rest.")
    assert carry() == {ESI: ["The council keeps the service"]}
    assert "Why:\nThe group wants to rest." in body(ESI)


def test_a_group_that_gives_back_is_told_what_comes_and_the_council_that_it_has_it(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    carry()
    actions.give_back(**who(two.esi.actor, reference), reason="Our organiser left.")
    assert carry() == {ESI: ["The council has stepped in"], **council("A group cannot go on")}
    assert "The group says that it cannot go on: Our organiser left." in body(GRACE)


def test_whoever_serves_both_sides_has_no_letter_for_the_council(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    Appointment.objects.create(
        account_id=two.grace.account_id, organisation_id=queries.takeover(reference).organisation_id,
        role="provider_manager", starts_on=clock.today(),
    )  # fmt: skip
    carry()
    a_guard_finds(reference)
    assert carry() == {ESI: ["Something needs an answer"], **council("Something needs an answer")}
    assert "which your group runs" in body(GRACE), "she reads it as one of the group"


def test_of_who_managed_it_when_it_was_written_only_who_still_does_is_told(two: SimpleNamespace) -> None:
    reference = handed_over(two)
    carry()
    actions.raise_alarm(**who(two.grace.actor, reference), kind="unequal", words="Fewer calls.")
    Appointment.objects.filter(account_id=two.esi.account_id).update(ends_on=clock.today() - timedelta(days=1))
    assert carry() == {}


def test_what_was_settled_before_the_letter_left_is_not_asked_for(two: SimpleNamespace) -> None:
    reference = planned(two)
    carry()
    offer = help_offered(two, reference)
    actions.answer_support(**who(two.amara.actor, reference), support_id=offer.id, taken=True)
    actions.write_plan(**who(two.amara.actor, reference), **PLAN)
    actions.write_plan(**who(two.amara.actor, reference), **PLAN)
    assert carry() == council("A plan to check")
    assert "It is plan number 3." in body(GRACE)
    other = checked(two)
    decide(two, other)
    carry()
    agree(two, other)
    agree(two, other, floor=90)
    assert carry() == {ESI: ["An agreement to sign"]}
    assert "It was written anew." in body(ESI)


def test_each_reader_has_one_letter_of_each_thing_however_often_it_is_told_or_carried(two: SimpleNamespace) -> None:
    reference = planned(two)
    carry()
    offer = help_offered(two, reference)
    events.emit(HelpOffered(offer.id))
    letter = Letter.objects.get(about=offer.id)
    assert carry() == {AMARA: ["Help is offered to you"]}
    tasks.write_letter(letter.id, attempt=2, now=clock.now())
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<settlement-{letter.id}@")


def test_a_letter_that_the_mail_server_does_not_take_is_tried_again(two: SimpleNamespace, settings: Any) -> None:
    reference = planned(two)
    carry()
    help_offered(two, reference)
    with socket.socket() as shut:  # bound and not listening: who connects is refused
        shut.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = shut.getsockname()
        assert outbox.carry_one(clock=clock.now)
    entry = OutboxEntry.objects.get(topic=writing.TOPIC, done_at=None)
    assert (entry.last_error, entry.attempts) == ("ConnectionRefusedError", 1)
    assert Letter.objects.get(id=entry.object_id).sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    OutboxEntry.objects.filter(id=entry.id).update(due_at=clock.now())
    assert carry() == {AMARA: ["Help is offered to you"]}


def test_whoever_asked_for_no_letters_or_is_not_reached_has_none(two: SimpleNamespace) -> None:
    reference = planned(two)
    carry()
    prefer(two, "none")
    help_offered(two, reference)
    assert carry() == {}
    prefer(two, "email")
    people.address_failed(
        account_id=two.amara.account_id, channel="email", to=AMARA, why="returned", now=clock.now()
    )  # it came back
    help_offered(two, reference)
    assert carry() == {}
    assert not Letter.objects.filter(kind="help").exclude(sent_at=None).exists()


def test_whoever_chose_letters_has_it_on_paper_and_the_paper_goes_when_they_are_forgotten(
    two: SimpleNamespace, tmp_path: Path
) -> None:
    now, reference = clock.now(), planned(two)
    carry()
    prefer(two, "letter")
    proof = IdentityProof.objects.create(
        account_id=two.amara.account_id, level="low", how="post_code", proved_at=now, detail={"name": "Amara Adeyemi"}
    )
    PostedCode.objects.create(
        account_id=two.amara.account_id, digest="x", address=["1 Mill Lane", "Ashmere", "AM1 1AA"],
        created_at=now, expires_at=now, used_at=now, proof=proof,
    )  # fmt: skip
    help_offered(two, reference)
    assert carry() == {}
    (sheet,) = (tmp_path / "letters").glob("*.json")
    assert json.loads(sheet.read_text())["to"][1:] == ["1 Mill Lane", "Ashmere", "AM1 1AA"]
    assert sheet.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    public.erase_person(two.amara.account_id)
    assert list((tmp_path / "letters").iterdir()) == []
    assert not Letter.objects.filter(account_id=two.amara.account_id).exists()


def test_a_letter_is_in_the_readers_language(two: SimpleNamespace) -> None:
    prefer(two, "email", "pt")
    reference = planned(two)
    assert carry()[GRACE] == ["A plan to check"]
    help_offered(two, reference)
    assert carry() == {AMARA: ["Oferecemos-lhe ajuda"]}
    assert "Formação: Two evenings on safety." in body(AMARA)
    assert "What to do next" not in body(AMARA)


def test_the_past_that_the_demo_borough_is_given_is_written_to_nobody(two: SimpleNamespace) -> None:
    demo.load()
    assert queries.public_takeovers().count() == 3
    assert not Letter.objects.exists()


def test_that_somebody_was_written_to_is_told_to_them_and_goes_after_a_year(two: SimpleNamespace) -> None:
    reference = planned(two)
    carry()
    (told,) = public.export_person(two.amara.account_id)["letters_about_takeovers"]
    assert told["about"] == queries.takeover(reference).title
    assert told["written_at"] == "", "the plan was there before the invitation left"
    keeping = next(item for item in contributions.retention if item.rule.code == "takeover_letters")
    now = clock.now()
    assert list(keeping.due(now)) == []
    due = list(keeping.due(now + timedelta(days=367)))
    assert {two.amara.account_id, two.grace.account_id} <= {item.about[0] for item in due}
    assert keeping.apply([item.object_id for item in due], now) == len(due)
    assert not Letter.objects.exists()


def test_a_letter_that_is_kept_no_more_is_carried_and_done(two: SimpleNamespace) -> None:
    interest(two)
    Letter.objects.all().delete()
    assert carry() == {}
