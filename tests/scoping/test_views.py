"""The pages of scoping: who opens them, and what they say."""

import re

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import OutboundMail, Probe, Theme
from challenges.moments import now
from scoping import actions, queries
from scoping.models import KeyLineOfEnquiry, ScopingProposal
from tests.factories import ChallengeFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ScopingProposalFactory

pytestmark = pytest.mark.django_db


def url(name, challenge, *args):
    return reverse(f"scoping:{name}", args=[challenge.slug, *args])


def text_of(response):
    """What a reader sees, without markup; a mark round words puts no space into them."""
    unmarked = re.sub(r"</?(?:mark|ins|del)>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unmarked))


@pytest.fixture
def challenge():
    return ChallengeFactory()


@pytest.mark.parametrize("name", ["scope", "theme_choose", "key_line_add", "proposal"])
def test_a_stranger_learns_nothing(challenge, person, log_in_as, name):
    response = log_in_as(person("stranger")).get(url(name, challenge))

    assert response.status_code == 404


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("contributor", "scope", 403),
        ("contributor", "proposal", 403),
        ("moderator", "scope", 403),
        ("observer", "scope", 200),
        ("observer", "key_line_add", 403),
        ("organiser", "key_line_add", 200),
        ("sponsor", "key_line_add", 200),
        ("sponsor", "theme_choose", 403),
        ("adviser", "key_line_add", 403),
        ("challenge_manager", "theme_choose", 200),
    ],
)
def test_who_opens_which_page(challenge, person, log_in_as, role, name, status):
    response = log_in_as(person(role, challenge)).get(url(name, challenge))

    assert response.status_code == status


def test_the_scope_shows_themes_with_probes_and_key_lines_with_what_is_empty(challenge, person, log_in_as):
    theme = Theme.objects.get(programme=challenge.programme, code="C1")
    ChosenThemeFactory(challenge=challenge, theme=theme)
    Probe.objects.create(theme=theme, code="C1.1", text="Is there a shared vision?", position=1)
    KeyLineFactory(challenge=challenge, number=1, question="Who waits?", measure="", owner="")

    page = text_of(log_in_as(person("sponsor", challenge)).get(url("scope", challenge)))

    assert "Who waits?" in page
    assert "Still empty: measure and owner" in page
    assert "Is there a shared vision?" in page
    assert "The probes are worded by this service, not by the LGA." in page


def test_above_the_limits_a_kind_word_and_no_obstacle(challenge, person, log_in_as):
    limits = challenge.programme.plan.limits
    for number in range(1, limits.key_lines + 2):
        KeyLineFactory(challenge=challenge, number=number)
    modules = Theme.objects.filter(programme=challenge.programme, kind=Theme.Kind.MODULE)
    for theme in modules[: limits.modules + 1]:
        ChosenThemeFactory(challenge=challenge, theme=theme)
    client = log_in_as(person("challenge_manager", challenge))

    page = text_of(client.get(url("scope", challenge)))

    assert f"There are {limits.key_lines + 1} key lines. The programme suggests at most {limits.key_lines}" in page
    assert f"{limits.modules + 1} modules are chosen. The programme suggests at most {limits.modules}" in page
    assert client.post(url("key_line_add", challenge), {"question": "One more?"}).status_code == 302


def test_after_scoping_the_page_says_that_nothing_can_be_edited(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    key_line = KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now(), agreed_at=now())
    client = log_in_as(person("challenge_manager", challenge))

    response = client.get(url("scope", challenge))

    assert "Themes and key lines can no longer be edited." in text_of(response)
    assert url("key_line_edit", challenge, key_line.pk) not in response.content.decode()
    assert client.get(url("key_line_edit", challenge, key_line.pk)).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_scope_costs_the_same_with_many_key_lines(challenge, person, log_in_as, django_assert_num_queries, rows):
    theme = ChosenThemeFactory(challenge=challenge).theme
    for number in range(1, rows + 1):
        KeyLineFactory(challenge=challenge, number=number, theme=theme)
        Probe.objects.create(theme=theme, code=f"C1.{number}", text="Is it so?", position=number)
    client = log_in_as(person("challenge_manager", challenge))

    with django_assert_num_queries(9):
        client.get(url("scope", challenge))


def test_modules_are_chosen_on_their_page(challenge, person, log_in_as):
    standing = ChosenThemeFactory(
        challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5")
    ).theme
    early_help = Theme.objects.get(programme=challenge.programme, code="M4")
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("theme_choose", challenge), {"modules": [early_help.pk], "seen": str(standing.pk)})

    assert response.url == url("scope", challenge)
    assert list(queries.chosen_themes(challenge)) == [early_help]


