from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "coopcouncil.places"
    label = "places"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.places import demo

        contributions.demo.add(demo.LOADER)
