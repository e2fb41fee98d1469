from django.urls import path

from coopcouncil.places import views

app_name = "places"

urlpatterns = [
    path("places/", views.borough, name="borough"),
    path("places/find/", views.find, name="find"),
    path("places/<str:kind>/<str:code>/", views.area, name="area"),
]
