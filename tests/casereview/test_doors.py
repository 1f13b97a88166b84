"""What must hold: who has no business with a case gets nothing of its words by any door, and every look at one is kept.

The world is that of the visibility matrix (tests/visibility.py): every text in it is a mark, made by the steps each app
says. What is said here asks none of its tables who may read: the marks of a case come from the models alone.
"""

import io
import json
import logging
import zipfile

import pytest
from django.apps import apps
from django.urls import reverse

from casereview import actions
from casereview.models import Case, CaseConflict, Concern, Conversation, MessageCase, SampledChild
from challenges.about_people.gathering import gather
from challenges.about_people.packing import pack
from challenges.models import AuditEvent, Draft, NextAction, Opening, OutboundMail, RenderedDocument
from challenges.moments import acting_at, now
from tests import visibility
from tests.test_visibility_matrix import INSIDE, LAST_DAY, Doors, addresses, fresh, make_world, way

pytestmark = pytest.mark.django_db

# Who opens no case, whatever stage it is; a peer with cases of their own left is added while cases are read alone.
NO_BUSINESS = ["stranger", "elsewhere", "waiting", "observer", "adviser", "co_ordinator"]
NO_BUSINESS += ["sponsor", "organiser", "contributor", "named", "moderator"]


@pytest.fixture(autouse=True)
def _quiet(settings):
    settings.SECOND_FACTOR = "off"
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


# Where every door is tried, open or shut, with all it can be asked; elsewhere those that are open, once.
NEAR_CASES = (
    "casereview:",
    "challenges:draft",
    "challenges:mail",
    "challenges:opening",
    "feedback:",
    "reports:",
    "history",
)

# What hangs by a case and says nothing of what was read in it; who reads each is looked at by the matrix.
NOT_WORDS = {
    SampledChild: "why a child was replaced before anybody read",
    CaseConflict: "why a peer does not read it",
    MessageCase: "which cases stand behind a message",
    Concern: "outside the notes, with readers of its own: tests/casereview/test_concerns.py",
}


def below_a_case():
    """The models whose rows belong to one case: by a foreign key, directly or through another such model."""
    found = {Case}
    models = [model for model in apps.get_app_config("casereview").get_models() if model not in NOT_WORDS]
    while True:
        more = {
            model
            for model in models
            if model not in found and any(each.related_model in found for each in model._meta.concrete_fields)
        }
        if not more:
            # The council holds the key, so the code is no secret from it; its organiser says where people talk.
            return found - {Case, Conversation}
        found |= more


def words_of_cases(world):
    """The marks that stand in rows of cases and in nothing else that somebody wrote."""
    models = below_a_case()
    return {mark for mark, places in world.places.items() if all(place.model in models for place in places)}


def words_read_again_by(user, world):
    """What somebody reads beside their own tags as second reader of a case, once those are in."""
    again = set(world.challenge.cases.filter(second_reader=user).values_list("pk", flat=True))
    return {mark for mark, places in world.places.items() if any(case_of(place) in again for place in places)}


def case_of(place):
    """The key of the case that a row belongs to."""
    row = place.model._base_manager.filter(pk=place.pk).first()
    while row is not None and not hasattr(row, "case_id"):
        row = next((getattr(row, up) for up in ("review", "reading", "note", "conversation") if hasattr(row, up)), None)
    return row.case_id if row is not None else None


def world_at(point):
    """The world at this point of its way; a peer has a case of their own to read."""
    world = make_world()
    for reached in way(world):
        if reached == point:
            world.remember()
            return world
        if reached == "Case review":
            world.peers_case = actions.assign_case(
                world.challenge.cases.filter(reviewer=None).first(), reviewer=world.peer, by=world.challenge_manager
            )
    raise AssertionError(f"the world has no point {point}")


def what_gets_out(world, name, words):
    """What this person reads of cases: every page, whether they may open it or not, and what they find outside."""
    doors = Doors(world, name)
    doors.marks = set(world.places) - words  # everything else is looked at by the matrix
    for address in (
        address for each in visibility.table("OUTSIDE").values() if isinstance(each, list) for address in each
    ):
        doors.look("home", "GET", address)
    for view, address_of in visibility.table("OWN").items():
        doors.look(view, "GET", address_of(doors.user))
    for each in INSIDE:
        of_cases = each.name.startswith(NEAR_CASES)
        if not of_cases and not doors.may(each.permission):
            continue  # the matrix tries that it is shut
        where = addresses(each, world, asks=True)
        for address in where if of_cases and doors.may(each.permission) else where[-1:]:
            doors.look(each.name, "GET", address)
    return {problem for problem in doors.problems if f"{name} reads " in problem}


