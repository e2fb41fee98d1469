"""How fast the look-up of duplicates is: reports of one category within 250 m, among 1,000,000 in one borough.

The look-up is the product's own (`casework.queries.report_places.nearby`): nine cells of a grid by an ordinary index,
then the exact distance. It is held against the same question by the positions alone, without the grid, over the index
of the category, measured in the same run; both must find the same. Under 20 ms is wanted. `REPORTS` sets how many.
"""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from math import pi
from pathlib import Path

REPORTS = int(os.environ.get("REPORTS", "1000000"))
LOOKUPS, PLAIN_LOOKUPS = 200, 20
WEST, SOUTH, EAST, NORTH = -0.66, 52.985, -0.58, 53.055  # some 5 km by 8 km

FILL = """
    INSERT INTO casework_report (
        id, reference, category, description, answers, longitude, latitude, cell, place, channel, media_url, language,
        reported_at, changed_at, expected_at, is_open, closed_at, public_at, too
    )
    SELECT gen_random_uuid(), lpad(to_hex(n), 11, '0'),
        (%(codes)s::text[])[1 + n %% array_length(%(codes)s::text[], 1)],
        'A problem in a street.', '{}', lon, lat,
        {row} * 1000000 + floor((lon + 180) / {width})::bigint,
        'By the bakery', 'web', '', 'en', at, at, at, n %% 5 <> 0,
        CASE WHEN n %% 5 = 0 THEN at END, at, 0
    FROM (
        SELECT n, %(west)s + random() * (%(east)s - %(west)s) AS lon,
            %(south)s + random() * (%(north)s - %(south)s) AS lat, now() - random() * interval '900 days' AS at
        FROM generate_series(1, %(count)s) AS n
    ) AS made
"""


def main() -> None:
    from django.db import connection

    from coopcouncil.casework.domain import duplicates
    from coopcouncil.casework.domain.report_categories import shipped_categories
    from coopcouncil.casework.models import Report
    from coopcouncil.casework.queries import report_places as queries

    codes = list(shipped_categories())
    # The number of a cell is worked out by the same formula, in SQL, so that the rows are there in a minute or two.
    degrees = duplicates.CELL_M / (duplicates.EARTH_M * pi / 180)
    row = f"floor((lat + 90) / {degrees!r})::bigint"
    width = f"({degrees!r} / cos(radians(abs(({row} + 0.5) * {degrees!r} - 90))))"
    with connection.cursor() as cursor:
        given = {"codes": codes, "west": WEST, "east": EAST, "south": SOUTH, "north": NORTH, "count": REPORTS}
        cursor.execute(FILL.replace("{row}", row).replace("{width}", width), given)
        cursor.execute("ANALYZE casework_report")
    for lon, lat, cell in Report.objects.values_list("longitude", "latitude", "cell")[:1000]:
        if duplicates.cell(lon, lat) != cell:
            raise SystemExit("The cells in SQL are not those of the product.")

    def plain(code: str, lon: float, lat: float) -> list[float]:
        rows = Report.objects.filter(queries.PUBLIC, is_open=True, category=code).values_list("longitude", "latitude")
        away = (duplicates.distance((lon, lat), place) for place in rows.iterator(chunk_size=5000))
        return sorted(metres for metres in away if metres <= duplicates.NEAR_M)

    def spot() -> tuple[str, float, float]:
        return random.choice(codes), random.uniform(WEST, EAST), random.uniform(SOUTH, NORTH)

    random.seed(250)
    ask = [spot() for _ in range(LOOKUPS)]
    for code, lon, lat in ask[:3]:
        found = [item.metres for item in queries.nearby(code, lon, lat, most=10_000)]
        if [round(item, 3) for item in found] != [round(item, 3) for item in plain(code, lon, lat)]:
            raise SystemExit("The grid and the plain search disagree.")
    ours = [_ms(lambda at=at: queries.nearby(*at)) for at in ask]
    theirs = [_ms(lambda at=at: plain(*at)) for at in ask[:PLAIN_LOOKUPS]]
    median, slowest = statistics.median(ours), statistics.quantiles(ours, n=20)[-1]
    print(
        json.dumps(
            {
                "benchmark": "report_nearby",
                "reports": REPORTS,
                "ms_median": round(median, 2),
                "ms_p95": round(slowest, 2),
                "ms_median_without_the_grid": round(statistics.median(theirs), 1),
                "times_faster": round(statistics.median(theirs) / median, 1),
                "target_ms": 20,
                "load_average_before": LOAD,
            }
        )
    )


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
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
