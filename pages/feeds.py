"""The articles, for readers of feeds."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from studio.models import Studio
from studio.page_cache import cached

from . import sharing
from .found import shown, words
from .models import Page
from .models.page import Kind

MOST = 20


@cached()
@require_safe
def articles(request):
    """The latest articles with their opening words and their share pictures."""
    studio = Studio.objects.current()
    whole = request.build_absolute_uri
    feed = Atom1Feed(
        title=f"{studio.name}: articles",
        link=whole(reverse("pages:home")),
        description=studio.tagline or studio.about,
        feed_url=whole(reverse("feed")),
        language="en",
        author_name=studio.photographer,
        feed_copyright=studio.copyright_notice or None,
    )
    pages = Page.objects.published().filter(kind=Kind.ARTICLE).order_by("-published_at")
    for page in pages.select_related("hero_photo__release")[:MOST]:
        card = sharing.of_page(page, studio)
        feed.add_item(
            title=words.plain_text(page.title),
            link=whole(page.get_absolute_url()),
            unique_id=whole(page.get_absolute_url()),
            description=format_html(
                '<p><img src="{}" width="1200" height="630" alt="{}"></p><p>{}</p>',
                *(whole(settings.MEDIA_URL + card.name), card.alt, page.lead or page.description),
            ),
            author_name=studio.photographer,
            pubdate=page.published_at,
            updateddate=shown.latest([page]),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
