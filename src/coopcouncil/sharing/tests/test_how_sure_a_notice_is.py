"""A notice is reported or evidenced, never verified; without evidence it ends nothing, and the database sees to it."""

from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions
from coopcouncil.sharing.domain.slices import NoticeDraft
from coopcouncil.sharing.models import Notice
from coopcouncil.sharing.tests.conftest import Teller, draft, only_notice

WITH_PROOF = {
    "standing": "evidenced",
    "standing_words": "Reported, with the registrar’s reference",
    "standing_means": "Each service can check it with the registrar.",
}


def _copy(notice: Notice, **changes: Any) -> Notice:
    """The same notice once more, as it is not yet in the database."""
    fields = {
        field.attname: getattr(notice, field.attname) for field in Notice._meta.concrete_fields if field.name != "id"
    }
    return Notice(**{**fields, "code": "once_more", **changes})


@pytest.mark.invariants
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"may_end_entitlement": True}, "sharing_notice_ends_nothing_without_evidence"),
        ({"standing": "verified"}, "sharing_notice_known_standing"),
        ({"standing": "verified", "may_end_entitlement": True}, "sharing_notice_"),
    ],
)
def test_the_database_refuses_a_notice_that_claims_more_than_was_shown(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, changes: dict[str, Any], constraint: str
) -> None:
    amara.tell(draft(bodies.surgery))
    notice = only_notice(bodies.surgery)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _copy(notice, **changes).save(force_insert=True)
    assert Notice.objects.count() == 1
    _copy(notice, standing="evidenced", may_end_entitlement=True).save(force_insert=True)


@pytest.mark.invariants
@pytest.mark.parametrize(
    "change", ["standing = 'evidenced'", "may_end_entitlement = NOT may_end_entitlement", "standing_words = 'Sure'"]
)
def test_how_sure_a_notice_was_is_never_changed_afterwards(
    cloned_db: Any, amara: Teller, bodies: SimpleNamespace, change: str
) -> None:
    amara.tell(draft(bodies.surgery))
    for address in (cloned_db.app, cloned_db.owner):
        with psycopg.connect(address) as other, pytest.raises(psycopg.errors.RestrictViolation):
            other.execute(f"UPDATE sharing_notice SET {change}")  # noqa: S608 - our own words


@pytest.mark.django_db
def test_a_draft_that_would_end_something_without_evidence_tells_nobody(amara: Teller, bodies: SimpleNamespace) -> None:
    with pytest.raises(BadInput, match="has no evidence"):
        amara.tell(draft(bodies.surgery), draft(bodies.council, "tax", may_end_entitlement=True))
    assert Notice.objects.count() == 0


def _page(client_for: Any, amara: Teller, drafted: NoticeDraft) -> str:
    told = amara.tell(drafted)
    notice = Notice.objects.get(submission_id=told.id)
    return " ".join(client_for("dev").get(f"/inbox/{notice.id}/").content.decode().split())


@pytest.mark.django_db
def test_an_officer_reads_first_how_sure_it_is(amara: Teller, bodies: SimpleNamespace, client_for: Any) -> None:
    reported = _page(client_for, amara, draft(bodies.surgery))
    assert "Reported, not yet verified.</strong> No payment or service stops because of this notice." in reported
    evidenced = _page(client_for, amara, draft(bodies.surgery, may_end_entitlement=True, **WITH_PROOF))
    assert "Reported, with a proof that you can check.</strong> Nobody has checked it yet. Check it before" in evidenced
    harmless = _page(client_for, amara, draft(bodies.surgery, **WITH_PROOF))
    assert "Nobody has checked it yet. No payment or service stops because of this notice." in harmless
    for page in (reported, evidenced, harmless):
        assert page.index("govuk-inset-text") < page.index("What you were told")


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "may_end"), [({}, False), ({**WITH_PROOF, "may_end_entitlement": True}, True)])
def test_an_organisations_server_fetches_how_sure_it_is(
    amara: Teller, bodies: SimpleNamespace, client: Any, given: dict[str, Any], may_end: bool
) -> None:
    amara.tell(draft(bodies.surgery, **given))
    key = actions.make_key(actor=OPERATOR, organisation_id=bodies.surgery, name="Server", now=amara.now).key
    answer = client.get(
        f"/api/v1/notices/{only_notice(bodies.surgery).id}", headers={"Authorization": f"Bearer {key}"}
    ).json()
    assert answer["standing"] == given.get("standing", "reported")
    assert answer["may_end_entitlement"] is may_end
    assert answer["standing_words"].startswith("Reported")
    assert "status" not in answer
