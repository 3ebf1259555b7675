"""Addresses of the figure, of its files and of the read-only API."""

from django.urls import path, re_path

from education.figures import api, archive, share, views
from education.figures.files import MEDIA_TYPES

_NAMES = "|".join(name.replace(".", r"\.") for name in MEDIA_TYPES)

urlpatterns = [
    path("figures/", views.index, name="figures"),
    path("figures/latest/", views.latest, name="figures_latest"),
    re_path(rf"^figures/latest/(?P<name>{_NAMES})$", views.latest),
    path("figures/how/", views.how, name="figures_how"),
    path("figures/<slug:slug>/", views.snapshot, name="snapshot"),
    re_path(rf"^figures/(?P<slug>[a-z0-9-]+)/(?P<name>{_NAMES})$", views.data_file, name="snapshot_file"),
    path(f"figures/<slug:slug>/{archive.NAME}", views.package, name="snapshot_archive"),
    path(f"figures/<slug:slug>/{share.NAME}", views.share_image, name="snapshot_share"),
    path("api/v1/", api.urls()),
    re_path(r"^api/(?:.*/)?$", api.opened(api.nothing_here)),
]
