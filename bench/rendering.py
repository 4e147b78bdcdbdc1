"""One site of the benches in a process of its own, which renders pages when it is asked.

Requests go straight to Django's handler, middleware included: no server and no page cache stand
before it. The process of a bench speaks with it in lines of JSON, so several sites can take turns.
"""

import json
import logging
import os
import subprocess
import sys
import time
from http import HTTPStatus
from io import BytesIO
from statistics import median

from fill import ROOT, environment, set_up

FINE = (200, 302, 304, 404)
GALLERY = "portraits"  # the one that is longest
# Their forms show all photos of a gallery, or all places where a record is used.
HOLDS_ALL = {
    f"photo_sessions.{name}" for name in ("gallery", "inclusion", "use", "sessiontype", "aspect")
}
WITH_NEW = {
    *("photo_sessions.gallery", "photo_sessions.package", "photo_sessions.release"),
    *("pages.page", "pages.question"),
}


class Site:
    """The side of the bench: a site that renders pages, and what that cost."""

    def __init__(self, name, folder, root=ROOT):
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(folder), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | environment(folder),
            text=True,
        )
        self.samples = {}

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"The site “{self.name}” ended at {command}.")
        return json.loads(answer)

    def addresses(self):
        """Return [(kind, name, path)] of its pages."""
        return self.ask(do="list")

    def look(self, path):
        """Return what a page is: status, bytes, number of queries."""
        return self.ask(do="look", path=path)

    def sample(self, path, times=1):
        """Render a page; note the CPU and the time on the clock, in ms."""
        self.samples.setdefault(path, []).extend(self.ask(do="time", path=path, times=times))

    def cpu(self, path):
        return median(cpu for cpu, _ in self.samples[path])

    def wall(self, path):
        return median(wall for _, wall in self.samples[path])


class Renderer:
    """The side of the site, in its own process."""

    def __init__(self):
        from django.core.wsgi import get_wsgi_application

        self.application = get_wsgi_application()
        self.cookie = self.signed_in()

    def signed_in(self):
        """Return the cookie of somebody who may see everything on the desk."""
        from django.conf import settings
        from django.contrib.auth.models import User
        from django.test import Client

        user = User.objects.filter(username="bench").first()
        user = user or User.objects.create_superuser("bench", "bench@example.com", None)
        client = Client()
        client.force_login(user)
        return (
            f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        )

    def render(self, path):
        """Return (status, content) of a GET."""
        from django.test import RequestFactory

        environ = RequestFactory().get(path).environ | {"HTTP_HOST": "localhost"}
        if path.startswith("/admin/"):
            environ["HTTP_COOKIE"] = self.cookie
        environ["wsgi.input"] = BytesIO()
        started = []
        response = self.application(environ, lambda status, headers: started.append(status))
        content = b"".join(response)
        response.close()
        return int(started[0].split()[0]), content

    def look(self, path):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.render(path)  # what is kept between requests is loaded
        with CaptureQueriesContext(connection) as queries:
            status, content = self.render(path)
        slowest = max(queries, key=lambda query: float(query["time"]), default=None)
        words = f"{HTTPStatus(status).phrase} at {path}"
        return {
            "status": status,
            "error": "" if status in FINE else words,
            "bytes": len(content),
            "queries": len(queries),
            "slowest": slowest and f"{slowest['time']} s {slowest['sql'][:2000]}",
        }

    def time(self, path, times):
        samples = []
        for _ in range(times):
            cpu, wall = time.process_time(), time.perf_counter()
            self.render(path)
            samples.append(
                (1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall))
            )
        return samples

    def addresses(self):
        return [*map(list, public()), *map(list, desk())]


