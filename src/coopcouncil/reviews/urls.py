from django.urls import path

from coopcouncil.reviews import views

app_name = "reviews"

urlpatterns = [
    path("appraisals/", views.appraisals, name="appraisals"),
    path("appraisals/try/", views.try_case, name="try"),
    path("appraisals/publish/", views.publish, name="publish"),
    path("appraisals/<slug:code>/", views.appraisal, name="appraisal"),
    path("appraisals/<slug:code>/sums/", views.sums, name="sums"),
    path("appraisals/<slug:code>/withdraw/", views.withdraw, name="withdraw"),
    path("appraisals/<slug:code>/<str:kind>", views.file, name="file"),
    path("unit-costs/", views.unit_costs, name="unit_costs"),
    path("unit-costs/<slug:code>/", views.unit_cost, name="unit_cost"),
]
