"""What search engines are told of."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from sessions.models import Gallery, Package

from .models import Page


class PageSitemap(Sitemap):
    def items(self):
        return Page.objects.published()

    def lastmod(self, page):
        return page.updated_at


class PackageSitemap(Sitemap):
    def items(self):
        return Package.objects.listed()


class GallerySitemap(Sitemap):
    def items(self):
        return Gallery.objects.published()


class GuideSitemap(Sitemap):
    def items(self):
        return ["sessions:guide", "sessions:inquire"]

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "guide": GuideSitemap,
    "pages": PageSitemap,
    "packages": PackageSitemap,
    "galleries": GallerySitemap,
}
