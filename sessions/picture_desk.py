"""What the desk says about picture files: being made, waiting, made smaller when there is time."""

from datetime import timedelta

from django.db.models import Avg, Count, F, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studio import desk

from . import tasks
from .models import Photo, Slimming

LATELY = timedelta(hours=1)
USUAL = timedelta(seconds=4)  # for one photo, as long as nothing was measured


@desk.work(Photo)
def pictures_being_made(today):
    jobs = DBTaskResult.objects.filter(task_path=tasks.make_renditions.module_path)
    ready, running, recent = Q(status="READY"), Q(status="RUNNING"), Q(status="SUCCESSFUL")
    recent &= Q(finished_at__gt=timezone.now() - LATELY)
    found = jobs.order_by().aggregate(
        waiting=Count("pk", filter=ready),
        running=Count("pk", filter=running),
        each=Avg(F("finished_at") - F("started_at"), filter=recent),
    )
    if found["waiting"]:
        yield waiting_words(found["waiting"], found["each"] or USUAL)
    if found["running"]:
        arguments = jobs.filter(running).values_list("args_kwargs", flat=True)
        keys = [each["args"][0] for each in arguments]
        for title in Photo.objects.filter(pk__in=keys).values_list("title", flat=True):
            yield f"The picture files of “{title}” are being made."
    elif not found["waiting"] and (slimming := Slimming.objects.wanted().count()):
        yield slimming_words(slimming)


def waiting_words(count, each):
    photos = "1 photo waits for its" if count == 1 else f"{count:,} photos wait for their"
    return (
        f"{photos} picture files: {duration(count * each)}. Visitors see every picture meanwhile."
    )


def slimming_words(count):
    photos = "1 photo" if count == 1 else f"{count:,} photos"
    return (
        f"The picture files of {photos} are yet to be made smaller. They look the same before and "
        "after; the worker does it when nothing else is to be done."
    )


def duration(time):
    """Say about how long something takes."""
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return f"about {minutes} minute{'s' if minutes > 1 else ''}"
    return f"about {round(minutes / 60)} hours"


@desk.job(tasks.make_renditions.module_path)
def making_pictures(today, photo_id, gone=None):
    title = Photo.objects.filter(pk=photo_id).values_list("title", flat=True).first()
    return f"Making the picture files of “{title}”" if title else "Making picture files"


@desk.job(tasks.slim_pictures.module_path)
def slimming_pictures(today):
    return "Making picture files smaller"


@desk.job(tasks.describe_pictures.module_path)
def describing_pictures(today):
    return "Working out anew what all pictures are called"
