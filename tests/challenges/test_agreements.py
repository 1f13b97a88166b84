"""The texts people accept: their versions, the council's own, and what each person has still to accept."""

import pytest
from django.db import IntegrityError
from django.db.models import RestrictedError

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import (
    Acceptance,
    AgreementText,
    AuditEvent,
    Challenge,
    NextAction,
    kinds_waiting,
    texts_waiting_for,
)
from challenges.moments import now
from tests.factories import PROGRAMME, AgreementTextFactory, ChallengeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db
RULES, CONFIDENTIALITY = AgreementText.Kind
ACCEPTS_BOTH = ["lead_peer", "peer", "observer", "moderator"]
ACCEPTS_NOTHING = ["programme_manager", "challenge_manager", "co_ordinator", "adviser", "sponsor", "organiser"]


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def texts():
    return [AgreementTextFactory(kind=kind) for kind in AgreementText.Kind]


def waiting(user, challenge):
    """As challenge_view asks it."""
    return kinds_waiting(user, Challenge.objects.annotate(**texts_waiting_for(user)).get(pk=challenge.pk))


# The tables


@pytest.mark.parametrize(
    "wrong",
    [
        {"programme_code": ""},
        {"challenge": True, "programme_code": PROGRAMME},
        {"text": ""},
        {"ended_at": now()},
    ],
)
def test_a_text_belongs_to_a_programme_or_a_challenge_and_says_something(challenge, wrong):
    with pytest.raises(IntegrityError):
        AgreementTextFactory(**wrong | ({"challenge": challenge} if "challenge" in wrong else {}))


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("version", [1, 2])
def test_one_text_of_a_kind_stands_and_versions_are_told_apart(challenge, own, version):
    of = {"challenge": challenge} if own else {}
    AgreementTextFactory(**of)

    with pytest.raises(IntegrityError):  # version 1 is there; version 2 would stand beside it
        AgreementTextFactory(version=version, **of)


def test_a_text_is_accepted_once_by_a_person_in_a_challenge(challenge, person, texts):
    peer = person("peer", challenge)
    Acceptance.objects.create(challenge=challenge, user=peer, text=texts[0], accepted_at=now())

    with pytest.raises(IntegrityError):
        Acceptance.objects.create(challenge=challenge, user=peer, text=texts[0], accepted_at=now())


def test_a_text_that_was_accepted_is_not_taken_away(challenge, person, texts):
    Acceptance.objects.create(challenge=challenge, user=person("peer", challenge), text=texts[0], accepted_at=now())

    with pytest.raises(RestrictedError):
        texts[0].delete()


# Who accepts what


@pytest.mark.parametrize("role", ACCEPTS_BOTH)
def test_who_comes_from_outside_accepts_both(challenge, person, texts, role):
    assert waiting(person(role, challenge), challenge) == [RULES, CONFIDENTIALITY]


def test_a_contributor_accepts_confidentiality(challenge, person, texts):
    assert waiting(person("contributor", challenge), challenge) == [CONFIDENTIALITY]


@pytest.mark.parametrize("role", ACCEPTS_NOTHING)
def test_the_lga_and_who_speaks_for_the_council_accept_nothing(challenge, person, texts, role):
    assert waiting(person(role, challenge), challenge) == []


def test_a_second_role_takes_nothing_away(challenge, person, texts):
    peer = person("peer", challenge)
    peer.is_programme_office = True

    assert waiting(peer, challenge) == [RULES, CONFIDENTIALITY]


def test_what_was_accepted_waits_no_longer_and_only_in_this_challenge(challenge, person, texts):
    peer, other = person("peer", challenge), ChallengeFactory()
    other.memberships.create(user=peer, role="peer", added_at=now(), added_by=peer)
    colleague = person("peer", challenge)

    actions.accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=peer)

    peer.__dict__.pop("roles_by_challenge", None)
    assert waiting(peer, challenge) == []
    assert waiting(peer, other) == [RULES, CONFIDENTIALITY]
    assert waiting(colleague, challenge) == [RULES, CONFIDENTIALITY]


def test_a_text_of_another_programme_is_nobody_s_here(challenge, person):
    AgreementTextFactory(programme_code="another")

    assert waiting(person("peer", challenge), challenge) == []


# Accepting


def test_accepting_keeps_who_what_and_when(challenge, person, texts):
    peer = person("peer", challenge)

    accepted = actions.accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=peer)

    assert [(each.user, each.text) for each in accepted] == [(peer, texts[0]), (peer, texts[1])]
    event = AuditEvent.objects.get(what="agreement.accepted")
    assert event.sentence == "accepted the ground rules (version 1) and the confidentiality agreement (version 1)"


def test_accepting_twice_is_accepting_once(challenge, person, texts):
    peer = person("peer", challenge)
    for _time in range(2):
        actions.accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=peer)

    assert Acceptance.objects.count() == 2


def test_a_text_that_changed_on_the_way_is_read_first(challenge, person, texts):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    actions.write_own_text(challenge, kind=RULES, text="The council's own.", version=0, by=manager)

    with pytest.raises(ActionRefused) as refusal:
        actions.accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=peer)

    assert str(refusal.value) == (
        "A text has changed since you opened this page, or is not ticked. Read it, then accept it."
    )
    assert not Acceptance.objects.exists()


# The council's own version


def test_the_council_s_own_text_stands_in_the_place_of_the_programme_s(challenge, person, texts):
    manager, other = person("challenge_manager", challenge), ChallengeFactory()

    own = actions.write_own_text(challenge, kind=CONFIDENTIALITY, text=" Ours.\r\n", version=0, by=manager)

    assert (own.text, own.version, own.called) == ("Ours.", 1, "the council’s own version 1")
    assert list(AgreementText.objects.in_force_in(challenge)) == [texts[0], own]
    assert list(AgreementText.objects.in_force_in(other)) == texts


