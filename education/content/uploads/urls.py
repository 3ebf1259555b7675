"""The only addresses under which anything uploaded is sent."""

from django.urls import path

from education.content.uploads import views

urlpatterns = [
    path("media/images/<str:name>", views.picture, name="content_picture"),
    path("media/recordings/<str:name>", views.recording, name="content_recording"),
    path("documents/<int:document_id>/<str:document_filename>", views.document, name="wagtaildocs_serve"),
]
