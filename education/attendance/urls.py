"""Addresses of this room."""

from django.urls import path

from education.attendance.views import app, carry, check_in, here, officer, records

urlpatterns = [
    path("officer/", officer.day, name="officer_day"),
    path("officer/sessions/<uuid:public_id>/register/", officer.register, name="officer_register"),
    path(
        "officer/sessions/<uuid:public_id>/not-delivered/",
        officer.not_delivered,
        name="officer_not_delivered",
    ),
    path("officer/sessions/<uuid:public_id>/saved/<uuid:entry_id>/", officer.saved, name="officer_saved"),
    path("officer/sessions/<uuid:public_id>/paper/", officer.paper, name="officer_paper"),
    path("officer/sessions/<uuid:public_id>/check-in/", check_in.check_in, name="officer_check_in"),
    path("officer/sessions/<uuid:public_id>/check-in/slide/", check_in.slide, name="officer_slide"),
    path("officer/sessions/<uuid:public_id>/check-in/qr.svg", check_in.picture, name="officer_check_in_qr"),
    path("here/", here.find, name="find_here"),
    path("officer/app/", app.shell, name="officer_app"),
    path("officer/sw.js", app.worker, name="officer_worker"),
    path("officer/app.webmanifest", app.manifest, name="officer_manifest"),
    path("officer/pack/", app.pack, name="officer_pack"),
    path("officer/lessons/<slug:slug>/", app.lesson, name="officer_lesson"),
    path("officer/phones/", app.phones, name="officer_phones"),
    path("officer/phones/enrol/", app.enrol, name="officer_enrol"),
    path("officer/phones/<uuid:pk>/revoke/", app.revoke, name="officer_revoke"),
    path("officer/carry/", carry.carry, name="officer_carry"),
    path("visits/<slug:reference>/record/", records.record, name="visit_record"),
    path("visits/<slug:reference>/letter/", records.letter, name="visit_letter"),
]