def test_a_changed_own_text_is_a_new_version_and_is_asked_for_again(challenge, person, texts):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    first = actions.write_own_text(challenge, kind=RULES, text="One.", version=0, by=manager)
    actions.accept_texts(challenge, texts=[first.pk, texts[1].pk], roles={"peer"}, by=peer)

    second = actions.write_own_text(challenge, kind=RULES, text="Two.", version=1, by=manager)

    first.refresh_from_db()
    assert (first.text, first.ended_by, second.version) == ("One.", manager, 2)
    assert waiting(peer, challenge) == [RULES]


def test_the_same_text_again_is_no_new_version(challenge, person):
    manager = person("challenge_manager", challenge)
    first = actions.write_own_text(challenge, kind=RULES, text="One.", version=0, by=manager)

    assert actions.write_own_text(challenge, kind=RULES, text="One.\n", version=1, by=manager) == first
    assert AuditEvent.objects.filter(what="agreement.written").count() == 1


def test_who_writes_second_sees_both_texts(challenge, person):
    manager, organiser = person("challenge_manager", challenge), person("organiser", challenge)
    actions.write_own_text(challenge, kind=RULES, text="Hers.", version=0, by=organiser)

    with pytest.raises(SavedByAnother) as refusal:
        actions.write_own_text(challenge, kind=RULES, text="Mine.", version=0, by=manager)

    assert (refusal.value.theirs, refusal.value.by, refusal.value.version) == ({"text": "Hers."}, str(organiser), 1)


def test_an_empty_text_is_refused(challenge, person):
    with pytest.raises(ActionRefused):
        actions.write_own_text(challenge, kind=RULES, text=" \n", version=0, by=person("organiser", challenge))


def test_taking_the_own_text_back_brings_the_programme_s_and_what_was_accepted_of_it(challenge, person, texts):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    actions.accept_texts(challenge, texts=[text.pk for text in texts], roles={"peer"}, by=peer)
    actions.write_own_text(challenge, kind=RULES, text="Ours.", version=0, by=manager)
    asked = waiting(peer, challenge)

    actions.withdraw_own_text(challenge, kind=RULES, by=manager)

    assert (asked, waiting(peer, challenge)) == ([RULES], [])
    assert list(AgreementText.objects.in_force_in(challenge)) == texts
    with pytest.raises(ActionRefused) as refusal:
        actions.withdraw_own_text(challenge, kind=RULES, by=manager)
    assert str(refusal.value) == "The programme’s text stands already."


# The programme's texts


def loaded(person, programme, **changes):
    """Load the programme's own file with other agreements."""
    content = programme.content | {"version": programme.version + 1} | changes
    return actions.load_programme(content, programme_files.from_dict(content), by=person("office"))


def agreement(kind, version, text):
    return {"kind": kind, "version": version, "text": text}


def test_the_programme_files_we_ship_bring_both_texts():
    for file in programme_files.files():
        plan = programme_files.parse(file.read_text())

        assert [spec.kind for spec in plan.agreements] == ["ground_rules", "confidentiality"]


def test_a_new_text_of_the_programme_is_asked_for_in_running_challenges(
    challenge, person, django_capture_on_commit_callbacks
):
    programme, peer = challenge.programme, person("peer", challenge)
    standing = [
        AgreementTextFactory(kind=spec.kind, version=spec.version, text=spec.text.strip())
        for spec in programme.plan.agreements
    ]
    new = [agreement("ground_rules", 2, "New."), *programme.content["agreements"][1:]]

    for text in standing:
        Acceptance.objects.create(challenge=challenge, user=peer, text=text, accepted_at=now())
    with django_capture_on_commit_callbacks(execute=True):
        loaded(person, programme, agreements=new)

    assert waiting(peer, challenge) == [RULES]
    todo = NextAction.objects.get(challenge=challenge, person=peer)
    assert (todo.sentence, todo.gates) == ("Read and accept the ground rules", False)


def test_a_text_once_loaded_never_changes(person):
    programme = ProgrammeFactory()
    AgreementTextFactory(version=1, text="What people accepted.")

    with pytest.raises(ActionRefused) as refusal:
        loaded(person, programme)

    assert str(refusal.value) == (
        "Version 1 of the ground rules of “LGA children's services peer challenge” is loaded already and differs. "
        "People accepted it as it is: give the changed text a new version."
    )


def test_an_older_text_does_not_take_the_place_of_a_newer(person):
    programme = ProgrammeFactory()
    newer = AgreementTextFactory(version=7, text="Newer.")

    loaded(person, programme)

    assert AgreementText.objects.standing().get(kind=RULES) == newer


def test_a_programme_without_the_texts_is_not_loaded(person):
    with pytest.raises(ActionRefused) as refusal:
        loaded(person, ProgrammeFactory(), agreements=[agreement("ground_rules", 1, "Rules.")])

    assert str(refusal.value) == (
        "“LGA children's services peer challenge” needs a text for: confidentiality agreement. "
        "People accept it before they come in."
    )


def test_a_kind_stands_once_in_a_file():
    content = programme_files.read(PROGRAMME)
    content |= {"agreements": [agreement("ground_rules", 1, "One."), agreement("ground_rules", 2, "Two.")]}

    with pytest.raises(programme_files.ProgrammeFileWrong) as wrong:
        programme_files.from_dict(content)

    assert "“ground_rules” is there twice" in wrong.value.sentence
