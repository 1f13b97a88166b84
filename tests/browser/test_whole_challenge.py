"""One whole peer challenge, person by person, in Chromium, with a real worker, clock and mail server.

The programme manager sets it up; the sponsor agrees the scope; five people join the team; the organiser brings the
documents; 25 cases are read; the week is held; findings are presented; the report is drafted, checked and issued; a month
later both are reminded once; the interview is recorded and the challenge closes. Everyone finds what to do on their home
page.
"""

import os
import re

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction
from django.utils.timezone import localtime
from playwright.sync_api import Error, expect

from challenges import outbox
from challenges.actions import load_texts
from challenges.clock import CLOCK
from challenges.models import AuditEvent, Challenge, NextAction, OutboundMail, User
from challenges.moments import months_after, today, working_days_from
from challenges.next_actions import left_to_do
from onsite.models import Session
from preparation.interests import QUESTIONS
from tests.browser.conftest import stands_up
from tests.challenges.signing_in import code
from tests.challenges.test_uploads import PDF
from tests.factories import CouncilFactory, ProgrammeFactory
from tests.live import Mailbox, Workplace, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough password"
TEAM = [
    ("Lead peer", "lead@example.org", "Lead peer", "A director of children's services"),
    ("Social care peer", "care@example.org", "Peer", "Social care peer"),
    ("Health peer", "health@example.org", "Peer", "Health peer"),
    ("Education peer", "education@example.org", "Peer", "Education peer"),
    ("Member peer", "member@example.org", "Peer", "Lead member peer"),
]
PEOPLE = [
    ("Sponsor", "The sponsor", "sponsor@example.org"),
    ("Organiser", "The organiser", "organiser@example.org"),
    ("Challenge manager", "The challenge manager", "manager@example.org"),
    ("Adviser", "The adviser", "adviser@example.org"),
]
SOON = 60_000


@pytest.fixture
def mailbox():
    box = Mailbox()
    yield box
    box.close()


@pytest.fixture
def workplace(mailbox):
    place = Workplace("redis" if os.environ.get("REDIS_URL") else "filesystem", EMAIL_URL=mailbox.url)
    place.start_worker()
    place.start_clock()
    yield place
    place.close()


def is_posted_by_a_button(answer):
    """Not what the page sends by itself while people type: drafts, words to be looked at, a question to give hints on."""
    return answer.request.method == "POST" and not re.search(r"/(drafts/save|text-check|key-lines/hints)/", answer.url)


class Someone:
    """A person at their browser. What cannot be found is told with what stands on the page instead."""

    def __init__(self, page, *, scripts=True):
        self.page = page
        self.scripts = scripts
        page.set_default_timeout(10_000)

    def find(self, locator):
        try:
            locator.first.wait_for(state="visible")
        except Error as error:
            main = self.page.locator(".challenge-page, main.govuk-main-wrapper > :not(.challenge-body)")
            texts = [each.inner_text() for each in main.locator("button, a, label").all()]
            heading = self.page.locator("h1").inner_text()
            raise AssertionError(f"not on “{heading}” ({self.page.url}), which has: {texts}") from error
        return locator.first

    def next(self, sentence):
        """Find this among my next actions at home, and follow it."""
        self.page.goto("/")
        return self.goes(self.page.locator(".actions").get_by_role("link", name=sentence))

    def has_nothing_to_do(self):
        self.page.goto("/")
        expect(self.page.get_by_text("Nothing waits for you.")).to_be_visible()

    def fill(self, **fields):
        for name, value in fields.items():
            self.find(self.page.locator(f"[name={name}]")).fill(value)
        return self

    def fill_day(self, name, day):
        for part in ("day", "month", "year"):
            self.page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))
        return self

    def choose(self, *labels):
        for label in labels:
            self.page.get_by_label(label).first.check()
        return self

    def press(self, name):
        """Press a button and wait until the server has answered what it posts."""
        button = self.find(self.page.get_by_role("button", name=name))
        self.page.evaluate("window.isTheOldPage = true")
        with self.page.expect_response(is_posted_by_a_button) as answered:
            button.click()
        if answered.value.request.is_navigation_request():
            wait_until(self.has_moved_on, what=f"the page after “{name}”")
        return self

    def has_moved_on(self):
        try:
            return self.page.evaluate("() => !window.isTheOldPage && document.readyState === 'complete'")
        except Error:  # the page is just changing
            return False

    def follow(self, name, within="main"):
        return self.goes(self.page.locator(within).get_by_role("link", name=name))

    def goes(self, link):
        """Follow a link and wait for the page it leads to."""
        link = self.find(link)
        self.page.evaluate("window.isTheOldPage = true")
        link.click()
        wait_until(self.has_moved_on, what="the page behind the link")
        return self

    def contents(self, name):
        return self.follow(name, within="nav.contents")

    def sees(self, text):
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=10_000)
        return self

    def is_in(self):
        expect(self.page.locator("dd .tag--done", has_text="In")).to_be_visible()
        return self

    def waits_for_pdf(self):
        """With scripts the page shows by itself that the PDF is there; without them its reader loads it again."""
        ready = self.page.locator(".document--ready").first
        if not self.scripts:
            wait_until(lambda: ready.is_visible() or self.loads_again(), what="the PDF")
        expect(ready).to_be_visible(timeout=SOON)
        return self

    def loads_again(self):
        self.page.reload()
        return False

    def reads_pdf(self):
        """Fetch the first PDF on the page, as the link does."""
        self.waits_for_pdf()
        link = self.page.locator(".document--ready a").first.get_attribute("href")
        answer = self.page.request.get(link)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")
        return answer.body()