def everything_kept_about(user):
    copy = zipfile.ZipFile(io.BytesIO(pack(gather(user, reader=user))))
    return "\n".join(copy.read(name).decode("utf-8", "replace") for name in copy.namelist())


def test_these_are_the_texts_of_a_case():
    those_that_are_known = {"CaseReview", "AspectNote", "SecondReading", "SecondNote", "ConversationNote"}
    assert those_that_are_known <= {model.__name__ for model in below_a_case()}


def stored_where_many_read():
    """History, mails, next actions, the log of openings and documents that are frozen, as they are stored."""
    kept = {
        "the history": AuditEvent.objects.values("sentence", "target", "was", "now", "reason"),
        "a mail": OutboundMail.objects.values("subject", "body"),
        "a next action": NextAction.objects.values("sentence", "url"),
        "the openings": Opening.objects.values("target"),
        "a document": RenderedDocument.objects.values("title", "html"),
    }
    return {where: visibility.marks_in(json.dumps(list(rows), default=str)) for where, rows in kept.items()}


@pytest.mark.parametrize(
    ("point", "besides"),
    [
        ("Case review, part 2", ["peer"]),  # has a case of their own to read: alone first
        ("On site", []),
    ],
)
def test_nothing_of_a_case_gets_to_who_has_no_business_with_it(point, besides):
    with acting_at(LAST_DAY):
        world = world_at(point)
        words = words_of_cases(world)
        assert len(words) > 30, "the world has no cases to give away"

        problems = {
            problem
            for name in [*NO_BUSINESS, *besides]
            for problem in what_gets_out(world, name, words - words_read_again_by(world.people[name], world))
        }
        copies = {name: everything_kept_about(fresh(world.people[name])) for name in world.people}

    assert sorted(problems) == []
    assert {name for name in [*NO_BUSINESS, *besides] if visibility.marks_in(copies[name]) & words} == set()
    assert {where for where, marks in stored_where_many_read().items() if marks & words} == set()


def test_a_peer_without_a_second_step_gets_nothing_of_a_case(settings, log_in_as):
    """By the real door with all that stands before it, drafts too; with the second step the same pages open."""
    settings.SECOND_FACTOR = "required"
    with acting_at(LAST_DAY):
        world = world_at("Case review, part 2")
        words = words_of_cases(world)
        case = world.challenge.cases.filter(reviewer=world.writer).first()
        page = reverse("casereview:case", args=[world.slug, case.pk])
        typed = {"challenge": world.challenge, "page": page, "child_level": True, "saved_at": now()}
        mark = min(words)
        Draft.objects.create(person=world.writer, writer="w" * 12, fields={"headline": [mark]}, **typed)
        where = [
            address
            for each in INSIDE
            if each.name.startswith(("casereview:", "challenges:draft", "feedback:", "reports:"))
            for address in addresses(each, world, asks=True)
        ]

        without = log_in_as(fresh(world.writer), second_step=False)
        read = {address for address in where if visibility.marks_in(visibility.text_of(without.get(address))) & words}
        with_it = log_in_as(fresh(world.writer))
        reads = {address for address in where if visibility.marks_in(visibility.text_of(with_it.get(address))) & words}

    assert read == set()
    assert page in reads


def test_every_page_that_shows_words_of_a_case_is_in_the_log_of_openings():
    """Whoever reads them, on whatever page: who and when is kept; and every page about single children is."""
    with acting_at(LAST_DAY):
        world = world_at("On site")
        words = words_of_cases(world)
        forgotten, kept = [], set()
        for name in ("writer", "challenge_manager", "lead_peer", "office"):
            doors = Doors(world, name)
            for each in INSIDE:
                if not doors.may(each.permission):
                    continue
                for address in addresses(each, world, asks=True):
                    last = Opening.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
                    response = doors.browser.get(address)
                    shows = bool(visibility.marks_in(visibility.text_of(response)) & words)
                    if response.status_code != 200 or not (shows or each.view.child_level):
                        continue
                    new = Opening.objects.filter(
                        pk__gt=last, by_id=doors.user.pk, at__gte=LAST_DAY, challenge_id=world.challenge.pk
                    )
                    if not new.exists():
                        forgotten.append(f"{name} at {each.name}, {'its words' if shows else 'child level'}")
                    kept |= {each.name} if shows else set()

    assert forgotten == []
    assert "casereview:case" in kept
