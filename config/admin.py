"""The clock's pages: django-celery-beat's own in the look of all others."""

from typing import Any

from django.contrib import admin
from django_celery_beat import admin as beat
from django_celery_beat import models
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

# This app is the first: theirs are registered by importing them.
for clock in (
    models.PeriodicTask, models.IntervalSchedule, models.CrontabSchedule, models.SolarSchedule, models.ClockedSchedule,
):  # fmt: skip
    admin.site.unregister(clock)


class TaskChoice(UnfoldAdminSelectWidget, beat.TaskSelectWidget):
    """All tasks there are."""


class TaskForm(beat.PeriodicTaskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].widget = UnfoldAdminTextInputWidget()
        self.fields["regtask"].widget = TaskChoice()


class TasksOfSchedule(beat.PeriodicTaskInline, TabularInline):
    pass


@admin.register(models.PeriodicTask)
class TaskAdmin(beat.PeriodicTaskAdmin, ModelAdmin):
    form = TaskForm


class ScheduleAdmin(ModelAdmin):
    inlines = [TasksOfSchedule]


@admin.register(models.IntervalSchedule)
class IntervalAdmin(ScheduleAdmin, beat.IntervalScheduleAdmin):
    pass


@admin.register(models.CrontabSchedule)
class CrontabAdmin(ScheduleAdmin, beat.CrontabScheduleAdmin):
    pass


@admin.register(models.SolarSchedule)
class SolarAdmin(ScheduleAdmin, beat.SolarScheduleAdmin):
    pass


@admin.register(models.ClockedSchedule)
class ClockedAdmin(ScheduleAdmin, beat.ClockedScheduleAdmin):
    pass