def the_copy_is_true():
    """What stands on home pages is what the stages answer."""
    challenge = Challenge.objects.get()
    kept = (
        NextAction.objects.filter(challenge=challenge).order_by("position").values_list("sentence", "role", "person_id")
    )
    assert list(kept) == [(each.sentence, each.role, each.person_id) for each in left_to_do(challenge)]


def stage():
    return Challenge.objects.get().stage


@pytest.fixture
def scripts():
    """With scripts on PostgreSQL and Redis; without, on the embedded default (STORY_SCRIPTS=1 or 0 says otherwise)."""
    return bool(int(os.environ.get("STORY_SCRIPTS", bool(os.environ.get("REDIS_URL")))))


def test_a_whole_challenge(signed_in, live_server, browser, workplace, mailbox, settings, scripts):
    load_texts(ProgrammeFactory(), by=User.objects.clock())
    CouncilFactory(name="Northshire County Council", slug="northshire")
    User.objects.create_user("office@example.org", PASSWORD, name="The programme manager", is_programme_office=True)
    starts_on = working_days_from(today(), -6)

    def person(email):
        with transaction.atomic():
            user = User.objects.get(email=email)
        return Someone(signed_in(user, java_script_enabled=scripts), scripts=scripts)

    # Set-up
    office = Someone(
        browser.new_context(base_url=live_server.url, java_script_enabled=scripts).new_page(), scripts=scripts
    )
    office.page.goto("/")
    office.fill(login="office@example.org", password=PASSWORD).press("Sign in")
    office.follow("Set up an app")
    office.fill(code=code(office.page.locator("strong.break-all").inner_text())).press("Set up the app")
    office.follow("I have kept them")
    office.follow("Set up a challenge")
    office.page.get_by_label("Council").select_option("Northshire County Council")
    office.choose("LGA children's services peer challenge")
    office.fill_day("starts_on", starts_on)
    office.press("Set up the challenge").sees("The challenge is set up.")
    begin = {role.lower().replace(" ", "_"): (name, email) for role, name, email in PEOPLE[:3]}
    office.fill(**{f"{role}_name": name for role, (name, _email) in begin.items()})
    office.fill(**{f"{role}_email": email for role, (_name, email) in begin.items()})
    office.press("Name them and send the invitations").contents("People")
    for role, name, email in PEOPLE[3:]:
        office.follow("Add a person")
        office.page.get_by_role("radio", name=re.compile(f"^{role}:")).check()
        office.fill(name=name, email=email).press("Add person")
    office.contents("Dates").sees("Feedback presentation")
    the_copy_is_true()

    # Scoping
    manager = person("manager@example.org")
    manager.next("Choose the modules the challenge looks at")
    manager.choose("Early help", "Front door").press("Save modules")
    for number, question in enumerate(
        ["How well does the front door work?", "Does early help come in time?", "Are care leavers heard?"], 1
    ):
        if number == 1:
            manager.next("Add the first key line of enquiry")
        else:
            manager.follow("Add a key line")
        manager.fill(
            question=question,
            already_known="Audits say it works for most families.",
            outcome_wanted="To know what to change first.",
            measure="Nine in ten on time by the autumn, from seven now." if number != 2 else "",
            owner="Head of service",
        ).press(re.compile("key line"))
    manager.next(re.compile("Complete key line 2")).fill(measure="Half as many come back.").press("Save key line")
    manager.next("Make the scoping proposal").press("Make version 1").reads_pdf()
    office.next("Send version 1 of the scoping proposal to the sponsor")
    office.follow("Send version 1 to the sponsor").press(re.compile("Send version 1"))
    sponsor = person("sponsor@example.org")
    sponsor.next("Agree the scoping proposal").reads_pdf()
    sponsor.follow(re.compile("Agree version 1")).press(re.compile("Agree version 1"))
    assert stage() == "preparation"
    the_copy_is_true()

    # Preparation
    manager.next("Invite a lead peer")
    for number, (name, email, role, place) in enumerate(TEAM):
        if number:
            manager.contents("Peer team").follow("Invite someone")
        manager.page.get_by_role("radio", name=role, exact=True).check()
        manager.fill(name=name, email=email, place=place).press("Send the invitation")
    for _name, email, _role, _place in TEAM:
        member = person(email)
        assert member.page.goto(f"/challenges/{Challenge.objects.get().slug}/").status == 404
        member.next("Answer the invitation to the peer challenge of Northshire County Council")
        member.choose("Yes, I accept the place", "I accept the ground rules", "I accept the confidentiality agreement")
        for question in QUESTIONS:
            member.page.locator(f"[name={question}][value=no]").check()
        member.press("Send your answer")
    manager.next(f"Decide about the interests of {len(TEAM)} people")
    for _member in TEAM:
        manager.follow(re.compile("^Decide")).choose("Nothing to manage").press("Save the decision")
    organiser = person("organiser@example.org")
    organiser.next(re.compile("Upload item 1,"))
    organiser.page.locator("[name=documents]").set_input_files(
        [{"name": f"statement-{part}.pdf", "mimeType": "application/pdf", "buffer": PDF} for part in (1, 2, 3)]
    )
    organiser.fill(note="Read section 2 first.").press("Upload")
    organiser.is_in()
    for part in (1, 2, 3):
        organiser.sees(f"statement-{part}.pdf")
    organiser.next(re.compile("Upload item 2,")).follow("Mark it as not held")
    organiser.fill(reason="Written every other year.").press("Mark as not held")
    for item in range(3, 9):
        organiser.next(re.compile(f"Upload item {item},"))
        organiser.page.locator("[name=documents]").set_input_files(
            {"name": f"item-{item}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        organiser.press("Upload").is_in().sees(f"item-{item}.pdf")
    lead, peer = person("lead@example.org"), person("care@example.org")
    peer.next("Read 7 must-read documents").follow(re.compile("^1. Position"))
    peer.press("Mark as read")
    peer.next("Read 6 must-read documents")
    manager.next("Confirm the team and the documents").press(re.compile("Confirm|End"))
    assert stage() == "casereview"
    the_copy_is_true()

    # Case review
    manager.next("Add the cases of the sample")
    strata = [(each.name, each.cases) for each in Challenge.objects.get().programme.plan.case_review.strata]
    parts = [name for name, count in strata for _ in range(count)]
    manager.fill(lines="\n".join(f"C-{n:02}, {part}, 5 to 9" for n, part in enumerate(parts, 1))).press("Add cases")
    manager.next("Share out 25 cases").press("Share out 25 cases")
    read = 0
    for _name, email, _role, _place in TEAM:
        reader = person(email)
        reader.next("Check your declaration of interest").press("Nothing has changed")
        for left in range(5, 0, -1):
            reader.next("Finish 1 case" if left == 1 else f"Finish {left} cases")
            reader.follow(re.compile(r"^C-\d\d, "))
            reader.page.evaluate(
                'for (const each of document.querySelectorAll("input[type=radio][value=strength]")) each.checked = true'
            )
            reader.fill(headline="The child is heard and plans follow.").press("Finish this case")
            reader.page.wait_for_url(re.compile("/cases/$"))
            read += 1
            if read == 12:
                reader.contents("Cases").sees("12 of 25").sees("opens to you once your own 3 cases are finished")
    manager.next("Write the case review report").fill(
        overall_messages="Children are seen and known.", strengths="Voice of the child.", areas="Drift in plans."
    ).press("Save")
    manager.next("Share the case review report with the council")
    manager.press(re.compile("make the PDF", re.IGNORECASE)).reads_pdf()
    manager.follow("share the report with the council").press("Share the report and send the mail")
    sponsor.page.goto("/")
    manager.next("End the case review").press(re.compile("End"))
    assert stage() == "onsite"
    the_copy_is_true()

    # On site
    organiser.next("Build the timetable").follow("Start from the programme’s timetable")
    organiser.press("Start from the programme’s timetable")
    for _day in range(4):
        manager.page.goto("/")
        manager.follow("Northshire County Council").contents("Timetable").follow(re.compile("^Say who goes and where"))
        for place, track in enumerate(("All", "A", "B", "C")):
            boxes = manager.page.locator(f"[name=people_{track}]")
            if boxes.count():
                boxes.nth(place).check()
                manager.fill(**{f"new_room_{track}": f"Room {place + 1}"})
        manager.press("Fill the gaps")
    taken = Session.objects.filter(track="A").order_by("starts_at").first()
    busy = taken.attendances.get().user
    manager.contents("Timetable").follow(re.compile("^Add a session on"))
    manager.fill(
        title="Social workers, a second group",
        starts=f"{localtime(taken.starts_at):%H:%M}",
        ends=f"{localtime(taken.ends_at):%H:%M}",
    )
    manager.page.locator("[name=kind]").select_option("focus_group")
    manager.page.locator("[name=day]").first.check()
    manager.page.locator("[name=track][value=C]").check()
    manager.page.locator(f"[name=people][value='{busy.pk}']").check()
    manager.press("Save session").contents("Timetable").sees(re.compile(f"{busy.name} is booked twice"))
    lead.next("Write a no-surprises note for the sponsor").page.locator("[name=on_date]").first.check()
    lead.fill(text="Staff speak warmly of their managers. We want to see more of early help.").press("Save the note")
    lead.next(re.compile("Share the no-surprises note")).press("Share with the sponsor")
    sponsor.next(re.compile("Read the no-surprises note")).sees("Staff speak warmly of their managers.")
    sponsor.press("I have read this")
    manager.next(re.compile("Mark .* sessions as held"))
    for _day in range(4):
        manager.follow(re.compile("^Mark the day as held")).press("Mark the day as held").contents("Timetable")
    manager.next("End the on-site week").press(re.compile("End"))
    assert stage() == "feedback"
    the_copy_is_true()

    # Feedback: notes from a session, a document and a case; findings that cite them
    for author, source, label in (
        (peer, "session", "Session"),
        (person("health@example.org"), "document", "Document"),
        (person("education@example.org"), "case", "Case"),
    ):
        author.page.goto("/")
        author.follow("Northshire County Council").contents("Evidence notes").follow("Write an evidence note")
        author.page.get_by_role("radio", name="Strength").check()
        author.fill(text=f"Heard in a {label.lower()}: managers know their children.")
        author.page.locator(f"[name={source}]").select_option(index=1)
        author.press("Share with the team")
    lead.next("Write the first finding")
    lead.fill(headline="Leaders know their services").page.get_by_role("radio", name="Strength").check()
    lead.page.locator("[name=theme]").select_option(index=1)
    lead.press("Save the finding").sees(
        "Choose at least one piece of evidence. A finding without evidence cannot stand."
    )
    themes = lead.page.locator("[name=theme] option").count() - 1
    kinds = ["Strength", "Area for consideration", "Good practice", "Recommendation", "Strength"]
    for number in range(themes):
        if number:
            lead.page.goto("/")
            lead.follow("Northshire County Council").contents("Findings").follow("Write a finding")
        lead.page.get_by_role("radio", name=kinds[number % 5]).check()
        lead.fill(headline=f"Headline of finding {number + 1}", detail="What we saw and heard, in a sentence or two.")
        lead.page.locator("[name=theme]").select_option(index=number + 1)
        lead.page.locator("[name=key_line]").select_option(index=number % 3 + 1)
        for details in lead.page.locator("details:not([open])").all():
            details.evaluate("each => each.open = true")
        lead.page.locator("[name=evidence]").nth(number % 3).check()
        lead.press("Save the finding")
    lead.next("Write the headline messages of the presentation").fill(
        headline_messages="Children in Northshire are known and heard.", next_steps="We will write to you."
    ).press("Save")
    lead.next("Record that the presentation was given")
    lead.fill_day("given_on", today())
    lead.press(re.compile("Record"))
    assert stage() == "reports"
    the_copy_is_true()
    sponsor.page.goto("/")
    sponsor.follow("Northshire County Council").contents("Feedback presentation").sees(
        "Children in Northshire are known and heard."
    )

    # Report
    manager.next("Put the draft report together from the findings").press("Put the draft together")
    manager.follow(re.compile("^Edit")).page.locator("[name=text]").fill(
        "The council knows **itself** well.\n\n- and says so"
    )
    manager.press("Save passage")
    manager.next("Finish the draft report and send it to the lead peer").press("Send to the lead peer")
    lead.next("Read the draft report and agree it").follow("Agree the draft or ask for changes")
    lead.press("Agree the draft for the team")
    adviser = person("adviser@example.org")
    office.next("Quality-assure the draft report").follow("Agree the draft or ask for changes")
    office.fill(comment="Clear and kind.").press("Agree the draft")
    adviser.next("Quality-assure the draft report").sees("1 of 2 readers has decided")
    assert "Clear and kind." not in adviser.page.content()
    adviser.follow("Agree the draft or ask for changes").press("Agree the draft").sees("Clear and kind.")
    sponsor.page.goto("/")
    sponsor.follow("Northshire County Council").contents("Feedback report")
    assert "Headline of finding" not in sponsor.page.content()
    manager.next("Send the draft report to the council").follow("Send the draft to the council")
    manager.press("Send the draft to the council")
    sponsor.next("Check the draft report for factual accuracy")
    answers = sponsor.page.locator("input[type=radio][value=correct]")
    for number in range(answers.count()):
        answers.nth(number).check()
    sponsor.page.locator("input[type=radio][value=not_correct]").nth(1).check()
    sponsor.page.locator("textarea").nth(1).fill("There are 112 staff, not 120.")
    sponsor.press("Save and finish checking").press("Finish checking")
    manager.next("Answer 1 point the council made").follow(re.compile("Accept or decline"))
    manager.page.get_by_role("radio", name=re.compile("^Accept")).check()
    manager.fill(response_reason="You are right.").press("Save answer")
    manager.page.locator("[name=text]").fill("There are 112 staff.")
    manager.press("Save passage")
    manager.next("Make the final PDF").press("Make the final PDF").waits_for_pdf()
    office.next("Issue the final report").reads_pdf()
    office.press("Issue the final report").sees("The final report is issued.")
    assert stage() == "evaluation"
    the_copy_is_true()
    sponsor.page.goto("/")
    final = sponsor.follow("Northshire County Council").contents("Feedback report").reads_pdf()
    manager.page.goto("/")
    manager.follow("Northshire County Council").contents("Feedback report")
    assert manager.page.get_by_role("link", name=re.compile("^Edit")).count() == 0
    organiser.page.goto("/")
    assert organiser.follow("Northshire County Council").contents("Feedback report").reads_pdf() == final

    # Evaluation: a month later, by real SMTP, once, however often the job runs
    wait_until(
        lambda: not OutboundMail.objects.filter(state__in=["due", "claimed", "handing_over"]).exists(),
        what="the mails of the story to be sent",
    )
    before = len(mailbox.messages)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.controller.port
    issued = Challenge.objects.get().report.issued_at
    a_month_on = issued.replace(hour=12) + (months_after(issued.date(), 1) - issued.date())
    with time_machine.travel(a_month_on - (a_month_on - issued) / 2):
        CLOCK["remind_about_evaluation"]()
        outbox.send_due()
    assert len(mailbox.messages) == before
    with time_machine.travel(a_month_on):
        for _ in range(3):
            CLOCK["remind_about_evaluation"]()
            outbox.send_due()
    assert sorted(address for address, _mail in mailbox.messages[before:]) == [
        "manager@example.org",
        "sponsor@example.org",
    ]
    manager.next("Hold the evaluation interview with the sponsor")
    manager.fill_day("held_on", today())
    manager.page.locator("[name=spoken_to]").first.check()
    for box in manager.page.locator("textarea").all():
        box.fill("It helped us to see what comes first.")
    manager.press("Record and close the challenge").press(re.compile("Close"))
    assert stage() == "closed"
    the_copy_is_true()
    for each in (manager, sponsor, organiser, lead, peer, adviser):
        each.has_nothing_to_do()

    # The history reads as the story above
    office.page.goto("/?stage=all")
    office.follow("Northshire County Council").contents("History")
    if scripts:  # axe is a script itself
        assert stands_up(office.page) == []
    told = list(AuditEvent.objects.filter(what__in=STORY).order_by("pk").values_list("what", flat=True))
    assert list(dict.fromkeys(told)) == STORY
    for each in (office, manager, sponsor, organiser, lead, peer, adviser):
        assert getattr(each.page, "problems", []) == []
    assert os.environ.get("REDIS_URL", "") == django_settings.REDIS_URL


STORY = [
    "challenge.created",
    "key_line.added",
    "proposal.made",
    "proposal.sent",
    "proposal.agreed",
    "stage.ended",
    "place.accepted",
    "report.put_together",
    "report.sent_to_lead_peer",
    "report.agreed",
    "report.quality_assured",
    "report.sent_to_council",
    "accuracy.finished",
    "accuracy.responded",
    "report.issued",
    "interview.recorded",
]
