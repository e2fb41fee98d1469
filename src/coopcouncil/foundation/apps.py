from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    name = "coopcouncil.foundation"
    label = "foundation"

    def ready(self) -> None:
        import coopcouncil.foundation.checks  # noqa: F401 — registers the system checks
        from coopcouncil.foundation import contributions, tasks

        autodiscover_modules("permissions")
        for job in (tasks.remove_old_sessions, tasks.remove_carried_entries, tasks.remove_finished_jobs):
            contributions.hourly.add(job)
