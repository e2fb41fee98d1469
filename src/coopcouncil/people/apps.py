from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "coopcouncil.people"
    label = "people"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.people import demo, public

        contributions.demo.add(contributions.DemoLoader(10, "people", demo.load))
        contributions.account.add(public.account_items)
        contributions.desk.add(public.desk_items)
        contributions.export_person.add(public.export_person)
        contributions.erase_person.add(public.erase_person)
        contributions.legal_holds.add(public.legal_holds)
