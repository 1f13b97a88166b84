"""People, the councils they come from, and the roles they hold in a challenge."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property


class Role(models.TextChoices):
    """What a person is in one challenge. One person may hold different roles in different challenges."""

    PROGRAMME_MANAGER = "programme_manager", "Programme manager"
    CHALLENGE_MANAGER = "challenge_manager", "Challenge manager"
    CO_ORDINATOR = "co_ordinator", "Co-ordinator"
    ADVISER = "adviser", "Adviser"
    LEAD_PEER = "lead_peer", "Lead peer"
    PEER = "peer", "Peer"
    OBSERVER = "observer", "Observer"
    SPONSOR = "sponsor", "Sponsor"
    ORGANISER = "organiser", "Organiser"
    CONTRIBUTOR = "contributor", "Contributor"
    MODERATOR = "moderator", "Moderator"


CLOCK_EMAIL = "clock@peerchallenge.invalid"


class UserManager(BaseUserManager):
    """Makes people, always by e-mail address."""

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def clock(self):
        """The person behind what the clock does, so that no event is without one. Nobody can sign in as the clock."""
        user, made = self.get_or_create(email=CLOCK_EMAIL, defaults={"name": "The clock", "is_active": False})
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=160, blank=True)
    is_programme_office = models.BooleanField(
        "works in the LGA programme office", default=False, help_text="Sees every challenge, as programme manager."
    )
    is_demo = models.BooleanField(default=False, help_text="Made by the demo; cleared with it.")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="When who this was left the row; it stays for what they did."
    )

    # Who looks on as this person while one request is answered (challenges/see_as.py). What is shown to this person is then
    # cut down to what that reader may read as well.
    seen_by: User | None = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_email_address",
                violation_error_message="Someone is already known by this e-mail address.",
            ),
            models.CheckConstraint(
                name="erased_person_is_not_active", condition=Q(erased_at=None) | Q(is_active=False)
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def roles_by_challenge(self) -> dict[int, frozenset[str]]:
        """Every current role, by challenge id: one query for one request."""
        roles: dict[int, set[str]] = {}
        for challenge_id, role in self.memberships.current().values_list("challenge_id", "role"):
            roles.setdefault(challenge_id, set()).add(role)
        return {challenge_id: frozenset(held) for challenge_id, held in roles.items()}

    def roles_in(self, challenge) -> frozenset[str]:
        """What this person is in this challenge; the programme office is programme manager everywhere."""
        roles = self.roles_by_challenge.get(challenge.pk, frozenset())
        return roles | {Role.PROGRAMME_MANAGER.value} if self.is_programme_office else roles


class Region(models.TextChoices):
    """The nine regions of England, in which sector-led improvement is organised."""

    EAST_MIDLANDS = "East Midlands"
    EAST_OF_ENGLAND = "East of England"
    LONDON = "London"
    NORTH_EAST = "North East"
    NORTH_WEST = "North West"
    SOUTH_EAST = "South East"
    SOUTH_WEST = "South West"
    WEST_MIDLANDS = "West Midlands"
    YORKSHIRE_AND_THE_HUMBER = "Yorkshire and the Humber"


class AuthorityType(models.TextChoices):
    """The kinds of council with responsibility for children's services."""

    COUNTY = "county", "County council"
    UNITARY = "unitary", "Unitary council"
    METROPOLITAN = "metropolitan", "Metropolitan borough"
    LONDON = "london", "London borough"


class Council(models.Model):
    """A council of England with responsibility for children's services."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    region = models.CharField(max_length=60, blank=True)
    kind = models.CharField("type of authority", max_length=20, choices=AuthorityType, blank=True)
    neighbours = models.ManyToManyField("self", blank=True)  # as the programme office says, not from a map
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    def standing(self):
        """Not ended, whether or not it holds yet."""
        return self.filter(ended_at=None)

    def current(self):
        """What a person holds now. An observer holds nothing until the council has agreed to them."""
        return self.standing().exclude(role=Role.OBSERVER, agreed_at=None)

    def waiting_for_the_council(self):
        """Observers the council has not agreed to yet."""
        return self.standing().filter(role=Role.OBSERVER, agreed_at=None)

    def holding(self, *roles):
        return self.current().filter(role__in=roles)


class Membership(models.Model):
    """A role one person holds in one challenge, kept after it ends."""

    challenge = models.ForeignKey("challenges.Challenge", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the council agreed to this observer; nobody else needs it."
    )
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["user", "challenge"], name="membership_user_challenge")]
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "user", "role"],
                condition=Q(ended_at=None),
                name="one_current_membership_per_role",
                violation_error_message="This person already has this role here.",
            ),
            models.CheckConstraint(
                name="membership_ended_at_and_by_together",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_agreed_at_and_by_together",
                condition=Q(agreed_at=None, agreed_by=None) | Q(agreed_at__isnull=False, agreed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"
