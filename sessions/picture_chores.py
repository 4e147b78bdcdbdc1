"""What the worker looks after about picture files: lost jobs, idle work, what nothing names."""

from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from studio import chores, lost_jobs

from . import removing, slimming, tasks
from .models import Slimming

RESUMED = (tasks.make_renditions, tasks.describe_pictures, tasks.slim_pictures)


@chores.every(timedelta(minutes=1))
def resume_picture_jobs():
    """Begin anew what a killed worker had in its hands."""
    lost_jobs.resume(each.module_path for each in RESUMED)


@chores.every(timedelta(minutes=1))
def slim_when_idle():
    """Have files made smaller; one job at a time, which others overtake."""
    jobs = DBTaskResult.objects.filter(task_path=tasks.slim_pictures.module_path)
    jobs.successful().delete()  # there may be thousands of these turns
    if Slimming.objects.due().exists() and not (jobs.ready() | jobs.running()).exists():
        tasks.slim_pictures.enqueue()


@chores.every(timedelta(days=1))
def prune_pictures():
    removing.prune()


@chores.every(timedelta(days=1))
def find_pictures_to_slim():
    slimming.find_more()
