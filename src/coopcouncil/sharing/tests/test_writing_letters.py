"""An organisation that reads e-mail is told that something waits: never what, and never about whom."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.sharing import actions
from coopcouncil.sharing.gateways import letters
from coopcouncil.sharing.models import Delivery
from coopcouncil.sharing.tests.conftest import TOLD, Teller, draft, only_notice, state_of

pytestmark = pytest.mark.django_db
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture(autouse=True)
def by_email(amara: Teller, bodies: SimpleNamespace) -> None:
    actions.connect(
        actor=OPERATOR, organisation_id=bodies.surgery, route="email", email="desk@surgery.example", now=amara.now
    )


def test_the_letter_holds_a_link_and_no_fact(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery))
    amara.carry()
    (letter,) = mail.outbox
    whole = f"{letter.subject}\n{letter.body}"
    assert letter.to == ["desk@surgery.example"]
    assert f"/inbox/{only_notice(bodies.surgery).id}/" in letter.body
    assert not [value for value in TOLD.values() if value in whole]
    assert "Notice tell_gp" not in whole
    assert amara.actor.name not in whole
    assert state_of(bodies.surgery) == "sent"


def test_a_letter_lies_in_the_homes_mail_and_leads_to_the_public_address(
    amara: Teller, bodies: SimpleNamespace, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILE_BACKEND, tmp_path / "mail"
    settings.PUBLIC_URL = "https://council.example"
    amara.tell(draft(bodies.surgery))
    amara.carry()
    (file,) = (tmp_path / "mail").iterdir()
    letter = message_from_bytes(file.read_bytes().split(b"\n-----", 1)[0], policy=default)
    text = letter.get_content()
    assert f"\nhttps://council.example/inbox/{only_notice(bodies.surgery).id}/\n" in text
    assert text.count("://") == 1
    assert letter["To"] == "desk@surgery.example"
    told = [fact for value in TOLD.values() for fact in (value, quote(value))]
    assert not [value for value in told if value in f"{letter['Subject']} {text}"]
    assert not [word for word in ("Notice tell_gp", "letters stop", amara.actor.name) if word in text]


def test_a_letter_that_cannot_leave_is_tried_again(
    amara: Teller, bodies: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(letters.EmailMessage, "send", fail)
    amara.tell(draft(bodies.surgery))
    amara.carry()
    row = Delivery.objects.get()
    assert (row.state, row.last_error) == ("retrying", "mail_error")
