"""How long does it take to find the ward of a point, beside trying every ward in turn? Prints one JSON line."""

import json
from collections.abc import Callable
from random import Random
from time import perf_counter

from shapely import prepare
from shapely.geometry import Point, mapping

from coopcouncil.places.domain import ashmere
from coopcouncil.places.domain.lookup import PointLookup

POINTS = 20_000
ROUNDS = 5


def main() -> None:
    pieces = ashmere.draw().small_areas
    index = PointLookup([(piece.number, mapping(piece.shape)) for piece in pieces])
    shapes = [piece.shape for piece in pieces]
    prepare(shapes)
    rng = Random(2010)
    west, south, east, north = ashmere.draw().borough.bounds
    points = [(rng.uniform(west, east), rng.uniform(south, north)) for _point in range(POINTS)]

    def in_turn(lon: float, lat: float) -> int | None:
        point = Point(lon, lat)
        return next((at for at, shape in enumerate(shapes) if shape.intersects(point)), None)

    sample = points[:1000]
    if [index.find(*point) for point in sample] != [in_turn(*point) for point in sample]:
        raise SystemExit("The index and the search in turn disagree.")
    one = min(_time(lambda: [index.find(*point) for point in points]) for _round in range(ROUNDS)) / POINTS
    many = min(_time(lambda: index.find_all(points)) for _round in range(ROUNDS)) / POINTS
    brute = min(_time(lambda: [in_turn(*point) for point in sample]) for _round in range(ROUNDS)) / len(sample)
    print(
        json.dumps(
            {
                "benchmark": "point_in_ward",
                "areas": len(shapes),
                "points": POINTS,
                "us_per_lookup": round(one * 1e6, 2),
                "us_per_lookup_many_at_once": round(many * 1e6, 2),
                "us_per_lookup_every_area_in_turn": round(brute * 1e6, 2),
                "times_faster": round(brute / one, 1),
            }
        )
    )


def _time(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
