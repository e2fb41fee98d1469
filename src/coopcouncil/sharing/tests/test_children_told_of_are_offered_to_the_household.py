"""A child of whom a life event told is offered on “Who lives with you”, and is there only once the person says so."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from coopcouncil.foundation import clock
from coopcouncil.people.models import HouseholdStatement
from coopcouncil.sharing.models import RecordedFact

NOW = clock.now()


def known(account_id: UUID, first_names: str, **more: Any) -> RecordedFact:
    child = {"first_names": first_names, "last_name": "Quill", "date_of_birth": f"{NOW.year - 4}-01-01"}
    return RecordedFact.objects.create(
        account_id=account_id, code="children_dates_of_birth", value=child, source="corrected", **more
    )


@pytest.mark.django_db
def test_a_child_is_offered_until_they_are_there(cast: SimpleNamespace, client_for: Any) -> None:
    wrong = known(cast.amara.account_id, "Tbomas", recorded_at=NOW)
    right = known(cast.amara.account_id, "Thomas", recorded_at=NOW + timedelta(seconds=1), replaces=wrong)
    amara = client_for("amara")
    page = amara.get("/account/household/").content.decode()
    assert "Does Thomas Quill live with you?" in page
    assert "Tbomas" not in page
    page = amara.get(f"/account/household/add/?from={right.id}").content.decode()
    assert 'value="Thomas Quill"' in page
    said = {"name": "Thomas Quill", "relation": "child", "child": "yes", "relative": str(right.id)}
    assert amara.post("/account/household/add/", said).status_code == 302
    assert HouseholdStatement.objects.get().source == "event"
    assert "Does Thomas" not in amara.get("/account/household/").content.decode()
    # Nobody adds what somebody else told.
    assert "Quill" not in client_for("bilal").get(f"/account/household/add/?from={right.id}").content.decode()
