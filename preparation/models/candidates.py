"""Who is proposed for the team before anybody is invited, and what the council says to it."""

from django.db import models
from django.db.models import Q

from challenges.models import COUNCIL_ROLES, LGA_ROLES, Challenge, Role, User
from preparation.models.team import TeamPlace


class CandidateQuerySet(models.QuerySet):
    def standing(self):
        """Not taken off the list."""
        return self.filter(removed_at=None)

    def readable_by(self, user, challenge):
        """All for the LGA; for the council those it was shown; none for anybody else: peers learn it by invitation."""
        rows = self.filter(challenge=challenge)
        if user.roles_in(challenge) & LGA_ROLES:
            return rows
        return (
            rows.standing().filter(shown_at__isnull=False) if user.roles_in(challenge) & COUNCIL_ROLES else rows.none()
        )

    def in_order(self):
        """The lead peer first, reserves last."""
        rank = models.Case(
            models.When(standing_as=Candidate.Standing.RESERVE, then=3),
            models.When(role=Role.LEAD_PEER, then=0),
            models.When(role=Role.PEER, then=1),
            default=2,
        )
        return self.order_by(rank, "pk")


class Candidate(models.Model):
    """A person somebody put on the list for a place, and why it is this person. An invitation is a TeamPlace of its own."""

    class Standing(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        RESERVE = "reserve", "Reserve"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        ANOTHER = "another", "Asks for somebody else"

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="candidates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="candidacies")
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)]
    )
    place = models.CharField("place in the team", max_length=200)
    brings = models.CharField("what they bring", max_length=300, blank=True)
    standing_as = models.CharField(max_length=10, choices=Standing, default=Standing.PROPOSED)
    against = models.JSONField(default=list, blank=True, help_text="What stood against them then: codes of the list.")
    waived_because = models.TextField("why they can come all the same", blank=True)  # for the LGA
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField("shown to the council at", null=True, blank=True)
    answer = models.CharField("what the council says", max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    invited_as = models.OneToOneField(
        TeamPlace, null=True, blank=True, on_delete=models.SET_NULL, related_name="candidate"
    )
    invited_because = models.TextField("why invited before the council had accepted", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "user"],
                condition=Q(removed_at=None),
                name="one_standing_candidate_per_person",
                violation_error_message="This person is on the list already.",
            ),
            models.CheckConstraint(
                name="candidate_with_something_against_has_a_reason",
                condition=Q(against=[]) | ~Q(waived_because=""),
                violation_error_message="Say why they can come all the same.",
            ),
            models.CheckConstraint(
                name="candidate_is_shown_before_the_council_answers",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False, shown_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.place}"

    @property
    def is_reserve(self) -> bool:
        return self.standing_as == self.Standing.RESERVE


class CandidateRemarkQuerySet(models.QuerySet):
    def readable_by(self, user, challenge):
        """All for the LGA; for the council what is not marked as for the LGA alone, and each their own."""
        rows = self.filter(candidate__challenge=challenge)
        if user.roles_in(challenge) & LGA_ROLES:
            return rows
        if user.roles_in(challenge) & COUNCIL_ROLES:
            return rows.filter(Q(for_lga_only=False) | Q(written_by=user))
        return rows.none()


class CandidateRemark(models.Model):
    """What the council asks about a person who is proposed, or why it asks for somebody else, and the LGA's answer."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        ANOTHER = "another", "Asks for somebody else"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    for_lga_only = models.BooleanField(default=False, help_text="Only the LGA reads it, and who wrote it.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CandidateRemarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="remark_answered_at_and_by_together",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} about {self.candidate.user}"
