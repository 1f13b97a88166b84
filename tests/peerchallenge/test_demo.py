"""The demo: it loads, moves to today and goes, and the finished review reads as its paper does."""

import datetime
import re
import subprocess
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

import feedback.actions
from challenges import actions, documents, next_actions
from challenges.lifecycle import WORKING_STAGES, Stage
from challenges.models import AuditEvent, Challenge, Council, NextAction, OutboundMail, Programme, User
from challenges.moments import acting_at, is_working_day, working_days_from
from challenges.retention.belongings import APPS
from peerchallenge.demo import load, moving, story, worcestershire
from reports.queries import issued_version
from tests.factories import ProgrammeFactory, UserFactory

NORTHSHIRE = "Northshire County Council"  # on site
FELLBRIDGE = "Fellbridge Council"  # in preparation
DAYS = [datetime.date(2026, 11, 2) + datetime.timedelta(days=number) for number in range(3 * 365)]
OFFSETS = [offset for _name, _stage, offset in story.CHALLENGES]


@pytest.fixture
def programmes(settings):
    settings.DEMO = True
    call_command("load_programmes", stdout=StringIO())


@pytest.fixture
def real(programmes):
    """A challenge that is not the demo's."""
    by = UserFactory(is_programme_office=True)
    council = actions.add_council(name="A real council", by=by)
    programme = Programme.objects.get(code=load.PROGRAMME)
    return actions.create_challenge(council=council, programme=programme, starts_on=datetime.date(2027, 3, 9), by=by)


def demo(what):
    """The command's lines."""
    said = StringIO()
    call_command("demo", what, stdout=said)
    return said.getvalue().splitlines()


def of(council):
    return Challenge.objects.get(is_demo=True, council__name=council)


def rows():
    """How many rows every table of ours has."""
    models = [each for app in APPS for each in apps.get_app_config(app).get_models(include_auto_created=True)]
    return {each._meta.label: each._base_manager.count() for each in models}


def files(settings):
    return sorted(path for path in settings.FILES_DIR.rglob("*") if path.is_file())


def at_nine(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))


# When a challenge is on site


@pytest.mark.parametrize("offset", [offset for offset in OFFSETS if abs(offset) > story.NEAR])
def test_far_from_today_it_is_on_site_from_tuesday_to_friday_without_a_holiday(offset):
    for day in DAYS:
        with acting_at(at_nine(day)):
            first = story.first_day(offset)

        week = [first + datetime.timedelta(days=number) for number in range(story.DAYS_ON_SITE)]
        assert [each.weekday() for each in week] == [1, 2, 3, 4], day
        assert all(is_working_day(each) and (each.month, each.day) not in story.CHRISTMAS for each in week), day
        assert abs(first - working_days_from(working_days_from(day, 0), offset)) <= datetime.timedelta(days=14), day


@pytest.mark.parametrize("offset", [offset for offset in OFFSETS if abs(offset) <= story.NEAR])
def test_near_today_it_is_exactly_as_near(offset):
    for day in DAYS:
        with acting_at(at_nine(day)):
            assert story.first_day(offset) == working_days_from(working_days_from(day, 0), offset)


def test_the_programme_has_as_many_days_on_site_as_the_story(db):
    assert ProgrammeFactory().plan.onsite.days == story.DAYS_ON_SITE


# Loading and clearing


