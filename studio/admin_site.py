"""The owner's desk: Django's admin with a menu, a front page and a guide of its own."""

from functools import wraps

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from . import desk, desk_backups, desk_jobs, desk_mail
from .models import Studio
from .signing_in import account, entering, passwords

TECHNICIANS = "For technicians"
RECENT = 8


class DeskSite(admin.AdminSite):
    site_header = site_title = "Studio desk"
    index_title = "Today"
    enable_nav_sidebar = False  # the menu at the top is short and the same everywhere

    def get_urls(self):
        view = self.admin_view
        return [
            path("guide/", view(self.guide), name="guide"),
            path("work/", view(self.work), name="work"),
            path("jobs/<uuid:pk>/again/", view(desk_jobs.try_again), name="job_again"),
            path("jobs/<uuid:pk>/dismiss/", view(desk_jobs.dismiss), name="job_dismiss"),
            path("backups/", view(desk_backups.backups), name="backups"),
            path("backups/make/", view(desk_backups.make), name="backup_make"),
            path("backups/export/", view(desk_backups.export), name="export_make"),
            path("backups/export/fetch/", view(desk_backups.fetch_export), name="export_fetch"),
            path("backups/<str:name>", view(desk_backups.fetch), name="backup_fetch"),
            path("mail/", view(desk_mail.send_test), name="mail_test"),
            path("mail/<int:pk>/", view(desk_mail.state), name="mail"),
            path("mail/<int:pk>/again/", view(desk_mail.send_again), name="mail_again"),
            path("mail/<int:pk>/dismiss/", view(desk_mail.dismiss), name="mail_dismiss"),
            *self.account_urls(),
            *super().get_urls(),
        ]

    def account_urls(self):
        """Return the addresses about signing in; some are for people who are not signed in yet."""
        view, before = self.admin_view, self.before_signing_in
        choose = passwords.ChooseView.as_view()
        return [
            path("login/code/", before(entering.code), name="sign_in_code"),
            path("new-password/", before(passwords.ask), name="password_reset"),
            path("new-password/sent/", before(passwords.sent), name="password_reset_sent"),
            path("new-password/<uidb64>/<token>/", choose, name="password_reset_confirm"),
            path("account/", view(account.overview), name="account"),
            path("account/signed-in/", account.still_signed_in, name="still_signed_in"),
            path("account/second-step/", view(account.set_up), name="second_step"),
            path("account/second-step/off/", view(account.turn_off), name="second_step_off"),
            path("account/second-step/picture/", view(account.picture), name="second_step_picture"),
            path("account/codes/", view(account.renew_codes), name="recovery_codes"),
            path("account/sign-out/", view(account.sign_out_others), name="sign_out_others"),
            path("account/sign-out/<int:pk>/", view(account.sign_out_one), name="sign_out_one"),
        ]

    def admin_view(self, view, cacheable=False):
        """Let an address that names a field which there is not be a bad one, and no error."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def wrapped(request, *args, **kwargs):
            try:
                return inner(request, *args, **kwargs)
            except FieldDoesNotExist as error:
                if TO_FIELD_VAR in request.GET or TO_FIELD_VAR in request.POST:
                    raise BadRequest("No such field.") from error
                raise

        return wrapped

    def before_signing_in(self, view):
        """Give a page that needs nobody signed in what every page of the desk has."""
        return lambda request: view(request, self.each_context(request))

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Ask for name and password."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        request.current_app = self.name
        context = {
            **self.each_context(request),
            "title": "Sign in",
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        return entering.SignInView.as_view(extra_context=context, next_page=reverse("admin:index"))(
            request
        )

    def password_change(self, request, extra_context=None):
        return passwords.change(request)

    def get_app_list(self, request, app_label=None):
        """Return the lists one may see by subject instead of by app; the rest comes last."""
        apps = self._build_app_dict(request, app_label).values()
        rows = {row["model"]: row for each in apps for row in each["models"]}
        subjects = [
            {
                "name": each.name,
                "models": [
                    *(rows.pop(model) for model in each.models if model in rows),
                    *([] if app_label else desk_pages(request, each)),
                ],
            }
            for each in desk.SUBJECTS
        ]
        others = sorted(rows.values(), key=lambda row: row["name"])
        subjects.append({"name": TECHNICIANS, "models": others})
        return [
            subject | {"app_label": app_label or "", "app_url": reverse("admin:index")}
            for subject in subjects
            if subject["models"]
        ]

    def each_context(self, request):
        context, today = super().each_context(request), desk.Today.of(request)
        return context | {
            "desk_bar": desk_bar(context["available_apps"], today),
            "studio": today.load(Studio.objects.current),
        }

    def index(self, request, extra_context=None):
        today = desk.Today.of(request)
        return super().index(request, {"today": today, **self.told(today), **(extra_context or {})})

    def told(self, today):
        """Return the parts of the front page, each worked out once."""
        drafts, planned = today.coming
        return {
            "needs": today.needs,
            "drafts": drafts,
            "planned": planned,
            "troubles": desk_jobs.troubles(today),
            "mails": desk_mail.troubles(today),
            "work": today.work,
            "backup": desk_backups.card(today),
            "readiness": today.readiness,
            "ways": today.ways,
            "recent": self.recent_entries(today),
        }

    def recent_entries(self, today):
        """What was done last on the lists that one may see, by all who work here."""
        seen = [model for model in self._registry if today.may("view", model)]
        labels = {(model._meta.app_label, model._meta.model_name) for model in seen}
        entries = LogEntry.objects.select_related("content_type", "user")
        entries = entries.filter(content_type__app_label__in={label for label, _ in labels})
        known = (e for e in entries[: 4 * RECENT] if e.content_type.natural_key() in labels)
        return [entry for entry, _ in zip(known, range(RECENT), strict=False)]

    def app_index(self, request, app_label, extra_context=None):
        title = {"title": "Everything on the desk"}
        return super().app_index(request, app_label, title | (extra_context or {}))

    def work(self, request):
        """What the worker is at, for pages that keep it up to date."""
        context = {"work": desk.Today.of(request).work}
        response = TemplateResponse(request, "admin/desk_work.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def guide(self, request):
        """The owner's guide."""
        context = {**self.each_context(request), "title": "Guide"}
        return TemplateResponse(request, "admin/guide.html", context)


def desk_pages(request, subject):
    """Return the pages of a subject that one may see, as rows of the menu like those of lists."""
    return [
        {"model": None, "name": each.words, "admin_url": reverse(each.url_name), "add_url": None}
        for each in subject.pages
        if request.user.has_perm(each.permission)
    ]


def desk_bar(subjects, today):
    """Return the lists that stand in the bar itself, in the order of the menu."""
    wanted = {model for subject in desk.SUBJECTS for model in subject.in_bar}
    rows = [row for subject in subjects for row in subject["models"] if row["model"] in wanted]
    return [row | new_ones(row["model"], today) for row in rows]


def new_ones(model, today):
    """Return how many rows of a list are new, and the word for it; nothing for most lists."""
    if model not in desk.COUNTS:
        return {}
    function, words = desk.COUNTS[model]
    return {"count": function(today), "count_words": words}