def public():
    """Yield (kind, name, path) of every kind of page that visitors see; the same on all sites.

    A kind that ends in "list" shows more where there is more, up to one full page.
    """
    from django.urls import reverse

    from pages.models import Page
    from sessions.models import Package, Photo

    yield "page", "home", "/"
    for page in Page.objects.filter(kind__in=["article", "service", "plain"], pk__lte=11):
        # All questions, or all sessions of a type, stand on these.
        kind = "list" if page.kind == "service" or page.slug == "questions" else "page"
        yield kind, f"{page.kind} {page.slug}", page.get_absolute_url()
    package = Package.objects.order_by("pk").first()
    slugs = Package.objects.order_by("pk").values_list("slug", flat=True)[:3]
    yield "list", "packages", reverse("pages:packages")
    yield "list", "packages for a use", reverse("pages:packages") + "?use=linkedin"
    yield "list", "package", package.get_absolute_url()
    yield (
        "page",
        "comparison",
        reverse("sessions:compare") + "?" + "&".join(f"p={s}" for s in slugs),
    )
    yield "page", "guide", reverse("sessions:guide")
    answers = "?use=linkedin&use=press&people=1"
    yield "page", "guide, answered", reverse("sessions:guide") + answers
    yield "page", "inquiry", reverse("sessions:inquire")
    yield "page", "inquiry about a package", f"{reverse('sessions:inquire')}?package={package.slug}"
    yield "list", "galleries", reverse("pages:galleries")
    gallery = reverse("sessions:gallery", args=[GALLERY])
    yield "list", "gallery", gallery
    yield "list", "gallery as headshots", f"{gallery}?framing=headshot"
    photo = Photo.objects.filter(galleries__slug=GALLERY).order_by("pk").first()
    yield "page", "photo in a gallery", f"{gallery}{photo.slug}/"
    yield "page", "no such page", "/no-such-page/"
    yield "list", "feed", reverse("feed")
    yield "page", "manifest", "/manifest.webmanifest"
    yield "page", "robots.txt", "/robots.txt"
    yield from sitemaps()
    cut = photo.pictures["whole"]
    yield "page", "picture file", f"/media/{cut['stem']}-{cut['widths'][0]}.jpg"


def sitemaps():
    from pages import sitemaps

    yield "list", "sitemap", "/sitemap.xml"
    for section in sitemaps.SECTIONS:
        yield "list", f"sitemap, {section}", f"/sitemap-{section}.xml"


def desk():
    """Yield the pages of the desk: Today, every list, every form of something old and new."""
    from django.contrib import admin
    from django.urls import reverse

    from sessions.models import Photo

    yield "desk list", "Today", reverse("admin:index")
    yield "desk", "guide", reverse("admin:guide")
    for model, model_admin in admin.site._registry.items():
        label, name = model._meta.label_lower, str(model._meta.verbose_name_plural)
        where = f"admin:{label.replace('.', '_')}"
        yield "desk list each", f"{name}: list", reverse(f"{where}_changelist")
        if model_admin.search_fields:
            yield "desk list each", f"{name}: search", reverse(f"{where}_changelist") + "?q=head"
        row = model._base_manager.order_by("pk").first()
        if row is not None and label != "reversion.version":
            kind = "desk each" if label in HOLDS_ALL else "desk"
            yield kind, f"{name}: form", reverse(f"{where}_change", args=[row.pk])
        if label in WITH_NEW:
            yield "desk", f"{name}: new", reverse(f"{where}_add")
    photos = reverse("admin:photo_sessions_photo_changelist")
    for words, query in {
        "no alternative text": "alt=missing",
        "no release": "release=none",
        "release ended": "release=ended",
        "head not confirmed": "head=unconfirmed",
        "visitors see": "visitors=shown",
        "in no gallery": "gallery=none",
        "of a type": "type=headshot",
        "last page": "p=last",
    }.items():
        yield "desk list each", f"photos: {words}", f"{photos}?{query}"
    yield "desk each", "photos: upload", reverse("admin:photo_sessions_photo_upload")
    yield (
        "desk list each",
        "photos: alternative texts",
        reverse("admin:photo_sessions_photo_alt_texts"),
    )
    yield "desk list", "photos: choose", reverse("choose_photo")
    yield "desk list", "photos: choose, search", reverse("choose_photo") + "?q=light&part=dialog"
    photo = Photo.objects.order_by("pk").first()
    history = reverse("admin:photo_sessions_photo_history", args=[photo.pk])
    yield "desk each", "photos: history", history


def main():
    set_up(*sys.argv[1:3])
    renderer = Renderer()
    answers = sys.stdout
    sys.stdout = sys.stderr  # lines of others are no answers
    logging.getLogger("django.request").setLevel(logging.ERROR)  # one page is not found
    for line in sys.stdin:
        command = json.loads(line)
        match command.pop("do"):
            case "list":
                answer = renderer.addresses()
            case "look":
                answer = renderer.look(**command)
            case "time":
                answer = renderer.time(**command)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
