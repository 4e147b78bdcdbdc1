"""What the lists and forms of the desk have in common."""

from django.contrib import admin

from .desk_forms import PLAIN_WORDS, DeskForm


class DeskAdmin(admin.ModelAdmin):
    """A list and a form of the desk."""

    change_form_template = "admin/desk_form.html"
    form = DeskForm
    formfield_overrides = PLAIN_WORDS
    list_per_page = 50
