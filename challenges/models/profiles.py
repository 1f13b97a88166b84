"""What a peer says about themselves: once, for every challenge they are proposed for. No contact data stands here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from challenges.models.people import Council, User


class PeerProfile(models.Model):
    """What councils read of a peer before they come. The person writes it; each save is a version."""

    class Profession(models.TextChoices):
        SOCIAL_CARE = "social_care", "Children’s social care"
        EARLY_HELP = "early_help", "Early help and family support"
        EDUCATION = "education", "Education and inclusion"
        HEALTH = "health", "Health"
        POLICE = "police", "Police and community safety"
        PERFORMANCE = "performance", "Performance, quality and improvement"
        ELECTED = "elected", "Elected member"
        OTHER = "other", "Something else"

    class Seniority(models.TextChoices):
        CHIEF = "chief", "Chief executive or director"
        ASSISTANT = "assistant", "Assistant or deputy director"
        HEAD = "head", "Head of service or service manager"
        TEAM_MANAGER = "team_manager", "Team manager"
        PRACTITIONER = "practitioner", "Practitioner or specialist"
        MEMBER = "member", "Elected member"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="peer_profile")
    authority = models.CharField("council or organisation", max_length=160, blank=True)
    council = models.ForeignKey(
        Council,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where the authority is one of the councils known here: for what stands against a place.",
    )
    worked_for = models.ManyToManyField(
        Council, blank=True, related_name="+", help_text="Employed there in the last five years."
    )
    in_pool_since = models.DateTimeField(
        null=True, blank=True, help_text="When they agreed to be found for the teams of other challenges."
    )
    profession = models.CharField("field of work", max_length=20, choices=Profession, blank=True)
    seniority = models.CharField(max_length=20, choices=Seniority, blank=True)
    about = models.TextField("about you", blank=True)
    training = models.TextField("peer training", blank=True)
    earlier_challenges = models.TextField(blank=True)
    availability = models.TextField("more about when you can come", blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")  # goes with its own person
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Profile of {self.user}"


class PeerSkill(models.Model):
    """A theme of the programmes that a peer knows. By its name: a theme keeps it from version to version."""

    profile = models.ForeignKey(PeerProfile, on_delete=models.CASCADE, related_name="skills")
    theme = models.CharField(max_length=200)

    class Meta:
        ordering = ["theme"]
        indexes = [models.Index(fields=["theme"], name="peer_skill_theme")]
        constraints = [models.UniqueConstraint(fields=["profile", "theme"], name="one_peer_skill_per_theme")]

    def __str__(self):
        return self.theme


class PeerMonth(models.Model):
    """A month in which a peer can come, by its first day."""

    profile = models.ForeignKey(PeerProfile, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()

    class Meta:
        ordering = ["month"]
        indexes = [models.Index(fields=["month"], name="peer_month")]
        constraints = [
            models.UniqueConstraint(fields=["profile", "month"], name="one_peer_month_per_month"),
            models.CheckConstraint(name="peer_month_is_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self):
        return f"{self.month:%B %Y}"
