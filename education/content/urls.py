"""Addresses of content that are not Wagtail pages; stands right before Wagtail's own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
