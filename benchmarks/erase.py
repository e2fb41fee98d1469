"""What it takes to erase a person among a million, beside the same among a thousand: it may not grow with others.

Each is erased for real: rows emptied, files and drafts removed, keys destroyed in their own database, the trail
written. The million have an account, its address, a thing told and their keys, all made by the database itself.
"""

import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

FEW, MANY, ERASED = 1_000, 1_000_000, 15

_OTHERS = """
    INSERT INTO people_account (password, id, email, is_active, name)
    SELECT '!', md5('account' || n)::uuid, md5('address' || n) || '.', true, '\\x00'::bytea
    FROM generate_series(%(a)s, %(b)s) n;
    INSERT INTO account_emailaddress (email, verified, "primary", user_id)
    SELECT md5('address' || n) || '.', true, true, md5('account' || n)::uuid FROM generate_series(%(a)s, %(b)s) n;
    INSERT INTO sharing_submission (id, reference, event_code, event_version, title, account_id, session_digest,
        channel, agreement, safe, language, facts, submitted_at)
    SELECT md5('told' || n)::uuid, 'B' || n, 'death', 1, 'A death', md5('account' || n)::uuid, '', 'web', '', false,
        'en', '\\x00'::bytea, now() FROM generate_series(%(a)s, %(b)s) n;
"""
_KEYS = """
    INSERT INTO data_key (id, subject, keeping, wrapped)
    SELECT md5(kind || 'key' || n)::uuid, md5(kind || n)::uuid, 'told', sha256((kind || n)::bytea)
    FROM generate_series(%(a)s, %(b)s) n, unnest(ARRAY['account', 'told']) kind;
"""


def main() -> None:
    few = _seconds_each(FEW, 1)
    many = _seconds_each(MANY, FEW + 1)
    print(
        json.dumps(
            {
                "milliseconds_among_a_million": round(1000 * many, 1),
                "milliseconds_among_a_thousand": round(1000 * few, 1),
                "ratio": round(many / few, 2),
                "load_average_before": LOAD,
            }
        )
    )


def _seconds_each(upto: int, begin: int) -> float:
    """The median of some who are erased among so many others."""
    import psycopg
    from django.db import connection

    from coopcouncil.foundation import keys
    from coopcouncil.foundation.actors import OPERATOR
    from coopcouncil.people.actions import erase_person

    between = {"a": begin, "b": upto}
    with connection.cursor() as cursor:
        for order in filter(str.strip, _OTHERS.split(";")):
            cursor.execute(order % between)
    with psycopg.connect(keys.conninfo(), autocommit=True) as held:
        held.execute((_KEYS % between).encode())
        held.execute("VACUUM ANALYZE data_key")
    with psycopg.connect(OWNER, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    spent = []
    for account_id in [_person() for _ in range(ERASED)]:
        began = time.perf_counter()
        erase_person(actor=OPERATOR, account_id=account_id)
        spent.append(time.perf_counter() - began)
    return median(spent)


def _person() -> UUID:
    """Somebody who told ten things."""
    from allauth.account.models import EmailAddress

    from coopcouncil.foundation import clock
    from coopcouncil.people.models import Account
    from coopcouncil.sharing.models import Submission

    account = Account.objects.create_user(f"{uuid4().hex}@example.org", name="Ada Example")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    for _ in range(10):
        Submission.objects.create(
            reference=uuid4().hex[:10],
            event_code="death",
            event_version=1,
            title="A death",
            account_id=account.id,
            channel="web",
            facts=[{"code": "name", "value": "Ada Example"}],
            submitted_at=clock.now(),
        )
    return account.id


if __name__ == "__main__":
    LOAD = round(os.getloadavg()[0], 2)
    with tempfile.TemporaryDirectory(prefix="cc-bench-") as folder:
        os.environ["COOPCOUNCIL_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "coopcouncil.project.settings"
        import django

        from coopcouncil.foundation.commandline import close_database, use_database
        from coopcouncil.project.gateways import database
        from coopcouncil.project.gateways.home import Home
        from coopcouncil.project.gateways.postgres import describe

        with database.session() as url:
            django.setup()
            database.bring_up_to_date(url)
            OWNER = describe(Home.from_environment()).url("owner")
            use_database(url)
            main()
            close_database()
