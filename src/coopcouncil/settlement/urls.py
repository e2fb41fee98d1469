from django.urls import path

from coopcouncil.settlement import views
from coopcouncil.settlement.views import takeovers

app_name = "settlement"

urlpatterns = [
    path("settlement/", views.settlement, name="settlement"),
    path("settlement/here/", views.here, name="here"),
    path("settlement/compare/", views.compare, name="compare"),
    path("settlement/what-if/", views.what_if, name="what_if"),
    path("settlement/promises/<slug:code>/", views.promise, name="promise"),
    path("settlement/promises/<slug:code>/take-over/", takeovers.take_over, name="take_over"),
    path("settlement/takeovers/", takeovers.takeovers, name="takeovers"),
    path("settlement/takeovers/mine/", takeovers.takeover_desk, name="takeover_desk"),
    path("settlement/takeovers/<slug:reference>/", takeovers.takeover, name="takeover"),
    path("settlement/takeovers/<slug:reference>/work/", takeovers.work, name="work"),
    path("settlement/takeovers/<slug:reference>/work/<slug:verb>/", takeovers.act, name="act"),
    path("settlement/editions/", views.editions, name="editions"),
    path("settlement/editions/<slug:edition>/", views.edition, name="edition"),
    path("settlement/editions/<slug:edition>/<slug:code>/", views.entry, name="entry"),
    path("settlement/editions/<slug:edition>/<slug:code>/access/", views.access, name="access"),
    path("settlement/editions/<slug:edition>/<slug:code>/history/", views.history, name="history"),
    path("settlement/editions/<slug:edition>/<slug:code>/leaflet/", views.leaflet, name="leaflet"),
    path("settlement/desk/", views.desk, name="desk"),
    path("settlement/desk/begin/", views.begin, name="begin"),
    path("settlement/desk/comments/<uuid:comment_id>/", views.comment, name="comment"),
    path("settlement/desk/gaps/<uuid:gap_id>/", views.gap, name="gap"),
    path("settlement/desk/overrides/<uuid:override_id>/", views.look_again, name="look_again"),
    path("settlement/desk/<slug:edition>/", views.prepare, name="prepare"),
    path("settlement/desk/<slug:edition>/add/", views.add, name="add"),
    path("settlement/desk/<slug:edition>/comments/", views.comments, name="comments"),
    path("settlement/desk/<slug:edition>/steps/<slug:verb>/", views.step, name="step"),
    path("settlement/desk/<slug:edition>/promises/<slug:code>/", views.edit, name="edit"),
    path("settlement/desk/<slug:edition>/promises/<slug:code>/gap/", views.flag, name="flag"),
    path("settlement/desk/<slug:edition>/promises/<slug:code>/override/", views.override, name="override"),
]
