"""A person tells once: every service gets its slice, whole or not at all, and never twice."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.models import AuditRow, OutboxEntry
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.sharing import public
from coopcouncil.sharing.models import Notice, Submission
from coopcouncil.sharing.tests.conftest import BANK, DIED, NAME, Teller, draft

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


def test_the_reference_can_be_read_over_the_telephone(amara: Teller, bodies: SimpleNamespace) -> None:
    told = amara.tell(draft(bodies.surgery))
    assert check_reference(told.reference.lower().replace("-", " ")) == told.reference


def test_facts_are_sealed_in_the_database(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.facts, n.facts FROM sharing_submission s JOIN sharing_notice n ON n.submission_id = s.id"
        )
        (row,) = cursor.fetchall()
    assert all(b"Ada" not in bytes(value) for value in row)


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
    with pytest.raises(Exception, match="sharing_notice_known_urgency"):
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


def test_what_a_session_told_becomes_the_accounts_at_sign_in(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    nobody = Actor("anonymous", session_key="a-session")
    told = Teller(nobody).tell(draft(bodies.surgery))
    assert public.submission(nobody, told.id).reference == told.reference
    assert [row.id for row in public.submissions_of(nobody)] == [told.id]
    assert public.claim_session(actor=cast.amara.actor, session_key="another") == 0
    assert public.claim_session(actor=cast.amara.actor, session_key="a-session") == 1
    assert public.submission(cast.amara.actor, told.id).reference == told.reference
    with pytest.raises(NotAllowed):
        public.submission(nobody, told.id)
    assert public.claim_session(actor=cast.bilal.actor, session_key="a-session") == 0


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
