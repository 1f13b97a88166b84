"""Who must not read what: each test makes the thing that could leak, then shows that it does not."""

import pytest
from django.urls import reverse

from challenges.models import AuditEvent, OutboundMail
from challenges.next_actions import work_out
from reports import actions
from reports.models import AccuracyPoint, Passage, Report
from tests.factories import ChallengeFactory
from tests.reports.factories import PassageFactory, ReportFactory, make_ready

pytestmark = pytest.mark.django_db

State = Report.State
SECRET = "Supervision is often cancelled, a worker told us."
BEFORE_IT_IS_SENT = [State.DRAFTING, State.WITH_LEAD_PEER, State.QUALITY_ASSURANCE, State.READY_FOR_COUNCIL]
BEFORE_IT_IS_FINAL = [each for each in State if each != State.FINAL]


@pytest.fixture
def secret(story):
    """A passage with words that could leak, and a draft PDF of it."""
    passage = story.edit(story.passage(heading="Supervision varies"), heading=SECRET, text=SECRET)
    make_ready(actions.make_draft(story.report, by=story.challenge_manager))
    return passage


@pytest.fixture
def pages(challenge):
    """Every page where words of the report might be read, as this client reads them."""

    def texts(client):
        work_out(challenge)
        addresses = [
            reverse(f"reports:{name}", args=[challenge.slug]) for name in ("report", "accuracy", "report_issue")
        ]
        addresses += [reverse(name, args=[challenge.slug]) for name in ("challenge", "history")] + [reverse("home")]
        return "".join(client.get(address, follow=True).text for address in addresses)

    return texts


def pdf(client, version):
    response = client.get(
        reverse("challenges:document_file", args=[version.report.challenge.slug, version.document_id])
    )
    if response.streaming:
        b"".join(response)  # reading it to its end closes the file
    return response.status_code


@pytest.mark.parametrize("state", BEFORE_IT_IS_SENT)
@pytest.mark.parametrize("role", ["sponsor", "organiser"])
def test_the_council_sees_nothing_of_the_draft_before_it_is_sent(story, secret, pages, person, log_in_as, state, role):
    story.take_to(state)
    reader = story.sponsor if role == "sponsor" else person(role, story.challenge)
    client = log_in_as(reader)

    assert SECRET not in pages(client)
    assert [pdf(client, version) for version in story.report.versions.all()] == [403]
    assert not Passage.objects.visible_to(reader).exists()


@pytest.mark.parametrize("state", [State.FACTUAL_ACCURACY, State.ANSWERED])
def test_the_sponsor_reads_what_was_sent(story, secret, pages, log_in_as, state):
    story.take_to(state)
    client = log_in_as(story.sponsor)
    sent, draft = story.report.versions.all()
    make_ready(sent)

    assert SECRET in pages(client)
    assert (pdf(client, sent), pdf(client, draft)) == (200, 403)


@pytest.mark.parametrize("state", BEFORE_IT_IS_FINAL)
def test_the_organiser_reads_nothing_before_the_final_report(story, secret, pages, person, log_in_as, state):
    story.take_to(state, not_correct=[secret.position])
    if state == State.ANSWERED:
        story.respond_to_all(response="accepted", response_reason=SECRET)
        story.edit(secret, text=f"{SECRET} So it was.")
        story.final_version()
    organiser = person("organiser", story.challenge)
    client = log_in_as(organiser)

    assert SECRET not in pages(client)
    assert {pdf(client, version) for version in story.report.versions.all()} == {403}
    assert not Passage.objects.visible_to(organiser).exists()
    assert client.get(reverse("reports:accuracy", args=[story.challenge.slug])).status_code == 403


def test_what_changes_after_the_council_answered_is_read_by_it_in_the_final_report(story, pages, log_in_as):
    story.take_to(State.ANSWERED)
    story.edit(story.passage(position=3), text=SECRET)
    version = story.final_version()
    client = log_in_as(story.sponsor)
    assert SECRET not in pages(client)
    assert pdf(client, version) == 403

    actions.issue_report(story.report, version=version, subject="Final", text="There.", by=story.programme_manager)

    assert SECRET in pages(client)
    assert pdf(client, version) == 200


@pytest.mark.parametrize("role", ["sponsor", "organiser", "co_ordinator"])
def test_after_the_final_report_the_council_reads_its_text_and_its_pdf(story, secret, pages, person, log_in_as, role):
    story.take_to(State.FINAL)
    client = log_in_as(story.sponsor if role == "sponsor" else person(role, story.challenge))

    assert SECRET in pages(client)
    final = story.report.versions.get(kind="final")
    assert pdf(client, final) == 200
    assert pdf(client, story.report.versions.get(kind="draft")) == 403


