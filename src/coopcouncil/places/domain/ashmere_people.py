"""Who lives in Ashmere: people by age and sex, deprivation, postcodes. All invented, all from one seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot
from random import Random

from shapely import prepare
from shapely.geometry import Point

from coopcouncil.places.domain.ages import Ages
from coopcouncil.places.domain.ashmere import SEED, Drawing, Piece
from coopcouncil.places.domain.population import Cell, Sex

PEOPLE = 320_000
POSTCODES_A_WARD = 100

BANDS = [Ages(first, first + 4) for first in range(0, 90, 5)] + [Ages(90, None)]
# People in a hundred by band: an inner-city borough has few children and old people and many of 20 to 40.
_SHAPE = [5.2, 5.0, 4.9, 5.3, 8.6, 13.0, 12.2, 9.4, 7.3, 6.1, 6.2, 5.4, 3.9, 2.7, 2.0, 1.4, 0.9, 0.4, 0.2]
# Women for every hundred people of the band.
_WOMEN = [49, 49, 49, 50, 53, 53, 51, 50, 50, 50, 50, 50, 51, 52, 53, 55, 58, 62, 70]
# In an inner-city borough more small areas are deprived than not: the tenths of England, by share of small areas.
_TENTHS = [0.09, 0.19, 0.20, 0.16, 0.12, 0.09, 0.06, 0.05, 0.03, 0.01]
_LAST_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # Royal Mail leaves out letters that are mistaken for others


@dataclass(frozen=True)
class Household:
    """A made-up postcode and where it is, in degrees. No real postcode area is called AM."""

    postcode: str
    ward: int
    lon: float
    lat: float


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """`total` whole things by weight, none lost: largest remainders first (Hamilton's method)."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    counts = [int(part) for part in exact]
    short = total - sum(counts)
    for at in sorted(range(len(exact)), key=lambda at: (counts[at] - exact[at], at))[:short]:
        counts[at] += 1
    return counts


def people_of_small_areas(drawing: Drawing) -> list[int]:
    """How many people each small area has, by number: about alike, as census areas are drawn to be."""
    rng = Random(SEED + 1)
    return share_out(PEOPLE, [rng.uniform(0.82, 1.22) for _piece in drawing.small_areas])


def people_of_wards(drawing: Drawing) -> list[list[Cell]]:
    """The cells of each ward, by number; they sum to the people of its small areas."""
    rng = Random(SEED + 2)
    totals = [0] * len(drawing.wards)
    for piece, count in zip(drawing.small_areas, people_of_small_areas(drawing), strict=True):
        totals[drawing.neighbourhoods[piece.parent].parent] += count
    return [
        _by_age_and_sex(total, _youth(piece, drawing), rng) for piece, total in zip(drawing.wards, totals, strict=True)
    ]


def _youth(ward: Piece, drawing: Drawing) -> float:
    """From 0 in the south, where families live, to 1 along the river, where students and young workers rent."""
    _west, south, _east, north = drawing.borough.bounds
    return (ward.shape.centroid.y - south) / (north - south)


def _by_age_and_sex(total: int, youth: float, rng: Random) -> list[Cell]:
    weights = [
        share * exp((0.7 if 18 <= ages.first <= 34 else -0.45) * (youth - 0.5)) * rng.uniform(0.94, 1.06)
        for ages, share in zip(BANDS, _SHAPE, strict=True)
    ]
    made: list[Cell] = []
    for ages, people, women in zip(BANDS, share_out(total, weights), _WOMEN, strict=True):
        female = round(people * women / 100)
        counts: list[tuple[Sex, int]] = [("female", female), ("male", people - female)]
        made += [Cell(sex, ages, count) for sex, count in counts]
    return made


def deprivation(drawing: Drawing) -> tuple[list[int], list[int]]:
    """Tenths (1 most deprived) of each ward and of each small area: worst by the old docks, easing south-west."""
    rng = Random(SEED + 3)
    west, south, east, north = drawing.borough.bounds
    docks = (west + 0.7 * (east - west), south + 0.8 * (north - south))

    def ease(piece: Piece) -> float:
        at = piece.shape.centroid
        return hypot((at.x - docks[0]) / (east - west), (at.y - docks[1]) / (north - south))

    eased = [ease(piece) + rng.uniform(-0.16, 0.16) for piece in drawing.small_areas]
    order = sorted(range(len(eased)), key=lambda at: eased[at])
    tenths = [tenth for tenth, count in enumerate(share_out(len(order), _TENTHS), start=1) for _one in range(count)]
    small = [0] * len(order)
    for at, tenth in zip(order, tenths, strict=True):
        small[at] = tenth
    held: list[list[int]] = [[] for _ward in drawing.wards]
    for piece in drawing.small_areas:
        held[drawing.neighbourhoods[piece.parent].parent].append(small[piece.number])
    return [round(sum(ward) / len(ward)) for ward in held], small


def postcodes(drawing: Drawing) -> list[Household]:
    """A hundred postcodes in each ward: "AM1 1AA" is the first ward's first."""
    rng = Random(SEED + 4)
    made: list[Household] = []
    for ward in drawing.wards:
        prepare(ward.shape)
        west, south, east, north = ward.shape.bounds
        before = len(made)
        while len(made) - before < POSTCODES_A_WARD:
            lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
            if ward.shape.contains(Point(lon, lat)):
                first, second = divmod(len(made) - before, len(_LAST_LETTERS))
                district, sector = divmod(ward.number, 5)
                text = f"AM{district + 1} {sector + 1}{_LAST_LETTERS[first]}{_LAST_LETTERS[second]}"
                made.append(Household(text, ward.number, lon, lat))
    return made
