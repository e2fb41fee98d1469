from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "coopcouncil.foundation"
    label = "foundation"

    def ready(self) -> None:
        from coopcouncil.foundation import (  # noqa: F401 — registers the system checks
            checks,
            contributions,
            forgetting,
            jinja,
            older,
            outbox,
        )

        autodiscover_modules("permissions")
        contributions.before_serving.add(jinja.compile_pages)
        outbox.carries(forgetting.TOPIC, forgetting.carry)
        outbox.carries(forgetting.LET_GO, forgetting.carry_letting_go)
        contributions.after_migration.add(("people.0009_names_and_addresses_are_sealed", older.seal_anew))
