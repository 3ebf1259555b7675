"""Addresses under /accounts/ that allauth does not have."""

from django.urls import path

from education.people import views
from education.people.staff import invitation

urlpatterns = [
    path("start/", views.start, name="start"),
    path("name/", views.name, name="account_name"),
    path("kept/", views.kept_form, name="kept_form"),
    path("time-left/", views.time_left, name="time_left"),
    path("2fa/done/", views.go_on, name="go_on"),
    path("invitation/<slug:token>/", invitation.join, name="staff_invitation"),
]
