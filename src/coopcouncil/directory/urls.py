from django.urls import path

from coopcouncil.directory import views

app_name = "directory"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.service, name="service"),
    path("services/<slug:code>/edit/", views.edit, name="edit"),
    path("services/<slug:code>/assure/", views.assure, name="assure"),
    path("services/<slug:code>/confidential/", views.confidential_place, name="confidential_place"),
    path("directory/", views.front, name="front"),
    path("directory/to-confirm/", views.to_confirm, name="to_confirm"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<slug:code>/", views.organisation, name="organisation"),
    path("mixed-market/", views.mixed_market, name="mixed_market"),
    path("mixed-market/kinds/", views.market_types, name="market_types"),
    path("mixed-market/providers/", views.market_providers, name="market_providers"),
    path("mixed-market/years/", views.market_years, name="market_years"),
    path("access-points/", views.access_points, name="access_points"),
    path("access-points/<slug:code>/", views.access_point, name="access_point"),
]
