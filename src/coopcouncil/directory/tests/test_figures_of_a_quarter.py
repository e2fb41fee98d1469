from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.directory import actions, demo, public
from coopcouncil.directory.domain import quarters
from coopcouncil.directory.domain.quarters import Quarter, quarter_of
from coopcouncil.directory.models import MonitoringReturn, Service
from coopcouncil.directory.queries import providing
from coopcouncil.foundation.clock import LONDON
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed

MakeService = Callable[..., Service]
ClientFor = Callable[[str | None], Client]
Q2 = date(2026, 7, 1)
NOW = datetime(2026, 10, 5, 10, tzinfo=LONDON)
FIGURES = actions.Figures(helped=120, turned_away=4, waiting=9, what_changed="One evening more.")


@pytest.fixture
def tenant_service(ashmere: SimpleNamespace, make_service: MakeService) -> Service:
    return make_service("estate-repairs", ashmere.organisation["larkhill-tenants-co-op"])


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [(date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
     (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
     (date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31))],
)  # fmt: skip
def test_a_quarter_has_three_whole_months(day: date, first: date, last: date) -> None:
    found = quarter_of(day)
    assert (found.starts_on, found.ends_on) == (first, last)
    assert found.next.before == found
    with pytest.raises(ValueError):
        Quarter(date(2026, 2, 1))


def test_the_quarter_to_send_is_the_last_that_has_ended() -> None:
    assert quarters.to_send(date(2026, 9, 30)) == Quarter(date(2026, 4, 1))
    assert quarters.to_send(date(2026, 10, 1)) == Quarter(Q2)
    assert Quarter(Q2).due_on == date(2026, 10, 30)


@pytest.mark.django_db
def test_what_was_sent_is_sealed_and_a_correction_is_a_new_one(
    ashmere: SimpleNamespace, tenant_service: Service
) -> None:
    given = {"actor": ashmere.cast.esi.actor, "service_id": tenant_service.id, "quarter": Q2, "now": NOW}
    first = actions.send_return(**given, figures=FIGURES)
    better = actions.Figures(helped=130, turned_away=4, waiting=9, why_again="A list was left out.")
    second = actions.send_return(**given, figures=better, after=1)
    assert [item.id for item in providing.returns()] == [second], "the last counts"
    assert [item.id for item in providing.returns_of(tenant_service.id)] == [second, first], "and both are there"
    for spoil in (lambda: MonitoringReturn.objects.update(helped=1), lambda: MonitoringReturn.objects.all().delete()):
        with pytest.raises(Error, match="never changed"), transaction.atomic():
            spoil()
    assert AuditRow.objects.filter(verb="directory.return_sent", object_id__in=[first, second]).count() == 2
    assert len(public.export_person(ashmere.cast.esi.account_id)["figures_sent"]) == 2


@pytest.mark.django_db
def test_two_who_send_at_once_do_not_lose_each_others_figures(
    ashmere: SimpleNamespace, tenant_service: Service
) -> None:
    given = {"actor": ashmere.cast.esi.actor, "service_id": tenant_service.id, "quarter": Q2, "now": NOW}
    actions.send_return(**given, figures=FIGURES)
    with pytest.raises(Conflict, match="colleague"):
        actions.send_return(**given, figures=FIGURES)
    with pytest.raises(BadInput, match="what was wrong"):
        actions.send_return(**given, figures=FIGURES, after=1)
    with pytest.raises(BadInput, match="not ended"):
        actions.send_return(**{**given, "quarter": date(2026, 10, 1)}, figures=FIGURES)
    assert MonitoringReturn.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["amara", "carys", "dev", "grace", "jo"])
def test_nobody_else_speaks_for_a_provider(ashmere: SimpleNamespace, tenant_service: Service, name: str) -> None:
    with pytest.raises(NotAllowed):
        actions.send_return(
            actor=getattr(ashmere.cast, name).actor, service_id=tenant_service.id, quarter=Q2, figures=FIGURES, now=NOW
        )


@pytest.mark.django_db
def test_in_the_pages_figures_are_sent_once_and_then_corrected(tenant_service: Service, client_for: ClientFor) -> None:
    esi, page = client_for("esi"), f"/provider/services/{tenant_service.code}/return/"
    figures = {"helped": "12", "turned_away": "0", "waiting": "3", "what_changed": "", "after": "0"}
    assert esi.post(page, {**figures, "helped": "many"}).status_code == 422
    assert esi.post(page, figures).status_code == 302
    again = esi.post(page, {**figures, "why_again": "Ours are others."})
    assert again.status_code == 409
    assert "A colleague has sent" in again.content.decode()
    assert "Correct the figures" in esi.get(page).content.decode()
    assert esi.post(page, {**figures, "after": "1", "helped": "13", "why_again": "A list."}).status_code == 302
    assert ",13," in b"".join(esi.get("/provider/returns/?format=csv").streaming_content).decode()
    assert client_for("jo").get(page).status_code == 403
    assert esi.get(f"{page}?quarter=2999-01-01").status_code == esi.get(f"{page}?quarter=x").status_code == 404


@pytest.mark.django_db
def test_a_provider_reads_its_own_figures_and_the_council_all(
    directory: SimpleNamespace, client_for: ClientFor
) -> None:
    demo.load_returns()
    count = MonitoringReturn.objects.count()
    assert len(set(MonitoringReturn.objects.values_list("quarter", flat=True))) == 2
    demo.load_returns()
    assert MonitoringReturn.objects.count() == count, "loading again changes nothing"

    def providers(name: str) -> set[str]:
        answer = client_for(name).get("/provider/returns/?format=csv")
        return {line.split(",")[2] for line in b"".join(answer.streaming_content).decode().splitlines()[1:]}

    assert providers("esi") == {"Larkhill Tenants’ Co-operative"}
    assert len(providers("jo")) > 1
    assert client_for("amara").get("/provider/returns/").status_code == 403


@pytest.mark.django_db
def test_the_list_of_figures_asks_no_more_however_long_it_is(directory: SimpleNamespace, client_for: ClientFor) -> None:
    demo.load_returns()
    client = client_for("jo")

    def count() -> int:
        client.get("/provider/returns/")
        with CaptureQueriesContext(connection) as found:
            client.get("/provider/returns/")
        return len(found)

    full = count()
    assert client.get("/provider/returns/?service=zzzz").status_code == 200
    assert "Showing 1 to 25 of" in client.get("/provider/returns/").content.decode()
    assert full <= 10
