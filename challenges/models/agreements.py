"""What people accept before they first see a challenge: the texts, version by version, and who accepted which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from challenges.models.challenge import Challenge
from challenges.models.people import Role, User

if TYPE_CHECKING:
    import datetime


class AgreementTextQuerySet(models.QuerySet):
    def standing(self):
        """Not followed by a later version, and not taken back."""
        return self.filter(ended_at=None)

    def in_force_in(self, challenge):
        """What stands in one challenge: of each kind the council's own version, or else the programme's."""
        own = self.standing().filter(challenge=challenge)
        of_programme = self.standing().filter(challenge=None, programme_code=challenge.programme.code)
        return (own | of_programme.exclude(kind__in=own.values("kind"))).order_by("-kind")

    def not_accepted_by(self, user, challenge):
        """Without what this person has accepted in this challenge."""
        accepted = Acceptance.objects.filter(text=OuterRef("pk"), user=user, challenge=challenge)
        return self.filter(~Exists(accepted))


class AgreementText(models.Model):
    """One version of the ground rules or of the confidentiality agreement. It is never changed: people accepted it.

    A programme's text holds for every challenge of the programme, also those that began before it was written. A
    challenge may have the council's own version in its place.
    """

    class Kind(models.TextChoices):
        GROUND_RULES = "ground_rules", "Ground rules"
        CONFIDENTIALITY = "confidentiality", "Confidentiality agreement"

    # Who accepts it before the first page of a challenge. LGA staff are bound by their employment and the contract with
    # the council; sponsor and organiser speak for the council whose information it is. Contributors see little, but what
    # they see is confidential; the ground rules speak to those who come from outside.
    ACCEPTED_BY = {
        Kind.GROUND_RULES: frozenset({Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.MODERATOR}),
        Kind.CONFIDENTIALITY: frozenset({Role.LEAD_PEER, Role.PEER, Role.OBSERVER, Role.MODERATOR, Role.CONTRIBUTOR}),
    }

    ACCEPTING_ROLES = frozenset().union(*ACCEPTED_BY.values())

    kind = models.CharField(max_length=20, choices=Kind)
    programme_code = models.SlugField(max_length=60, blank=True)
    challenge = models.ForeignKey(
        Challenge, null=True, blank=True, on_delete=models.CASCADE, related_name="own_agreement_texts"
    )
    version = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="Small Markdown: paragraphs, lists, bold, italic.")
    derived = models.BooleanField(default=False, help_text="Our wording, until the programme's own is to hand.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = AgreementTextQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "-version", "pk"]  # the ground rules first
        constraints = [
            models.CheckConstraint(
                name="agreement_text_is_a_programme_s_or_a_challenge_s",
                condition=(Q(challenge=None) & ~Q(programme_code="")) | Q(challenge__isnull=False, programme_code=""),
            ),
            models.CheckConstraint(
                name="agreement_text_says_something",
                condition=~Q(text=""),
                violation_error_message="Write the text.",
            ),
            models.CheckConstraint(
                name="agreement_text_ended_at_and_by_together",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["programme_code", "kind", "version"],
                condition=Q(challenge=None),
                name="one_agreement_text_per_programme_and_version",
            ),
            models.UniqueConstraint(
                fields=["challenge", "kind", "version"],
                condition=Q(challenge__isnull=False),
                name="one_agreement_text_per_challenge_and_version",
            ),
            models.UniqueConstraint(
                fields=["programme_code", "kind"],
                condition=Q(challenge=None, ended_at=None),
                name="one_standing_agreement_text_per_programme",
            ),
            models.UniqueConstraint(
                fields=["challenge", "kind"],
                condition=Q(challenge__isnull=False, ended_at=None),
                name="one_standing_agreement_text_per_challenge",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.called}"

    @property
    def called(self) -> str:
        """Which one it is: “version 2”, “the council’s own version 1”."""
        return f"the council’s own version {self.version}" if self.challenge_id else f"version {self.version}"

    # As every text that two people may edit (action_tools.SavedByAnother).
    @property
    def changed_by(self) -> User:
        return self.written_by

    @property
    def changed_at(self) -> datetime.datetime:
        return self.written_at


class Acceptance(models.Model):
    """That a person accepted one text in one challenge. Written once."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="acceptances")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="acceptances")
    text = models.ForeignKey(AgreementText, on_delete=models.RESTRICT, related_name="acceptances")
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["challenge", "user", "text"], name="one_acceptance_per_text")]

    def __str__(self):
        return f"{self.user} accepted {self.text}"


class TextWaits(Func):
    """Whether the text of a kind that is in force in a challenge is one this person has not accepted there.

    `in_force_in` and `not_accepted_by` in one, of each row of Challenge. It stands in every page of a challenge: put
    together anew from querysets each time it was an eighth of the work of a page.
    """

    output_field = models.BooleanField()
    conditional = True
    SQL = """EXISTS(
        SELECT 1 FROM {texts} t WHERE t.kind = %s AND t.ended_at IS NULL
        AND (t.challenge_id = {challenge} OR (t.programme_code = {programme} AND NOT EXISTS(
            SELECT 1 FROM {texts} o WHERE o.kind = %s AND o.ended_at IS NULL AND o.challenge_id = {challenge})))
        AND NOT EXISTS(
            SELECT 1 FROM {acceptances} a
            WHERE a.challenge_id = {challenge} AND a.text_id = t.id AND a.user_id = %s))"""

    def __init__(self, kind: str, user_id: int) -> None:
        super().__init__(F("pk"), F("programme__code"))
        self.kind, self.user_id = kind, user_id

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_named: Any) -> tuple[str, tuple[str | int, ...]]:
        challenge, programme = (compiler.compile(each)[0] for each in self.get_source_expressions())  # columns
        sql = self.SQL.format(
            texts=connection.ops.quote_name(AgreementText._meta.db_table),
            acceptances=connection.ops.quote_name(Acceptance._meta.db_table),
            challenge=challenge,
            programme=programme,
        )
        return sql, (self.kind, self.kind, self.user_id)


def texts_waiting_for(user: User) -> dict[str, TextWaits]:
    """Annotations of Challenge, by kind: whether a text of this kind stands there that this person has not accepted.

    It says nothing of whether their role has to accept it: see `kinds_waiting`. A part of the query that fetches the
    challenge, so that asking at every page costs no query of its own; nothing for who need not accept any text anywhere.
    """
    if not any(roles & AgreementText.ACCEPTING_ROLES for roles in user.roles_by_challenge.values()):
        return {}
    return {f"{kind}_waits": TextWaits(kind.value, user.pk) for kind in AgreementText.Kind}


def kinds_waiting(user: User, challenge: Challenge) -> list[AgreementText.Kind]:
    """What this person must accept before they see this challenge, which came through `texts_waiting_for`."""
    roles = user.roles_in(challenge)
    return [
        kind
        for kind in AgreementText.Kind
        if roles & AgreementText.ACCEPTED_BY[kind] and getattr(challenge, f"{kind}_waits")
    ]
