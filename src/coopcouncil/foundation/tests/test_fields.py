import secrets
from base64 import b64encode
from uuid import uuid4

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.foundation.fields import SealedJSONField, seal, unseal

PLACE = "test_table.facts"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(JSON)
def test_what_is_sealed_comes_back_as_it_was(value):
    assert unseal(seal(value, place=PLACE), place=PLACE) == value


def test_the_bytes_tell_nothing_and_are_never_the_same_twice():
    first, second = (seal({"name": "Aoife Brennan"}, place=PLACE) for _ in range(2))
    assert b"Aoife" not in first
    assert first != second


def test_a_value_moved_to_another_column_cannot_be_read():
    with pytest.raises(InvalidTag):
        unseal(seal("secret", place="test_table.facts"), place="test_table.notes")


def test_a_value_with_one_bit_changed_cannot_be_read():
    sealed = bytearray(seal("secret", place=PLACE))
    for position in range(1, len(sealed)):
        changed = sealed.copy()
        changed[position] ^= 1
        with pytest.raises(InvalidTag):
            unseal(bytes(changed), place=PLACE)


def test_another_key_cannot_read_it(settings):
    sealed = seal("secret", place=PLACE)
    settings.FACTS_KEY = b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(InvalidTag):
        unseal(sealed, place=PLACE)


@pytest.mark.parametrize("key", ["", "short", b64encode(bytes(16)).decode(), "not base64 at all!"])
def test_a_key_that_is_no_key_is_refused(settings, key):
    settings.FACTS_KEY = key
    with pytest.raises(ImproperlyConfigured, match="facts key"):
        seal("secret", place=PLACE)


@isolate_apps()
def test_the_table_holds_no_readable_text_and_the_model_gives_it_back(cloned_db):
    class Record(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        facts = SealedJSONField()
        notes = SealedJSONField(null=True)

        class Meta:
            app_label = "foundation"
            db_table = "test_record"

    with psycopg.connect(cloned_db.owner) as owner:
        owner.execute("CREATE TABLE test_record (id uuid PRIMARY KEY, facts bytea NOT NULL, notes bytea)")
    Record.objects.create(facts={"name": "Aoife Brennan", "when": ["2026-11-01"]})
    assert Record.objects.get().facts == {"name": "Aoife Brennan", "when": ["2026-11-01"]}
    assert Record.objects.get().notes is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM test_record")
        assert b"Aoife" not in bytes(cursor.fetchone()[0])
        cursor.execute("UPDATE test_record SET notes = facts")
    with pytest.raises(InvalidTag):
        Record.objects.get()
