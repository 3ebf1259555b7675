"""Addresses of this room."""

from django.urls import path

from education.attendance.views import sync

urlpatterns = [
    path("officer/sync/", sync.sync, name="officer_sync"),
]
