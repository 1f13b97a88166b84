"""Nobody from outside sees anything of a challenge before they have accepted the texts: every address is tried."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import get_resolver, reverse

from challenges.access import GATES
from challenges.actions import accept_texts, write_own_text
from challenges.append_only import purging
from challenges.lifecycle import Stage
from challenges.models import Acceptance, AgreementText
from challenges.moments import now
from preparation import ground_rules
from tests.factories import AgreementTextFactory, ChallengeFactory
from tests.preparation.factories import TeamPlaceFactory
from tests.preparation.joining import NO_TO_ALL, join, ticked

pytestmark = pytest.mark.django_db
OUTSIDERS = ["lead_peer", "peer", "observer", "contributor", "moderator"]
OPEN = ["preparation:agreement_accept"]
UUID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def texts():
    return [AgreementTextFactory(kind=kind) for kind in AgreementText.Kind]


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


def converters(resolver, above=()):
    """Every view's name with what stands in its address: {"slug": ..., "pk": ...}."""
    for pattern in resolver.url_patterns:
        names = {**dict(above), **pattern.pattern.converters}
        if hasattr(pattern, "url_patterns"):
            yield from (
                (f"{pattern.namespace}:{name}" if pattern.namespace else name, *rest)
                for name, *rest in converters(pattern, names)
            )
        else:
            yield pattern.name, pattern.callback, names


def addresses(slug):
    """The address of every view that shows something of a challenge, with made-up keys: the gate comes before the row."""
    made_up = {"int": 1, "str": "ground_rules", "slug": "a", "uuid": UUID, "path": "a"}
    for name, view, names in converters(get_resolver()):
        if "slug" in names:
            kinds = {key: type(each).__name__.removesuffix("Converter").lower() for key, each in names.items()}
            values = {key: made_up["str" if kind == "string" else kind] for key, kind in kinds.items()}
            yield name, view, reverse(name, kwargs={**values, "slug": slug})


def test_every_view_of_a_challenge_goes_through_its_door():
    around = [name for name, view, _address in addresses("a") if not hasattr(view, "before_ground_rules")]

    assert around == [], "wrap these in @challenge_view, which asks the gates"
    assert ground_rules.accepted_first in GATES


def test_only_the_page_of_the_texts_is_open_before():
    assert [name for name, view, _address in addresses("a") if view.before_ground_rules] == OPEN, (
        "a page with before_ground_rules=True shows a challenge to people who accepted nothing: give the reason here"
    )


@pytest.mark.parametrize("role", OUTSIDERS)
def test_every_address_they_may_open_leads_to_the_texts_first(role, person, log_in_as, challenge, texts):
    user = person(role, challenge)
    client = log_in_as(user)
    there = reverse("preparation:agreement_accept", args=[challenge.slug])

    tried, astray = set(), []
    for stage in Stage:
        challenge.stage, challenge.closed_at = stage, now() if stage == Stage.CLOSED else None
        challenge.withdrawn_at = now() if stage == Stage.WITHDRAWN else None
        challenge.save()
        for name, view, address in addresses(challenge.slug):
            if name in OPEN or name in tried or not user.has_perm(view.permission, challenge):
                continue  # the permission tables say who is refused
            tried.add(name)
            answers = [client.get(address), client.post(address)]
            led = [each.status_code == 302 and urlsplit(each.url).path == there for each in answers]
            not_asked = [each.status_code == 405 for each in answers]  # takes the other method alone
            if not any(led) or not all(map(any, zip(led, not_asked, strict=True))):
                astray.append((name, [each.status_code for each in answers]))

    assert astray == []
    assert {"challenge", "preparation:agreement_list"} <= tried


@pytest.mark.parametrize("role", ["challenge_manager", "adviser", "sponsor", "organiser"])
def test_who_accepts_nothing_is_let_through(role, person, log_in_as, challenge, texts):
    client = log_in_as(person(role, challenge))

    assert client.get(challenge.get_absolute_url()).status_code == 200
    assert client.get(reverse("preparation:agreement_accept", args=[challenge.slug])).status_code == 403


