"""A person tells once: every service gets its slice, whole or not at all, and never twice."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.models import AuditRow, OutboxEntry
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances, Need
from coopcouncil.sharing.models import Notice, Submission
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, TOLD, Teller, draft, only_notice

pytestmark = pytest.mark.django_db


def test_each_service_gets_its_own_slice_and_no_other_fact(amara: Teller, bodies: SimpleNamespace) -> None:
    told = amara.tell(
        draft(bodies.surgery, "gp"),
        draft(bodies.tenants, "home", fact_codes=(NAME.code,)),
        draft(bodies.council, "tax"),
    )
    view = public.submission(amara.actor, told.id)
    held = {notice.code: [fact.code for fact in notice.facts] for notice in view.notices}
    assert held == {"gp": [NAME.code, DIED.code], "home": [NAME.code], "tax": [NAME.code, DIED.code]}
    assert {notice.state for notice in view.notices} == {"queued"}
    assert OutboxEntry.objects.filter(topic="sharing.deliver").count() == 3
    assert AuditRow.objects.get(verb="sharing.submitted").actor_id == amara.actor.account_id


def test_names_too_long_for_their_column_are_cut_and_stop_nothing(amara: Teller, bodies: SimpleNamespace) -> None:
    long = replace(draft(bodies.surgery), title="T" * 350, what_happens="W" * 700, purpose_words="P" * 700)
    amara.tell(long)
    told = Notice.objects.get()
    assert (len(told.title), len(told.what_happens), len(told.purpose_words)) == (200, 500, 500)
    assert told.title.endswith("…")


def test_the_reference_can_be_read_over_the_telephone(amara: Teller, bodies: SimpleNamespace) -> None:
    told = amara.tell(draft(bodies.surgery))
    assert check_reference(told.reference.lower().replace("-", " ")) == told.reference


def test_facts_and_needs_and_who_must_not_be_told_are_sealed_in_the_database(
    amara: Teller, bodies: SimpleNamespace
) -> None:
    circumstances = Circumstances(needs=(Need("interpreter", "Tigrinya"),))
    amara.tell(draft(bodies.surgery, instead_of="Larkhill Primary"), circumstances=circumstances)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s)::text, to_jsonb(n)::text FROM sharing_submission s, sharing_notice n")
        (row,) = cursor.fetchall()
        cursor.execute("SELECT facts, needs, instead_of FROM sharing_notice")
        (sealed,) = cursor.fetchall()
    assert not [word for word in ("Ada", "Tigrinya", "interpreter", "Primary") if word in "".join(row)]
    words = (b"Ada", b"Tigrinya", b"interpreter", b"Primary")
    assert not [word for word in words for value in sealed if word in bytes(value)]
    told = only_notice(bodies.surgery)
    assert (told.needs, told.instead_of) == ([{"code": "interpreter", "words": "Tigrinya"}], "Larkhill Primary")


def test_the_same_key_again_tells_nobody_twice(amara: Teller, bodies: SimpleNamespace) -> None:
    first = amara.tell(draft(bodies.surgery), idempotency_key="once")
    again = amara.tell(draft(bodies.surgery), draft(bodies.council, "more"), idempotency_key="once")
    assert again == first
    assert Notice.objects.count() == OutboxEntry.objects.count() == 1


def test_another_persons_key_tells_nothing(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery), idempotency_key="once")
    with pytest.raises(Conflict):
        Teller(cast.bilal.actor).tell(draft(bodies.surgery), idempotency_key="once")


def test_a_submission_that_breaks_half_way_leaves_nothing(amara: Teller, bodies: SimpleNamespace) -> None:
    with pytest.raises(Exception, match="sharing_notice_known_urgency"), transaction.atomic():
        amara.tell(draft(bodies.surgery), draft(bodies.council, "tax", urgency="whenever"))
    assert Submission.objects.count() == OutboxEntry.objects.count() == 0


def test_nobody_to_tell_is_refused(amara: Teller) -> None:
    with pytest.raises(BadInput, match="Choose at least one"):
        amara.tell()


def test_a_notice_with_a_fact_that_was_not_told_is_refused(amara: Teller, bodies: SimpleNamespace) -> None:
    with pytest.raises(BadInput, match=BANK.code):
        amara.tell(draft(bodies.surgery), facts={NAME.code: "x", DIED.code: "y"})


def test_somebody_without_account_or_session_cannot_tell(bodies: SimpleNamespace) -> None:
    with pytest.raises(BadInput, match="cookie"):
        Teller(ANONYMOUS).tell(draft(bodies.surgery))


def test_only_the_person_who_told_sees_it(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    told = amara.tell(draft(bodies.surgery))
    for other in (cast.bilal.actor, cast.dev.actor, cast.jo.actor, ANONYMOUS, Actor("anonymous", session_key="x")):
        with pytest.raises(NotAllowed) as refused:
            public.submission(other, told.id)
        assert refused.value.about_object
        assert public.submissions_of(other) == []
    with pytest.raises(NotFound):
        public.submission(amara.actor, uuid4())


def test_what_a_session_told_is_claimed_by_the_same_session_with_its_reference(
    cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    nobody = Actor("anonymous", session_key="a-session")
    told, other = Teller(nobody).tell(draft(bodies.surgery)), Teller(nobody).tell(draft(bodies.surgery))
    assert public.submission(nobody, told.id).reference == told.reference
    assert {row.id for row in public.submissions_of(nobody)} == {told.id, other.id}
    typed = told.reference.lower().replace("-", " ")
    assert public.claim(actor=cast.amara.actor, session_key="another", reference=typed) is None
    assert public.claim(actor=cast.amara.actor, session_key="", reference=typed) is None
    with pytest.raises(BadInput):
        public.claim(actor=cast.amara.actor, session_key="a-session", reference="AAA")
    with pytest.raises(NotAllowed):
        public.claim(actor=nobody, session_key="a-session", reference=typed)
    assert public.claim(actor=cast.amara.actor, session_key="a-session", reference=typed) == told.id
    assert [row.id for row in public.submissions_of(cast.amara.actor)] == [told.id]
    assert [row.id for row in public.submissions_of(nobody)] == [other.id]
    with pytest.raises(NotAllowed):
        public.submission(nobody, told.id)
    assert public.claim(actor=cast.bilal.actor, session_key="a-session", reference=typed) is None


def test_a_session_opens_nothing_to_whoever_has_signed_in(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    nobody = Actor("anonymous", session_key="a-session")
    told = Teller(nobody).tell(draft(bodies.surgery))
    bilal = replace(cast.bilal.actor, session_key="a-session")
    with pytest.raises(NotAllowed):
        public.submission(bilal, told.id)
    assert public.submissions_of(bilal) == []


def test_what_was_told_is_emptied_and_opens_no_more_in_any_notice(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    needs = Circumstances(needs=(Need("bsl"),))
    told = amara.tell(draft(bodies.surgery), circumstances=needs)
    kept = Teller(cast.bilal.actor).tell(draft(bodies.surgery), circumstances=needs)
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(cast.amara.account_id)
    assert Submission.objects.get(id=told.id).facts == {}
    assert Submission.objects.get(id=kept.id).facts == TOLD
    assert Notice.objects.get(submission_id=told.id).facts is None
    assert {row["code"] for row in Notice.objects.get(submission_id=kept.id).facts} == {NAME.code, DIED.code}
    assert [Notice.objects.get(submission_id=told.id).needs for told in (told, kept)] == [
        None, [{"code": "bsl", "words": ""}]
    ]  # fmt: skip
    assert AuditRow.objects.get(verb="sharing.emptied").object_id == told.id
    with pytest.raises(NotAllowed):
        actions.erase(actor=cast.jo.actor, account_id=cast.amara.account_id)


def test_the_words_are_kept_with_what_was_told(amara: Teller, bodies: SimpleNamespace) -> None:
    told = amara.tell(draft(bodies.surgery, what_happens="They close the record."), title="Someone has died")
    view = public.submission(amara.actor, told.id)
    assert (view.title, view.notices[0].what_happens) == ("Someone has died", "They close the record.")
    assert [row.title for row in public.submissions_of(amara.actor)] == ["Someone has died"]


def test_the_list_costs_as_much_for_many_as_for_one(
    amara: Teller, bodies: SimpleNamespace, django_assert_num_queries: Any
) -> None:
    for count in (1, 10):
        for _ in range(count):
            amara.tell(draft(bodies.surgery), draft(bodies.council, "tax"))
        with django_assert_num_queries(2):
            rows = public.submissions_of(amara.actor)
    assert len(rows) == 11
    assert {(row.notices, row.settled) for row in rows} == {(2, 0)}


def test_an_emergency_leaves_first_and_each_organisation_has_a_lane_of_its_own(
    amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery), draft(bodies.council, "crisis", urgency="emergency"))
    rows = OutboxEntry.objects.filter(topic="sharing.deliver").order_by("priority").values_list("priority", "lane")
    assert list(rows) == [(0, bodies.council), (2, bodies.surgery)]
