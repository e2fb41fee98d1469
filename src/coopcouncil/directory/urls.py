from django.urls import path

from coopcouncil.directory import views

app_name = "directory"
urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<slug:code>/", views.service, name="service"),
    path("services/<slug:code>/edit/", views.edit, name="edit"),
    path("services/<slug:code>/assure/", views.assure, name="assure"),
    path("services/<slug:code>/confidential/", views.confidential_place, name="confidential_place"),
    path("services/<slug:code>/history/", views.history, name="history"),
    path("provider/", views.own_services, name="own_services"),
    path("provider/returns/", views.returns, name="returns"),
    path("provider/changes/<uuid:change_id>/withdraw/", views.withdraw_change, name="withdraw_change"),
    path("provider/services/<slug:code>/", views.own_service, name="own_service"),
    path("provider/services/<slug:code>/return/", views.send_return, name="send_return"),
    path("provider/services/<slug:code>/places/", views.own_places, name="own_places"),
    path("provider/services/<slug:code>/places/add/", views.add_place, name="add_place"),
    path("provider/services/<slug:code>/places/<uuid:location_id>/", views.change_place, name="change_place"),
    path("provider/services/<slug:code>/places/<uuid:location_id>/leave/", views.leave_place, name="leave_place"),
    path("provider/services/<slug:code>/change/<slug:part>/", views.change_part, name="change_part"),
    path("directory/changes/", views.changes_to_decide, name="changes_to_decide"),
    path("directory/changes/<uuid:change_id>/", views.decide, name="decide"),
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