def test_a_stranger_learns_nothing_of_the_texts(person, log_in_as, challenge, texts):
    client = log_in_as(person("stranger"))

    assert client.get(reverse("preparation:agreement_accept", args=[challenge.slug])).status_code == 404


def test_a_part_of_a_page_leads_the_whole_page_there(person, log_in_as, challenge, texts):
    page = reverse("challenges:milestone_list", args=[challenge.slug])
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}

    answer = log_in_as(person("peer", challenge)).get(challenge.get_absolute_url(), headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert parse_qs(urlsplit(answer["HX-Redirect"]).query) == {"next": [page]}


def test_an_upload_by_script_is_told_why_nothing_was_kept(person, log_in_as, challenge, texts):
    address = reverse("preparation:document_upload", args=[challenge.slug, 1])

    answer = log_in_as(person("contributor", challenge)).post(address, headers={"X-Requested-With": "upload"})

    assert (answer.status_code, json.loads(answer.content)["message"]) == (
        403,
        "Nothing was kept. Open the challenge and accept the ground rules first.",
    )


# The page of the texts


def accept_page(challenge, onward=""):
    return reverse("preparation:agreement_accept", args=[challenge.slug]) + (f"?next={onward}" if onward else "")


def test_accepting_leads_on_to_where_they_were_going(person, log_in_as, challenge, texts):
    peer = person("peer", challenge)
    client = log_in_as(peer)
    wanted = reverse("challenges:milestone_list", args=[challenge.slug])

    first = client.get(wanted)
    answer = client.post(first.url, ticked(*texts))

    assert (answer.status_code, answer.url) == (302, wanted)
    assert client.get(wanted).status_code == 200
    assert set(peer.acceptances.values_list("text", flat=True)) == {text.pk for text in texts}


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"]
)
def test_nobody_is_led_to_another_site(person, log_in_as, challenge, texts, elsewhere):
    answer = log_in_as(person("peer", challenge)).post(accept_page(challenge, elsewhere), ticked(*texts))

    assert answer.url == challenge.get_absolute_url()


def test_each_text_is_ticked(person, log_in_as, challenge, texts):
    page = log_in_as(person("peer", challenge)).post(accept_page(challenge), ticked(texts[0]))

    assert page.context["form"].errors == {
        f"text_{texts[1].pk}": ["Tick that you accept the confidentiality agreement"]
    }
    assert not Acceptance.objects.exists()


def test_a_contributor_reads_the_confidentiality_agreement_alone(person, log_in_as, challenge, texts):
    page = log_in_as(person("contributor", challenge)).get(accept_page(challenge))

    assert page.context["texts"] == [texts[1]]


def test_the_page_tells_nothing_else_of_the_challenge(person, log_in_as, challenge, texts):
    manager = person("challenge_manager", challenge, name="Somebody Named")

    page = log_in_as(person("peer", challenge)).get(accept_page(challenge))

    assert str(manager) not in page.text
    assert "frame" not in page.text.split("<main")[1]


def test_with_nothing_to_accept_the_page_leads_on(person, log_in_as, challenge):
    answer = log_in_as(person("peer", challenge)).get(accept_page(challenge))

    assert answer.url == challenge.get_absolute_url()


def test_who_never_declared_declares_with_it(person, log_in_as, challenge, texts):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)
    challenge.declarations.all().delete()
    with purging():
        Acceptance.objects.all().delete()
    client = log_in_as(place.user)

    missing = client.post(accept_page(challenge), ticked(*texts))
    client.post(accept_page(challenge), ticked(*texts) | NO_TO_ALL | {"family": "yes", "family_text": "A cousin"})

    assert "Family or friends: say yes or no" in missing.context["form"].errors["family"]
    assert challenge.declarations.get().family == "A cousin"


# When a text changes


@pytest.fixture
def peer(person, challenge, texts):
    user = person("peer", challenge)
    accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=user)
    return user


