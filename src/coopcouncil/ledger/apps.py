from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "coopcouncil.ledger"
    label = "ledger"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.ledger import demo, public

        contributions.demo.add(contributions.DemoLoader(45, "ledger", demo.load))
        contributions.desk.add(public.desk_items)
        contributions.export_person.add(public.export_person)
        contributions.search_hits.add(public.search_hits)
