"""Addresses of the front of the house."""

from django.urls import path

from home import open_posts, views
from home.privacy import views as privacy

urlpatterns = [
    path("accounts/data/", privacy.data, name="account_data"),
    path("accounts/data/what-we-hold.json", privacy.data_file, name="account_data_file"),
    path("accounts/delete/", privacy.delete, name="account_delete"),
    path("leave/", views.leave, name="leave"),
    path("search/", views.search, name="search"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("learn/<slug:slug>/", open_posts.lesson, name="lesson"),
    path("officer/sync/", open_posts.upload, name="officer_sync"),
    path("here/<slug:code>/", open_posts.check_in, name="here"),
    path("csp-reports/", open_posts.csp_reports, name="csp_reports"),
    path("useful/", open_posts.useful, name="useful"),
    path("useful/thanks/", views.thanks, name="thanks"),
    path("new/", views.whats_new, name="whats_new"),
    path("new/feed.xml", views.feed, name="feed"),
    path("share/<int:number>.png", views.share_picture, name="share_picture"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
