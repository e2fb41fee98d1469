from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "coopcouncil.places"
    label = "places"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.places import demo, public

        contributions.demo.add(demo.LOADER)
        contributions.export_person.add(public.export_person)
