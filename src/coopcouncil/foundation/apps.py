from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "coopcouncil.foundation"
    label = "foundation"

    def ready(self) -> None:
        from coopcouncil.foundation import checks, contributions, jinja  # noqa: F401 — registers the system checks

        autodiscover_modules("permissions")
        contributions.before_serving.add(jinja.compile_pages)
