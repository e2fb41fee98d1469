from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "coopcouncil.places"
    label = "places"
