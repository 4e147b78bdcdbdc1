from django.contrib import admin

from ..models import Inquiry


@admin.register(Inquiry)
class InquiryAdmin(admin.ModelAdmin):
    list_display = ["name", "about", "state", "created_at"]
    list_filter = ["state"]

    def has_add_permission(self, request):
        return False
