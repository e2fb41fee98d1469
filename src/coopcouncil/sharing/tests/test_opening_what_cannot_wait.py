"""Somebody without ordinary access opens what cannot wait: others see it and so does the person, with exemptions."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import audit, clock
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing.actions import looking
from coopcouncil.sharing.models import Opening, Submission, Withholding
from coopcouncil.sharing.queries import looking as queries
from coopcouncil.sharing.tests.conftest import Teller, draft, only_notice

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
NEED = {"who": "amara@ashmere.example", "why": "life", "reason": "The ambulance crew asks for her date of birth."}


def opened(client_for: ClientFor, cast: SimpleNamespace) -> Opening:
    answer = client_for("carys").post(reverse("sharing:open_in_need"), NEED)
    assert answer.status_code == 302, answer.content.decode()
    return Opening.objects.get()


def test_it_is_open_for_an_hour_with_a_reason_and_each_look_is_in_the_persons_list(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    carys = client_for("carys")
    short = carys.post(reverse("sharing:open_in_need"), {**NEED, "reason": "I must."})
    assert short.status_code == 422
    assert not Opening.objects.exists()
    opening = opened(client_for, cast)
    page = carys.get(reverse("sharing:opening", args=[opening.id]))
    assert "Ada Example" in page.text
    assert "00-00-00" not in page.text, "it shows slices, and no fact that no service was given"
    assert client_for("jo").get(reverse("sharing:opening", args=[opening.id])).status_code in {403, 404}
    seen = client_for("amara").get(reverse("sharing:who_looked"))
    assert "Case owner" in seen.text
    assert "Ashmere Council" in seen.text
    assert "They needed it at once" in seen.text
    assert "ambulance" not in seen.text
    Opening.objects.update(opened_at=clock.now() - timedelta(hours=2), until=clock.now() - timedelta(hours=1))
    over = carys.get(reverse("sharing:opening", args=[opening.id]))
    assert "The hour is over" in over.text
    assert "Ada Example" not in over.text
    assert AccessEntry.objects.filter(exceptional=opening.id).count() == 1


def test_an_alert_without_a_fact_goes_out_and_somebody_else_looks_at_it(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller
) -> None:
    opening = opened(client_for, cast)
    amara.carry(timedelta(minutes=1))
    assert "jo@ashmere.example" in {to for sent in mail.outbox for to in sent.to}
    assert "carys@ashmere.example" not in {to for sent in mail.outbox for to in sent.to}
    letter = f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"
    assert str(opening.id) in letter
    assert not [word for word in ("Amara", "amara@", "ambulance", "life") if word in letter]
    assert "1 opening in need" in client_for("jo").get("/desk/").text
    review = reverse("sharing:review_opening", args=[opening.id])
    assert client_for("carys").get(review).status_code == 404, "not whoever opened it"
    answer = client_for("jo").post(review, {"verdict": "wrong", "finding": "There was no ambulance."})
    assert answer.status_code == 302
    opening.refresh_from_db()
    assert (opening.verdict, opening.finding, opening.reviewed_by_id) == (
        "wrong", "There was no ambulance.", cast.jo.account_id
    )  # fmt: skip
    assert "The hour is over" in client_for("carys").get(reverse("sharing:opening", args=[opening.id])).text


def test_what_was_told_in_safe_mode_is_opened_by_nobody(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    told = amara.tell(draft(bodies.surgery))
    Submission.objects.filter(id=told.id).update(safe=True, account=None, session_digest="x")
    by_reference = {**NEED, "who": told.reference}
    assert client_for("carys").post(reverse("sharing:open_in_need"), by_reference).status_code == 422
    opening = opened(client_for, cast)
    page = client_for("carys").get(reverse("sharing:opening", args=[opening.id]))
    assert "Ada Example" not in page.text
    client_for("dev").get(reverse("sharing:notice", args=[only_notice(bodies.surgery).id]))
    assert {entry.verb for entry in AccessEntry.objects.all()} == {"sharing.opened_in_need"}


def test_every_reading_of_a_notice_names_role_and_organisation_and_can_be_had_as_a_file(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    client_for("dev").get(reverse("sharing:notice", args=[only_notice(bodies.surgery).id]))
    entry = AccessEntry.objects.get(verb="sharing.notice_read")
    assert (entry.about, entry.role, entry.organisation_id) == (
        cast.amara.account_id, "front_line_officer", bodies.surgery
    )  # fmt: skip
    mine = client_for("amara")
    rows = b"".join(mine.get(reverse("sharing:who_looked") + "?format=csv")).decode()  # type: ignore[arg-type]
    assert "Front-line officer,Larkhill Surgery,A notice about what you told us" in rows
    assert b"Nobody has looked" in client_for("bilal").get(reverse("sharing:who_looked") + "?organisation=x").content
    assert mine.get(reverse("sharing:who_looked") + "?organisation=x").status_code == 200
    assert queries.entries_for_export(cast.amara.account_id, clock.today())[0]["organisation"] == "Larkhill Surgery"


def test_an_exemption_keeps_readings_back_only_once_a_second_person_approves_it_and_until_its_day(
    client_for: ClientFor, cast: SimpleNamespace, amara: Teller, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    client_for("dev").get(reverse("sharing:notice", args=[only_notice(bodies.surgery).id]))
    today = clock.today()
    proposed = client_for("carys").post(
        reverse("sharing:withheld"),
        {
            "who": "amara@ashmere.example", "organisation": str(bodies.surgery), "exemption": "crime",
            "reason": "The police asked us.", **_days("since", today), **_days("until", today),
        },
    )  # fmt: skip
    assert proposed.status_code == 302, proposed.content.decode()
    kept = Withholding.objects.get()

    def sees(on: timedelta = timedelta(0)) -> int:
        return queries.entries_about(cast.amara.account_id, today + on).count()

    assert sees() == 1, "proposed is not approved"
    with pytest.raises(NotAllowed):
        looking.decide_withholding(
            actor=cast.carys.actor, withholding_id=kept.id, approve=True, now=clock.now()
        )  # fmt: skip
    page = reverse("sharing:withholding", args=[kept.id])
    assert client_for("jo").post(page, {"do": "approve"}).status_code == 302
    assert sees() == 0
    assert "Larkhill" not in client_for("amara").get(reverse("sharing:who_looked")).text
    assert sees(timedelta(days=1)) == 1, "after its last day everything is shown"
    assert client_for("jo").post(page, {"do": "end"}).status_code == 302
    assert sees() == 1


def _days(name: str, day: object) -> dict[str, object]:
    return {f"{name}-{part}": getattr(day, part) for part in ("day", "month", "year")}


def test_a_way_of_reading_that_nobody_described_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(RuntimeError, match=r"contributions\.reads does not say"):
        audit.read(cast.dev.actor, "sharing.made_up", ("people.account", None), about=[cast.amara.account_id])


def test_of_several_hats_the_one_of_the_organisation_is_named(cast: SimpleNamespace) -> None:
    surgery = organisation_by_code("larkhill-surgery").id
    assert audit.acting(cast.dev.actor, surgery) == ("front_line_officer", surgery)
    council = organisation_by_code("ashmere-council").id
    hats, where = audit.acting(cast.carys.actor, None)
    assert where == council
    assert {"case_owner", "service_designer"} <= set(hats.split("+"))
