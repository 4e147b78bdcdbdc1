"""Pages of their own that a list of the desk has besides Django's."""

from django.template.response import TemplateResponse
from django.urls import path, reverse


class DeskPages:
    """For a ModelAdmin: addresses and pages, named like Django's own."""

    def desk_urls(self, views):
        """Return URL patterns for (route, view, end of the name)."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(route, self.admin_site.admin_view(view), name=f"{name}_{end}")
            for route, view, end in views
        ]

    def url(self, action, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{action}", args=args)

    def desk_page(self, request, template, context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)
