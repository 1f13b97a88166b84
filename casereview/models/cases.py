"""The cases of the sample, known by code."""

import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Role, User

# Who works with cases. Observers, advisers and the council read the report, never a case.
CASE_ROLES = frozenset({Role.LEAD_PEER, Role.PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


class CaseQuerySet(QuerySet):
    def with_state(self):
        """Each case with how far its readers are, and whether one of them must not read it; their texts are left out."""
        conflicts = CaseConflict.objects.filter(case=OuterRef("pk"))
        return self.annotate(
            started_at=F("review__written_at"),
            finished_at=F("review__finished_at"),
            second_started_at=F("second_reading__written_at"),
            second_tagged_at=F("second_reading__tagged_at"),
            second_finished_at=F("second_reading__finished_at"),
            has_conflicts=Exists(conflicts),
            reviewer_barred=Exists(conflicts.filter(person=OuterRef("reviewer"))),
            second_barred=Exists(conflicts.filter(person=OuterRef("second_reader"))),
        )

    def not_shared_out(self):
        return self.filter(reviewer=None)

    def left_to(self, user):
        """What this person has yet to finish, where cases are still being read and nothing of them is shared.

        To read a case again is to have a case to finish. What somebody said they should not read is not theirs.
        """
        first = Q(reviewer=user, review__finished_at=None)
        second = Q(second_reader=user, second_reading__finished_at=None)
        being_read = self.filter(first | second, challenge__stage=Stage.CASE_REVIEW).exclude(conflicts__person=user)
        return being_read.exclude(challenge__case_review_report__audience=Audience.COUNCIL)

    def with_tags_in(self, user):
        """The cases this person reads again whose tags they have put in: from then on they may read the first reader's."""
        return self.filter(second_reader=user, second_reading__written_by=user, second_reading__tagged_at__isnull=False)


class Case(models.Model):
    """A child's case file in the sample, known by a code only. The council keeps the key."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        BEING_READ = "being_read", "Being read"
        FINISHED = "finished", "Finished"

    class SecondState(models.TextChoices):
        """How far the second reading of a case is."""

        NOT_STARTED = "not_started", "Not started"
        ALONE = "alone", "Being read"
        WAITS = "waits", "Waits for the first reader"
        BESIDE = "beside", "Being compared"
        FINISHED = "finished", "Finished"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="cases")
    code = models.CharField(
        max_length=12,
        validators=[
            RegexValidator(
                r"^[A-Z]{1,3}-?[0-9]{1,4}$", "A case code is one to three letters and a number, such as C-07."
            )
        ],
    )
    stratum = models.CharField("part of the sample", max_length=120)
    age_band = models.CharField(max_length=40, blank=True)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_reader = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_validate = models.BooleanField("the council audited it too", default=False)
    position = models.PositiveSmallIntegerField()

    objects = CaseQuerySet.as_manager()

    # What `with_state()` adds.
    second_started_at: datetime.datetime | None
    second_tagged_at: datetime.datetime | None
    second_finished_at: datetime.datetime | None
    has_conflicts: bool
    reviewer_barred: bool
    second_barred: bool

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "code"],
                name="one_case_per_code",
                violation_error_message="There is a case with this code already.",
            ),
            models.CheckConstraint(
                name="case_is_read_again_by_somebody_else",
                condition=Q(reviewer=None) | Q(second_reader=None) | ~Q(reviewer=F("second_reader")),
                violation_error_message="The second reader of a case is somebody else than its first.",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def state(self) -> State:
        """Needs `with_state()`."""
        if self.finished_at:  # type: ignore[attr-defined]
            return self.State.FINISHED
        return self.State.BEING_READ if self.started_at else self.State.NOT_STARTED  # type: ignore[attr-defined]

    @property
    def second_state(self) -> SecondState:
        """Needs `with_state()`; of a case that has a second reader."""
        if self.second_finished_at:
            return self.SecondState.FINISHED
        if self.second_tagged_at:
            return self.SecondState.BESIDE if self.finished_at else self.SecondState.WAITS  # type: ignore[attr-defined]
        return self.SecondState.ALONE if self.second_started_at else self.SecondState.NOT_STARTED


class CaseConflict(models.Model):
    """Somebody who must not read a case, such as a peer who knows the family: it is never given to them again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_conflict_per_case_and_person")]

    def __str__(self):
        return f"{self.person} does not read {self.case}"
