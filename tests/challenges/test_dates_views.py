"""The pages of the dates: what they show, what they ask, what they cost."""

import datetime

import icalendar
import pytest
import time_machine
from django.urls import reverse
from lxml import html

from challenges import actions, gantt, milestones, months
from challenges.models import AuditEvent, Milestone, OutboundMail, SchoolHoliday
from challenges.moments import acting_at, now
from onsite.models import Session
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory

BEFORE = datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC)
MIDWAY = datetime.datetime(2027, 2, 1, 9, tzinfo=datetime.UTC)
DUE = datetime.date(2027, 2, 9)


@pytest.fixture(autouse=True)
def _midway():
    with time_machine.travel(MIDWAY, tick=False):
        yield


@pytest.fixture
def office(person):
    return person("office", name="Ola Office")


@pytest.fixture
def challenge(office):
    with acting_at(BEFORE):
        return actions.create_challenge(
            council=CouncilFactory(name="Northshire Council"),
            programme=ProgrammeFactory(),
            starts_on=datetime.date(2027, 3, 9),
            by=office,
        )


@pytest.fixture
def manager(challenge, person):
    return person("challenge_manager", challenge, name="Mo Manager")


def address(name, challenge, *args):
    return reverse(f"challenges:{name}", args=[challenge.slug, *args])


def page(client, name, challenge, *args, query=""):
    response = client.get(address(name, challenge, *args) + query)
    assert response.status_code == 200
    return html.fromstring(response.text)


def words(element):
    return " ".join(element.text_content().split())


def parts(tree, name="*", of_class=""):
    """The elements of this name and class."""
    found = tree.xpath(f".//*[local-name() = '{name}']") if name != "*" else tree.iter("*")
    return [each for each in found if not of_class or of_class in each.get("class", "").split()]


def rows(tree):
    return {words(row.find("th")): row for row in tree.xpath(".//tbody/tr")}


def field(tree, name):
    return tree.xpath(f".//input[@name='{name}']/@value")[0]


# The page of all dates


def test_each_date_says_how_it_is_reckoned_whose_it_is_and_where_it_stands(challenge, manager, person, log_in_as):
    person("organiser", challenge, name="Ona Organiser")

    shown = {key: words(row) for key, row in rows(page(log_in_as(manager), "milestone_list", challenge)).items()}

    due = next(text for key, text in shown.items() if key.startswith("Advance documents in"))
    assert due == (
        "Tue 9 Feb 2027Change Advance documents in Advance documents in"
        "Preparation. 20 working days before the first on-site day OrganiserOna Organiser Due"
    )
    late = next(text for key, text in shown.items() if key.startswith("Scoping meeting"))
    assert late.endswith("Late Mark as done: Scoping meeting")


def test_the_picture_says_in_words_what_it_draws(challenge, manager, log_in_as):
    tree = page(log_in_as(manager), "milestone_list", challenge)

    (picture,) = parts(tree, "svg", "gantt__picture")
    assert picture.get("role") == "img"
    assert words(picture.find("title")) == "The plan, stage by stage"
    assert words(picture.find("desc")).startswith("On site 9 to 12 March 2027. 0 of ")
    assert len(parts(picture, "rect", "gantt__bar")) == 7


def test_a_date_out_of_order_is_pointed_out(challenge, office, manager, log_in_as):
    milestone = challenge.milestones.get(code="quality_assured")
    with acting_at(BEFORE):
        actions.change_milestone(
            milestone, due_on=datetime.date(2027, 3, 22), owner=milestone.owner, reason="Leave.", version=1, by=office
        )

    tree = page(log_in_as(manager), "milestone_list", challenge)

    assert words(tree.xpath(".//div[@class='govuk-inset-text']//li")[0]) == (
        "“Draft report quality-assured” comes after “Draft report agreed by the team” in the plan, but is dated before "
        "it: 22 March 2027 and 30 March 2027"
    )


@pytest.mark.parametrize("how_many", [1, 3, 40])
def test_the_page_costs_the_same_with_many_dates(
    challenge, manager, log_in_as, how_many, django_assert_max_num_queries
):
    challenge.milestones.all().delete()
    Milestone.objects.bulk_create(
        Milestone(
            challenge=challenge,
            code=f"date_{number}",
            name=f"Date {number}",
            stage="scoping",
            owner="sponsor",
            due_on=DUE + datetime.timedelta(days=number),
            position=number,
        )
        for number in range(how_many)
    )
    SchoolHoliday.objects.bulk_create(
        SchoolHoliday(
            council=challenge.council,
            name="Holidays",
            first_day=DUE + datetime.timedelta(days=20 * number),
            last_day=DUE + datetime.timedelta(days=20 * number + 4),
            entered_at=now(),
            entered_by=manager,
        )
        for number in range(how_many)
    )
    client = log_in_as(manager)
    client.get(address("milestone_list", challenge))

    with django_assert_max_num_queries(20):
        assert client.get(address("milestone_list", challenge)).status_code == 200


