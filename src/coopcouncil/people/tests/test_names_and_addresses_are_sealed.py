"""Names and e-mail addresses lie sealed; an address is found by the whole of it, and by nothing less."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from coopcouncil.people.models import Account

pytestmark = pytest.mark.django_db
ADDRESS = "zephyrine@quill.example"


def zephyrine() -> Account:
    account = Account.objects.create_user(ADDRESS, name="Zephyrine Quillfeather")
    EmailAddress.objects.create(user=account, email=ADDRESS, verified=True, primary=True)
    return account


def test_the_tables_hold_no_letter_of_them() -> None:
    zephyrine()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.email || encode(a.name, 'escape') || e.email FROM people_account a "
            "JOIN account_emailaddress e ON e.user_id = a.id"
        )
        held = " ".join(row[0] for row in cursor.fetchall())
    assert "zephyrine" not in held.lower()
    assert "quill" not in held.lower()


def test_the_whole_address_finds_them_in_capitals_or_not() -> None:
    account = zephyrine()
    for model, found in ((Account, account.id), (EmailAddress, EmailAddress.objects.get(user=account).id)):
        for asked in (
            {"email": ADDRESS},
            {"email__iexact": ADDRESS.upper()},
            {"email__in": ["nobody@quill.example", ADDRESS]},
        ):
            assert [row.id for row in model.objects.filter(**asked)] == [found], asked
        assert not model.objects.filter(email="zephyrine@quill.exampl").exists()
    assert Account.objects.get(id=account.id).email == ADDRESS
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [ADDRESS]


@pytest.mark.parametrize("lookup", ["contains", "startswith", "icontains", "regex", "gt"])
def test_a_part_of_it_cannot_be_looked_for(lookup: str) -> None:
    with pytest.raises(FieldError):
        Account.objects.filter(**{f"email__{lookup}": "zephyrine"}).exists()


def test_one_address_is_one_account_and_one_verified_address() -> None:
    zephyrine()
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user(ADDRESS.upper())
    other = Account.objects.create_user("other@quill.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        EmailAddress.objects.create(user=other, email=ADDRESS, verified=True)


def test_a_value_is_saved_with_its_row_or_not_at_all() -> None:
    zephyrine()
    with pytest.raises(TypeError, match="save the row itself"):
        Account.objects.update(email="other@quill.example")
    with pytest.raises(TypeError, match="save the row itself"):
        Account.objects.update(name="Another")