@pytest.mark.django_db(transaction=True)
def test_all_of_it_loads_once_and_goes_without_a_trace(real, settings):
    rows_before, files_before = rows(), files(settings)

    made = demo("load")

    assert made == [
        *[f"made {name}, standing at {stage.label.lower()}" for name, stage, _offset in story.CHALLENGES],
        "made a triad of three councils",
        "made Worcestershire County Council, finished",
    ]
    assert [each.stage for each in Challenge.objects.filter(is_demo=True).exclude(group=None)] == [Stage.SCOPING] * 3
    challenges = list(Challenge.objects.filter(is_demo=True, group=None).order_by("pk"))
    assert [challenge.stage for challenge in challenges] == [*WORKING_STAGES, Stage.CLOSED]
    for challenge in challenges:
        standing = NextAction.objects.filter(challenge=challenge).order_by("position")
        left = next_actions.left_to_do(challenge)
        assert [(row.sentence, row.due_on) for row in standing] == [(todo.sentence, todo.due_on) for todo in left]
        at = list(AuditEvent.objects.filter(challenge_id=challenge.pk).order_by("pk").values_list("at", flat=True))
        assert at == sorted(at)
        assert at[-1] <= timezone.now()
        newest = {document.kind: document for document in challenge.rendered_documents.order_by("pk")}
        assert {documents.state_of(document).value for document in newest.values()} == {"ready"}
        written = " ".join(document.html for document in challenge.rendered_documents.all())
        assert [each for each in challenges if story.place(each) in written] == [challenge]
    assert set(OutboundMail.objects.filter(challenge__is_demo=True).values_list("state", flat=True)) == {"sent"}
    rows_loaded = rows()
    assert demo("load") == []
    assert rows() == rows_loaded
    assert any("Northshire County Council" in line for line in demo("status"))

    assert demo("clear") == ["Cleared 11 challenges."]

    assert rows() == rows_before
    assert files(settings) == files_before
    assert Challenge.objects.get() == real
    assert demo("status") == ["The demo is not loaded."]


@pytest.mark.django_db(transaction=True)
def test_what_invented_people_set_up_goes_with_them_and_who_is_needed_elsewhere_stays(real):
    list(load.load(only=["Larkdown Council"]))
    invented = User.objects.get(email="programme-manager@demo.invalid")
    council = actions.add_council(name="A made-up council", by=invented)
    actions.create_challenge(council=council, programme=real.programme, starts_on=real.starts_on, by=invented)
    needed = User.objects.get(email="peer-1@demo.invalid")
    actions.add_person(real, email=needed.email, name=needed.name, role="adviser", by=real.created_by)

    cleared = load.clear()

    assert cleared == 2
    assert Challenge.objects.get() == real
    assert Council.objects.get() == real.council
    assert User.objects.get(is_demo=True) == needed
    assert real.next_actions.exists()
    assert set(AuditEvent.objects.values_list("challenge_id", flat=True)) == {None, real.pk}


def test_it_loads_only_where_it_is_asked_for(settings):
    settings.DEMO = False

    with pytest.raises(CommandError) as refused:
        demo("load")

    assert str(refused.value) == "Set DEMO=1 first: the demo's people share one password that everyone can read."


def test_it_needs_the_programmes(settings, db):
    settings.DEMO = True

    with pytest.raises(CommandError) as refused:
        demo("load")

    assert str(refused.value) == "Load the programmes first: manage.py load_programmes"


# Moving to today


def history(challenge):
    events = AuditEvent.objects.filter(challenge_id=challenge.pk).order_by("pk")
    return [(timezone.localtime(event.at), event.what) for event in events]


def times(challenge):
    """When the sessions begin, by the clock on the wall."""
    sessions = challenge.sessions.order_by("pk").values_list("starts_at", flat=True)
    return [timezone.localtime(at).replace(tzinfo=None) for at in sessions]


