from django.urls import path

from . import views

app_name = "sessions"

urlpatterns = [
    path("sessions/compare/", views.compare, name="compare"),
    path("which-one/", views.which_one, name="guide"),
    path("inquire/", views.inquire, name="inquire"),
    path("inquire/sent/", views.inquiry_sent, name="inquiry_sent"),
    path("sessions/<slug:slug>/", views.package, name="package"),
    path("galleries/<slug:slug>/", views.gallery, name="gallery"),
    path("galleries/<slug:gallery_slug>/<slug:slug>/", views.gallery_photo, name="gallery_photo"),
]
