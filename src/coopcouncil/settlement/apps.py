from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "coopcouncil.settlement"
    label = "settlement"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.settlement import public

        contributions.export_person.add(public.export_person)
