"""What a person tells of themself is written down once, corrected with both values, removed when nobody waits."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import Conflict, NotAllowed
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Delivery, Notice, RecordedFact
from coopcouncil.sharing.tests.conftest import NAME, Teller, draft

OLD, NEW = "1 High Street", "2 Low Road"


def address(value: str, **more: Any) -> Fact:
    return Fact("last_address", "Your address", value, value, known_as="address", **more)


def tell(teller: Teller, value: str, *organisations: Any, before: str = "", **changes: Any) -> Any:
    """Tell the surgery, or others, of an address: corrected, where there was one before."""
    fact = address(value, corrected=bool(before), before=before or None, before_shown=before)
    codes = {"fact_codes": (NAME.code, fact.code), "facts": (NAME, fact)}
    drafts = [draft(organisation, f"tell_{number}", **codes) for number, organisation in enumerate(organisations)]
    facts = {NAME.code: NAME.value, fact.code: value}
    return teller.tell(*drafts, **{"facts": facts, "known": {"address": value}, **changes})


def values(account_id: Any) -> list[tuple[str, str]]:
    return [
        (row.value, row.source) for row in RecordedFact.objects.filter(account_id=account_id).order_by("recorded_at")
    ]


def finish_all() -> None:
    Delivery.objects.update(state="sent")
    Delivery.objects.update(state="acted")


def test_the_same_value_again_writes_nothing_and_another_is_kept_beside_it(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    first = tell(amara, OLD, bodies.surgery)
    tell(amara, OLD, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)
    assert (record.value, record.source, record.title, record.earlier) == (OLD, "told", "someone-died", ())
    tell(amara, NEW, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)
    assert record.value == NEW
    assert [old.value for old in record.earlier] == [OLD]
    assert RecordedFact.objects.get(replaces__isnull=True).submission_id == first.id
    assert {row.given_by_id for row in RecordedFact.objects.all()} == {cast.amara.account_id}
    assert sharing.records_of(cast.bilal.actor) == []


def test_nothing_is_written_down_in_safe_mode_without_an_account_or_for_another_person(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    from coopcouncil.foundation.actors import Actor
    from coopcouncil.sharing.actions import recording
    from coopcouncil.sharing.models import Submission

    tell(Teller(Actor(kind="anonymous", session_key="browser")), OLD, bodies.surgery)
    told = Submission.objects.get()
    for changed in ({"safe": True}, {"account_id": cast.amara.account_id, "authority_id": told.id}):
        for name, value in changed.items():
            setattr(told, name, value)
        with transaction.atomic():
            wrote = recording.record(
                actor=cast.amara.actor,
                submission=told,
                known={"address": OLD},
                circumstances=Circumstances(),
                now=amara.now,
            )
        assert wrote == 0
    assert not RecordedFact.objects.exists()


def test_what_it_was_goes_only_to_the_service_that_got_it_from_us(
    amara: Teller, bodies: SimpleNamespace, cast: SimpleNamespace
) -> None:
    tell(amara, OLD, bodies.surgery)
    tell(Teller(cast.bilal.actor), OLD, bodies.tenants)  # another person's telling opens nothing
    told = tell(amara, NEW, bodies.surgery, bodies.tenants, before=OLD)
    slices = {notice.organisation_id: notice.facts[1] for notice in Notice.objects.filter(submission_id=told.id)}
    assert slices[bodies.surgery]["corrected"] is True
    assert slices[bodies.surgery]["before"] == OLD
    assert slices[bodies.tenants]["corrected"] is True
    assert "before" not in slices[bodies.tenants]
    assert OLD not in repr(slices[bodies.tenants])


def test_only_the_person_corrects_and_removes_it(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    tell(amara, OLD, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)
    for other in (cast.bilal.actor, cast.jo.actor, cast.dev.actor):
        with pytest.raises(NotAllowed):
            sharing.record(other, record.id)
        with pytest.raises(NotAllowed):
            sharing.holders(other, record.id)
        with pytest.raises(NotAllowed):
            sharing.correct_record(actor=other, record_id=record.id, value=NEW, now=amara.now)
        with pytest.raises(NotAllowed):
            sharing.remove_record(actor=other, record_id=record.id)
    assert values(cast.amara.account_id) == [(OLD, "told")]


def test_a_correction_in_the_account_keeps_both_and_refuses_what_is_behind(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    tell(amara, OLD, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)
    change = {"actor": cast.amara.actor, "record_id": record.id, "now": amara.now}
    assert sharing.correct_record(**change, value=OLD) is False
    assert sharing.correct_record(**change, value=NEW) is True
    with pytest.raises(Conflict, match="changed meanwhile"):
        sharing.correct_record(**change, value="3 Side Lane")
    assert values(cast.amara.account_id) == [(OLD, "told"), (NEW, "corrected")]
    assert Notice.objects.count() == 1, "nobody is told"
    rows = list(AuditRow.objects.filter(verb="sharing.record_corrected").values())
    assert len(rows) == 1
    assert OLD not in repr(rows)
    assert NEW not in repr(rows)


def test_it_is_not_removed_while_a_service_that_was_told_is_at_work(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    tell(amara, OLD, bodies.surgery)
    tell(amara, NEW, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)
    with pytest.raises(Conflict, match="has not finished yet"):
        sharing.remove_record(actor=cast.amara.actor, record_id=record.id)
    assert [held.waits for held in sharing.holders(cast.amara.actor, record.id)] == [True]
    finish_all()
    sharing.remove_record(actor=cast.amara.actor, record_id=record.id)
    assert not RecordedFact.objects.exists()
    assert Notice.objects.count() == 2, "what services were told stays"
    tell(amara, OLD, bodies.surgery)  # and it may be told anew
    assert values(cast.amara.account_id) == [(OLD, "told")]


def test_it_is_in_the_export_with_every_value_and_gone_after_erasure(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    tell(amara, OLD, bodies.surgery)
    tell(amara, NEW, bodies.surgery)
    (known,) = sharing.export_person(cast.amara.account_id)["known"]
    assert (known["what"], known["value"], [old["value"] for old in known["before"]]) == ("address", NEW, [OLD])
    assert sharing.legal_holds(cast.amara.account_id)
    sharing.erase_person(cast.amara.account_id)
    assert not RecordedFact.objects.exists()


def test_the_database_lets_no_second_chain_begin_and_no_value_be_replaced_twice(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told = tell(amara, OLD, bodies.surgery)
    row = RecordedFact.objects.get()
    common = {"account_id": cast.amara.account_id, "code": "address", "value": NEW, "recorded_at": amara.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedFact.objects.create(**common, source="told", submission_id=told.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedFact.objects.create(**{**common, "code": "phone"}, source="told")
    RecordedFact.objects.create(**common, source="corrected", replaces=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordedFact.objects.create(**common, source="corrected", replaces=row)


def at_once(*jobs: Any) -> list[Exception]:
    together, failed = threading.Barrier(len(jobs)), list[Exception]()

    def run(job: Any) -> None:
        together.wait()
        try:
            job()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_told_twice_at_once_it_is_one_chain_and_both_are_sent(
    cloned_db: Any, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    given = [OLD, NEW, OLD, NEW]
    failed = at_once(*(lambda value=value: tell(amara, value, bodies.surgery) for value in given))
    assert failed == []
    assert Notice.objects.count() == 4
    rows = {row.id: row for row in RecordedFact.objects.all()}
    assert sum(row.replaces_id is None for row in rows.values()) == 1
    assert all(row.replaces_id is None or rows[row.replaces_id].value != row.value for row in rows.values())
    (record,) = sharing.records_of(cast.amara.actor)
    assert len(record.earlier) == len(rows) - 1


def test_corrected_in_two_windows_at_once_one_wins_and_the_other_is_told(
    cloned_db: Any, amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    tell(amara, OLD, bodies.surgery)
    (record,) = sharing.records_of(cast.amara.actor)

    def correct(value: str) -> None:
        sharing.correct_record(actor=cast.amara.actor, record_id=record.id, value=value, now=amara.now)

    failed = at_once(lambda: correct(NEW), lambda: correct("3 Side Lane"))
    assert [type(error) for error in failed] == [Conflict]
    assert RecordedFact.objects.count() == 2