def test_a_new_version_is_read_before_the_next_page(person, log_in_as, challenge, peer):
    client = log_in_as(peer)
    before = client.get(challenge.get_absolute_url()).status_code
    write_own_text(
        challenge, kind="ground_rules", text="The council's own.", version=0, by=person("organiser", challenge)
    )

    page = client.get(challenge.get_absolute_url(), follow=True)

    assert before == 200
    assert "The council&#x27;s own." in page.text or "The council's own." in page.text
    assert "The text below has changed since you accepted it, or is new." in page.text
    assert [text.version for text in page.context["texts"]] == [1]


def test_what_they_were_typing_when_a_text_changed_is_kept(person, log_in_as, challenge, peer):
    place = TeamPlaceFactory(challenge=challenge, user=peer, accepted=True)
    write_own_text(challenge, kind="ground_rules", text="New.", version=0, by=person("organiser", challenge))
    typed = NO_TO_ALL | {"family": "yes", "family_text": "Typed for an hour"}

    answer = log_in_as(peer).post(reverse("preparation:declaration_write", args=[challenge.slug]), typed, follow=True)

    assert challenge.declarations.get(user=place.user).family == "Typed for an hour"
    assert answer.redirect_chain[-1][0].startswith(reverse("preparation:agreement_accept", args=[challenge.slug]))


def test_who_has_accepted_reads_the_texts_and_when(log_in_as, challenge, peer):
    page = log_in_as(peer).get(reverse("preparation:agreement_list", args=[challenge.slug]))

    assert page.text.count("You accepted it on") == 2


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_of_the_texts_costs_the_same_for_any_team(
    person, log_in_as, challenge, texts, how_many, django_assert_num_queries
):
    for _each in range(how_many):
        user = person("peer", challenge)
        accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=user)
    client = log_in_as(person("challenge_manager", challenge))

    with django_assert_num_queries(9):
        client.get(reverse("preparation:agreement_list", args=[challenge.slug]))


# The council's own version


def write_page(challenge, kind="ground_rules", what="write"):
    return reverse(f"preparation:agreement_{what}", args=[challenge.slug, kind])


def test_the_organiser_puts_the_council_s_own_in_place_and_takes_it_back(person, log_in_as, challenge, texts):
    client = log_in_as(person("organiser", challenge))

    begun = client.get(write_page(challenge))
    client.post(write_page(challenge), {"text": "Ours.", "version": "0"})
    own = AgreementText.objects.in_force_in(challenge).get(kind="ground_rules")
    asked = client.get(write_page(challenge, what="withdraw"))
    client.post(write_page(challenge, what="withdraw"))

    assert begun.context["form"]["text"].value() == "- I come as a critical friend."
    assert (own.text, own.challenge) == ("Ours.", challenge)
    assert "the programme’s text stands again" in asked.text
    assert list(AgreementText.objects.in_force_in(challenge)) == texts


def test_two_who_write_at_once_see_both_texts(person, log_in_as, challenge, texts):
    write_own_text(challenge, kind="ground_rules", text="Theirs.", version=0, by=person("challenge_manager", challenge))

    page = log_in_as(person("organiser", challenge)).post(write_page(challenge), {"text": "Mine.", "version": "0"})

    assert page.context["form"].theirs == {"text": "Theirs."}
    assert page.context["form"]["version"].value() == "1"


def test_there_is_no_third_kind_of_text_and_nothing_to_take_back_of_the_programme_s(
    person, log_in_as, challenge, texts
):
    client = log_in_as(person("organiser", challenge))

    assert client.get(write_page(challenge, "poem")).status_code == 404
    assert client.get(write_page(challenge, what="withdraw")).status_code == 404


def test_an_own_version_cannot_hide_a_script(person, log_in_as, challenge):
    bad = "<script>alert(1)</script> [here](javascript:alert(1)) **bold**"
    organiser = person("organiser", challenge)
    write_own_text(challenge, kind="ground_rules", text=bad, version=0, by=organiser)

    page = log_in_as(organiser).get(reverse("preparation:agreement_list", args=[challenge.slug]))

    assert "<script>alert" not in page.text
    assert 'href="javascript' not in page.text
    assert "<strong>bold</strong>" in page.text
