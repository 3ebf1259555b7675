"""Addresses of this room."""

from django.urls import path

from education.attendance.views import officer, sync

urlpatterns = [
    path("officer/", officer.day, name="officer_day"),
    path("officer/sessions/<uuid:public_id>/register/", officer.register, name="officer_register"),
    path(
        "officer/sessions/<uuid:public_id>/not-delivered/",
        officer.not_delivered,
        name="officer_not_delivered",
    ),
    path("officer/sessions/<uuid:public_id>/saved/<uuid:entry_id>/", officer.saved, name="officer_saved"),
    path("officer/sync/", sync.sync, name="officer_sync"),
]
