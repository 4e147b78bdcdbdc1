"""The front page of the desk: what each app has to say there, and how it says it.

An app says it in a module `desk`, which is found by its name, as `admin` modules are. It registers
functions of the `Today` that asks:

    subject   which lists stand under which heading of the menu
    way       something that people often want to do
    needs     work that waits for the owner: a count, a few pictures, the list of all
    coming    drafts, and what will appear, change or end by itself
    check     what is not in order, line by line, each with the field that mends it; of many lines
              the first, and how many `More`
    job       what a background job is called in words
    work      what the worker is at, as long as somebody may want to know
    counted   how many rows of a list in the bar are new

Whoever may not see the records of a part does not see the part.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse

SUBJECTS, WAYS, NEEDS, COMING, CHECKS, JOBS, COUNTS, WORK = [], [], [], [], [], {}, {}, []
LINES_A_GROUP = 8
FEWEST_A_CHECK = 2


@dataclass(frozen=True)
class Line:
    """A sentence, and the place where something can be done about it."""

    words: str
    url: str = ""
    picture: str = ""  # an <img>
    when: datetime | None = None
    kind: str = ""  # a word before it: “draft”, “from”, “until”


@dataclass(frozen=True)
class Need:
    """Work that waits: a heading with its count, why it matters, a few of it, the list of all."""

    title: str
    why: str
    url: str
    lines: list


@dataclass(frozen=True)
class Way:
    words: str
    url_name: str
    permission: str
    position: int = 0


@dataclass(frozen=True)
class Subject:
    name: str
    models: tuple
    in_bar: tuple = ()
    pages: tuple = ()
    position: int = 0


@dataclass(frozen=True)
class Part:
    function: object
    model: type
    group: str = ""
    rest: str = ""
    query: str = ""


@dataclass(frozen=True)
class More:
    """Lines that a check has besides: how many, without their words."""

    number: int


@dataclass(frozen=True)
class Some:
    """The first rows of a query, as many as there is room for, and how many there are."""

    first: list
    count: int

    @classmethod
    def of(cls, rows):
        first = list(rows[: LINES_A_GROUP + 1])
        is_all = len(first) <= LINES_A_GROUP
        return cls(first[:LINES_A_GROUP], len(first) if is_all else rows.count())

    def lines(self, words):
        """Yield a line of each of the first rows, and how many more there are."""
        yield from map(words, self.first)
        if self.count > len(self.first):
            yield More(self.count - len(self.first))


@dataclass
class Group:
    """The lines of all checks of one heading, and what there was no room for."""

    name: str
    lines: list = field(default_factory=list)
    rest: list = field(default_factory=list)
    count: int = 0


def subject(name, *models, position, in_bar=(), pages=()):
    """Put models under a heading of the menu; those of `in_bar` stand in the bar as well.

    pages: what is no list, each (words, name of the address, permission).
    """
    pages = tuple(Way(*page) for page in pages)
    SUBJECTS.append(Subject(name, models, tuple(in_bar), pages, position))
    SUBJECTS.sort(key=lambda each: each.position)


def way(words, url_name, permission="", *, position):
    """Offer something to do; left out as long as no page has that name."""
    WAYS.append(Way(words, url_name, permission, position))
    WAYS.sort(key=lambda each: each.position)


def needs(model):
    """Register a function that yields every `Need` about a model."""
    return lambda function: NEEDS.append(Part(function, model)) or function


def coming(model):
    """Register a function that yields a `Line` with `when` or `kind` for what is planned."""
    return lambda function: COMING.append(Part(function, model)) or function


def check(group, model, rest="", query=""):
    """Register a function that yields a `Line` for everything that is not in order.

    rest: ends “and 12 more …”, which leads to the list of the model with this query.
    """

    def register(function):
        CHECKS.append(Part(function, model, group, rest, query))
        return function

    return register


def job(task_path):
    """Register the function that says what a job was: today and the job's arguments -> words."""
    return lambda function: JOBS.setdefault(task_path, function)


