from django.urls import path

from . import views

app_name = "pages"

urlpatterns = [
    path("", views.home, name="home"),
    path("sessions/", views.packages, name="packages"),
    path("galleries/", views.galleries, name="galleries"),
    path("<slug:slug>/", views.page, name="page"),
]
