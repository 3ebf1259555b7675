"""The only two addresses under which anything uploaded is sent."""

from django.urls import path

from education.content.uploads import views

urlpatterns = [
    path("media/images/<str:name>", views.picture, name="content_picture"),
    path("documents/<int:document_id>/<str:document_filename>", views.document, name="wagtaildocs_serve"),
]
