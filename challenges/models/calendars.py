"""What stands in calendars besides the plan: the school holidays of a council, and the address of a person's own feed."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q

from challenges.models.people import Council, User


class SchoolHolidayQuerySet(models.QuerySet):
    def touching(self, first: datetime.date, last: datetime.date) -> SchoolHolidayQuerySet:
        """Those with a day between these two, both included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class SchoolHoliday(models.Model):
    """Days on which the schools of a council are closed. Kept by council, so that its next challenge knows them."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="school_holidays")
    name = models.CharField(max_length=80)
    first_day = models.DateField()
    last_day = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SchoolHolidayQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="school_holiday_ends_on_or_after_its_first_day",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day of the holiday is before the first.",
            ),
            models.UniqueConstraint(
                fields=["council", "first_day", "last_day"],
                name="one_school_holiday_per_days",
                violation_error_message="These days are on the list already.",
            ),
        ]

    def __str__(self):
        return self.name


class CalendarFeed(models.Model):
    """An address that a person's calendar program fetches. The address itself is kept nowhere: only its hash is."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField("last fetched at", null=True, blank=True)
    fetches = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_calendar_feed_in_use_per_person"
            )
        ]

    def __str__(self):
        return f"Calendar of {self.person}"
