"""What stands between a text and its sharing: kept words, watched names, and every way a text becomes shared."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from challenges import actions, text_check
from challenges.action_tools import ActionRefused
from challenges.actions import Reason
from challenges.models import Audience, AuditEvent, KeptWords, WatchedList, WatchedName
from challenges.text_check import Kind, found_in, must_be_clean
from challenges.text_check.known import key_of
from challenges.text_check.names import hashed
from tests.factories import ChallengeFactory

NUMBER = "999 110 6847"
PHONE = "01632 960001"


@pytest.fixture
def challenge(db):
    return ChallengeFactory(stage="onsite")


def keep(challenge, text, by, *, audience=Audience.COUNCIL, reason="The number of the helpline, which is public"):
    found = found_in(challenge, {"text": text}, audience=audience)
    reasons = [Reason(audience=audience, kind=each.mark.kind, digest=each.digest, reason=reason) for each in found]
    return actions.keep_words(challenge, reasons=reasons, by=by)


def refusal(challenge, text, audience=Audience.TEAM):
    with pytest.raises(ActionRefused) as refused:
        must_be_clean(challenge, {"good_practice": text}, audience=audience)
    return str(refused.value)


def test_a_refusal_names_what_and_where_and_never_the_words(challenge):
    assert refusal(challenge, f"Seen with {NUMBER}, call {PHONE}") == (
        "There is an NHS number in “good practice” and a telephone number in “good practice”. "
        "Take it out, or say why it must stay. Nothing was shared."
    )


def test_a_clean_text_and_a_word_of_judgement_pass(challenge):
    must_be_clean(challenge, {"text": "Practice here is inadequate, said one worker."}, audience=Audience.COUNCIL)
    must_be_clean(challenge, {"text": "", "where": "page 2"}, audience=Audience.COUNCIL)


def test_kept_words_stay_for_this_audience_and_narrower_ones_however_they_are_spaced(challenge, person):
    peer = person("peer", challenge)

    keep(challenge, f"Ring {PHONE}.", peer, audience=Audience.TEAM)

    must_be_clean(challenge, {"text": "Ring 01632-960 001."}, audience=Audience.TEAM)
    must_be_clean(challenge, {"text": f"Ring {PHONE}."}, audience=Audience.AUTHOR)
    assert "a telephone number" in refusal(challenge, f"Ring {PHONE}.", Audience.COUNCIL)
    assert "a telephone number" in refusal(challenge, "Ring 01632 960002.")


def test_kept_words_mean_nothing_in_another_challenge(challenge, person):
    keep(challenge, f"Ring {PHONE}.", person("peer", challenge))

    assert "a telephone number" in refusal(ChallengeFactory(), f"Ring {PHONE}.")


def test_what_was_kept_is_recorded_without_the_words(challenge, person):
    peer = person("peer", challenge)

    keep(challenge, f"Ring {PHONE}.", peer)
    keep(challenge, f"Ring {PHONE}.", peer, reason="Another reason")

    row = KeptWords.objects.get()
    assert (row.kind, row.reason, row.kept_by) == (Kind.PHONE, "The number of the helpline, which is public", peer)
    event = AuditEvent.objects.get(what="words.kept")
    assert event.sentence == "kept a telephone number in a text, with a reason"
    assert (event.audience, event.reason) == (Audience.LGA, row.reason)
    assert "960" not in f"{vars(event)} {vars(row)}"


@pytest.mark.parametrize(
    ("reason", "refused"),
    [
        ("  ", "Say why these words must stay."),
        ("x" * 301, "Say in at most 300 characters why these words must stay."),
        (f"{NUMBER} is public", "Say why these words must stay without writing them, or others that lead to a person."),
    ],
)
def test_a_reason_is_needed_and_repeats_nothing(challenge, person, reason, refused):
    with pytest.raises(ActionRefused) as refusal:
        keep(challenge, f"Ring {PHONE}.", person("peer", challenge), reason=reason)

    assert str(refusal.value) == refused
    assert not KeptWords.objects.exists()


def test_the_database_keeps_no_words_without_a_reason(challenge, person):
    row = KeptWords(
        challenge=challenge,
        audience="team",
        kind="phone",
        digest="0" * 32,
        reason="",
        kept_at=challenge.created_at,
        kept_by=person("peer", challenge),
    )

    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# Names the council watches for


def test_watched_names_are_found_in_what_is_shared(challenge, person):
    organiser = person("organiser", challenge)
    actions.watch_names(challenge, whose="child", names=["Amina Okonkwo", "Grace Young"], by=organiser)
    actions.watch_names(challenge, whose="worker", names=["Vandermolen, Petra"], by=organiser)

    assert "the name of a child" in refusal(challenge, "We met Amina Okonkwo.")
    assert "the name of a child" in refusal(challenge, "The Okonkwo family was seen.")
    assert "the name of a worker" in refusal(challenge, "P. Vandermolen signed.")
    must_be_clean(challenge, {"text": "Grace was shown, and young people were heard."}, audience=Audience.COUNCIL)
    must_be_clean(ChallengeFactory(), {"text": "We met Amina Okonkwo."}, audience=Audience.COUNCIL)


def test_nothing_that_is_kept_of_a_name_can_be_read(challenge, person):
    made = actions.watch_names(challenge, whose="child", names=["Amina Okonkwo"], by=person("organiser", challenge))

    kept = list(WatchedName.objects.values_list("digest", flat=True))
    event = AuditEvent.objects.get(what="watched_list.added")
    assert event.sentence == "gave 1 name of children to watch for in texts"
    assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for digest in kept)
    assert "okonkwo" not in f"{vars(made)} {vars(event)} {kept}".lower()


def test_the_same_name_in_two_challenges_gives_hashes_that_cannot_be_compared(challenge):
    other = ChallengeFactory()

    assert hashed(key_of(challenge), "amina okonkwo") != hashed(key_of(other), "amina okonkwo")


def test_names_of_one_word_are_refused(challenge, person):
    with pytest.raises(ActionRefused, match="^Give at least one full name: a first name and a surname.$"):
        actions.watch_names(challenge, whose="child", names=["Grace", " "], by=person("organiser", challenge))


def test_a_list_is_deleted_with_all_its_hashes(challenge, person):
    organiser = person("organiser", challenge)
    made = actions.watch_names(challenge, whose="child", names=["Amina Okonkwo"], by=organiser)

    actions.stop_watching(made, by=organiser)

    assert (WatchedList.objects.count(), WatchedName.objects.count()) == (0, 0)
    must_be_clean(challenge, {"text": "We met Amina Okonkwo."}, audience=Audience.COUNCIL)
    assert AuditEvent.objects.get(what="watched_list.removed").sentence == (
        "took away 1 name of children that texts were checked for"
    )


def test_after_a_new_secret_key_a_list_says_that_it_is_out_of_use(challenge, person, settings):
    made = actions.watch_names(challenge, whose="child", names=["Amina Okonkwo"], by=person("organiser", challenge))
    assert text_check.known.is_in_use(made)

    settings.SECRET_KEY = "another key of at least thirty-two characters"

    assert not text_check.known.is_in_use(made)
    must_be_clean(challenge, {"text": "We met Amina Okonkwo."}, audience=Audience.COUNCIL)


@pytest.mark.parametrize("how_many", [1, 300])
def test_a_check_costs_the_same_with_many_names_and_texts(challenge, person, how_many, django_assert_num_queries):
    organiser = person("organiser", challenge)
    names = [f"Amina Okonkwo{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(how_many)]
    actions.watch_names(challenge, whose="child", names=names, by=organiser)
    texts = {f"passage {n}": f"Ring {PHONE} and ask for {names[0]}." for n in range(how_many)}

    with django_assert_num_queries(3):
        found = found_in(challenge, texts, audience=Audience.TEAM)

    assert len(found) == 2 * how_many
