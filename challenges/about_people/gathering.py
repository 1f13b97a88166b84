"""Puts together what is kept about one person: the copy they may ask for under data protection law.

It holds rows that point at the person, and of texts those that they wrote themselves. It holds no secret, no text of
somebody else's and no words about a single child, whoever wrote them: those belong to the child, and the council is
answerable for them. A copy that the programme office makes leaves out what nobody but the person may read; it tells more
of what was decided about them, for the office to look through before it hands the copy on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from challenges.about_people.kept import ACCOUNT, BOTTOM, LOGS, NOT_SHOWN_OF_THE_PERSON, Group, Kept
from challenges.about_people.kept_in_stages import STAGES
from challenges.models import Audience, AuditEvent, Challenge, Draft, Opening, RetentionCertificate, User, Written

POINTERS: dict[str, Kept] = ACCOUNT | BOTTOM | STAGES

ABOUT_A_CHILD = "Words about a single child are not copied. They are the child’s; the council is answerable for them."
OF_SOMEBODY_ELSE_TOO = "Somebody else has changed this text since, so it is no longer yours alone."
FOR_YOU_ALONE = "Nobody but the person reads this. It is in the copy they take themselves."
WHY_REPLACED = "Why is written for the LGA. Ask the programme office, which decides what you can be given of it."
SIGNED_IN = "person.signed_in"
CHILD_LEVEL = "casereview."  # the models of pages about single children
NEVER_CLAIMS = ("token", "hash", "nonce", "secret")


@dataclass
class Part:
    """Rows of one kind: each a mapping from what it is called to what it says."""

    heading: str
    rows: list[dict[str, Any]]
    label: str  # the column that points at the person


@dataclass
class Copy:
    """Everything kept about one person, by group."""

    person: User
    reader: User
    groups: dict[str, list[Part]] = field(default_factory=dict)
    kept_back: int = 0  # entries about the person that they may not read in the product

    @property
    def for_office(self) -> bool:
        return self.reader.pk != self.person.pk

    def add(self, group: Group, part: Part) -> None:
        if part.rows:
            self.groups.setdefault(group.value, []).append(part)


def gather(person: User, *, reader: User) -> Copy:
    """What is kept about this person, for them or, where `reader` is somebody else, for the office to look through."""
    copy = Copy(person, reader)
    challenges = _names_of_challenges()
    copy.add(Group.WHO, _person(person))
    for label, kept in POINTERS.items():
        rows = list(_rows(copy, label, kept, challenges))
        copy.add(kept.group, Part(kept.heading, rows, label))
    _logs(copy, person, challenges)
    order = [group.value for group in Group]
    copy.groups = dict(sorted(copy.groups.items(), key=lambda each: order.index(each[0])))
    return copy


def model_of(label: str) -> tuple[type[models.Model], str]:
    """The model and the column of a label such as challenges.Membership.user."""
    model, _dot, column = label.rpartition(".")
    return apps.get_model(model), column


def rows_of(label: str, person: User) -> models.QuerySet:
    """The rows that point at this person by this column."""
    model, column = model_of(label)
    return model._base_manager.filter(**{column: person}).order_by("pk")


def _person(person: User) -> Part:
    row: dict[str, Any] = {"Number of the person": person.pk}
    for each in User._meta.concrete_fields:
        if each.name not in NOT_SHOWN_OF_THE_PERSON:
            row[_called(User, each.name)] = getattr(person, each.name)
    row["Password"] = "Set; only a hash of it is kept" if person.has_usable_password() else "None"
    row["Groups"] = list(person.groups.values_list("name", flat=True))
    row["Permissions"] = list(person.user_permissions.values_list("codename", flat=True))
    return Part("You", [row], "challenges.User")


def _rows(copy: Copy, label: str, kept: Kept, challenges: dict[int, str]) -> Iterator[dict[str, Any]]:
    model, _column = model_of(label)
    person, for_office = copy.person, copy.for_office
    found = rows_of(label, person)
    if kept.unless:
        found = found.exclude(**{kept.unless: person})
    related = {name.rpartition(".")[0].replace(".", "__") for name in (*kept.shows, f"{kept.challenge}.")}
    known = {each.name for each in model._meta.fields if each.is_relation}
    found = found.select_related(*(path for path in related if path.partition("__")[0] in known))
    readable: set[int] | None = None
    if for_office and issubclass(model, Written):
        readable = set(
            model.objects.visible_to(copy.reader).filter(pk__in=found.values("pk")).values_list("pk", flat=True)
        )
    for row in found.iterator(chunk_size=500):
        told: dict[str, Any] = {}
        if kept.challenge:
            told["Challenge"] = challenges.get(_challenge_of(row, kept), "")
        told["Entry"] = row.pk
        private = for_office and (kept.private or (readable is not None and row.pk not in readable))
        if not (for_office and kept.private):
            told |= {_called(model, name): _value(row, name) for name in kept.shows}
        told |= _words(row, kept, private=private, person=person)
        if label == "preparation.Declaration.user":
            told |= _decided(row, for_office=for_office)
        yield told


def _challenge_of(row: Any, kept: Kept) -> int:
    if kept.challenge == "self":
        return row.pk
    way = kept.challenge.split(".")
    for name in way[:-1]:
        row = getattr(row, name)
    return getattr(row, f"{way[-1]}_id")


def _words(row: Any, kept: Kept, *, private: bool, person: User) -> dict[str, Any]:
    """The texts of a row, or why they are left out."""
    if not kept.words and not kept.below:
        return {}
    if kept.about_child is True or (kept.about_child and getattr(row, kept.about_child)):
        return {"Words": ABOUT_A_CHILD}
    if private:
        return {"Words": FOR_YOU_ALONE}
    if _is_changed_by_another(row, person):
        return {"Words": OF_SOMEBODY_ELSE_TOO}
    if isinstance(row, Draft):
        return dict(row.texts)
    told = {_called(type(row), name): _value(row, name) for name in kept.words}
    for name, fields in kept.below:
        beneath = getattr(row, name).all()
        told[name.replace("_", " ").capitalize()] = [
            ": ".join(str(_value(each, one)) for one in fields) for each in beneath
        ]
    return told


def _is_changed_by_another(row: Any, person: User) -> bool:
    """A text with one author of record whom somebody else has followed."""
    if not isinstance(row, Written) and row._meta.label != "challenges.PeerProfile":
        return False
    author = row.written_by_id if isinstance(row, Written) else row.user_id  # type: ignore[attr-defined]
    return author == person.pk and row.changed_by_id != person.pk  # type: ignore[attr-defined]


def _decided(row: Any, *, for_office: bool) -> dict[str, Any]:
    """How an interest is managed is for the person; why they are to be replaced is for the LGA."""
    if not row.decision_text:
        return {}
    told = for_office or row.decision != "replace"
    return {"How or why": row.decision_text if told else WHY_REPLACED}


def _logs(copy: Copy, person: User, challenges: dict[int, str]) -> None:
    own = AuditEvent.objects.filter(by_id=person.pk).order_by("pk")
    did = LOGS["challenges.AuditEvent.by_id"]
    acts = [(event.what == SIGNED_IN, _event(event, challenges, reason=True)) for event in own.iterator(chunk_size=500)]
    for group, heading, signed_in in ((did.group, did.heading, False), (Group.SIGNED_IN, "When you signed in", True)):
        rows = [row for is_sign_in, row in acts if is_sign_in is signed_in]
        copy.add(group, Part(heading, rows, "challenges.AuditEvent.by_id"))

    rows, about = [], LOGS["challenges.AuditEvent.target_id"]
    for event in _events_about(person).iterator(chunk_size=500):
        if copy.for_office or event.challenge_id is None or event.audience in {Audience.TEAM, Audience.COUNCIL}:
            rows.append(_event(event, challenges, reason=copy.for_office))
        else:
            copy.kept_back += 1
    copy.add(about.group, Part(about.heading, rows, "challenges.AuditEvent.target_id"))

    ran = LOGS["challenges.RetentionCertificate.by_id"]
    rows = [
        {"Challenge": each.challenge_name, "Entry": each.pk, "At": each.at, "What": each.title}
        for each in RetentionCertificate.objects.filter(by_id=person.pk).order_by("pk")
    ]
    copy.add(ran.group, Part(ran.heading, rows, "challenges.RetentionCertificate.by_id"))

    opened = LOGS["challenges.Opening.by_id"]
    rows = [
        {
            "Challenge": challenges.get(each.challenge_id, ""),
            "Entry": each.pk,
            "At": each.at,
            "How": each.get_how_display(),
            "What": "A page about a single child" if each.target_type.startswith(CHILD_LEVEL) else each.target,
            "Seen as": each.seen_as,
        }
        for each in Opening.objects.filter(by_id=person.pk).order_by("pk").iterator(chunk_size=500)
    ]
    copy.add(opened.group, Part(opened.heading, rows, "challenges.Opening.by_id"))


def _events_about(person: User) -> models.QuerySet[AuditEvent]:
    """What others did whose object is the person, a role, a place, an invitation or a declaration of theirs."""
    found = models.Q(target_type="challenges.User", target_id=person.pk)
    for label, kept in POINTERS.items():
        model, column = model_of(label)
        own = kept.group in {Group.ROLES, Group.TOLD, Group.WHO} and column in {"user", "person", "contributor"}
        if own and model._meta.app_label != "onsite":
            keys = list(rows_of(label, person).values_list("pk", flat=True))
            if keys:
                found |= models.Q(target_type=model._meta.label, target_id__in=keys)
    return AuditEvent.objects.filter(found).exclude(by_id=person.pk).order_by("pk")


def _event(event: AuditEvent, challenges: dict[int, str], *, reason: bool) -> dict[str, Any]:
    about_child = event.target_type.startswith(CHILD_LEVEL)
    told: dict[str, Any] = {
        "Challenge": challenges.get(event.challenge_id or 0, ""),
        "Entry": event.pk,
        "At": event.at,
        "What": f"worked on a case or its report ({event.what})" if about_child else event.sentence,
    }
    if reason and event.reason and not about_child:
        told["Reason"] = event.reason
    return told


def _names_of_challenges() -> dict[int, str]:
    return {
        each.pk: str(each) for each in Challenge.objects.select_related("council").only("starts_on", "council__name")
    }


def _called(model: type[models.Model], name: str) -> str:
    """What a field is called, also one of what the row points at."""
    first, _dot, rest = name.partition(".")
    one = model._meta.get_field(first)
    if rest and one.is_relation:
        related: Any = one.related_model
        inner = _called(related, rest)
        return inner if rest in {"code", "title", "name"} else f"{one.verbose_name} {inner}".capitalize()  # type: ignore[union-attr]
    words = str(rest or getattr(one, "verbose_name", first))
    return words[:1].upper() + words[1:]


def _value(row: Any, name: str) -> Any:
    """What a field says, in words where it is a choice."""
    first, _dot, rest = name.partition(".")
    value = getattr(row, first)
    if rest:
        return value.get(rest, "") if isinstance(value, dict) else _value(value, rest) if value is not None else ""
    display = getattr(row, f"get_{first}_display", None)
    if display is not None:
        return display()
    return _without_secrets(value) if isinstance(value, dict) else value


def _without_secrets(claims: Any) -> Any:
    """What an organisation's directory said of the person, without what could be used in their name."""
    if isinstance(claims, dict):
        return {
            key: _without_secrets(each)
            for key, each in claims.items()
            if isinstance(each, dict) or not any(word in key.lower() for word in NEVER_CLAIMS)
        }
    return claims