def test_who_reads_only_finds_nothing_to_change(challenge, person, log_in_as):
    tree = page(log_in_as(person("observer", challenge)), "milestone_list", challenge)

    assert [words(link) for link in tree.xpath(".//ul[@class='doors']//a")] == [
        "Month by month",
        "Take these dates into my calendar",
    ]
    assert tree.xpath(".//table//button") == []


# Marking as done


def test_the_owner_marks_a_date_as_done_and_takes_it_back(challenge, person, log_in_as):
    organiser = person("organiser", challenge)
    milestone = challenge.milestones.get(code="documents_due")
    client = log_in_as(organiser)

    for done, sentence in [
        ("yes", "marked “Advance documents in” as done"),
        ("no", "marked “Advance documents in” as not done"),
    ]:
        response = client.post(address("milestone_mark", challenge, milestone.pk), {"done": done})
        milestone.refresh_from_db()
        assert response.url == address("milestone_list", challenge)
        assert bool(milestone.done_at) is (done == "yes")
        assert AuditEvent.objects.filter(what="milestone.marked").latest("pk").sentence == sentence


def test_nobody_marks_the_date_of_somebody_else(challenge, person, log_in_as):
    milestone = challenge.milestones.get(code="documents_due")

    response = log_in_as(person("sponsor", challenge)).post(
        address("milestone_mark", challenge, milestone.pk), {"done": "yes"}, follow=True
    )

    milestone.refresh_from_db()
    assert milestone.done_at is None
    assert "The organiser or the challenge manager says when this is done." in response.text


def test_what_the_stages_know_to_be_done_needs_no_mark(challenge, manager, log_in_as):
    challenge.stage = "preparation"
    challenge.save()

    shown = rows(page(log_in_as(manager), "milestone_list", challenge))

    scoping = [words(row) for key, row in shown.items() if "Scoping." in key]
    assert len(scoping) == 3
    assert all("Done" in text for text in scoping)


# Changing one date


def changed(day=10, month=2, year=2027, owner="organiser", reason="Half term.", version=1, confirmed=""):
    return {
        "due_on_day": day,
        "due_on_month": month,
        "due_on_year": year,
        "owner": owner,
        "reason": reason,
        "version": version,
        "confirmed": confirmed,
    }


def test_a_change_is_shown_first_and_made_when_it_is_confirmed(challenge, manager, person, log_in_as):
    organiser = person("organiser", challenge, name="Ona Organiser")
    milestone = challenge.milestones.get(code="documents_due")
    client = log_in_as(manager)
    where = address("milestone_edit", challenge, milestone.pk)

    first = client.post(where, changed())
    milestone.refresh_from_db()
    assert (first.status_code, milestone.due_on) == (200, DUE)
    assert "1 person gets a mail with the old and the new" in first.text

    second = client.post(where, changed(confirmed="2027-02-10:organiser"))
    milestone.refresh_from_db()
    mail = OutboundMail.objects.get(person=organiser)
    assert second.url == address("milestone_list", challenge)
    assert (milestone.due_on, milestone.set_by_hand) == (datetime.date(2027, 2, 10), True)
    assert mail.subject == "A date changed: Advance documents in, Northshire Council"
    assert "Date: 10 February 2027 (was 9 February 2027)" in mail.body
    assert AuditEvent.objects.get(what="milestone.changed").sentence == (
        "moved “Advance documents in” from 9 February 2027 to 10 February 2027"
    )


def test_what_comes_out_of_order_is_said_before_it_is_saved(challenge, manager, log_in_as):
    milestone = challenge.milestones.get(code="documents_due")

    response = log_in_as(manager).post(address("milestone_edit", challenge, milestone.pk), changed(day=2, month=3))

    assert "“Case record review” comes after “Advance documents in” in the plan" in response.text
    assert f"?how=working_days&amp;since={milestone.code}" in response.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (changed(day=13, confirmed="2027-02-13:organiser"), "Saturday 13 February 2027 is no working day in England."),
        (changed(day=9, confirmed="2027-02-09:organiser"), "Nothing changes. Choose another day or another owner."),
        (changed(version=9, confirmed="2027-02-10:organiser"), "Somebody changed this meanwhile."),
        (changed(reason="Ring 01632 960123.", confirmed="2027-02-10:organiser"), "phone number"),
    ],
)
def test_what_cannot_be_saved_is_said_on_the_form(challenge, manager, log_in_as, data, sentence):
    milestone = challenge.milestones.get(code="documents_due")

    response = log_in_as(manager).post(address("milestone_edit", challenge, milestone.pk), data)

    milestone.refresh_from_db()
    assert sentence in response.text
    assert milestone.due_on == DUE


