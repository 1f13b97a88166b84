"""Everything that points at a person is known to the copy they may ask for, and to what closes their account."""

from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps

from challenges import actions
from challenges.about_people.gathering import POINTERS, gather, model_of, rows_of
from challenges.about_people.kept import LOGS, NOT_SHOWN_OF_THE_PERSON
from challenges.about_people.kept_in_stages import LEFT_OUT
from challenges.about_people.packing import data, page
from challenges.models import AuditEvent, Membership, Opening, RetentionHold, User, Written
from challenges.moments import acting_at, now
from tests.factories import UserFactory
from tests.test_visibility_matrix import LAST_DAY, make_world, way
from tests.visibility import MARK, our_models, texts_of

NUMBERS_OF_OTHERS = {  # columns that look as if they held a person's number, and what they hold
    "challenges.AuditEvent.challenge_id": "a challenge",
    "challenges.Opening.challenge_id": "a challenge",
    "challenges.RetentionCertificate.challenge_id": "a challenge",
    "challenges.Leftover.certificate_id": "a certificate",
}


def columns_at_people(models_):
    """Every column that points at a person, as app.Model.column."""
    return {
        f"{model._meta.label}.{each.name}"
        for model in models_
        for each in model._meta.get_fields()
        if each.concrete and each.is_relation and not each.many_to_many and each.related_model is get_user_model()
    }


def unknown(models_):
    return [
        f"{label} points at a person: say in challenges/about_people/kept.py or kept_in_stages.py what a copy shows of its "
        "rows, and what becomes of them when the account is closed."
        for label in sorted(columns_at_people(models_) - POINTERS.keys())
    ]


def test_every_column_that_points_at_a_person_is_known():
    assert unknown(apps.get_models()) == []
    assert POINTERS.keys() - columns_at_people(apps.get_models()) == set(), "the table names a column that is gone"


@isolate_apps("challenges")
def test_a_new_one_is_told_what_to_add():
    class Chat(models.Model):  # noqa: DJ008
        said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "challenges"

    assert unknown([Chat])[0].startswith("challenges.Chat.said_by points at a person: say in challenges/about_people/")


def test_every_column_that_holds_a_persons_number_is_known():
    found = {
        f"{model._meta.label}.{each.attname}"
        for model in our_models()
        for each in model._meta.concrete_fields
        if isinstance(each, models.BigIntegerField) and not each.is_relation and each.name.endswith("_id")
    }

    assert found - LOGS.keys() == NUMBERS_OF_OTHERS.keys(), "say in challenges/about_people/kept.py (LOGS) what it is"


def test_every_link_between_people_and_other_rows_is_known():
    linked = {
        f"{model._meta.label}.{each.name}"
        for model in apps.get_models()
        for each in model._meta.local_many_to_many
        if User in (model, each.related_model)
    }

    assert linked == {"challenges.User.groups", "challenges.User.user_permissions"}, "show it in gathering._person"


def test_every_field_of_the_person_is_shown_or_has_a_reason():
    person = UserFactory.build(pk=1)
    fields = {each.name for each in User._meta.concrete_fields}

    assert NOT_SHOWN_OF_THE_PERSON.keys() <= fields
    assert fields - NOT_SHOWN_OF_THE_PERSON.keys() == {
        *("last_login", "is_superuser", "email", "name", "job_title", "is_programme_office"),
        *("is_active", "is_staff", "date_joined", "erased_at"),
    }, f"look at whether {person} should read it in a copy"


def field_of(model, name):
    for part in name.split("."):
        if isinstance(model, dict):
            return
        one = model._meta.get_field(part)
        model = one.related_model if one.is_relation else {}


@pytest.mark.parametrize("label", POINTERS)
def test_what_is_shown_exists(label):
    kept, (model, _column) = POINTERS[label], model_of(label)

    for name in (*kept.shows, *kept.words):
        field_of(model, name)
    for name, fields in kept.below:
        for each in fields:
            field_of(model._meta.get_field(name).related_model, each)
    assert kept.challenge == "self" or not kept.challenge or field_of(model, kept.challenge) is None


def test_no_text_of_an_author_is_forgotten():
    """Where a row names who wrote it, each of its texts is copied, or stands in LEFT_OUT with a reason."""
    forgotten = [
        f"{model._meta.label}.{name}"
        for model in our_models()
        if issubclass(model, Written)
        for kept in [POINTERS[f"{model._meta.label}.written_by"]]
        for name in texts_of(model)
        if name not in (*kept.words, *kept.shows) and f"{model._meta.label}.{name}" not in LEFT_OUT
    ]

    assert forgotten == []


@pytest.fixture
def world(db):
    """A whole challenge by real actions, whose texts are marks (tests/test_visibility_matrix.py)."""
    made = make_world()
    with acting_at(LAST_DAY):
        for _point in way(made):
            pass
    return made


