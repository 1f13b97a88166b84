"""The scope on its page: themes, modules and probes, and who opens what."""

import pytest

from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Probe, Theme
from challenges.moments import now
from scoping import actions, queries
from tests.factories import ChallengeFactory
from tests.scoping.factories import ChosenThemeFactory, KeyLineFactory, ScopingProposalFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db


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

    with django_assert_num_queries(11):
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


def test_the_cards_show_what_each_module_probes_and_usually_needs(challenge, person, log_in_as):
    module = Theme.objects.get(programme=challenge.programme, code="M10")
    Probe.objects.create(theme=module, code="M10.1", text="Is the council in touch?", position=1)
    Probe.objects.create(theme=module, code="M10.2", text="Is the plan current?", position=2, derived=False)

    page = text_of(log_in_as(person("challenge_manager", challenge)).get(url("theme_choose", challenge)))

    assert "Is the council in touch? (ours) Is the plan current?" in page
    assert "Is the plan current? (ours)" not in page
    assert "Usually hears: Care leavers, personal advisers, housing" in page
    assert "Asks for as well:" in page
    assert "0 modules are ticked; the programme suggests at most 3. It fits into the time." in page


def test_while_modules_are_ticked_the_page_says_how_it_fits_and_keeps_nothing(challenge, person, log_in_as):
    modules = list(Theme.objects.filter(programme=challenge.programme, kind=Theme.Kind.MODULE))
    for module in modules:
        for position in range(20):
            Probe.objects.create(theme=module, code=f"{module.code}.{position}", text="So?", position=position)
    client = log_in_as(person("challenge_manager", challenge))
    ticked = "&".join(f"modules={module.pk}" for module in modules[:4])

    answer = client.get(f"{url('theme_choose', challenge)}?{ticked}", headers={"HX-Request": "true"})

    assert (
        "4 modules are ticked; the programme suggests at most 3. A tight focus lets the team look properly."
        in text_of(answer)
    )
    assert "It is too much for the time." in text_of(answer)
    assert "<html" not in answer.content.decode()
    assert not queries.chosen_themes(challenge).exists()


def test_probes_are_taken_out_and_put_back(challenge, person, log_in_as):
    theme = ChosenThemeFactory(challenge=challenge).theme
    probes = [
        Probe.objects.create(theme=theme, code=f"C1.{number}", text=f"Probe {number}?", position=number)
        for number in (1, 2)
    ]
    client = log_in_as(person("organiser", challenge))
    page = url("probe_choose", challenge, theme.pk)
    seen = ",".join(str(probe.pk) for probe in probes)

    response = client.post(page, {"probes": [probes[0].pk], "seen": seen})

    assert response.url == f"{url('scope', challenge)}#theme-C1"
    scope = text_of(client.get(url("scope", challenge)))
    assert "1 of 2 probes" in scope
    assert "Not asked here: Probe 2?" in scope
    event = AuditEvent.objects.latest("pk")
    assert (event.sentence, event.was["probes"], event.now["probes"]) == (
        f"chose 1 of 2 probes of “{theme}”",
        ["Probe 1?", "Probe 2?"],
        ["Probe 1?"],
    )

    client.post(page, {"probes": [probe.pk for probe in probes], "seen": str(probes[0].pk)})
    assert not challenge.left_out_probes.exists()


@pytest.mark.parametrize(
    ("chosen", "seen", "told"),
    [
        ([], [0, 1], "Leave at least one probe of"),
        ([0], [0], "Someone changed the probes while you were choosing."),
    ],
    ids=["none", "changed meanwhile"],
)
def test_probes_that_cannot_be_chosen_so_are_refused_in_words(challenge, person, log_in_as, chosen, seen, told):
    theme = ChosenThemeFactory(challenge=challenge).theme
    probes = [
        Probe.objects.create(theme=theme, code=f"C1.{number}", text=f"Probe {number}?", position=number)
        for number in (1, 2)
    ]
    client = log_in_as(person("sponsor", challenge))
    posted = {"probes": [probes[each].pk for each in chosen], "seen": ",".join(str(probes[each].pk) for each in seen)}

    response = client.post(url("probe_choose", challenge, theme.pk), posted)

    assert told in text_of(response)
    assert not challenge.left_out_probes.exists()


def test_probes_of_what_is_not_looked_at_are_not_chosen(challenge, person, log_in_as):
    theme = Theme.objects.get(programme=challenge.programme, code="M5")
    client = log_in_as(person("sponsor", challenge))

    assert client.get(url("probe_choose", challenge, theme.pk)).status_code == 404
    with pytest.raises(ActionRefused, match="“Front door” is not a theme of this challenge."):
        actions.choose_probes(challenge, theme, probes=[], seen=[], by=challenge.created_by)


def test_modules_that_someone_else_changed_are_not_overwritten(challenge, person, log_in_as):
    ChosenThemeFactory(challenge=challenge, theme=Theme.objects.get(programme=challenge.programme, code="M5"))
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("theme_choose", challenge), {"modules": [], "seen": ""})

    assert "Someone changed the modules while you were choosing." in text_of(response)
    assert queries.chosen_themes(challenge).get().code == "M5"
