"""What the council says of the challenge, a month on."""

from django.db import models

from challenges.models import LGA_ROLES, Audience, Challenge, Role, User, Written, WrittenQuerySet


class EvaluationInterviewQuerySet(WrittenQuerySet):
    def visible_to(self, user):
        """Narrower than the audience alone, as the rule `evaluation.view_interview`: neither the team nor the sponsor's
        staff read what the sponsor said of them.
        """
        seen = super().visible_to(user)
        if user.is_programme_office:
            return seen
        here = user.memberships.holding(*LGA_ROLES, Role.SPONSOR).values("challenge")
        return seen.filter(challenge__in=here)


class EvaluationInterview(Written):
    """The telephone interview about a month after the final report."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="evaluation_interview")
    held_on = models.DateField()
    spoken_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = EvaluationInterviewQuerySet.as_manager()  # type: ignore[misc]  # a narrower one

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evaluation_interview_is_for_the_council", condition=models.Q(audience=Audience.COUNCIL)
            )
        ]

    def __str__(self):
        return f"Evaluation interview of {self.held_on:%-d %B %Y}"


class InterviewAnswer(models.Model):
    """What was said to one question of the programme's evaluation."""

    interview = models.ForeignKey(EvaluationInterview, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40, help_text="The code in the programme file.")
    question_text = models.TextField()
    text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["interview", "question"], name="one_answer_per_question")]

    def __str__(self):
        return self.question_text
