"""Releases: what sitters agreed to, and taking it back."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from studio import history, where_used
from studio.desk_admin import DeskAdmin
from studio.filters import WordsFilter

from ..models import Photo, Release
from .thumbnails import thumbnail

WITHDRAWN = (
    "The release of {} is withdrawn. Its photos have left every page and gallery; their files are "
    "deleted, and who asks for one is told that it is gone."
)


class InForceFilter(WordsFilter):
    title = "state"
    parameter_name = "state"

    def choices_with_conditions(self):
        valid = Q(pk__in=Release.objects.valid())
        return {"valid": ("In force", valid), "ended": ("Expired or withdrawn", ~valid)}


@admin.register(Release)
class ReleaseAdmin(DeskAdmin):
    has_preview = False
    change_form_template = "admin/release_form.html"
    list_display = [
        "sitter",
        "scope",
        "signed_on",
        "expires_on",
        "withdrawn_on",
        "in_force",
        "count",
    ]
    list_filter = [InForceFilter, "scope"]
    search_fields = ["sitter"]
    date_hierarchy = "signed_on"
    readonly_fields = ["its_photos"]
    fieldsets = [
        (None, {"fields": ["sitter", "scope", "document", "its_photos"]}),
        (
            "Dates",
            {
                "fields": ["signed_on", "expires_on", "withdrawn_on"],
                "description": (
                    "When a release ends, its photos leave every page and gallery by themselves."
                ),
            },
        ),
    ]

    def get_urls(self):
        views = [("<path:object_id>/withdraw/", self.withdraw_view, "withdraw")]
        return self.desk_urls(views) + super().get_urls()

    def words_of_no_return(self, releases):
        signed = any(release.document for release in releases)
        return "The signed paper is deleted, too, and cannot be brought back." if signed else ""

    def get_queryset(self, request):
        photos = Photo.objects.filter(release=OuterRef("pk")).order_by().values("release")
        count = Subquery(photos.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(photo_count=Coalesce(count, 0))

    @admin.display(description="photos", ordering="photo_count")
    def count(self, release):
        return release.photo_count

    @admin.display(description="in force", boolean=True)
    def in_force(self, release):
        return release.is_valid

    @admin.display(description="its photos")
    def its_photos(self, release):
        if not release.pk or not release.photos.exists():
            return "None yet. Choose this release in the form of a photo, or when adding photos."
        links = (
            (reverse("admin:photo_sessions_photo_change", args=[photo.pk]), thumbnail(photo), photo)
            for photo in release.photos.all()[:60]
        )
        return format_html_join("", '<a class="release-photo" href="{}">{} {}</a>', links)

    def withdraw_view(self, request, object_id):
        """Say where its photos are; on POST, take them off the site at once."""
        release = self.get_object(request, unquote(object_id))
        if release is None:
            raise Http404("There is no such release.")
        if not self.has_change_permission(request, release):
            raise PermissionDenied
        is_valid = release.is_valid
        if request.method == "POST" and is_valid:
            with history.changing(release, request.user, "Withdrawn"):
                release.withdrawn_on = timezone.localdate()
                release.save()
            self.message_user(request, WITHDRAWN.format(release.sitter), messages.SUCCESS)
            return redirect(self.url("withdraw", release.pk))
        context = {
            "title": f"Withdraw the release of {release.sitter}"
            if is_valid
            else f"The release of {release.sitter} has ended",
            "object": release,
            "is_valid": is_valid,
            "places": where_used.places(release),
        }
        return self.desk_page(request, "admin/release_withdraw.html", context)
