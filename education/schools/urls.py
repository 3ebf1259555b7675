"""Addresses of this room under /book/; those of the desk are in wagtail_hooks."""

from django.urls import path

from education.schools import views

urlpatterns = [
    path("school/", views.search, name="school_search"),
    path("school/<int:urn>/", views.claim, name="school_claim"),
    path("school/<int:urn>/leave/", views.leave, name="school_leave"),
]
