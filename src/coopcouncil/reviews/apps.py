from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "coopcouncil.reviews"
    label = "reviews"

    def ready(self) -> None:
        from coopcouncil.foundation import contributions
        from coopcouncil.reviews import demo, public

        contributions.demo.add(demo.LOADER)
        contributions.export_person.add(public.export_person)
        contributions.search_hits.add(public.search_hits)
