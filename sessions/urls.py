from django.urls import path

from . import views

app_name = "sessions"

urlpatterns = [
    path("sessions/<slug:slug>/", views.package, name="package"),
    path("galleries/<slug:slug>/", views.gallery, name="gallery"),
]
