from django.contrib import admin
from django.db.models import Subquery

from studio.desk_admin import DeskAdmin
from studio.models import Studio, money

from ..models import Inclusion, Package, PackageInclusion, PackagePhoto


class PackageInclusionInline(admin.TabularInline):
    model = PackageInclusion
    extra = 0


class PackagePhotoInline(admin.TabularInline):
    model = PackagePhoto
    extra = 0
    autocomplete_fields = ["photo"]


@admin.register(Package)
class PackageAdmin(DeskAdmin):
    list_display = ["name", "session_type", "price_shown", "visibility", "is_featured", "position"]
    list_editable = ["visibility", "is_featured", "position"]
    list_filter = ["session_type", "visibility"]
    list_select_related = ["session_type"]
    search_fields = ["name", "summary"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [PackageInclusionInline, PackagePhotoInline]
    fieldsets = [
        (None, {"fields": ["session_type", "name", "slug", "summary", "description"]}),
        ("Price", {"fields": ["price", ("next_price", "next_price_at"), "extra_costs"]}),
        (
            "What a client gets",
            {
                "fields": [
                    "duration_minutes",
                    "looks",
                    "locations",
                    "retouched_pictures",
                    "turnaround_days",
                    "usage_rights",
                ]
            },
        ),
        (
            "On the site",
            {
                "fields": [
                    "visibility",
                    ("published_at", "unpublished_at"),
                    "is_featured",
                    "position",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        currency = Subquery(Studio.objects.values("currency")[:1])
        return super().get_queryset(request).annotate(currency=currency)

    @admin.display(description="price", ordering="price")
    def price_shown(self, package):
        return money(package.current_price, package.currency)


@admin.register(Inclusion)
class InclusionAdmin(DeskAdmin):
    list_display = ["name", "detail", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