@pytest.mark.parametrize("state", list(State))
def test_contributors_and_moderators_see_nothing(story, secret, person, log_in_as, state):
    story.take_to(state)

    for role in ("contributor", "moderator"):
        client = log_in_as(person(role, story.challenge))
        names = ("report", "accuracy", "report_send", "report_issue")
        codes = {client.get(reverse(f"reports:{name}", args=[story.challenge.slug])).status_code for name in names}
        assert codes == {403}
        assert {pdf(client, version) for version in story.report.versions.all()} == {403}


def test_a_stranger_learns_of_no_report(story, person, log_in_as):
    client = log_in_as(person("stranger"))

    assert client.get(reverse("reports:report", args=[story.challenge.slug])).status_code == 404


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (
            "observer",
            ["report_agree", "report_review", "report_send", "report_take_back", "accuracy_finish", "report_issue"],
        ),
        ("peer", ["report_agree", "report_review", "report_send", "accuracy_finish", "report_issue"]),
        ("lead_peer", ["report_review", "report_send", "accuracy_finish", "report_issue"]),
        ("adviser", ["report_agree", "report_send", "accuracy_finish", "report_issue"]),
        ("challenge_manager", ["report_agree", "report_review", "accuracy_finish", "report_issue"]),
        ("programme_manager", ["report_agree", "accuracy_finish"]),
        ("sponsor", ["report_agree", "report_review", "report_send", "report_take_back", "report_issue"]),
        ("organiser", ["report_agree", "report_review", "report_send", "accuracy", "accuracy_finish", "report_issue"]),
    ],
)
def test_each_page_is_for_those_who_act_on_it(story, person, log_in_as, role, names):
    user = getattr(story, role, None) or person(role, story.challenge)
    client = log_in_as(user)

    codes = {name: client.get(reverse(f"reports:{name}", args=[story.challenge.slug])).status_code for name in names}

    assert codes == dict.fromkeys(names, 403)


@pytest.mark.parametrize("role", ["adviser", "peer", "observer", "programme_manager", "sponsor", "organiser"])
def test_only_those_who_write_the_report_open_a_passage(story, person, log_in_as, role):
    user = getattr(story, role, None) or person(role, story.challenge)
    address = reverse("reports:passage_edit", args=[story.challenge.slug, story.passage(position=1).pk])

    assert log_in_as(user).get(address).status_code == 403


def test_the_history_of_the_draft_is_the_teams(story, secret):
    story.take_to(State.WITH_LEAD_PEER)
    actions.ask_for_changes(story.report, comment=SECRET, by=story.lead_peer)

    assert not AuditEvent.objects.readable_by(story.sponsor, story.challenge).exists()
    assert AuditEvent.objects.readable_by(story.adviser, story.challenge).filter(reason=SECRET).exists()


def test_the_history_for_the_council_says_what_happened_without_the_words(story, person):
    story.take_to(State.ANSWERED, not_correct=[2])
    story.respond_to_all(response_reason=SECRET)

    organiser = person("organiser", story.challenge)
    events = AuditEvent.objects.readable_by(organiser, story.challenge).order_by("pk")

    assert list(events.values_list("what", flat=True)) == [
        "report.sent_to_council",
        "accuracy.answered",
        "accuracy.finished",
    ]
    assert SECRET not in "".join(f"{event.sentence}{event.reason}{event.now}" for event in events)


def test_a_passage_is_shared_with_the_council_by_the_final_report_and_not_before(story):
    story.take_to(State.ANSWERED)
    assert set(Passage.objects.values_list("audience", flat=True)) == {"team"}

    story.take_to(State.FINAL)

    assert set(Passage.objects.values_list("audience", flat=True)) == {"council"}


def test_mail_about_the_report_goes_to_sponsors_only(story, person):
    for role in ("organiser", "contributor", "peer"):
        person(role, story.challenge)

    story.take_to(State.FINAL)

    assert set(OutboundMail.objects.values_list("person", flat=True)) == {story.sponsor.pk}


def test_rows_of_another_challenge_are_out_of_reach(story, log_in_as):
    story.take_to(State.ANSWERED, not_correct=[2])
    other = PassageFactory(report=ReportFactory(challenge=ChallengeFactory(stage="reports")))
    point = AccuracyPoint.objects.get(correct=False)
    client = log_in_as(story.programme_manager)

    codes = [
        client.get(reverse("reports:accuracy_respond", args=[other.challenge.slug, point.pk])).status_code,
        log_in_as(story.challenge_manager)
        .get(reverse("reports:passage_edit", args=[story.challenge.slug, other.pk]))
        .status_code,
    ]

    assert codes == [404, 404]