@pytest.mark.django_db(transaction=True)
def test_it_moves_by_whole_weeks_with_its_history_and_with_what_people_did_meanwhile(programmes):
    tuesday = at_nine(datetime.date(2027, 10, 12)) + datetime.timedelta(hours=6)  # the clocks go back on 31 October
    weeks = datetime.timedelta(weeks=3)
    with time_machine.travel(tuesday, tick=False):
        list(load.load(only=[NORTHSHIRE, FELLBRIDGE, worcestershire.COUNCIL]))
    near, far, finished = of(NORTHSHIRE), of(FELLBRIDGE), of(worcestershire.COUNCIL)
    with time_machine.travel(tuesday + datetime.timedelta(days=22), tick=False):
        note = feedback.actions.write_note(
            near,
            kind="fact",
            text="Typed meanwhile, about 12 October 2027.",
            document=near.document_requests.filter(state="in").first(),
            by=User.objects.get(email="peer-1@demo.invalid"),
        )
    history_before, times_before, finished_before = history(near), times(near), history(finished)
    thursday = tuesday + datetime.timedelta(days=23)

    with time_machine.travel(thursday, tick=False):
        said = list(load.load(only=[]))
        again = list(load.load(only=[]))
        fresh_near, fresh_far = (story.first_day(offset) for offset in (-2, 26))

    assert said == ["moved Fellbridge Council on by 3 weeks", "moved Northshire County Council on by 3 weeks"]
    assert again == []
    assert of(FELLBRIDGE).starts_on == far.starts_on + weeks == fresh_far
    assert of(NORTHSHIRE).starts_on == near.starts_on + weeks
    assert datetime.timedelta() <= fresh_near - of(NORTHSHIRE).starts_on < datetime.timedelta(weeks=1)
    assert times(near) == [at + weeks for at in times_before]
    assert history(near) == [(min(at + weeks, thursday), what) for at, what in history_before]
    note.refresh_from_db()
    assert (note.text, note.written_at) == ("Typed meanwhile, about 12 October 2027.", thursday)
    near.refresh_from_db()
    assert (
        f"{near.starts_on:%-d %B %Y}" in AuditEvent.objects.get(what="challenge.created", challenge_id=near.pk).sentence
    )
    for document in near.rendered_documents.all():
        assert near.on_site_dates in document.html
    standing = NextAction.objects.filter(challenge=near).order_by("position")
    assert [(row.sentence, row.due_on) for row in standing] == [
        (todo.sentence, todo.due_on) for todo in next_actions.left_to_do(near)
    ]
    assert of(worcestershire.COUNCIL).starts_on == worcestershire.STARTS_ON
    assert history(finished) == finished_before


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        ("on site from 28 October 2027", "on site from 18 November 2027"),
        ("On site 28 October to 2 November 2027.", "On site 18 to 23 November 2027."),
        ("12 to 15 October 2027", "2 to 5 November 2027"),
        ("from 14 December 2027 to 17 December 2027", "from 4 to 7 January 2028"),
        ("<b>10 to 13 December 2027</b>", "<b>31 December 2027 to 3 January 2028</b>"),
        ("the note of 30 December", "the note of 20 January"),
        ("13 of 45 posts in May 2027, 31 February 2027", "13 of 45 posts in May 2027, 31 February 2027"),
        ({"on_site": ["1 to 4 October 2027"]}, {"on_site": ["22 to 25 October 2027"]}),
    ],
)
def test_dates_in_our_sentences_move(said, moved):
    assert moving.reworded(said, datetime.timedelta(weeks=3), near=datetime.date(2027, 10, 28)) == moved


# The finished review


def without_spaces(text):
    return re.sub(r"\s", "", text)


@pytest.mark.django_db
def test_the_sponsor_downloads_the_worcestershire_report_and_it_says_what_the_paper_says(programmes, log_in_as):
    list(load.load(only=[worcestershire.COUNCIL]))

    challenge = of(worcestershire.COUNCIL)
    browser = log_in_as(User.objects.get(email="sponsor@demo.invalid"))
    file = documents.shown(issued_version(challenge).document).download_url
    assert file in browser.get(reverse("reports:report", args=[challenge.slug])).text
    pdf = b"".join(browser.get(file).streaming_content)
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    paper = worcestershire.PAPER
    strengths, areas = (
        [found["text"] for found in paper["findings"] if found["kind"] == kind] for kind in ("strength", "area")
    )
    themes = [theme.name for theme in challenge.programme.themes.all()]
    team = [member["description"] for member in paper["team"]]
    questions = [line["question"] for line in paper["key_lines"]]
    assert [len(each) for each in (strengths, areas, themes, team, questions)] == [6, 6, 5, 7, 5]
    quoted = [
        paper["summary"],
        paper["what_it_is"],
        *strengths,
        *areas,
        *themes,
        *team,
        *questions,
        *paper["conclusion"],
    ]
    assert [words for words in quoted if without_spaces(words) not in without_spaces(text)] == []
    assert re.findall(r"^((?:\d\. |Appendix).+?)[ .]+\d+$", text, re.MULTILINE) == [
        "1. Summary",
        "2. Scope and approach",
        "3. Findings by theme",
        "4. Good practice",
        "5. Conclusion",
        "6. Next steps",
        "Appendix: About this record",
    ]
    assert not re.search(r"@|https?:|www\.|\b0\d{2,4}[ -]?\d{3}", text)
