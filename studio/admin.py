from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse

from . import desk
from .desk_admin import DeskAdmin
from .models import WEEKDAYS, Studio
from .redirect_admin import RedirectAdmin

__all__ = ["RedirectAdmin", "StudioAdmin"]


@admin.register(Studio)
class StudioAdmin(DeskAdmin):
    fieldsets = [
        (None, {"fields": ["name", "photographer", "job_title", "tagline", "about"]}),
        (
            "Where and how",
            {
                "fields": [
                    "email",
                    "telephone",
                    "street_address",
                    ("postal_code", "locality"),
                    ("region", "country"),
                    ("latitude", "longitude"),
                    "area_served",
                    "arrival_note",
                    "elsewhere",
                ]
            },
        ),
        (
            "Opening hours",
            {
                "fields": [*((f"{day}_opens", f"{day}_closes") for day in WEEKDAYS), "hours_note"],
                "description": "Leave both times of a day empty when the studio is closed.",
            },
        ),
        ("Prices", {"fields": ["currency", "tax_note"]}),
        (
            "Inquiries",
            {
                "fields": ["answer_note", "keep_inquiries_months"],
                "description": (
                    "Booked ones are erased as well: what your bookkeeping needs, keep there."
                ),
            },
        ),
        ("Signing in to the desk", {"fields": ["requires_second_step"]}),
        ("Shared links", {"fields": ["share_photo"]}),
        ("In every picture file", {"fields": ["credit", "copyright_notice"]}),
        (
            "How your pictures may be used",
            {"fields": ["license_address", "acquire_address", "machines_may_train"]},
        ),
    ]

    def preview_path(self, obj):
        return reverse("pages:home")

    def changelist_view(self, request, extra_context=None):
        """Lead to the one profile there is."""
        if profile := Studio.objects.first():
            return redirect("admin:studio_studio_change", profile.pk)
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return desk.Today.of(request).load(Studio.objects.current).pk is None

    def has_delete_permission(self, request, obj=None):
        return False
