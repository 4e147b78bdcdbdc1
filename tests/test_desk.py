"""The front page of the desk, its readiness list, its guide, and who may do what."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pages.links import Addresses, links
from pages.models import Block, CallToAction, Page, Prose, Question
from pages.models import Uses as UsesBlock
from sessions.models import Gallery, Inquiry, Package, Photo, Release, Use
from studio import desk as registry
from studio import owners
from studio.models import Redirect, SecondStep, Studio

from .test_admin import OURS, admin_url

MOST_ON_TODAY = 80  # whatever there is: 50 where all is well, some more for each kind of trouble

PASSWORD = "grey-window-light-4"


@pytest.fixture
def owner(db):
    """An account as `manage.py owner` makes it."""
    user = get_user_model().objects.create_user("lena", "lena@example.com", PASSWORD)
    user.is_staff = True
    user.save()
    user.groups.add(owners.sync_group())
    return user


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def orderly(owner):
    """Give the starter content the one thing that it lacks, and the owner a second step."""
    SecondStep.objects.create(user=owner, key="A" * 32)
    Studio.objects.update(share_photo=Photo.objects.public().first())


def front(desk):
    response = desk.get(reverse("admin:index"))
    assert response.status_code == 200
    return response


def readiness(desk):
    """{words: address} of all lines of the readiness list."""
    groups = front(desk).context["readiness"]
    return {line.words: line.url for group in groups for line in group.lines}


def line_about(desk, words):
    """The address of the one line that has these words."""
    found = [(line, url) for line, url in readiness(desk).items() if words in line]
    assert len(found) == 1, readiness(desk)
    return found[0][1]


def assert_leads_to_field(desk, url):
    """The form opens, and has the very place that the address names."""
    path, _, place = url.partition("#")
    response = desk.get(path)
    assert response.status_code == 200
    assert f'id="{place}"' in response.content.decode()


# The front page


def test_a_new_studio_is_in_order(desk, orderly):
    response = front(desk)

    assert response.context["readiness"] == []
    assert response.context["needs"] == []
    assert "Everything is in order." in response.content.decode()


def test_every_page_of_the_desk_leads_to_its_lists_and_the_guide(desk):
    html = desk.get(admin_url(Question, "changelist")).content.decode()

    for name in ("admin:guide", "admin:index", "admin:pages_page_changelist"):
        assert f'href="{reverse(name)}"' in html
    assert Studio.objects.get().name in html
    assert "Django" not in html


def test_the_guide_opens_and_its_links_lead_somewhere(desk):
    html = desk.get(reverse("admin:guide")).content.decode()
    hrefs = re.findall(r'<a [^>]*href="([^"]+)"', html)

    assert len([href for href in hrefs if href.startswith("/admin/")]) > 15
    for href in set(hrefs):
        if href.startswith("#"):
            assert f'id="{href[1:]}"' in html, href
        else:
            path = href.partition("#")[0].partition("?")[0]
            assert desk.get(path, follow=True).status_code == 200, href


def test_who_has_no_rights_is_told_so(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("new", is_staff=True))

    response = front(client)

    assert "Nothing here is open to this account yet." in response.content.decode()
    assert response.context["needs"] == []


def test_what_needs_the_owner_is_counted_and_shown(desk, make_photo):
    for _ in range(8):
        make_photo(alt="", head_confirmed_at=timezone.now())
    unreleased = make_photo(release_waiver="", head_confirmed_at=timezone.now())
    unseen = make_photo()

    needs = {need.title: need for need in front(desk).context["needs"]}

    alt = needs["8 photos need an alternative text"]
    assert alt.url.endswith("?alt=missing")
    assert len(alt.lines) == 6
    assert "<img" in alt.lines[0].picture
    release = needs["1 photo of a person has no release"]
    assert release.lines[0].url == f"{admin_url(Photo, 'change', unreleased.pk)}#id_release"
    heads = needs["1 head box waits for your look"]
    assert heads.lines[0].words == unseen.title


def test_a_release_that_ends_soon_is_announced(desk, make_photo):
    day = timezone.localdate()
    soon = Release.objects.create(
        sitter="Mei", signed_on=day - timedelta(days=400), expires_on=day + timedelta(days=9)
    )
    later = Release.objects.create(
        sitter="Theo", signed_on=day - timedelta(days=400), expires_on=day + timedelta(days=90)
    )
    for release in (soon, later):
        make_photo(release=release, head_confirmed_at=timezone.now())

    need = next(n for n in front(desk).context["needs"] if "release" in n.title)

    assert [line.words.partition(":")[0] for line in need.lines] == ["Mei"]


def test_drafts_and_plans_are_listed_in_their_order(desk, make_package):
    now = timezone.now()
    make_package(name="Draft", published_at=None)
    make_package(name="Dearer", next_price=320, next_price_at=now + timedelta(days=5))
    Page.objects.filter(slug="about").update(published_at=now + timedelta(days=2))
    Gallery.objects.filter(slug="headshots").update(unpublished_at=now + timedelta(days=1))
    live = Page.objects.get(slug="privacy")
    Page.objects.create(title="Privacy", slug="privacy", headline="x", draft_of=live)

    context = front(desk).context

    assert [line.words for line in context["drafts"]] == [
        *("Package “Draft”",),
        *(f"Changes to the page “{live}”",),
    ]
    assert [(line.kind, line.words) for line in context["planned"]] == [
        ("until", "Gallery “Headshots”"),
        ("from", f"Page “{Page.objects.get(slug='about')}”"),
        ("from", "“Dearer” costs $320"),
    ]


@pytest.mark.parametrize("count", [1, 50])
def test_the_front_page_costs_the_same_whatever_there_is(
    desk, make_photo, make_package, django_assert_max_num_queries, count
):
    photo = make_photo(alt="", release_waiver="")
    copies = range(count)
    for number in copies:
        photo.pk, photo.slug = None, f"copy-{number}"
        photo.save(force_insert=True)
        page = Page.objects.create(
            title=f"P{number}", slug=f"p-{number}", headline="x", published_at=timezone.now()
        )
        for place in range(3):
            Prose.objects.create(
                parent=page, region="main", ordering=place, text='<p><a href="/no/">x</a></p>'
            )
        make_package(published_at=None, price=0)

    with django_assert_max_num_queries(MOST_ON_TODAY):
        front(desk)


def test_what_has_no_page_yet_is_not_offered(desk, monkeypatch):
    monkeypatch.setattr(registry, "WAYS", [registry.Way("No such page", "admin:none", "", 1)])

    assert front(desk).context["ways"] == []


def test_what_was_done_lately_says_who_did_it(desk):
    page = Page.objects.get(slug="about")
    url = admin_url(Question, "add")
    fields = {"question": "May I bring a dog?", "answer": "<p>Yes.</p>", "topic": "before"}
    desk.post(url, fields | {"position": 1})

    html = front(desk).content.decode()

    assert "Done lately" in html
    assert re.search(r"lena\s+added\s+the question\s+“<a [^>]+>May I bring a dog\?", html), page


# The readiness list: every line leads to the field that mends it


def test_a_missing_alternative_text(desk, orderly):
    photo = Photo.objects.get(title="Omar, outdoors")
    Photo.objects.filter(pk=photo.pk).update(alt="")

    url = line_about(desk, "has no alternative text")

    assert url == f"{admin_url(Photo, 'change', photo.pk)}#id_alt"
    assert_leads_to_field(desk, url)


def test_photos_that_visitors_meet_come_first(desk, orderly, make_photo):
    Photo.objects.filter(title="Omar, outdoors").update(alt="")
    make_photo(alt="", title="Newer, but nowhere", head_confirmed_at=timezone.now())

    lines = [line for line in readiness(desk) if "alternative" in line]

    assert [line.partition("”")[0] for line in lines] == ["“Omar, outdoors", "“Newer, but nowhere"]


def test_missing_and_ended_releases(desk, orderly, make_photo):
    day = timezone.localdate()
    ended = Release.objects.create(
        sitter="Mei Tan", signed_on=day - timedelta(days=9), expires_on=day - timedelta(days=1)
    )
    make_photo(release=ended, head_confirmed_at=timezone.now())
    make_photo(release_waiver="", title="Stranger", head_confirmed_at=timezone.now())

    assert_leads_to_field(desk, line_about(desk, "The release of Mei Tan has ended"))
    assert_leads_to_field(desk, line_about(desk, "“Stranger” shows a person and has no release"))


def test_a_release_that_was_taken_back_is_no_fault(desk, orderly, make_photo):
    day = timezone.localdate()
    back = Release.objects.create(
        sitter="Mei Tan", signed_on=day, withdrawn_on=day, expires_on=day + timedelta(days=3)
    )
    make_photo(release=back, head_confirmed_at=timezone.now())

    assert readiness(desk) == {}


def test_crops_that_nobody_has_confirmed(desk, orderly, make_photo):
    photo = make_photo()

    assert_leads_to_field(desk, line_about(desk, f"the crops of “{photo}” are right"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"price": 0}, "has no price"),
        ({"published_at": None}, "is a draft: nobody can book it"),
    ],
)
def test_packages_that_cannot_be_sold(desk, orderly, make_package, make_photo, fields, words):
    package = make_package(**fields)
    package.photos.add(make_photo(head_confirmed_at=timezone.now()))

    assert_leads_to_field(desk, line_about(desk, f"“{package}” {words}"))


def test_a_next_price_of_nothing_counts_from_its_moment(desk, orderly, make_package, make_photo):
    package = make_package()
    past = timezone.now() - timedelta(minutes=1)
    Package.objects.filter(pk=package.pk).update(next_price=0, next_price_at=past)
    package.photos.add(make_photo(head_confirmed_at=timezone.now()))

    url = line_about(desk, "has no price")

    assert url.endswith("#id_price")
    assert_leads_to_field(desk, url)


def test_packages_without_pictures(desk, orderly, make_package, make_photo):
    bare = make_package(name="Bare")
    hidden = make_package(name="Hidden")
    hidden.photos.add(make_photo(published_at=None, head_confirmed_at=timezone.now()))

    assert_leads_to_field(desk, line_about(desk, "“Bare” is sold without a picture: it has no"))
    line_about(desk, "“Hidden” is sold without a picture: none of its pictures may be shown")
    assert bare.pk != hidden.pk


def test_a_gallery_that_shows_nothing(desk, orderly):
    Gallery.objects.create(title="Empty", slug="empty", published_at=timezone.now())

    assert_leads_to_field(desk, line_about(desk, "The gallery “Empty” is published but shows no"))


@pytest.mark.parametrize(
    ("description", "words"),
    [("", "has no description"), ("x" * 170, "has 170 characters")],
    ids=["none", "long"],
)
def test_descriptions_of_pages(desk, orderly, description, words):
    Page.objects.filter(slug="about").update(description=description)

    assert_leads_to_field(desk, line_about(desk, words))


def test_a_service_page_without_its_session_type(desk, orderly):
    Page.objects.filter(slug="portraits").update(session_type=None)

    assert_leads_to_field(desk, line_about(desk, "does not say of which session type"))


def test_an_empty_navigation(desk, orderly):
    Page.objects.update(navigation="")

    assert line_about(desk, "The navigation at the top is empty") == admin_url(Page, "changelist")


def test_a_button_that_leads_to_a_draft(desk, orderly):
    button = CallToAction.objects.exclude(target=None).first()
    Page.objects.filter(pk=button.target_id).update(published_at=None)

    found = {w: u for w, u in readiness(desk).items() if f"the button “{button.label}”" in w}

    assert found
    for url in found.values():
        assert_leads_to_field(desk, url)


def test_a_picture_that_visitors_do_not_see(desk, orderly):
    page = Page.objects.published().exclude(hero_photo=None).first()
    Photo.objects.filter(pk=page.hero_photo_id).update(published_at=None)

    lines = readiness(desk)

    url = lines[f"“{page}”: visitors do not see the picture at the top, “{page.hero_photo}”."]
    assert_leads_to_field(desk, url)


def test_a_picture_too_small_for_a_use(desk, orderly):
    use = Use.objects.get(slug="linkedin")
    Use.objects.filter(pk=use.pk).update(smallest_px=1500, largest_px=None)
    block = UsesBlock.objects.filter(parent__draft_of=None, session_type=None).first()

    found = {w: u for w, u in readiness(desk).items() if f"too small for {use}" in w}
    url = next(u for w, u in found.items() if w.startswith(f"“{block.parent}”"))

    assert "needs 3000 pixels" in " ".join(found)
    assert_leads_to_field(desk, url)


def test_a_picture_need_not_suit_the_uses_of_other_types(desk, orderly):
    Use.objects.filter(slug="email-signature").update(smallest_px=1500)

    found = [words for words in readiness(desk) if "too small for E-mail signature" in words]

    about = " ".join(found)
    assert "“Headshots in Portland”" in about
    assert "“Portraits in Portland”" not in about


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("/nothing/", "leads to nothing"),
        ("/about", "lacks the / at its end"),
        ("about/", "begins neither with / nor with https://"),
        ("/former/", "leads over an old address"),
        ("/admin/", "leads to the desk"),
        ("http://testserver/nothing/#there", "leads to nothing"),
    ],
)
def test_dead_links_are_found_in_blocks_answers_and_packages(desk, orderly, href, words):
    page = Page.objects.get(slug="about")
    page.slug = "former"
    page.save()
    page.slug = "about"
    page.save()
    html = f'<p><a href="{href}">here</a></p>'
    Prose.objects.create(parent=page, region="main", ordering=990, text=html)
    Question.objects.create(question="Where?", answer=html, topic="before", position=1)
    package = Package.objects.published().first()
    package.description = html
    package.save()

    found = {w: u for w, u in readiness(desk).items() if f"“{href}”" in w}

    assert {w.partition(": the link")[0] for w in found} == {
        *(f"“{page}”", "The answer to “Where?”", f"“{package}”"),
    }
    for line, url in found.items():
        assert words in line
        assert_leads_to_field(desk, url)


def test_the_line_about_a_block_leads_to_that_block(desk, orderly):
    page = Page.objects.get(slug="privacy")
    for number in range(2):
        text = f'<p>Block {number} <a href="/dead-{number}/">x</a></p>'
        Prose.objects.create(parent=page, region="main", ordering=900 + number, text=text)

    url = line_about(desk, "“/dead-1/”")

    path, _, place = url.partition("#")
    html = desk.get(path).content.decode()
    form = html[html.index(f'id="{place}"') :]
    assert "dead-1" in form[: form.index("</textarea>")]


@pytest.mark.parametrize(
    "href",
    [
        *("/", "/about/", "/about/#team", "/sessions/?use=linkedin", "#here", "/sitemap.xml"),
        *("https://example.com/gone/", "mailto:a@example.com", "tel:+1503", "/static/icon.svg"),
    ],
)
def test_links_that_lead_somewhere_are_left_in_peace(href):
    addresses = Addresses(["/", "/about/", "/sessions/"], [], "testserver")

    assert addresses.trouble(href) == ""


def test_links_are_read_as_browsers_read_them():
    html = '<p><a class="x" href="/a/?b=1&amp;c=2">x</a><A HREF=" /d/ ">y</A></p>'

    assert links(html) == ("/a/?b=1&c=2", "/d/")


def test_a_group_shows_eight_lines_and_leads_to_the_rest(desk, orderly, make_photo):
    for _ in range(20):
        make_photo(alt="", head_confirmed_at=timezone.now())

    group = front(desk).context["readiness"][0]

    assert (group.name, group.count, len(group.lines)) == ("Photos", 20, 8)
    assert group.rest == [
        (12, "without alternative text", admin_url(Photo, "changelist") + "?alt=missing")
    ]


# Background jobs


@pytest.fixture
def failed(make_photo):
    """A job that failed: the files of a photo."""
    photo = make_photo(head_confirmed_at=timezone.now())
    job = DBTaskResult.objects.get(args_kwargs__args=[photo.pk])
    job.set_failed(OSError("The disk is full"))
    return job


def test_a_failed_job_is_named_in_words(desk, failed):
    html = front(desk).content.decode()

    assert "Making the picture files of “Photo" in html
    assert "Try again" in html


def test_a_failed_job_is_tried_again_once(desk, failed):
    for _ in range(2):
        desk.post(reverse("admin:job_again", args=[failed.pk]))

    jobs = DBTaskResult.objects.filter(args_kwargs=failed.args_kwargs)
    assert [job.status for job in jobs] == ["READY"]
    assert jobs[0].pk != failed.pk


def test_a_failed_job_is_put_aside(desk, failed):
    response = desk.post(reverse("admin:job_dismiss", args=[failed.pk]), follow=True)

    assert "off the list" in response.content.decode()
    assert not DBTaskResult.objects.failed().exists()


def test_a_job_that_the_software_no_longer_knows_is_no_error(desk, failed):
    DBTaskResult.objects.filter(pk=failed.pk).update(task_path="sessions.tasks.gone")

    html = front(desk).content.decode()
    response = desk.post(reverse("admin:job_again", args=[failed.pk]), follow=True)

    assert "Gone" in html
    assert "no longer knows that job" in response.content.decode()


def test_jobs_that_wait_for_long_are_noticed(desk, make_photo):
    make_photo(head_confirmed_at=timezone.now())
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))

    assert "its worker has stopped" in front(desk).content.decode()


@pytest.mark.parametrize("name", ["admin:job_again", "admin:job_dismiss"])
def test_jobs_are_for_those_who_have_the_right(client, django_user_model, failed, name):
    url = reverse(name, args=[failed.pk])
    client.force_login(django_user_model.objects.create_user("other", is_staff=True))

    assert client.post(url).status_code == 403
    assert client.get(url).status_code == 405
    assert DBTaskResult.objects.failed().exists()


# The owner


def test_the_group_has_exactly_the_rights_it_needs(owner):
    group = owner.groups.get()
    group.permissions.add(Permission.objects.get(codename="add_user"))

    owners.sync_group()

    models = {Redirect, *OURS} | {
        inline.model for model in OURS for inline in admin.site._registry[model].inlines
    }
    expected = {
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for model in models
        for action in ("add", "change", "delete", "view")
    }
    rights = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    expected -= {"studio.delete_studio", "studio.add_redirect", "studio.change_redirect"}
    expected -= {"photo_sessions.add_inquiry"}
    mails = {f"studio.{action}_mail" for action in ("view", "add", "change")}
    backups = {"studio.view_backup", "studio.add_backup"}
    assert rights == expected | mails | backups | {"django_tasks_database.delete_dbtaskresult"}
    assert len(expected) > 60


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_owner_opens_every_list_and_form(desk, model):
    assert desk.get(admin_url(model, "changelist"), follow=True).status_code == 200
    if row := model.objects.first():
        response = desk.get(admin_url(model, "change", row.pk))
        assert response.status_code == 200
        assert 'name="_save"' in response.content.decode()


def filled_in(response):
    """What a browser would send back of a form that nobody changed."""
    form = response.context["adminform"].form
    formsets = [each.formset for each in response.context["inline_admin_formsets"]]
    sent = {}
    for each in [form, *(f for s in formsets for f in (s.management_form, *s.initial_forms))]:
        for bound in each:
            value = bound.value()
            widget = bound.field.widget
            if value is None or value is False or getattr(widget, "input_type", "") == "file":
                continue
            decompress = getattr(widget, "decompress", None)
            parts = decompress(value) if decompress else [value]
            for number, part in enumerate(parts):
                name = f"{bound.html_name}_{number}" if decompress else bound.html_name
                sent[name] = part if part is not None else ""
    return sent


@pytest.mark.parametrize(
    "model", [m for m in OURS if m is not Photo], ids=lambda model: model.__name__
)
def test_an_owner_saves_every_form(desk, model):
    row = model.objects.first()
    if row is None:
        pytest.skip("There is none in the starter content.")
    url = admin_url(model, "change", row.pk)
    blocks = Block.objects.count()

    response = desk.post(url, filled_in(desk.get(url)))

    assert response.status_code == 302, response.context["errors"]
    assert Block.objects.count() == blocks


@pytest.mark.parametrize("name", ["auth_user", "auth_group"])
def test_accounts_are_closed_to_owners(desk, name):
    assert desk.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert desk.get(reverse(f"admin:{name}_add")).status_code == 403
    assert "For technicians" not in front(desk).content.decode()


def test_technicians_see_accounts_and_jobs(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("tech"))

    assert "For technicians" in front(client).content.decode()


def make_owner(monkeypatch, password=PASSWORD, **options):
    monkeypatch.setenv("OWNER_PASSWORD", password)
    out = StringIO()
    call_command("owner", no_input=True, stdout=out, **options)
    return out.getvalue()


def test_the_command_makes_an_owner_and_no_superuser(db, monkeypatch, client):
    assert not owners.exist()

    make_owner(monkeypatch, username="lena", email="lena@example.com")

    user = get_user_model().objects.get(username="lena")
    assert (user.is_staff, user.is_superuser, user.email) == (True, False, "lena@example.com")
    assert client.login(username="lena", password=PASSWORD)
    assert owners.exist()


def test_the_command_gives_an_existing_account_rights_and_a_new_password(
    monkeypatch, django_user_model, client
):
    django_user_model.objects.create_user("lena", "lena@example.com", "former", is_active=False)

    make_owner(monkeypatch, username="lena")

    assert client.login(username="lena", password=PASSWORD)
    assert front(client).context["ways"]
    assert django_user_model.objects.get().email == "lena@example.com"


@pytest.mark.parametrize(
    ("fields", "password", "words"),
    [
        ({"username": "", "email": "a@example.com"}, PASSWORD, "Give a name"),
        ({"username": "le na", "email": "a@example.com"}, PASSWORD, "valid username"),
        ({"username": "lena", "email": ""}, PASSWORD, "Give a mail address"),
        ({"username": "lena", "email": "nobody"}, PASSWORD, "valid email"),
        ({"username": "lena", "email": "a@example.com"}, "", "password is empty"),
        ({"username": "lena", "email": "a@example.com"}, "12345678", "too common"),
    ],
)
def test_the_command_says_what_is_wrong(db, monkeypatch, fields, password, words):
    with pytest.raises(CommandError, match=words):
        make_owner(monkeypatch, password, **fields)

    assert not get_user_model().objects.exists()


@pytest.fixture
def answers(monkeypatch):
    """Return a function that sets what somebody types, and what they type as passwords."""

    def answers(typed, passwords):
        typed, passwords = iter(typed), iter(passwords)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("builtins.input", lambda question="": next(typed))
        monkeypatch.setattr("getpass.getpass", lambda question="": next(passwords))

    return answers


def test_the_command_asks_until_everything_is_right(db, answers, client):
    answers(
        ["", "lena", "not a mail", "lena@example.com"],
        ["one-good-phrase", "another", "short", "short", PASSWORD, PASSWORD],
    )
    err = StringIO()

    call_command("owner", stdout=StringIO(), stderr=err)

    assert client.login(username="lena", password=PASSWORD)
    for words in ("Give a name", "valid email", "differ", "too short"):
        assert words in err.getvalue()


def test_the_command_leaves_an_account_alone_unless_told(answers, owner):
    answers(["lena", "n"], [])
    out = StringIO()

    call_command("owner", stdout=out)

    assert "Nothing was changed." in out.getvalue()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_ctrl_c_ends_the_command_cleanly(db, answers, monkeypatch):
    def interrupt(question=""):
        raise KeyboardInterrupt

    answers([], [])
    monkeypatch.setattr("builtins.input", interrupt)

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("owner")
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("field", ["", "nowhere"])
def test_an_address_that_names_no_field_is_a_bad_one(admin_client, make_inquiry, field):
    url = admin_url(Inquiry, "change", make_inquiry().pk)

    assert admin_client.get(f"{url}?_to_field={field}").status_code == 400
