"""What is counted of a search, and what never is."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.test import Client

from coopcouncil.directory.actions import forgetting
from coopcouncil.directory.domain.missing import quarter_of, quarters_before, week_of
from coopcouncil.directory.models import SearchCount, SearchWord, Service, ServiceArea
from coopcouncil.foundation import clock
from coopcouncil.frontdoor.models import Draft
from coopcouncil.places.models import Area, Postcode
from coopcouncil.sharing.public import digest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_directory")]
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def visits(client_for: ClientFor) -> Callable[..., str]:
    """Somebody searches, from a place of their own unless told; the page that they see."""
    places = iter(range(1, 250))

    def visit(words: str, *, place: str = "", **more: str) -> str:
        client = client_for(None)
        client.defaults["REMOTE_ADDR"] = place or f"192.0.2.{next(places)}"
        return client.get("/search/", {"q": words, **more}, follow=True).content.decode()

    return visit


def counts(**wanted: object) -> dict[str, int]:
    return dict(SearchCount.objects.filter(**wanted).values_list("term", "count"))


def test_a_search_that_finds_nothing_counts_its_known_words_alone(visits: Callable[..., str]) -> None:
    visits("my dentist xqwzv Zbigniew 07700900123")
    assert counts() == {"dentist": 1}
    row = SearchCount.objects.get()
    assert (row.end, row.ward_id, row.week) == ("nothing", None, week_of(clock.today()))


def test_one_place_counts_once_a_week_however_often_it_asks(visits: Callable[..., str]) -> None:
    for _ in range(4):
        visits("dentist", place="198.51.100.7")
    visits("dentists", place="198.51.100.8")
    assert sum(counts().values()) == 2


def test_with_a_postcode_the_ward_is_counted_and_not_the_postcode(visits: Callable[..., str]) -> None:
    known = Postcode.objects.filter(lon__isnull=False, area__isnull=False).order_by("postcode")[0]
    visits("dentist", near=known.postcode)
    assert SearchCount.objects.get().ward_id == known.area_id


def test_an_unknown_word_is_kept_as_a_digest_until_many_others_have_used_it(visits: Callable[..., str]) -> None:
    for _ in range(10):
        visits("zumbathon")
    assert counts() == {}
    assert SearchWord.objects.get().count == 10
    assert "zumbathon" not in str(SearchWord.objects.values())
    visits("zumbathon")
    assert counts() == {"zumbathon": 1}


def test_one_person_cannot_make_a_word_common(visits: Callable[..., str]) -> None:
    for _ in range(15):
        visits("zumbathon", place="198.51.100.7")
    assert SearchWord.objects.get().count == 1


@pytest.mark.parametrize("words", ["dentist he hits me", "i want to die dentist"])
def test_nothing_is_counted_where_somebody_may_be_in_danger(visits: Callable[..., str], words: str) -> None:
    text = visits(words)
    assert "data-counted" not in text
    assert not SearchCount.objects.exists()


def test_nothing_is_counted_in_a_browser_that_tells_something_in_safe_mode(client_for: ClientFor) -> None:
    client = client_for(None)
    client.post("/life-events/domestic-abuse/")
    visitor = client.session["visitor"]
    assert Draft.objects.filter(session_digest=digest(visitor), safe=True).exists()
    for words in ("dentist", "library"):
        answer = client.get("/search/", {"q": words})
        assert answer["Cache-Control"] == "no-store"
        assert "data-counted" not in answer.content.decode()
    assert not SearchCount.objects.exists()


def test_a_page_says_as_it_is_left_whether_something_was_opened(
    visits: Callable[..., str], client_for: ClientFor
) -> None:
    token = visits("library").split('data-counted="')[1].split('"')[0]
    client = client_for(None)
    assert client.post("/search/ended/", {"counted": token}).status_code == 204
    assert client.post("/search/ended/", {"counted": token, "chosen": "1"}).status_code == 204
    assert counts(end="left") == counts(end="chosen") == {"library": 1}
    assert client.post("/search/ended/", {"counted": token[:-1]}).status_code == 422
    forged = signing.dumps(["anything"], salt="something else")
    assert client.post("/search/ended/", {"counted": forged}).status_code == 422


def test_a_choice_that_left_nothing_is_counted_too(visits: Callable[..., str]) -> None:
    visits("dentist", language="so", free="1")
    assert counts() == {"dentist": 1, "language:so": 1, "choice:free": 1}


def many(term: str, count: int, end: str = "nothing", ward: Area | None = None) -> None:
    SearchCount.objects.create(week=week_of(clock.today()), term=term, end=end, count=count, ward=ward)


def test_commissioners_see_no_number_under_ten(client_for: ClientFor) -> None:
    first, _after = quarter_of(clock.today())
    SearchCount.objects.create(week=first, term="dentist", end="nothing", count=12)
    SearchCount.objects.create(week=first, term="dentist", end="left", count=9)
    SearchCount.objects.create(week=first, term="vet", end="nothing", count=9)
    text = client_for("grace").get("/directory/not-found/").content.decode()
    assert "dentist" in text
    assert ">vet<" not in text
    assert "too few to say" in text
    rows = b"".join(client_for("grace").get("/directory/not-found/?format=csv").streaming_content).decode()
    assert rows.splitlines()[1:] == ["dentist,12,,"]
    assert client_for("amara").get("/directory/not-found/").status_code == 403
    assert client_for("grace").get("/directory/not-found/vet/").status_code == 404


def test_no_ward_of_few_can_be_worked_out_from_the_others(client_for: ClientFor, cast: SimpleNamespace) -> None:
    first, _after = quarter_of(clock.today())
    wards = list(Area.objects.filter(kind="ward").order_by("name"))
    for ward, count in zip(wards, [40, 3, 25, *[0] * 40], strict=False):
        if count:
            SearchCount.objects.create(week=first, term="dentist", end="nothing", count=count, ward=ward)
    text = client_for("grace").get("/directory/not-found/dentist/").content.decode()
    table = text.split("<table", 2)[1]
    assert ">40<" in table
    assert table.count("too few to say") >= len(wards) - 2
    assert ">3<" not in table
    assert ">0<" not in table


def test_a_provider_sees_what_was_not_found_near_its_own_kinds_of_service_and_marks_its_wards(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    first, _after = quarter_of(clock.today())
    service = Service.objects.get(code="tenant-managed-homes")
    ward = Area.objects.filter(kind="ward").order_by("name")[0]
    ServiceArea.objects.get_or_create(service=service, area=ward)
    for term, count in (("mould", 12), ("mould", 40), ("parking", 30), ("damp", 9)):
        SearchCount.objects.create(
            week=first, term=term, end="nothing", count=count, ward=ward if count == 40 else None
        )
    esi = client_for("esi")
    text = esi.get("/directory/not-found/").content.decode()
    assert "All that you provide" in text
    assert (">mould<" in text, ">parking<" in text, ">damp<" in text) == (True, False, False)
    assert ">52<" in text
    assert ">mould<" in esi.get("/directory/not-found/?type=tenant_managed_homes").content.decode()
    assert ">parking<" not in esi.get("/directory/not-found/?type=parking_permits").content.decode(), "not its kind"
    assert esi.get("/directory/not-found/parking/").status_code == 404
    by_ward = esi.get("/directory/not-found/mould/").content.decode()
    assert f"{ward.name} (yours)" in by_ward
    assert ">parking<" in client_for("grace").get("/directory/not-found/?type=parking_permits").content.decode()
    rows = b"".join(esi.get("/directory/not-found/?format=csv").streaming_content).decode()
    assert rows.splitlines()[1:] == ["mould,52,,"]


def test_a_provider_of_nothing_sees_no_word(client_for: ClientFor) -> None:
    first, _after = quarter_of(clock.today())
    SearchCount.objects.create(week=first, term="parking", end="nothing", count=30)
    Service.objects.filter(organisation__code="tenant-co-operative").update(status="closed")
    Service.objects.filter(service_type="tenant_managed_homes").update(status="closed")
    text = client_for("esi").get("/directory/not-found/").content.decode()
    assert "No word about this was looked for often enough" in text


def test_quarters_follow_each_other_without_a_day_between() -> None:
    quarters = quarters_before(clock.today(), 12)
    assert [later[0] for later in quarters[:-1]] == [earlier[1] for earlier in quarters[1:]]
    assert all(first.day == 1 and first.month in (1, 4, 7, 10) for first, _after in quarters)


def test_counts_go_after_three_years_and_digests_after_half_a_year() -> None:
    today = clock.today()
    for days in (10, 200, 1200):
        week = week_of(today - timedelta(days=days))
        SearchCount.objects.create(week=week, term="dentist", end="nothing")
        SearchWord.objects.create(week=week, digest=f"{days:064}")
    for keeping in forgetting.keepings():
        keeping.apply([due.object_id for due in keeping.due(clock.now())], clock.now())
    assert (SearchCount.objects.count(), SearchWord.objects.count()) == (2, 1)
