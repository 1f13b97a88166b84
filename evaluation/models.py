"""What the council says of the challenge, a month on."""

from django.db import models

from challenges.models import Audience, Challenge, User, Written


class EvaluationInterview(Written):
    """The telephone interview about a month after the final report."""

    challenge = models.OneToOneField(Challenge, on_delete=models.CASCADE, related_name="evaluation_interview")
    held_on = models.DateField()
    spoken_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

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
