"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from pages import feeds, manifests, sharing, sitemaps
from sessions import media
from sessions.admin.choosing import choose

from . import files, health, machines, previews

urlpatterns = [
    path("admin/files/<path:name>", files.private_file, name="private_file"),
    path("admin/photo_sessions/photo/choose/", admin.site.admin_view(choose), name="choose_photo"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("favicon.ico", sharing.favicon),
    path("manifest.webmanifest", manifests.manifest, name="manifest"),
    path("feed/", feeds.articles, name="feed"),
    path("robots.txt", machines.robots),
    path(".well-known/tdmrep.json", machines.training_reservation),
    path(".well-known/tdm-policy.json", machines.training_policy, name="training_policy"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
    path("preview/<str:key>/", previews.preview_link, name="preview_link"),
    path("media/r/<str:name>", media.rendition, name="rendition"),
    path("media/s/<str:name>", sharing.picture, name="share_picture"),
    path("", include("sessions.urls")),
    path("", include("pages.urls")),
]

handler400 = "pages.views.bad_request"
handler403 = "pages.views.forbidden"
handler404 = "pages.views.not_found"
handler500 = "pages.views.server_error"