def test_modules_that_someone_else_changed_are_not_overwritten(challenge, person, log_in_as):
    ChosenThemeFactory(challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5"))
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("theme_choose", challenge), {"modules": [], "seen": ""})

    assert "Someone changed the modules while you were choosing." in text_of(response)
    assert queries.chosen_themes(challenge).get().code == "M5"


def test_the_organiser_adds_a_key_line(challenge, person, log_in_as):
    client = log_in_as(person("organiser", challenge))

    response = client.post(url("key_line_add", challenge), {"question": "Who waits?", "owner": "Head of service"})

    key_line = KeyLineOfEnquiry.objects.get()
    assert (key_line.question, key_line.owner) == ("Who waits?", "Head of service")
    assert response.url == f"{url('scope', challenge)}#key-line-1"


def test_what_was_typed_stays_on_the_form_when_the_question_is_missing(challenge, person, log_in_as):
    client = log_in_as(person("organiser", challenge))

    response = client.post(url("key_line_add", challenge), {"question": "", "measure": "Fewer repeat contacts"})

    assert "Fill in “Question”" in text_of(response)
    assert "Fewer repeat contacts" in text_of(response)


def test_who_saves_second_sees_both_texts_and_can_save_again(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1)
    actions.edit_key_line(key_line, version=1, question="Theirs?", by=person("sponsor", challenge))
    client = log_in_as(person("organiser", challenge))
    typed = {"question": "Mine?", "version": 1}

    response = client.post(url("key_line_edit", challenge, key_line.pk), typed)

    page = text_of(response)
    assert "Theirs?" in page
    assert "Mine?" in page
    assert response.context["form"]["version"].value() == "2"
    assert client.post(url("key_line_edit", challenge, key_line.pk), typed | {"version": 2}).status_code == 302
    assert KeyLineOfEnquiry.objects.get().question == "Mine?"


def test_a_key_line_of_another_challenge_cannot_be_reached(challenge, person, log_in_as):
    other = KeyLineFactory()
    client = log_in_as(person("challenge_manager", challenge))

    assert client.get(url("key_line_edit", challenge, other.pk)).status_code == 404
    assert client.post(url("key_line_remove", challenge, other.pk), {"version": 1}).status_code == 404


def test_removing_a_key_line_is_confirmed_first(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1, question="Who waits?")
    client = log_in_as(person("challenge_manager", challenge))

    asked = client.get(url("key_line_remove", challenge, key_line.pk))
    assert "Who waits?" in text_of(asked)
    assert KeyLineOfEnquiry.objects.exists()

    client.post(url("key_line_remove", challenge, key_line.pk), {"version": 1})
    assert not KeyLineOfEnquiry.objects.exists()


def test_a_key_line_changed_meanwhile_is_shown_again_before_it_is_removed(challenge, person, log_in_as):
    key_line = KeyLineFactory(challenge=challenge, number=1)
    actions.edit_key_line(key_line, version=1, question="Better?", by=person("sponsor", challenge))
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("key_line_remove", challenge, key_line.pk), {"version": 1})

    assert "Key line 1 was changed since you opened this page. Read it again first." in text_of(response)
    assert "Better?" in text_of(response)


# The proposal


def test_a_version_is_made_with_one_button(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))
    assert "Make version 1" in text_of(client.get(url("proposal", challenge)))

    client.post(url("proposal_make", challenge))

    page = text_of(client.get(url("proposal", challenge)))
    assert "Send version 1 to the sponsor" in page
    assert "Make version 2" not in page


def test_after_an_edit_the_page_says_what_changed_and_offers_the_next_version(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    manager = person("challenge_manager", challenge)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=2)

    page = text_of(log_in_as(manager).get(url("proposal", challenge)))

    assert "The scope changed since version 1 was made: Key line 2 was added." in page
    assert "Make version 2" in page


def test_a_newer_version_says_what_changed_since_the_one_before(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now())

    page = text_of(log_in_as(sponsor).get(url("proposal", challenge)))

    assert "What changed since version 1 Key line 1 was added." in page


