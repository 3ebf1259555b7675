"""Addresses of this room under /book/; those of the desk are in wagtail_hooks."""

from django.urls import path

from education.schools import colleagues, views

urlpatterns = [
    path("school/", views.search, name="school_search"),
    path("school/<int:urn>/", views.claim, name="school_claim"),
    path("school/<int:urn>/leave/", views.leave, name="school_leave"),
    path("school/<int:urn>/renew/", colleagues.renew, name="school_renew"),
    path("school/<int:urn>/code/", colleagues.code, name="school_code"),
    path("school/<int:urn>/colleagues/", colleagues.listing, name="school_colleagues"),
    path("school/<int:urn>/colleagues/<uuid:public_id>/vouch/", colleagues.vouch, name="school_vouch"),
    path("school/<int:urn>/colleagues/<uuid:public_id>/remove/", colleagues.remove, name="school_remove"),
]