def work(model):
    """Register a function that yields sentences about what the worker does for records."""
    return lambda function: WORK.append(Part(function, model)) or function


def counted(model, words):
    """Register a function of Today that counts what is new in a list, for the menu bar."""
    return lambda function: COUNTS.setdefault(model, (function, words))[0]


def admin_url(model, page="changelist", *args):
    """Return the address of a model's list or form."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=args)


def field_url(record, name):
    """Return the address of a field: the form of its record, and the place in it."""
    return f"{admin_url(type(record), 'change', record.pk)}#id_{name}"


def planned(record, words):
    """Yield a Line for what is still to come of a record that is published for a time.

    Rows that have nothing to come are left out by `publishing.has_plans`.
    """
    state = record.publishing_state
    if state == "draft":
        yield Line(words, admin_url(type(record), "change", record.pk), kind="draft")
    if state == "scheduled":
        yield Line(
            words, field_url(record, "published_at_0"), when=record.published_at, kind="from"
        )
    if state in ("scheduled", "ending") and record.unpublished_at:
        url = field_url(record, "unpublished_at_0")
        yield Line(words, url, when=record.unpublished_at, kind="until")


def all_planned(rows, words):
    """Yield the lines of `planned` of the first rows of a query, and how many more there are.

    words: says what a row is.
    """
    some = Some.of(rows)
    for row in some.first:
        yield from planned(row, words(row))
    if some.count > len(some.first):
        number = some.count - len(some.first)
        yield Line(f"and {number} more", admin_url(rows.model), kind="draft")


class Today:
    """What one person is told on the front page at one moment."""

    def __init__(self, request):
        self.user, self.host = request.user, request.get_host()
        self.loaded = {}

    @classmethod
    def of(cls, request):
        """Return the Today of a request: one for its menu and for what the page says."""
        return request.__dict__.setdefault("desk_today", cls(request))

    def load(self, loader, *arguments):
        """Call a function once for the whole page, whoever needs what it returns."""
        if loader not in self.loaded:
            self.loaded[loader] = loader(*arguments)
        return self.loaded[loader]

    def may(self, action, model):
        return self.user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")

    def seen(self, parts):
        return [part for part in parts if self.may("view", part.model)]

    @property
    def needs(self):
        return [need for part in self.seen(NEEDS) for need in part.function(self)]

    @property
    def work(self):
        return [words for part in self.seen(WORK) for words in part.function(self)]

    @property
    def coming(self):
        """Every draft, then what has a moment, the soonest first."""
        lines = [line for part in self.seen(COMING) for line in part.function(self)]
        drafts = [line for line in lines if line.when is None]
        return drafts, sorted((line for line in lines if line.when), key=lambda line: line.when)

    @property
    def ways(self):
        return [
            (each.words, url)
            for each in WAYS
            if (not each.permission or self.user.has_perm(each.permission))
            and (url := resolved(each.url_name))
        ]

    @property
    def readiness(self):
        """The groups of checks that found something."""
        found = {}
        for part in self.seen(CHECKS):
            if lines := list(part.function(self)):
                found.setdefault(part.group, []).append((part, lines))
        return [group(name, checks) for name, checks in found.items()]

    def job_words(self, task_path, arguments):
        """Say what a background job was to do."""
        if task_path in JOBS:
            return JOBS[task_path](self, *arguments["args"], **arguments["kwargs"])
        return task_path.rpartition(".")[2].replace("_", " ").capitalize()


def group(name, checks):
    """Return a Group that shows some lines of every check and says how many it leaves out."""
    result = Group(name)
    share = max(FEWEST_A_CHECK, LINES_A_GROUP // len(checks))
    for part, found in checks:
        lines = [line for line in found if isinstance(line, Line)]
        count = len(lines) + sum(more.number for more in found if isinstance(more, More))
        result.count += count
        result.lines += lines[:share]
        if count > share:
            url = admin_url(part.model) + (f"?{part.query}" if part.query else "")
            result.rest.append((count - share, part.rest, url))
    return result


def resolved(url_name):
    """Return the address of a name; None while no page has it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None