def test_the_owner_of_the_first_on_site_day_can_change_and_its_day_cannot(challenge, manager, log_in_as):
    milestone = challenge.milestones.get(code="first_day")
    client = log_in_as(manager)
    where = address("milestone_edit", challenge, milestone.pk)

    assert "due_on_day" not in client.get(where).text
    data = {
        "owner": "challenge_manager",
        "reason": "No lead peer yet.",
        "version": 1,
        "confirmed": "2027-03-09:challenge_manager",
    }
    client.post(where, data)

    milestone.refresh_from_db()
    assert (milestone.owner, milestone.due_on) == ("challenge_manager", datetime.date(2027, 3, 9))


# Moving them all

APRIL = "?how=first_day&starts_on_day=20&starts_on_month=4&starts_on_year=2027&show=1"


def test_moving_asks_shows_and_is_confirmed_once(challenge, manager, person, log_in_as):
    person("sponsor", challenge, name="Sam Sponsor")
    client = log_in_as(manager)

    tree = page(client, "milestone_move", challenge, query=APRIL)
    moved = {key: words(row) for key, row in rows(tree).items()}
    assert moved["First on-site day"] == "First on-site day Tue 9 Mar 2027 Tue 20 Apr 2027"
    assert [words(each) for each in parts(tree, "span", "govuk-details__summary-text")] == [
        "Ola Office (programme manager): the on-site days and 6 dates of theirs",
        "Sam Sponsor (sponsor): the on-site days and 2 dates of theirs",
    ]
    fingerprint = field(tree, "fingerprint")

    response = client.post(
        address("milestone_move", challenge) + APRIL, {"reason": "Ofsted comes.", "fingerprint": fingerprint}
    )
    challenge.refresh_from_db()
    assert response.url == address("milestone_list", challenge)
    assert challenge.on_site_dates == "20 to 23 April 2027"


def test_without_a_reason_the_page_stands_again(challenge, manager, log_in_as):
    response = log_in_as(manager).post(address("milestone_move", challenge) + APRIL, {"reason": "", "fingerprint": "x"})

    challenge.refresh_from_db()
    assert response.status_code == 200
    assert challenge.on_site_dates == "9 to 12 March 2027"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?how=first_day&show=1", "Enter the new first on-site day"),
        ("?how=working_days&show=1", "Enter how many working days"),
        (
            "?how=first_day&starts_on_day=3&starts_on_month=5&starts_on_year=2027&show=1",
            "The first on-site day must be a working day in England.",
        ),
    ],
)
def test_what_is_missing_is_asked_for(challenge, manager, log_in_as, query, sentence):
    assert sentence in words(page(log_in_as(manager), "milestone_move", challenge, query=query))


def test_a_link_fills_the_form_in_and_complains_of_nothing(challenge, manager, log_in_as):
    tree = page(log_in_as(manager), "milestone_move", challenge, query="?how=working_days&since=draft_report")

    assert parts(tree, "div", "govuk-error-summary") == []
    assert tree.xpath(".//option[@selected]/@value")[0] == "draft_report"


def test_the_sessions_move_with_the_week_at_the_same_hour(challenge, manager, log_in_as):
    starts = datetime.datetime(2027, 3, 10, 9, 30, tzinfo=datetime.UTC)
    session = Session.objects.create(
        challenge=challenge,
        title="Focus group",
        kind="focus_group",
        starts_at=starts,
        ends_at=starts + datetime.timedelta(hours=1),
    )
    held = Session.objects.create(
        challenge=challenge,
        title="Before",
        kind="focus_group",
        starts_at=starts - datetime.timedelta(days=8),
        ends_at=starts - datetime.timedelta(days=8, hours=-1),
    )
    client = log_in_as(manager)
    tree = page(client, "milestone_move", challenge, query=APRIL)
    fingerprint = field(tree, "fingerprint")

    client.post(address("milestone_move", challenge) + APRIL, {"reason": "Ofsted.", "fingerprint": fingerprint})

    session.refresh_from_db()
    held.refresh_from_db()
    assert (session.day, session.times) == (datetime.date(2027, 4, 21), "09:30 to 10:30")  # summer time
    assert held.day == datetime.date(2027, 4, 13)


# Month by month, and the file


def test_a_month_shows_dates_holidays_and_the_week(challenge, manager, log_in_as):
    tree = page(log_in_as(manager), "milestone_calendar", challenge, query="?month=2027-03")

    days = [words(day) for day in parts(tree, "td", "month__day--on-site")]
    assert [day.split()[0] for day in days] == ["9", "10", "11", "12"]
    assert "Good Friday" in words(parts(tree, "table", "month")[0])


