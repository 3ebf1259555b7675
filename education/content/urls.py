"""Addresses of content that are not Wagtail pages; stands right before Wagtail's own."""

from django.urls import URLPattern, path

from education.content import in_class, views

urlpatterns: list[URLPattern] = [
    path("learn/<slug:slug>/class/", in_class.class_mode, name="class_mode"),
    path("learn/<slug:slug>/class/<int:number>/", in_class.class_mode, name="class_mode_step"),
    path("learn/<slug:slug>/school-pack.zip", in_class.school_pack, name="school_pack"),
    path("parents/plan/", views.plan, name="plan"),
    path("help/find/", views.chooser, name="help_chooser"),
    path("g/<int:number>/", views.short_address, name="short_address"),
    path("g/<int:number>/share/", views.share, name="share"),
    path("g/<int:number>/card/", views.card, name="card"),
    path("g/<int:number>/qr.svg", views.qr_code, name="qr_code"),
    path("g/<int:number>/helplines.vcf", views.helplines, name="helplines"),
]
