"""What search engines are told of."""

from django.contrib.sitemaps import Sitemap

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


SITEMAPS = {"pages": PageSitemap, "packages": PackageSitemap, "galleries": GallerySitemap}