@pytest.mark.parametrize("asked", ["", "?month=2027-13", "?month=yesterday", "?month=9999-01"])
def test_a_month_there_is_not_is_the_next_one_with_a_date(challenge, manager, log_in_as, asked):
    tree = page(log_in_as(manager), "milestone_calendar", challenge, query=asked)

    assert words(tree.find(".//h1")) == "February 2027"


def test_the_file_holds_what_the_reader_sees(challenge, manager, log_in_as):
    response = log_in_as(manager).get(address("calendar_file", challenge))

    made = icalendar.Calendar.from_ical(response.content)
    events = {str(event["summary"]): event for event in made.walk("VEVENT")}
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert events["On site: Northshire Council"].decoded("dtstart") == datetime.date(2027, 3, 9)
    assert events["On site: Northshire Council"].decoded("dtend") == datetime.date(2027, 3, 13)
    assert events["Northshire Council: Advance documents in (organiser)"].decoded("dtstart") == DUE


# School holidays


def test_school_holidays_are_pasted_and_the_next_challenge_has_them(challenge, person, log_in_as):
    organiser = person("organiser", challenge)
    lines = "February half term: 15/02/2027 - 19/02/2027\nEaster holidays, 29 March to 9 April 2027\n"
    client = log_in_as(organiser)

    client.post(address("school_holiday_list", challenge), {"lines": lines})
    again = client.post(address("school_holiday_list", challenge), {"lines": lines}, follow=True)

    assert list(challenge.council.school_holidays.values_list("name", "first_day", "last_day")) == [
        ("February half term", datetime.date(2027, 2, 15), datetime.date(2027, 2, 19)),
        ("Easter holidays", datetime.date(2027, 3, 29), datetime.date(2027, 4, 9)),
    ]
    assert "0 entries are added. 2 stood there already." in again.text


def test_lines_that_are_not_understood_are_named_and_nothing_is_kept(challenge, person, log_in_as):
    lines = "Easter, 29 March 2027 to 9 April 2027\nSummer, some time in July"

    response = log_in_as(person("organiser", challenge)).post(
        address("school_holiday_list", challenge), {"lines": lines}
    )

    assert "Line 2: no dates found." in response.text
    assert not SchoolHoliday.objects.exists()


def test_a_holiday_is_removed_by_its_own_council_alone(challenge, person, log_in_as, office):
    holiday = SchoolHoliday.objects.create(
        council=challenge.council, name="Easter", first_day=DUE, last_day=DUE, entered_at=now(), entered_by=office
    )
    elsewhere = ChallengeFactory()
    stranger = person("organiser", elsewhere)

    assert log_in_as(stranger).post(address("school_holiday_remove", elsewhere, holiday.pk)).status_code == 404
    log_in_as(person("organiser", challenge)).post(address("school_holiday_remove", challenge, holiday.pk))

    assert not SchoolHoliday.objects.exists()


# The pieces


def test_a_picture_of_no_dates_is_none(challenge):
    assert gantt.picture(challenge, [], []) is None


def test_what_lies_far_ahead_is_said_and_not_drawn(challenge):
    lines = milestones.lines(challenge, challenge.milestones.order_by("due_on"), reached=set())
    far = [line for line in lines if line.milestone.due_on > challenge.ends_on + gantt.MOST_AFTERWARDS]
    picture = gantt.picture(challenge, lines, [])

    assert len(picture.marks) == len(lines) - len(far)
    assert picture.later.count(";") == max(len(far) - 1, 0)


def test_every_mark_and_band_stands_inside_the_picture(challenge, office):
    holiday = SchoolHoliday(
        council=challenge.council, name="Long", first_day=datetime.date(2020, 1, 1), last_day=datetime.date(2030, 1, 1)
    )
    lines = milestones.lines(challenge, challenge.milestones.order_by("due_on"), reached=set())
    picture = gantt.picture(challenge, lines, [holiday])

    bands = [picture.on_site, *picture.bank_holidays, *picture.school_holidays]
    assert all(picture.left <= mark.x <= picture.right for mark in picture.marks)
    assert all(picture.left <= band.x and band.x + band.width <= picture.right + 1 for band in bands)
    assert picture.left <= picture.today_x <= picture.right


def test_the_weeks_of_a_month_are_whole(challenge):
    shown = months.page(challenge, datetime.date(2027, 2, 1), [], [])

    assert [len(week) for week in shown.weeks] == [7, 7, 7, 7]
    assert (shown.before, shown.after) == ("2027-01", "2027-03")
