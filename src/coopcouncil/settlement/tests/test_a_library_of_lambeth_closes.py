"""The real borough: 181 small areas, 25 wards, ten libraries. What the model says is what loops say."""

from collections import defaultdict

import pytest

from coopcouncil.kernel.distance import metres
from coopcouncil.settlement.domain.what_if import Promise, Settings, plain, what_if
from coopcouncil.settlement.tests import lambeth

pytestmark = pytest.mark.shared_data
SETTINGS = Settings()
NEAR = Promise("libraries", "Libraries", "Within a mile of 95 in 100 people.", 1609.344, 95)


def weight(away: float) -> float:
    return 1.0 if away <= 800 else 0.68 if away <= 1600 else 0.22 if away <= 2400 else 0.0


def by_loops(areas, places):
    """Metres to the nearest and access of each area, one pair at a time."""
    away = {
        (area.key, place.key): metres(area.longitude, area.latitude, place.longitude, place.latitude)
        for area in areas
        for place in places
    }
    ratio = {
        place.key: place.supply / sum(area.people * weight(away[area.key, place.key]) for area in areas)
        for place in places
    }
    return {
        area.key: (
            min(away[area.key, place.key] for place in places),
            sum(ratio[place.key] * weight(away[area.key, place.key]) for place in places),
        )
        for area in areas
    }


@pytest.mark.parametrize("postcode", ["SE24 0AG", "SE27 9JX"])
def test_withdrawing_one_library_is_what_a_brute_force_computation_says(postcode):
    areas, places = lambeth.small_areas(), lambeth.libraries()
    assert len(areas) == 181
    assert sum(area.people for area in areas) == pytest.approx(321_813)
    found = what_if(areas, places, withdraw=[postcode], promises=[NEAR])
    before, after = by_loops(areas, places), by_loops(areas, [one for one in places if one.key != postcode])

    losing, farther, far = defaultdict(float), defaultdict(float), defaultdict(float)
    near_before = near_after = 0.0
    for area, one in zip(areas, found.areas, strict=True):
        (was, had), (will, has) = before[area.key], after[area.key]
        assert one.metres_before == pytest.approx(was, rel=1e-9)
        assert one.metres_after == pytest.approx(will, rel=1e-9)
        assert one.access_before == pytest.approx(had * 1000, rel=1e-9, abs=1e-15)
        assert one.access_after == pytest.approx(has * 1000, rel=1e-9, abs=1e-15)
        near_before += area.people if was <= 1609.344 else 0
        near_after += area.people if will <= 1609.344 else 0
        parts = [("all", area.people), (area.ward_key, area.people), (str(area.tenth), area.people), *area.ages.items()]
        for key, people in parts:
            losing[key] += people if had and has <= had * 0.9 else 0
            farther[key] += people if will > was + 1 else 0
            far[key] += people if was <= SETTINGS.far < will else 0

    assert found.whole.losing > 0
    for row in [found.whole, *found.wards, *found.tenths, *found.ages]:
        assert row.losing == pytest.approx(losing[row.key])
        assert row.farther == pytest.approx(farther[row.key])
        assert row.becoming_far == pytest.approx(far[row.key])
    assert len(found.wards) == 25
    assert sum(row.people for row in found.ages) == pytest.approx(321_813)
    everybody = sum(area.people for area in areas)
    (effect,) = found.effects
    assert (effect.share_before, effect.share_after) == pytest.approx((near_before / everybody, near_after / everybody))
    assert found.saving.net == 50_000_000
    assert plain(found)["everybody"]["losing"] == found.whole.losing


def test_a_replacement_next_door_takes_nothing_from_anybody():
    areas, places = lambeth.small_areas(), lambeth.libraries()
    found = what_if(areas, places, withdraw=[places[0].key], add=[places[0]])
    assert (found.whole.losing, found.whole.farther) == (0, 0)
