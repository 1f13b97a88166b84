"""Which mails a person does not want."""

from django.db import models

from challenges.models.people import User


class MutedMail(models.Model):
    """A kind of mail that a person has switched off. Only mails that come by themselves can be (challenges/mail_choices.py)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="muted_mails")
    kind = models.CharField(max_length=60, help_text="As of OutboundMail.")
    since = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="each_mail_is_muted_once")]

    def __str__(self):
        return f"{self.person}: no {self.kind}"
