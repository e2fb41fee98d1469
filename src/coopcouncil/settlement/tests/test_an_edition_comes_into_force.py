"""From a draft to in force, and everything that may be missing on the way (`domain/readiness.py`)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import public as people
from coopcouncil.settlement import actions, public
from coopcouncil.settlement.actions import FoundGap, NotReady
from coopcouncil.settlement.domain.statute import PUBLIC_BODIES
from coopcouncil.settlement.models import Comment, Edition, Entry, Gap
from coopcouncil.settlement.tests import making

pytestmark = pytest.mark.django_db


def bring(actor: Actor, code: str = "first") -> None:
    actions.bring_into_force(actor=actor, edition=code, now=clock.now(), today=clock.today())


def gap(actor: Actor, code: str = "first", entry: str = "libraries") -> None:
    found = FoundGap(
        "access", 2.1, 1.4, 2.8, "miles further than in other wards", "It is far.", "Our map", group="Larkhill"
    )
    return actions.flag_gap(actor=actor, edition=code, code=entry, found=found, now=clock.now())


def test_it_comes_into_force_when_all_is_there_and_replaces_the_one_before(cast: SimpleNamespace) -> None:
    grace = cast.grace.actor
    making.in_force(cast)
    assert public.promised_clock("libraries").within == "5 working_days"
    assert public.promised_clock("parks") is None
    actions.begin_edition(
        actor=grace, code="second", title="Second", summary="Next.", now=clock.now(), based_on="first"
    )
    copied = Entry.objects.get(edition__code="second")
    assert (copied.provides, copied.equality_regard) == ("Ten libraries.", "")  # due regard is had anew
    values = {
        "clock": "2 working_days",
        "equality_affected": "All.",
        "equality_regard": "Looked.",
        "equality_on": clock.today(),
    }
    actions.edit_entry(actor=grace, edition="second", code="libraries", values=values, version=1, now=clock.now())
    making.consulted(grace, "second")
    making.prepared(grace, "second")
    making.decided(grace, "second")
    bring(grace, "second")
    assert dict(Edition.objects.values_list("code", "state")) == {"first": "superseded", "second": "in_force"}
    assert public.promised_clock("libraries").within == "2 working_days"
    assert AuditRow.objects.filter(verb="settlement.edition_in_force").count() == 2


def test_without_the_answer_the_equality_record_or_the_statutory_check_it_is_refused_saying_which(
    cast: SimpleNamespace,
) -> None:
    grace = cast.grace.actor
    making.edition(grace, libraries={}, parks={
        "title": "Parks", "service_type": "adult_learning", "equality_regard": "", "statutory_basis": "",
        "minimum_met": False,
    })  # fmt: skip
    making.consulted(grace, "first")
    made = gap(grace)
    making.decided(grace, "first")
    with pytest.raises(NotReady) as refused:
        bring(grace)
    assert Edition.objects.get().state == "agreed"
    rules = [(item.rule, item.entry) for item in refused.value.missing]
    assert rules.count(("equality", "parks")) == 1
    assert rules.count(("equality", "libraries")) == 0
    assert ("gaps", "libraries") in rules
    assert rules.count(("statute", "parks")) == 2
    assert {rule for rule, _entry in rules} == {"statute", "equality", "gunning", "officers", "election", "gaps"}
    assert rules.count(("gunning", "")) == 4
    words = " ".join(str(item.words) for item in refused.value.missing)
    assert "The equality record of “Parks” (section 149) is missing." in words
    assert "the chief finance officer (section 151)" in words

    making.prepared(grace, "first")
    today = clock.today()
    actions.answer_gap(
        actor=grace, gap_id=made, what="A mobile library comes.", by_whom="Head of libraries",
        by_when=today + timedelta(days=60), now=clock.now(), today=today,
    )  # fmt: skip
    with pytest.raises(NotReady) as refused:
        bring(grace)
    assert {(item.rule, item.entry) for item in refused.value.missing} == {("equality", "parks"), ("statute", "parks")}


def test_a_comment_is_looked_at_and_answered_before_anything_comes_into_force(cast: SimpleNamespace) -> None:
    grace, now, today = cast.grace.actor, clock.now(), clock.today()
    making.edition(grace)
    said = {"edition": "first", "code": "libraries", "now": now, "today": today}
    with pytest.raises(Conflict):
        actions.make_comment(actor=cast.amara.actor, words="Open on Sundays.", **said)
    actions.open_consultation(actor=grace, edition="first", closes_on=today + timedelta(days=1), now=now, today=today)
    actions.make_comment(actor=cast.amara.actor, words="Open on Sundays.", **said)
    actions.make_comment(actor=Actor(kind="anonymous"), words="Buy my pills.", **said)
    with pytest.raises(BadInput):
        actions.make_comment(actor=cast.amara.actor, words="  ", **said)
    with pytest.raises(Conflict):  # it is still open
        actions.move_on(actor=grace, edition="first", state="amended", now=now, today=today)
    later = today + timedelta(days=2)
    actions.move_on(actor=grace, edition="first", state="amended", now=now, today=later)
    making.prepared(grace, "first")
    making.decided(grace, "first")

    def lacking() -> list[str]:
        try:
            actions.bring_into_force(actor=grace, edition="first", now=now, today=later)
        except NotReady as refused:
            return [str(item.words) for item in refused.missing]
        return []

    assert lacking() == ["Comments that nobody has looked at yet: 2."]
    mine, spam = Comment.objects.get(account=cast.amara.account_id), Comment.objects.get(account=None)
    with pytest.raises(NotAllowed):
        actions.show_comment(actor=cast.dev.actor, comment_id=mine.id, now=now)
    actions.show_comment(actor=grace, comment_id=mine.id, now=now)
    actions.hide_comment(actor=grace, comment_id=spam.id, reason="It is an advertisement.", now=now)
    assert lacking() == ["Comments without an answer: 1."]
    actions.answer_comment(actor=grace, comment_id=mine.id, words="We will.", changed_it=True, now=now)
    assert lacking() == []
    assert public.export_person(cast.amara.account_id)["comments_on_promises"][0]["words"] == "Open on Sundays."
    public.erase_person(cast.amara.account_id)
    mine.refresh_from_db()
    assert (mine.words, mine.account_id, mine.answer) == ("", None, "We will.")


def test_a_service_under_a_duty_goes_to_no_community_without_accountability_and_the_minimum(
    cast: SimpleNamespace,
) -> None:
    grace, now = cast.grace.actor, clock.now()
    making.edition(grace)
    charity = next(item.id for item in people.organisations() if item.kind not in PUBLIC_BODIES)

    def edit(**values: object) -> object:
        version = Entry.objects.get().version
        return actions.edit_entry(
            actor=grace, edition="first", code="libraries", values=values, version=version, now=now
        )

    with pytest.raises(BadInput) as refused:
        edit(kind="community", accountable=str(charity))
    assert "a public body must answer for it" in str(refused.value)
    with pytest.raises(BadInput) as refused:
        edit(kind="community", minimum_met=False)
    assert "the least that the law asks" in str(refused.value)
    edit(kind="community")
    row = Entry.objects.get()
    assert (row.kind, row.accountable_is_public) == ("community", True)
    # The database has the last word, whoever writes.
    for stolen in ({"accountable_id": charity}, {"minimum_met": False}, {"minimum_how": ""}):
        with pytest.raises(IntegrityError, match="settlement_entry_keeps_the_duty"), transaction.atomic():
            Entry.objects.filter(id=row.id).update(**stolen)
    Entry.objects.filter(id=row.id).update(accountable_is_public=False)  # nobody may claim it, nor deny it
    row.refresh_from_db()
    assert row.accountable_is_public


def test_of_two_editors_at_once_neither_loses_work(cast: SimpleNamespace) -> None:
    grace, now = cast.grace.actor, clock.now()
    making.edition(grace)
    edit = {"actor": grace, "edition": "first", "code": "libraries", "version": 1, "now": now}
    read = making.promise()
    actions.edit_entry(values={**read, "provides": "Eleven libraries.", "you_do": "Be quiet."}, **edit)
    # The second read version 1 too, and changed other fields: both stand.
    assert actions.edit_entry(values={**read, "standard": "Open seven days."}, **edit) == ("standard",)
    row = Entry.objects.get()
    assert (row.provides, row.you_do, row.standard, row.version) == (
        "Eleven libraries.",
        "Be quiet.",
        "Open seven days.",
        3,
    )
    # A third changed the same field: nothing is written, and both texts are handed back.
    with pytest.raises(actions.EditConflict) as refused:
        actions.edit_entry(values={**read, "provides": "Nine libraries.", "target": 80}, **edit)
    assert refused.value.kept == {"provides": "Eleven libraries."}
    assert refused.value.given == {"provides": "Nine libraries."}
    assert Entry.objects.get().target == 90
    # Having read both, they send theirs again.
    actions.edit_entry(values={"provides": "Nine libraries."}, **{**edit, "version": refused.value.version})
    assert Entry.objects.get().provides == "Nine libraries."
    assert [item.before.get("provides") for item in Entry.objects.get().versions.order_by("number")] == [
        None, "Ten libraries.", None, "Eleven libraries.",
    ]  # fmt: skip


def test_the_database_keeps_one_edition_in_force_and_what_was_decided(cast: SimpleNamespace) -> None:
    making.in_force(cast)
    making.edition(cast.grace.actor, "second", other={"service_type": "libraries"})
    refusals = [
        ("UPDATE settlement_edition SET state = 'agreed' WHERE code = 'second'", "settlement_edition_follows"),
        ("UPDATE settlement_entry SET provides = 'Less' WHERE code = 'libraries'", "settlement_entry_as_decided"),
        ("DELETE FROM settlement_entry WHERE code = 'libraries'", "settlement_entry_stays"),
        ("DELETE FROM settlement_entry_version", "settlement_only_added"),
        ("UPDATE settlement_decision SET reasons = 'None'", "settlement_only_added"),
        ("DELETE FROM settlement_edition_step", "settlement_only_added"),
    ]  # fmt: skip
    for sql, rule in refusals:
        with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert refused.value.__cause__.diag.constraint_name == rule, sql
    without = "UPDATE settlement_edition SET state = 'superseded' WHERE code = 'first'; SET CONSTRAINTS ALL IMMEDIATE"
    with pytest.raises(IntegrityError, match="no edition would be"), transaction.atomic(), connection.cursor() as at:
        at.execute(without)
    Edition.objects.filter(code="second").update(state="consultation")
    Edition.objects.filter(code="second").update(state="amended")
    Edition.objects.filter(code="second").update(state="agreed")
    with pytest.raises(IntegrityError, match="settlement_one_in_force"), transaction.atomic():
        Edition.objects.filter(code="second").update(state="in_force", in_force_at=clock.now())


def test_a_gap_that_was_found_stays_and_an_objection_that_was_overridden_too(cast: SimpleNamespace) -> None:
    grace, today = cast.grace.actor, clock.today()
    making.edition(grace)
    gap(grace)
    for change in ({"size": 1.5}, {"grounds": "It is near."}):
        with pytest.raises(IntegrityError, match="neither taken away nor rewritten"), transaction.atomic():
            Gap.objects.update(**change)
    over = {
        "edition": "first", "code": "libraries", "objectors": "412 people who signed", "objection": "It is loved.",
        "strategic_reason": "Two libraries stand 300 m apart.", "softened_by": "A book bus.", "now": clock.now(),
        "today": today,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.override_objection(actor=cast.femi.actor, review_on=today + timedelta(days=300), **over)
    with pytest.raises(BadInput):
        actions.override_objection(actor=grace, review_on=today, **over)
    actions.override_objection(actor=grace, review_on=today + timedelta(days=300), **over)
