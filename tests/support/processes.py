"""What another process of ours needs from the tests: their database, and their secrets."""

import os

from django.conf import settings


def environment(address: str) -> dict[str, str]:
    """The environment of a process that uses the database at `address` as these tests do."""
    secrets = ("SECRET_KEY", "FACTS_KEY", "SEARCH_KEY", "AUDIT_KEY", "METRICS_TOKEN", "KEYS_DATABASE_URL", "HOME")
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coopcouncil.project.settings",
        "COOPCOUNCIL_DATABASE_URL": address,
        **{f"COOPCOUNCIL_{name}": str(getattr(settings, name)) for name in secrets},
    }
