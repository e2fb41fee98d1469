from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "coopcouncil.project"
    label = "project"

    def ready(self) -> None:
        from coopcouncil.project import wiring

        wiring.connect()
