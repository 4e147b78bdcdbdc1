"""What the lists and forms of the desk have in common."""

from django.contrib import admin


class DeskAdmin(admin.ModelAdmin):
    """A list and a form of the desk."""

    change_form_template = "admin/desk_form.html"
    list_per_page = 50
