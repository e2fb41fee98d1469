"""What one process counts, every other one knows: limits on guessing hold for the whole site."""

import re
from typing import Any

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection

from coopcouncil.foundation import cache, clock, tasks

pytestmark = pytest.mark.django_db


def a_process() -> DatabaseCache:
    return DatabaseCache(cache.TABLE, {"KEY_FUNCTION": cache.key, "OPTIONS": {"MAX_ENTRIES": 100}})


def test_what_one_process_counts_another_knows() -> None:
    one, other = a_process(), a_process()
    one.set("guesses", 4, 60)
    assert other.incr("guesses") == 5
    assert one.get("guesses") == 5
    assert other.add("guesses", 1) is False
    other.delete("guesses")
    assert one.get("guesses") is None


def test_what_is_past_its_time_counts_no_more() -> None:
    a_process().set("guesses", 4, -1)
    assert a_process().get("guesses") is None


def test_the_table_names_no_browser_and_what_is_over_is_thrown_away() -> None:
    a_process().set("login:ip:203.0.113.7", 4, 60)
    a_process().set("login:ip:203.0.113.8", 4, -1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM foundation_cache")
        keys = [row[0] for row in cursor.fetchall()]
    assert len(keys) == 2
    assert not any("login" in name or "203.0" in name for name in keys)
    assert cache.remove_expired(clock.now()) == 1
    assert tasks.remove_old_counts.call() == 0
    assert a_process().get("login:ip:203.0.113.7") == 4


def test_the_table_is_the_one_that_django_would_make(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "another"}}
    call_command("createcachetable", "--dry-run")
    wanted = re.findall(r'^ +"(\w+)" (\w+)', capsys.readouterr().out, re.MULTILINE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name, is_nullable FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            [cache.TABLE],
        )
        there = cursor.fetchall()
    short = {"varchar": "varchar", "text": "text", "timestamp": "timestamptz"}
    assert [(name, short[kind], "NO") for name, kind in wanted] == there
