"""Addresses of content that are not Wagtail pages; stands right before Wagtail's own."""

from django.urls import URLPattern, path

from education.content import in_class

urlpatterns: list[URLPattern] = [
    path("learn/<slug:slug>/class/", in_class.class_mode, name="class_mode"),
    path("learn/<slug:slug>/class/<int:number>/", in_class.class_mode, name="class_mode_step"),
    path("learn/<slug:slug>/school-pack.zip", in_class.school_pack, name="school_pack"),
]
