"""What an address says of the way to the database holds, in the site and in commands, beside our own options."""

import json
import os
import subprocess
import sys
from typing import Any

SAFE = "postgres://app:secret@db.example/coopcouncil?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem"
OWNER = "postgres://owner:secret@db.example/coopcouncil?sslmode=require"
ASK = """
import json, sys
import django
from django.db import connection
from coopcouncil.foundation.commandline import use_database
django.setup()
found = [dict(connection.settings_dict["OPTIONS"])]
for url in sys.argv[1:]:
    use_database(url)
    pooled = connection.pool.kwargs
    found.append({**connection.settings_dict["OPTIONS"], "pooled": f"{pooled['user']} {pooled['sslmode']}"})
print(json.dumps(found))
"""


def options(*then: str, **settings: str) -> list[dict[str, Any]]:
    """The options with which a process starts, and those after it was pointed at each of these addresses."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, *then],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "coopcouncil.project.settings", **settings},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_site_speaks_to_the_database_as_the_address_says() -> None:
    (site,) = options(COOPCOUNCIL_DATABASE_URL=SAFE)
    assert (site["sslmode"], site["sslrootcert"]) == ("verify-full", "/etc/ssl/db.pem")
    assert site["server_side_binding"] is True


def test_a_command_does_too_and_keeps_our_own_options_and_nothing_of_the_address_before() -> None:
    switched = {"COOPCOUNCIL_DATABASE_USE_POOL": "1", "COOPCOUNCIL_DATABASE_POOL": "7"}
    site, app, owner = options(SAFE, OWNER, COOPCOUNCIL_DATABASE_URL="postgres:///coopcouncil", **switched)
    assert "sslmode" not in site
    assert (app["sslmode"], app["sslrootcert"], app["pooled"]) == (
        "verify-full",
        "/etc/ssl/db.pem",
        "app verify-full",
    )
    assert (owner["sslmode"], owner["pooled"]) == ("require", "owner require")
    assert "sslrootcert" not in owner
    for each in (site, app, owner):
        assert (each["server_side_binding"], each["prepare_threshold"]) == (True, 3)
        assert each["pool"] == {"min_size": 1, "max_size": 7, "timeout": 10.0, "reconnect_timeout": 10.0}
