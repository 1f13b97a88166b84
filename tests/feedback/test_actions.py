"""What may be done with notes, findings and the presentation, and each refusal's sentence."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent
from challenges.moments import acting_at
from feedback import actions
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import (
    CaseFactory,
    FindingFactory,
    KeyLineFactory,
    NoteFactory,
    PresentationFactory,
    SessionFactory,
    theme_of,
)

pytestmark = pytest.mark.django_db

NOTES_CLOSED = "Evidence notes are written from the case review until the presentation is given."
FINDINGS_CLOSED = "Findings are written from the on-site days until the presentation is given."
LAST_DAY = datetime.datetime(2027, 3, 12, 15, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


@pytest.fixture
def peer():
    return UserFactory()


def note_values(challenge, **values):
    return {
        "kind": "strength",
        "text": "Staff feel supported.",
        "session": SessionFactory(challenge=challenge),
    } | values


def finding_values(challenge, **values):
    evidence = [NoteFactory(challenge=challenge)]
    standing = {"kind": "area", "headline": "Supervision varies", "theme": theme_of(challenge), "evidence": evidence}
    return standing | values


def refusal(action, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        action(*args, **kwargs)
    return str(refused.value)


# Notes


@pytest.mark.parametrize(("share", "audience"), [(True, Audience.TEAM), (False, Audience.AUTHOR)])
def test_a_note_is_for_its_author_unless_shared(challenge, peer, share, audience):
    note = actions.write_note(challenge, by=peer, share=share, **note_values(challenge))

    assert (note.audience, note.written_by, note.version) == (audience, peer, 1)


def test_who_wrote_a_note_is_recorded_no_wider_than_the_note(challenge, peer):
    note = actions.write_note(challenge, by=peer, **note_values(challenge))

    event = AuditEvent.objects.get(what="note.written")
    assert (event.sentence, event.audience) == (
        f"wrote an evidence note from {note.source_for_everyone}",
        Audience.AUTHOR,
    )


@pytest.mark.parametrize("stage", [Stage.PREPARATION, Stage.REPORTING])
def test_no_note_outside_its_stages(peer, stage):
    challenge = ChallengeFactory(stage=stage)

    assert refusal(actions.write_note, challenge, by=peer, **note_values(challenge)) == NOTES_CLOSED


@pytest.mark.parametrize("stage", [Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK])
def test_notes_are_written_from_the_case_review_on(peer, stage):
    challenge = ChallengeFactory(stage=stage)

    assert actions.write_note(challenge, by=peer, **note_values(challenge)).pk


@pytest.mark.parametrize("sources", ["none", "two"])
def test_a_note_has_one_source(challenge, peer, sources):
    case = CaseFactory(challenge=challenge) if sources == "two" else None
    session = SessionFactory(challenge=challenge) if sources == "two" else None
    values = note_values(challenge, session=session, case=case)

    assert refusal(actions.write_note, challenge, by=peer, **values) == (
        "Choose one source: a session, a document or a case."
    )


def test_a_note_cannot_cite_another_challenge(challenge, peer):
    values = note_values(challenge, session=SessionFactory())

    assert refusal(actions.write_note, challenge, by=peer, **values) == (
        "Choose a source and a key line of this challenge."
    )


def test_only_its_author_changes_a_note(challenge, peer):
    note = NoteFactory(challenge=challenge)

    said = refusal(actions.edit_note, note, by=peer, version=1, **note_values(challenge))

    assert said == "Only the person who wrote a note can change or share it."


def test_a_changed_note_keeps_its_audience_and_the_history_does_not_keep_its_words(challenge, peer):
    note = NoteFactory(challenge=challenge, written_by=peer, audience=Audience.AUTHOR)

    note = actions.edit_note(
        note, by=peer, version=1, **note_values(challenge, session=note.session, text="Otherwise.")
    )

    event = AuditEvent.objects.get(what="note.changed")
    assert (note.text, note.audience, note.version) == ("Otherwise.", Audience.AUTHOR, 2)
    assert (event.was, event.now, event.audience) == ({}, {"changed": ["text"]}, Audience.AUTHOR)


def test_a_note_changed_in_another_window_is_not_overwritten(challenge, peer):
    note = NoteFactory(challenge=challenge, written_by=peer)
    values = note_values(challenge, session=note.session)
    actions.edit_note(note, by=peer, version=1, **values | {"text": "First window."})

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_note(note, by=peer, version=1, **values | {"text": "Second window.", "kind": "fact"})

    assert refused.value.theirs == {"text": "First window.", "kind": "Strength"}


def test_a_kept_note_is_shared_once(challenge, peer):
    note = NoteFactory(challenge=challenge, written_by=peer, audience=Audience.AUTHOR)

    assert actions.share_note(note, by=peer).audience == Audience.TEAM
    assert refusal(actions.share_note, note, by=peer) == "This note is shared with the team already."


def test_only_its_author_shares_a_note(challenge, peer):
    note = NoteFactory(challenge=challenge, audience=Audience.AUTHOR)

    assert refusal(actions.share_note, note, by=peer) == "Only the person who wrote a note can change or share it."


@pytest.mark.parametrize("action", [actions.share_note, actions.edit_note])
def test_notes_stay_as_they_are_once_the_presentation_is_given(peer, action):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    note = NoteFactory(challenge=challenge, written_by=peer, audience=Audience.AUTHOR)
    values = {"version": 1, **note_values(challenge)} if action is actions.edit_note else {}

    assert refusal(action, note, by=peer, **values) == NOTES_CLOSED


# Findings


def test_findings_are_numbered_in_the_order_they_are_written(challenge, peer):
    values = finding_values(challenge)

    written = [actions.write_finding(challenge, by=peer, **values).reference for _ in range(3)]

    assert written == ["F-01", "F-02", "F-03"]


def test_the_number_of_a_finding_set_aside_is_not_used_again(challenge, peer):
    first = actions.write_finding(challenge, by=peer, **finding_values(challenge))
    actions.set_aside_finding(first, by=peer, reason="Said elsewhere.")

    assert actions.write_finding(challenge, by=peer, **finding_values(challenge)).number == 2


def test_a_finding_is_for_the_team(challenge, peer):
    finding = actions.write_finding(challenge, by=peer, **finding_values(challenge))

    event = AuditEvent.objects.get(what="finding.written")
    assert (finding.audience, event.audience, event.sentence) == (Audience.TEAM, Audience.TEAM, "wrote finding F-01")


def test_a_finding_without_evidence_is_refused(challenge, peer):
    values = finding_values(challenge, evidence=[])

    assert refusal(actions.write_finding, challenge, by=peer, **values) == (
        "Choose at least one piece of evidence. A finding without evidence cannot stand."
    )


def test_a_note_kept_for_its_author_cannot_be_cited(challenge, peer):
    values = finding_values(challenge, evidence=[NoteFactory(challenge=challenge, audience=Audience.AUTHOR)])

    assert refusal(actions.write_finding, challenge, by=peer, **values) == (
        "Choose notes that are shared with the team. A note kept for its author cannot be cited."
    )


def test_a_note_of_another_challenge_cannot_be_cited(challenge, peer):
    values = finding_values(challenge, evidence=[NoteFactory()])

    assert refusal(actions.write_finding, challenge, by=peer, **values) == actions.NOT_SHARED


def test_a_finding_stands_under_a_chosen_theme(challenge, peer):
    values = finding_values(challenge, theme=challenge.programme.themes.get(code="M4"))

    assert refusal(actions.write_finding, challenge, by=peer, **values) == (
        f"Choose a theme of this challenge: {theme_of(challenge).name}."
    )


def test_a_finding_answers_a_key_line_of_its_challenge(challenge, peer):
    values = finding_values(challenge, key_line=KeyLineFactory())

    assert refusal(actions.write_finding, challenge, by=peer, **values) == (
        "Choose a source and a key line of this challenge."
    )


@pytest.mark.parametrize("stage", [Stage.CASE_REVIEW, Stage.REPORTING])
def test_no_finding_outside_its_stages(peer, stage):
    challenge = ChallengeFactory(stage=stage)

    assert refusal(actions.write_finding, challenge, by=peer, **finding_values(challenge)) == FINDINGS_CLOSED


def test_a_changed_finding_keeps_its_number_and_says_what_changed(challenge, peer):
    finding = FindingFactory(challenge=challenge, number=7)
    was = finding.evidence.get()
    values = finding_values(challenge, headline="Supervision is regular but seldom reflective")

    finding = actions.edit_finding(finding, by=peer, version=1, **values)

    event = AuditEvent.objects.get(what="finding.changed")
    assert (finding.number, finding.version) == (7, 2)
    assert list(finding.evidence.all()) == values["evidence"]
    assert event.was["headline"] == "Leaders know their services"
    assert (event.was["evidence"], event.now["evidence"]) == ([was.pk], [values["evidence"][0].pk])


def test_the_second_to_save_a_finding_sees_where_the_first_differs(challenge, peer):
    finding = FindingFactory(challenge=challenge)
    values = finding_values(challenge)
    actions.edit_finding(finding, by=peer, version=1, **values)
    mine = {"kind": "strength", "headline": "Otherwise", "key_line": KeyLineFactory(challenge=challenge)}
    mine |= {"evidence": [NoteFactory(challenge=challenge)]}

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_finding(finding, by=UserFactory(), version=1, **values | mine)

    assert refused.value.theirs == {
        "kind": "Area for consideration",
        "headline": "Supervision varies",
        "key_line": "",
        "evidence": "Social workers know their children well.",
    }


def test_evidence_chosen_by_someone_else_meanwhile_is_not_lost(challenge, peer):
    finding = FindingFactory(challenge=challenge)
    values = finding_values(challenge)
    actions.edit_finding(finding, by=peer, version=1, **values)
    others = [NoteFactory(challenge=challenge)]

    with pytest.raises(SavedByAnother):
        actions.edit_finding(finding, by=UserFactory(), version=1, **values | {"evidence": others})

    assert list(finding.evidence.all()) == values["evidence"]


def test_saving_the_same_finding_twice_is_no_conflict(challenge, peer):
    finding = FindingFactory(challenge=challenge)
    values = finding_values(challenge)

    for _ in range(2):
        actions.edit_finding(finding, by=peer, version=1, **values)

    finding.refresh_from_db()
    assert finding.headline == "Supervision varies"


def test_a_finding_is_set_aside_with_a_reason_and_taken_up_again(challenge, peer):
    finding = FindingFactory(challenge=challenge)

    finding = actions.set_aside_finding(finding, by=peer, reason=" One voice only. ")
    assert (finding.set_aside_because, bool(finding.set_aside_at)) == ("One voice only.", True)

    finding = actions.take_up_finding(finding, by=peer)
    assert (finding.set_aside_because, finding.set_aside_at) == ("", None)


def test_setting_aside_asks_why(challenge, peer):
    finding = FindingFactory(challenge=challenge)

    assert refusal(actions.set_aside_finding, finding, by=peer, reason=" ") == "Say why this finding is set aside."


def test_setting_aside_and_taking_up_happen_once(challenge, peer):
    finding = FindingFactory(challenge=challenge, number=7)

    assert refusal(actions.take_up_finding, finding, by=peer) == "Finding F-07 stands already."

    actions.set_aside_finding(finding, by=peer, reason="Said elsewhere.")

    assert refusal(actions.set_aside_finding, finding, by=peer, reason="x") == "Finding F-07 is set aside already."


def test_a_finding_moves_among_its_kind_under_its_theme(challenge, peer):
    first, _second, third = (FindingFactory(challenge=challenge, number=number) for number in (1, 2, 3))
    FindingFactory(challenge=challenge, number=4, kind="area")

    actions.move_finding(third, by=peer, earlier=True)
    actions.move_finding(first, by=peer, earlier=False)

    assert [each.number for each in challenge.findings.in_order()] == [3, 1, 2, 4]


def test_a_finding_at_the_edge_does_not_move(challenge, peer):
    finding = FindingFactory(challenge=challenge, number=7)

    assert refusal(actions.move_finding, finding, by=peer, earlier=True) == "Finding F-07 is first already."
    assert refusal(actions.move_finding, finding, by=peer, earlier=False) == "Finding F-07 is last already."


def test_a_finding_set_aside_does_not_move(challenge, peer):
    finding = FindingFactory(challenge=challenge, number=7)
    actions.set_aside_finding(finding, by=peer, reason="Said elsewhere.")

    assert refusal(actions.move_finding, finding, by=peer, earlier=True) == (
        "Finding F-07 is set aside. Take it up again first."
    )


@pytest.mark.parametrize(
    ("action", "values"),
    [
        (actions.set_aside_finding, {"reason": "Late."}),
        (actions.take_up_finding, {}),
        (actions.move_finding, {"earlier": True}),
    ],
)
def test_findings_stay_as_they_were_presented(peer, action, values):
    finding = FindingFactory(challenge=ChallengeFactory(stage=Stage.REPORTING))

    assert refusal(action, finding, by=peer, **values) == FINDINGS_CLOSED


def test_a_finding_presented_is_not_changed(peer):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    finding = FindingFactory(challenge=challenge)

    assert refusal(actions.edit_finding, finding, by=peer, version=1, **finding_values(challenge)) == FINDINGS_CLOSED


# The presentation


def test_the_words_of_the_presentation_are_written_and_changed(challenge, peer):
    words = {"headline_messages": "Children are heard.", "next_steps": "A draft report in two weeks."}

    presentation = actions.edit_presentation(challenge, by=peer, version=1, **words)

    assert (presentation.headline_messages, presentation.audience, presentation.version) == (
        "Children are heard.",
        Audience.TEAM,
        2,
    )


def test_two_people_who_begin_the_presentation_lose_nothing(challenge, peer):
    actions.edit_presentation(challenge, by=peer, version=1, headline_messages="First.", next_steps="")

    with pytest.raises(SavedByAnother) as refused:
        actions.edit_presentation(challenge, by=UserFactory(), version=1, headline_messages="Second.", next_steps="")

    assert refused.value.theirs == {"headline_messages": "First.", "next_steps": ""}


@pytest.mark.parametrize("stage", [Stage.CASE_REVIEW, Stage.REPORTING])
def test_the_presentation_is_written_on_site_and_after(peer, stage):
    challenge = ChallengeFactory(stage=stage)
    words = {"headline_messages": "", "next_steps": ""}

    assert refusal(actions.edit_presentation, challenge, by=peer, version=1, **words) == FINDINGS_CLOSED


@pytest.fixture
def ready(challenge):
    """Everything the stage needs: findings over the whole scope, a strength and an area, headline messages."""
    FindingFactory(challenge=challenge, number=1)
    FindingFactory(challenge=challenge, number=2, kind="area")
    PresentationFactory(challenge=challenge)
    return challenge


def test_giving_the_presentation_opens_it_to_the_council_and_ends_the_stage(ready, peer):
    with acting_at(LAST_DAY):
        presentation = actions.give_presentation(ready, by=peer, given_on=LAST_DAY.date())

    ready.refresh_from_db()
    event = AuditEvent.objects.get(what="presentation.given")
    assert ready.stage == Stage.REPORTING
    assert (presentation.given_on, presentation.given_by, presentation.audience) == (
        datetime.date(2027, 3, 12),
        peer,
        Audience.COUNCIL,
    )
    assert {finding.audience for finding in ready.findings.all()} == {Audience.COUNCIL}
    assert (event.audience, event.sentence) == (
        Audience.COUNCIL,
        "gave the feedback presentation on 12 March 2027; the council can read it",
    )


def test_findings_set_aside_stay_with_the_team(ready, peer):
    aside = FindingFactory(challenge=ready, number=3)
    actions.set_aside_finding(aside, by=peer, reason="One voice only.")

    with acting_at(LAST_DAY):
        actions.give_presentation(ready, by=peer, given_on=LAST_DAY.date())

    aside.refresh_from_db()
    assert aside.audience == Audience.TEAM


def test_evidence_stays_with_the_team(ready, peer):
    with acting_at(LAST_DAY):
        actions.give_presentation(ready, by=peer, given_on=LAST_DAY.date())

    assert {note.audience for note in ready.evidence_notes.all()} == {Audience.TEAM}


def test_with_something_missing_the_presentation_takes_a_reason(challenge, peer):
    with acting_at(LAST_DAY):
        said = refusal(actions.give_presentation, challenge, by=peer, given_on=LAST_DAY.date())

    assert said == (
        "Something is still missing: Write the first finding; Write the headline messages of the presentation. "
        "Mend it, or say why it can wait."
    )


def test_nothing_is_opened_when_the_stage_cannot_end(ready, peer):
    ready.presentation.headline_messages = ""
    ready.presentation.save()

    with acting_at(LAST_DAY):
        refusal(actions.give_presentation, ready, by=peer, given_on=LAST_DAY.date())

    ready.presentation.refresh_from_db()
    assert ready.presentation.audience == Audience.TEAM
    assert {finding.audience for finding in ready.findings.all()} == {Audience.TEAM}


def test_a_presentation_given_with_a_reason_keeps_what_was_missing(challenge, peer):
    with acting_at(LAST_DAY):
        actions.give_presentation(
            challenge, by=peer, given_on=LAST_DAY.date(), override_reason="Given from the lead peer's own slides."
        )

    ending = challenge.stage_endings.get()
    assert ending.missing == ["Write the first finding", "Write the headline messages of the presentation"]


def test_the_presentation_is_given_once(peer):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    PresentationFactory(challenge=challenge, given=True)

    assert refusal(actions.give_presentation, challenge, by=peer, given_on=LAST_DAY.date()) == (
        "The presentation was given on 12 March 2027."
    )


def test_the_presentation_is_not_given_before_the_feedback_stage(peer):
    challenge = ChallengeFactory(stage=Stage.ON_SITE)

    assert refusal(actions.give_presentation, challenge, by=peer, given_on=LAST_DAY.date()) == (
        "The presentation is given in the feedback stage, once the on-site sessions are over."
    )


@time_machine.travel(LAST_DAY, tick=False)
def test_the_presentation_is_given_between_the_first_day_and_today(challenge, peer):
    tomorrow, before = datetime.date(2027, 3, 13), datetime.date(2027, 3, 8)

    assert refusal(actions.give_presentation, challenge, by=peer, given_on=tomorrow) == (
        "The day the presentation was given cannot be in the future."
    )
    assert refusal(actions.give_presentation, challenge, by=peer, given_on=before) == (
        "The presentation cannot have been given before the first on-site day, 9 March 2027."
    )
