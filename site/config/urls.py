"""Every address of the site; each room brings its own, Wagtail answers the rest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from education.content.uploads.desk import account_settings


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send Wagtail's own sign-in forms to the one sign-in, which has rate limits and second factors."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"/accounts/login/?{query}" if query else "/accounts/login/")


urlpatterns = [
    path("", include("home.urls")),
    path("accounts/", include("education.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("book/", include("education.schools.urls")),
    path("", include("education.liaison.urls")),
    path("", include("education.attendance.urls")),
    path("", include("education.figures.urls")),
    path("cms/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("cms/account/", account_settings),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("education.content.uploads.urls")),
    path("", include("education.content.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "home.views.bad_request"
handler404 = "home.views.not_found"
handler429 = "education.people.limits.too_many"
handler500 = "home.views.server_error"
