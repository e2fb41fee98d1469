"""Pages of 100 whole services that the feed of Open Referral gives in a second, beside what the same rows cost anyway.

Asked as a program asks, through the whole of the web application but the network, of a directory of 500 services, each
with hours, a place, its address, phones, contacts, costs, languages and terms. Beside it, in turns, so that what else
the machine does meets both alike: the same rows of the same tables, organisations and terms too, counted, fetched and
written as JSON as they are; and the finished document merely written as JSON again.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

SERVICES, PER_PAGE, ROUNDS = 500, 100, 40
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def main() -> None:
    from django.db import connection
    from django.test import Client

    from coopcouncil.directory.actions.importing import import_feed
    from coopcouncil.directory.api import openreferral
    from coopcouncil.directory.domain.openreferral import check
    from coopcouncil.directory.tests.openreferral import whole_service
    from coopcouncil.foundation.actors import OPERATOR

    openreferral.READS["most"] = 10**6
    feed = {"contents": [whole_service(number) for number in range(1, SERVICES + 1)]}
    began = time.perf_counter()
    import_feed(actor=OPERATOR, documents=[feed], source="bench", now=NOW, today=NOW.date())
    imported = SERVICES / (time.perf_counter() - began)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()

    def page(number: int) -> bytes:
        answer = client.get(f"/openreferral/v3/services?full=true&per_page={PER_PAGE}&page={number}")
        if answer.status_code != 200:
            raise SystemExit(f"The feed answers {answer.status_code}.")
        return answer.content

    document = json.loads(page(1))
    report = check(document, today=date(2026, 11, 27), strict=True)
    if report.findings or report.records != PER_PAGE:
        raise SystemExit(f"The page is not whole: {report.records} records, {report.findings[:3]}")
    ours, raw, written = [], [], []
    for turn in range(ROUNDS):
        number = turn % (SERVICES // PER_PAGE) + 1
        ours.append(_seconds(lambda number=number: page(number)))
        raw.append(_seconds(lambda number=number: rows(number)))
        written.append(_seconds(lambda: json.dumps(document, ensure_ascii=False).encode()))
    mine, theirs, dumped = (1 / statistics.median(spent) for spent in (ours, raw, written))
    print(
        json.dumps(
            {
                "benchmark": "openreferral_page",
                "services": SERVICES,
                "kilobytes_a_page": round(len(page(1)) / 1024),
                "pages_a_second": round(mine, 1),
                "raw_rows_a_second": round(theirs, 1),
                "ratio": round(mine / theirs, 2),
                "finished_document_written_a_second": round(dumped, 1),
                "imported_services_a_second": round(imported),
                "load_average_before": LOAD,
            }
        )
    )


def rows(number: int) -> bytes:
    """The same rows, as the tables have them: a query a table, and nothing made of them."""
    from coopcouncil.directory import models
    from coopcouncil.directory.queries.grouping import AnyOf

    start = (number - 1) * PER_PAGE
    listed = models.Service.objects.exclude(status="closed").order_by("name", "code")
    services = list(listed.values()[start : start + PER_PAGE])
    ids = [row["id"] for row in services]
    held: dict[str, Any] = {"services": services, "total": listed.count()}
    for model in (
        models.ServiceArea, models.Schedule, models.Contact, models.Phone, models.Language, models.CostOption,
        models.Funding, models.Attribute, models.Eligibility, models.ServiceAtLocation, models.ReferralRoute,
        models.Capacity,
    ):  # fmt: skip
        held[model.__name__] = list(model.objects.filter(AnyOf("service_id", ids)).values())
    places = [row["location_id"] for row in held["ServiceAtLocation"]]
    held["locations"] = list(models.Location.objects.filter(AnyOf("id", places)).values())
    held["accessibility"] = list(models.Accessibility.objects.filter(AnyOf("location_id", places)).values())
    terms = [row["term_id"] for row in held["Attribute"]]
    held["terms"] = list(models.TaxonomyTerm.objects.filter(AnyOf("id", terms)).values())
    held["taxonomies"] = list(models.Taxonomy.objects.filter(terms__in=terms).distinct().values())
    bodies = {row["organisation_id"] for row in services}
    organisations: Any = models.Service._meta.get_field("organisation").related_model
    held["organisations"] = list(organisations.objects.filter(id__in=bodies).values())
    for name in ("OrganisationDetail", "OrganisationIdentifier"):
        held[name] = list(getattr(models, name).objects.filter(organisation_id__in=bodies).values())
    return json.dumps(held, ensure_ascii=False, default=str).encode()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["COOPCOUNCIL_ALLOWED_HOSTS"] = "testserver"
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        import django

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database

        with database.session() as url:
            django.setup()
            database.bring_up_to_date(url)
            use_database(url)
            main()
            close_database()
