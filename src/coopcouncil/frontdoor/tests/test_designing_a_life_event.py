"""A service designer writes a version, another approves it, and whoever began before ends on their own."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain.designing import new_text, what_stops_it
from coopcouncil.frontdoor.models import Draft, EventVersion
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed

CODE = "starting-work"


def retitled(title: str) -> str:
    return gateways.shipped_text(CODE).replace(f'title = "{gateways.life_event(CODE).title}"', f'title = "{title}"', 1)


def seen(version: Any) -> str:
    return queries.version(version).changed_at.isoformat()


def written(cast: Any, body: str | None = None) -> Any:
    return actions.write_version(
        actor=cast.ines.actor, code=CODE, text=body or gateways.shipped_text(CODE), now=clock.now()
    )


def proposed(cast: Any, body: str | None = None) -> Any:
    version = written(cast, body)
    actions.propose(actor=cast.ines.actor, version_id=version, seen=seen(version), now=clock.now())
    return version


def approve(cast: Any, version: Any, on: date | None = None, who: str = "carys") -> None:
    actions.approve(
        actor=getattr(cast, who).actor,
        version_id=version,
        seen=seen(version),
        release_on=on or clock.today(),
        now=clock.now(),
        today=clock.today(),
    )


@pytest.mark.django_db
def test_the_next_version_is_offered_once_somebody_else_has_approved_it(cast: Any) -> None:
    before = gateways.offered_event(CODE, clock.today())
    version = proposed(cast, retitled("Beginning a job"))
    assert gateways.offered_event(CODE, clock.today()) == before
    approve(cast, version)
    after = gateways.offered_event(CODE, clock.today())
    assert (after.title, after.version) == ("Beginning a job", before.version + 1)


@pytest.mark.django_db
def test_nobody_approves_what_they_wrote(cast: Any) -> None:
    version = proposed(cast)
    with pytest.raises(NotAllowed):
        approve(cast, version, who="ines")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventVersion.objects.filter(id=version).update(
            state="approved", approver_id=cast.ines.account_id, approved_at=clock.now(), release_on=clock.today()
        )


@pytest.mark.django_db
def test_whoever_is_no_designer_neither_writes_nor_approves(cast: Any) -> None:
    version = proposed(cast)
    for who in ("dev", "jo", "amara"):
        with pytest.raises(NotAllowed):
            actions.write_version(actor=getattr(cast, who).actor, code=CODE, text="", now=clock.now())
        with pytest.raises(NotAllowed):
            approve(cast, version, who=who)


@pytest.mark.django_db
def test_a_version_waits_for_its_day(cast: Any) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    before = gateways.offered_event(CODE, clock.today())
    approve(cast, proposed(cast), on=tomorrow)
    assert gateways.offered_event(CODE, clock.today()) == before
    assert gateways.offered_event(CODE, tomorrow).version == before.version + 1


@pytest.mark.django_db
def test_a_day_that_has_passed_is_refused(cast: Any) -> None:
    version = proposed(cast)
    with pytest.raises(BadInput):
        approve(cast, version, on=clock.today() - timedelta(days=1))
    assert queries.version(version).state == "proposed"


@pytest.mark.django_db
def test_a_draft_begun_before_ends_on_the_version_that_it_began_with(cast: Any) -> None:
    actor, now = cast.amara.actor, clock.now()
    draft = actions.start(actor=actor, event_code=CODE, now=now)
    old = gateways.offered_event(CODE, clock.today())
    approve(cast, proposed(cast, retitled("Beginning a job")))
    kept = Draft.objects.get(id=draft)
    assert gateways.event_of_version(CODE, kept.event_version, clock.today()) == old
    other = actions.start(actor=cast.bilal.actor, event_code=CODE, now=now)
    assert Draft.objects.get(id=other).event_version == old.version + 1


@pytest.mark.django_db
def test_a_shipped_version_that_an_upgrade_replaced_can_still_be_ended_on(cast: Any, monkeypatch: Any) -> None:
    from dataclasses import replace

    old = gateways.life_event(CODE)
    draft = actions.start(actor=cast.amara.actor, event_code=CODE, now=clock.now())
    newer = {**gateways.life_events(), CODE: replace(old, version=old.version + 1, title="Newer")}
    monkeypatch.setattr(gateways, "life_events", lambda: newer)
    begun = Draft.objects.get(id=draft)
    assert gateways.event_of_version(CODE, begun.event_version, clock.today()).title == old.title
    assert gateways.offered_event(CODE, clock.today()).title == "Newer"


@pytest.mark.django_db
def test_what_is_wrong_is_kept_but_not_proposed(cast: Any) -> None:
    version = written(cast)
    actions.save_version(
        actor=cast.ines.actor, version_id=version, text="format = 1\n", seen=seen(version), now=clock.now()
    )
    with pytest.raises(BadInput, match="has no “code”"):
        actions.propose(actor=cast.ines.actor, version_id=version, seen=seen(version), now=clock.now())
    assert queries.version(version).state == "writing"


def test_a_release_keeps_code_number_harm_case_and_the_way_out() -> None:
    def stops(body: str, code: str = CODE, number: int | None = None) -> str:
        shipped = gateways.life_events()
        number = shipped[CODE].version if number is None else number
        return " ".join(
            problem.message for problem in what_stops_it(body, code, number, check=gateways.check, before=shipped)
        )

    assert stops(gateways.shipped_text(CODE)) == ""
    assert "The version is" in stops(gateways.shipped_text(CODE), number=99)
    assert "The code is" in stops(gateways.shipped_text(CODE), "something-else")
    bare = new_text("a-new-thing", "A new thing")
    assert stops(bare, "a-new-thing", 1) == ""
    assert "no case" in stops(bare[: bare.index("[[case]]")], "a-new-thing", 1)
    hidden = next(code for code, event in gateways.life_events().items() if event.quick_exit)
    shown = gateways.shipped_text(hidden).replace("quick_exit = true", "quick_exit = false")
    assert "had quick_exit" in stops(shown, hidden, gateways.life_event(hidden).version)


@pytest.mark.django_db
def test_two_windows_do_not_write_over_each_other(cast: Any) -> None:
    version = written(cast)
    first = seen(version)
    actions.save_version(actor=cast.ines.actor, version_id=version, text="one", seen=first, now=clock.now())
    with pytest.raises(Conflict):
        actions.save_version(actor=cast.ines.actor, version_id=version, text="two", seen=first, now=clock.now())
    assert queries.version(version).text == "one"


def test_of_two_who_begin_at_once_one_writes(cloned_db: Any, cast: Any) -> None:
    answers: list[str] = []
    together = threading.Barrier(2)

    def begin(who: str) -> None:
        together.wait()
        try:
            actions.write_version(
                actor=getattr(cast, who).actor, code=CODE, text=gateways.shipped_text(CODE), now=clock.now()
            )
            answers.append("written")
        except Conflict:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=begin, args=(who,)) for who in ("ines", "carys")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["refused", "written"]


@pytest.mark.invariants
def test_the_database_refuses_to_change_what_was_approved(cloned_db: Any, cast: Any) -> None:
    version = proposed(cast)
    approve(cast, version)
    for change in ({"text": "other"}, {"state": "writing"}, {"version": 77}, {"code": "other"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EventVersion.objects.filter(id=version).update(**change)


@pytest.mark.django_db
def test_what_is_offered_already_is_not_withdrawn(cast: Any) -> None:
    version = proposed(cast)
    approve(cast, version)
    with pytest.raises(Conflict):
        actions.withdraw(
            actor=cast.ines.actor, version_id=version, seen=seen(version), now=clock.now(), today=clock.today()
        )


@pytest.mark.django_db
def test_a_released_version_that_no_longer_reads_is_left_out(cast: Any, monkeypatch: Any) -> None:
    before = gateways.offered_event(CODE, clock.today())
    approve(cast, proposed(cast))
    real = gateways.read

    def unreadable(body: str, file: str = "") -> Any:
        if file.startswith(CODE + " "):
            raise BadInput("A purpose is gone.")
        return real(body, file)

    monkeypatch.setattr(gateways, "read", unreadable)
    assert gateways.offered_event(CODE, clock.today()) == before


@pytest.mark.django_db
def test_pages_of_a_designer(cast: Any, client_for: Any) -> None:
    version = written(cast, retitled("Beginning a job"))
    ines, carys = client_for("ines"), client_for("carys")
    address = f"/design/versions/{version}/"
    for path in ("/design/", f"/design/{CODE}/", address, f"{address}try/", f"{address}compare/", "/design/new/"):
        assert ines.get(path).status_code == 200, path
    assert "Beginning a job" in ines.get(f"{address}compare/").content.decode()
    assert ines.get(f"{address}try/your_name/").status_code == 200
    assert ines.get(f"{address}try/no_such/").status_code == 404
    wrong = ines.post(f"{address}check/", {"text": "nonsense"}).content.decode()
    assert "This is not TOML" in wrong
    kept = ines.post(address, {"text": "half a thought", "seen": "an old page"})
    assert kept.status_code == 409
    assert "half a thought" in kept.content.decode()
    sent = ines.post(address, {"text": queries.version(version).text, "seen": seen(version), "then": "propose"})
    assert sent.status_code == 302
    assert ines.post(f"{address}approve/", {"seen": seen(version)}).status_code == 404
    day = localdate(clock.now())
    body = {"seen": seen(version)} | dict(
        zip(("release_on-day", "release_on-month", "release_on-year"), (day.day, day.month, day.year), strict=True)
    )
    assert carys.post(f"{address}approve/", body).status_code == 302
    assert "Beginning a job" in client_for(None).get(f"/life-events/{CODE}/").content.decode()