def test_the_council_learns_of_a_version_once_it_is_sent(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    unsent = ScopingProposalFactory(challenge=challenge, number=2)
    manager, sponsor = (log_in_as(person(role, challenge)) for role in ["challenge_manager", "sponsor"])
    assert "Version 2" in text_of(manager.get(url("proposal", challenge)))

    page = text_of(sponsor.get(url("proposal", challenge)))

    assert "Version 1" in page
    assert "Version 2" not in page
    assert sponsor.get(url("proposal_agree", challenge, 2)).status_code == 404
    document = reverse("challenges:document_file", args=[challenge.slug, unsent.document_id])
    assert sponsor.get(document).status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_proposal_costs_the_same_with_many_versions(challenge, person, log_in_as, django_assert_num_queries, rows):
    manager = person("challenge_manager", challenge)
    for number in range(1, rows + 1):
        ScopingProposalFactory(challenge=challenge, number=number, sent_at=now(), ready=True)
    client = log_in_as(manager)

    with django_assert_num_queries(11):
        client.get(url("proposal", challenge))


def test_sending_shows_the_mail_first_and_sends_what_was_written(challenge, person, log_in_as):
    sponsor = person("sponsor", challenge)
    ScopingProposalFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))

    asked = client.get(url("proposal_send", challenge, 1))
    assert sponsor.email in text_of(asked)
    assert url("proposal", challenge) in asked.context["form"]["body"].value()
    assert not OutboundMail.objects.exists()

    response = client.post(url("proposal_send", challenge, 1), {"subject": "My own words", "body": "Read it."})
    assert response.url == url("proposal", challenge)
    assert OutboundMail.objects.get().subject == "My own words"
    assert ScopingProposal.objects.get().sent_at


def test_a_version_that_was_sent_offers_no_mail_again(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    client = log_in_as(person("challenge_manager", challenge))

    page = text_of(client.get(url("proposal_send", challenge, 1)))

    assert "sent this version on" in page
    assert "Subject" not in page


def test_a_refusal_to_send_keeps_the_mail_that_was_written(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1)
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("proposal_send", challenge, 1), {"subject": "My own words", "body": "Read it."})

    assert "Nobody is sponsor of this challenge." in text_of(response)
    assert response.context["form"]["subject"].value() == "My own words"


def test_a_second_version_says_in_its_mail_what_changed(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=2)

    client = log_in_as(person("challenge_manager", challenge))
    body = client.get(url("proposal_send", challenge, 2)).context["form"]["body"].value()

    assert "- Key line 1 was added." in body


@pytest.fixture
def agreeable(challenge, person):
    """A challenge whose newest version is sent, with nothing missing."""
    people = {role: person(role, challenge) for role in ["sponsor", "organiser", "challenge_manager"]}
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now(), ready=True)
    return people


def test_the_sponsor_agrees_the_version_that_was_sent(challenge, agreeable, log_in_as):
    client = log_in_as(agreeable["sponsor"])
    assert url("proposal_agree", challenge, 1) in client.get(url("proposal", challenge)).content.decode()
    assert "Agree version 1 of the scoping proposal?" in text_of(client.get(url("proposal_agree", challenge, 1)))

    response = client.post(url("proposal_agree", challenge, 1))

    assert response.url == challenge.get_absolute_url()
    assert queries.agreed_proposal(challenge).agreed_by == agreeable["sponsor"]


def test_only_the_sponsor_agrees(challenge, agreeable, log_in_as):
    for role in ["organiser", "challenge_manager"]:
        assert log_in_as(agreeable[role]).get(url("proposal_agree", challenge, 1)).status_code == 403


def test_the_sponsor_reads_before_agreeing(challenge, agreeable, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now())

    page = text_of(log_in_as(agreeable["sponsor"]).get(url("proposal_agree", challenge, 2)))

    assert "You can agree it once the PDF is ready and you have read it." in page


def test_an_outdated_version_is_refused_in_words(challenge, agreeable, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now(), ready=True)
    client = log_in_as(agreeable["sponsor"])

    shown = client.get(url("proposal_agree", challenge, 1))
    posted = client.post(url("proposal_agree", challenge, 1))

    assert "Version 2 was sent since. Read it, then agree that one." in text_of(shown)
    assert "Version 2 was sent since. Read it, then agree that one." in text_of(posted)
    assert queries.agreed_proposal(challenge) is None


def test_with_something_missing_the_sponsor_says_why_it_can_wait(challenge, agreeable, log_in_as):
    key_line = challenge.key_lines.get()
    actions.edit_key_line(
        key_line,
        version=1,
        by=agreeable["organiser"],
        question=key_line.question,
        already_known=key_line.already_known,
        outcome_wanted=key_line.outcome_wanted,
        measure=key_line.measure,
    )
    ScopingProposalFactory(challenge=challenge, number=2, sent_at=now(), ready=True)
    client = log_in_as(agreeable["sponsor"])

    without = client.post(url("proposal_agree", challenge, 2))
    assert "Complete key line 1: owner is empty" in text_of(without)
    assert "Fill in “Why can this wait?”" in text_of(without)

    client.post(url("proposal_agree", challenge, 2), {"override_reason": "The post is being filled."})
    challenge.refresh_from_db()
    assert challenge.stage == Stage.PREPARATION
