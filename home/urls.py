"""Addresses of the front of the house."""

from django.urls import path

from home import views

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
