"""Programs of organisations, each with a key of its own."""

from types import SimpleNamespace

import pytest
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.frontdoor.tests.software import ALL, Make, Software
from coopcouncil.people.models import Grant
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing


@pytest.fixture
def software(cast: SimpleNamespace) -> Make:
    def make(code: str = "larkhill-surgery", scopes: tuple[str, ...] = ALL, granted: bool = True) -> Software:
        organisation, now = organisation_by_code(code), clock.now()
        if granted:
            Grant.objects.get_or_create(organisation_id=organisation.id, what="assist", starts_on=clock.today())
        made = sharing.make_key(actor=OPERATOR, organisation_id=organisation.id, name="Desk", scopes=scopes, now=now)
        return Software(organisation.id, Client(headers={"Authorization": f"Bearer {made.key}"}))

    return make