# Who wrote a text, where a row does not inherit Written.
AUTHORS = {
    "challenges.Draft": "person",
    "challenges.StageEnding": "ended_by",
    "preparation.Declaration": "user",
    "reports.QualityReview": "reviewer",
    "reports.AccuracyPoint.response_reason": "responded_by",
    "scoping.ProposalComment.answer": "answered_by",
}


# Rows whose words are about a single child.
def about_a_child(row):
    always = {"casereview.CaseReview", "casereview.AspectNote", "casereview.Concern", "casereview.ConversationNote"}
    return row._meta.label in always or bool(getattr(row, "case_id", None))


@dataclass
class Words:
    """The marks a person wrote and still stand so, those of others, and those about single children."""

    own: set
    others: set
    about_children: set


def words_for(world, person):
    stood, others, own, children = set(), set(), set(), set()
    for mark, places in world.places.items():
        for place in places:
            label = place.model._meta.label
            column = AUTHORS.get(f"{label}.{place.name}") or AUTHORS.get(label)
            column = column or ("written_by" if issubclass(place.model, Written) else "")
            row = place.model._base_manager.filter(pk=place.pk).first()
            if row is None or (not column and label != "casereview.AspectNote"):
                continue
            if about_a_child(row):
                children.add(mark)
            elif getattr(row, f"{column}_id") != person.pk:
                others.add(mark)
            else:
                stood.add(mark)
                untouched = column != "written_by" or row.changed_by_id == person.pk
                if (
                    untouched
                    and mark in str(getattr(row, place.name)).lower()
                    and f"{label}.{place.name}" not in LEFT_OUT
                ):
                    own.add(mark)
    return Words(own, others - stood, children - stood)


def numbers(copy):
    """The numbers of the rows that a copy tells, by the column that points at the person."""
    told = {}
    for part in (part for parts in copy.groups.values() for part in parts if part.label != "challenges.User"):
        told[part.label] = sorted([*told.get(part.label, []), *(row["Entry"] for row in part.rows)])
    return told


def pointing(label, person):
    rows, kept = rows_of(label, person), POINTERS[label]
    if kept.unless:
        rows = rows.exclude(**{kept.unless: person})
    return list(rows.values_list("pk", flat=True))


def by(model, person):
    return list(model.objects.filter(by_id=person.pk).order_by("pk").values_list("pk", flat=True))


def test_a_copy_holds_every_row_that_points_at_the_person_and_no_word_of_somebody_else(world):
    """And then everybody goes: nothing that was done stands in the way of closing an account."""
    found = Words(set(), set(), set())
    for name, user in world.people.items():
        person = User.objects.get(pk=user.pk)
        copy = gather(person, reader=person)
        rows = numbers(copy)
        assert {label: rows.get(label, []) for label in POINTERS} == {
            label: pointing(label, person) for label in POINTERS
        }, name
        assert rows.get("challenges.AuditEvent.by_id", []) == by(AuditEvent, person)
        assert rows.get("challenges.Opening.by_id", []) == by(Opening, person)
        told = {mark.lower() for mark in MARK.findall(data(copy, now()) + page(copy, now()))}
        words = words_for(world, person)
        assert words.own - told == set(), f"{name} wrote this"
        assert told & words.others == set(), f"{name} did not write this"
        assert told & words.about_children == set(), "it is about a child"
        found = Words(found.own | words.own, found.others | words.others, found.about_children | words.about_children)
    assert min(len(found.own), len(found.others), len(found.about_children)) > 10

    office = UserFactory(is_programme_office=True)
    for standing in RetentionHold.objects.standing():  # while one stands, no account goes
        actions.lift_hold(standing, by=office)
    for person in world.people.values():
        actions.erase_account(User.objects.get(pk=person.pk), by=office, reason="Asked by letter")
    assert not Membership.objects.standing().filter(user__in=world.people.values()).exists()


def test_what_the_office_takes_leaves_out_what_only_the_person_reads(world):
    author = User.objects.get(pk=world.writer.pk)
    private = {
        mark
        for mark, places in world.places.items()
        if {(place.model._meta.label, place.audience) for place in places}
        & {("challenges.Draft", ""), ("feedback.EvidenceNote", "author")}
        and len(places) == 1
    }
    texts = {}
    for reader in (author, User.objects.get(pk=world.office.pk)):
        texts[reader.pk] = data(gather(author, reader=reader), now())

    marks = {mark for mark in private if mark in texts[author.pk].lower()}
    assert marks
    assert not [mark for mark in marks if mark in texts[world.office.pk].lower()]
    assert "Nobody but the person reads this." in texts[world.office.pk]
