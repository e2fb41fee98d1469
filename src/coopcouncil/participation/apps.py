from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "coopcouncil.participation"
    label = "participation"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.participation import public

        contributions.export_person.add(public.export_person)
