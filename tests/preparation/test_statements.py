"""The position statement: written, given to contributors, brought forward, handed over, put under its item."""

import re

import pytest

from challenges import next_actions
from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import AuditEvent, KeptWords, StoredFile
from challenges.moments import now
from preparation import actions, queries
from preparation.actions.documents import lay_out_documents
from preparation.models import Box, PositionStatement, SectionAsk, StatementSection
from preparation.statements import Limits, changes, count_words
from tests.factories import ChallengeFactory, ProgrammeFactory, say_otherwise
from tests.preparation.statements import FULL, hand_over, make_pdf, write
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    challenge = ChallengeFactory(stage="preparation")
    lay_out_documents(challenge, by=challenge.created_by)
    return challenge


@pytest.fixture
def lines(challenge):
    return [KeyLineFactory(challenge=challenge, question=f"Question {number}?", number=number) for number in (1, 2)]


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def sponsor(person, challenge):
    return person("sponsor", challenge)


@pytest.fixture
def contributor(person, challenge):
    return person("contributor", challenge, name="Partner Officer")


def long(words):
    return " ".join(["word"] * words)


class TestLimits:
    def test_the_whole_stays_within_its_pages_however_many_key_lines_there_are(self):
        limits = Limits()

        for lines in range(1, 13):
            words = limits.words_in_a_box(lines) * lines * len(Box)
            assert (
                words <= limits.pages * limits.words_on_a_page or limits.words_in_a_box(lines) == limits.least_in_a_box
            )
        assert (limits.words_in_a_box(1), limits.words_in_a_box(3), limits.words_in_a_box(8)) == (250, 250, 160)

    def test_words_are_what_stands_between_spaces(self):
        assert [count_words(text) for text in ("", "  ", "One team’s\n\nwork, twice-a-year")] == [0, 0, 4]


class TestWriting:
    def test_what_is_too_long_is_saved_and_is_not_ready(self, lines, organiser):
        written = write(lines[0], texts=FULL | {"doing": long(263)}, ready=True, by=organiser)

        written.section.refresh_from_db()
        assert written.held_up == ["Key line 1, “What we do”: 13 words over the limit of 250. Shorten it."]
        assert count_words(written.section.doing) == 263
        assert written.section.ready_at is None

        assert write(lines[0], ready=True, by=organiser).held_up == []
        section = StatementSection.objects.get()
        assert (section.ready_by, section.version) == (organiser, 3)

    def test_a_section_that_says_nothing_is_not_ready_and_one_with_an_empty_box_is(self, lines, organiser):
        nothing = write(lines[0], texts={}, ready=True, by=organiser)
        something = write(lines[1], texts={"doing": "All of it."}, ready=True, by=organiser)

        assert nothing.held_up == ["Key line 1 says nothing yet."]
        assert (something.held_up, something.section.ready_by) == ([], organiser)

    def test_taking_the_tick_away_makes_it_unready_again(self, lines, organiser):
        write(lines[0], ready=True, by=organiser)
        write(lines[0], ready=False, by=organiser)

        assert StatementSection.objects.get().ready_at is None

    def test_who_saves_second_is_told_and_loses_nothing(self, lines, organiser, sponsor):
        write(lines[0], by=organiser, version=1)

        with pytest.raises(SavedByAnother) as refusal:
            write(lines[0], texts=FULL | {"doing": "Otherwise."}, by=sponsor, version=1)
        assert refusal.value.theirs["doing"] == FULL["doing"]
        assert StatementSection.objects.get().doing == FULL["doing"]

    def test_what_is_written_is_for_the_council_alone_in_the_history_too(self, challenge, lines, organiser, person):
        write(lines[0], by=organiser)
        event = AuditEvent.objects.get(what="statement_section.written")

        def knows(role):
            reader = organiser if role == "organiser" else person(role, challenge)
            return AuditEvent.objects.readable_by(reader, challenge).filter(pk=event.pk).exists()

        assert [knows(role) for role in ("organiser", "sponsor", "challenge_manager", "lead_peer", "observer")] == [
            *(True, True),
            *(False, False, False),
        ]


class TestContributors:
    def test_they_read_what_they_were_given_and_have_it_to_do_until_it_is_ready(
        self, challenge, lines, organiser, contributor
    ):
        assert actions.give_sections(challenge, writers=[(lines[0], []), (lines[1], [contributor])], by=organiser) == [
            2
        ]

        def left():
            todos = next_actions.left_to_do(challenge)
            return [todo.sentence for todo in todos if todo.person_id == contributor.pk]

        assert [row.line for row in queries.statement_rows(challenge, contributor)] == [lines[1]]
        assert left() == ["Write about key line 2 in the position statement"]
        write(lines[1], ready=True, by=contributor)
        assert left() == []

    def test_giving_again_what_was_given_changes_nothing(self, challenge, lines, organiser, contributor):
        actions.give_sections(challenge, writers=[(lines[0], [contributor])], by=organiser)

        assert actions.give_sections(challenge, writers=[(lines[0], [contributor])], by=organiser) == []
        assert AuditEvent.objects.filter(what="statement_section.given").count() == 1
        assert actions.give_sections(challenge, writers=[(lines[0], [])], by=organiser) == [1]
        assert not SectionAsk.objects.exists()

    def test_only_contributors_of_this_challenge_are_given_one(self, challenge, lines, organiser, person):
        for wrong in (person("peer", challenge), person("contributor", ChallengeFactory())):
            with pytest.raises(ActionRefused, match="contributors of this challenge"):
                actions.give_sections(challenge, writers=[(lines[0], [wrong])], by=organiser)

    def test_who_was_given_nothing_may_open_no_page_of_it(self, challenge, lines, organiser, contributor):
        assert not contributor.has_perm("preparation.view_statement", challenge)
        actions.give_sections(challenge, writers=[(lines[0], [contributor])], by=organiser)
        assert contributor.has_perm("preparation.view_statement", challenge)
        assert not contributor.has_perm("preparation.view_statement_versions", challenge)


class TestHandingOver:
    def test_a_version_with_its_fingerprint_and_its_pdf_under_the_item(self, challenge, lines, organiser, sponsor):
        for line in lines:
            write(line, ready=True, by=organiser)
        item = queries.statement_item(challenge)
        assert (item.code, item.state) == ("1", "wanted")

        statement = make_pdf(hand_over(challenge, sponsor))

        item.refresh_from_db()
        assert (statement.number, item.state, item.answered_by) == (1, "in", sponsor)
        file = item.versions.get().file
        assert (file.name, file.page_count) == ("Position statement.pdf", 1)
        assert file.sha256 == statement.document.file.sha256
        assert FULL["how_well"] in statement.document.html
        assert AuditEvent.objects.filter(what="statement.handed_over", audience="council").count() == 1

    def test_a_later_one_is_a_new_version_with_the_changes_marked(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        first = make_pdf(hand_over(challenge, sponsor))
        write(lines[0], texts=FULL | {"how_well": "Well by day and by night."}, by=organiser)

        second = make_pdf(hand_over(challenge, sponsor))

        (change,) = changes(first.content, second.content)
        assert (change.section, change.label) == (1, "How well")
        assert "Changes since version 1" in second.document.html
        assert re.search(r"<ins>.*night", second.document.html)
        versions = queries.statement_item(challenge).versions.filter(is_newest=True)
        assert versions.get().number == 2

    def test_the_same_words_are_not_handed_over_twice(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        hand_over(challenge, sponsor)

        with pytest.raises(ActionRefused, match="Nothing has changed since version 1"):
            hand_over(challenge, sponsor)

    def test_what_is_in_the_way_is_told_box_by_box(self, challenge, lines, organiser, sponsor):
        write(lines[0], texts={"doing": long(260)}, by=organiser)

        with pytest.raises(ActionRefused, match="“What we do”: 10 words over the limit"):
            hand_over(challenge, sponsor)

    def test_what_changed_since_it_was_read_is_read_again_first(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        seen = queries.statement_seen(queries.statement_rows(challenge, sponsor))
        write(lines[0], texts=FULL | {"doing": "Two teams."}, by=organiser)

        with pytest.raises(ActionRefused, match="Read it again"):
            actions.hand_over_statement(challenge, seen=seen, by=sponsor)

    def test_a_number_that_leads_to_a_person_stands_in_the_way(self, challenge, lines, organiser, sponsor):
        write(lines[0], texts=FULL | {"how_we_know": "Ring 01632 960 001."}, by=organiser)

        with pytest.raises(ActionRefused, match="key line 1, how we know"):
            hand_over(challenge, sponsor)
        assert not PositionStatement.objects.exists()
        assert not KeptWords.objects.exists()

    def test_an_empty_statement_is_not_handed_over(self, challenge, lines, sponsor):
        with pytest.raises(ActionRefused, match="says nothing yet"):
            hand_over(challenge, sponsor)

    def test_closed_documents_take_no_other_version_and_a_first_one_late(
        self, challenge, lines, organiser, sponsor, person
    ):
        write(lines[0], by=organiser)
        actions.close_documents(challenge, by=person("challenge_manager", challenge))

        make_pdf(hand_over(challenge, sponsor))
        assert queries.statement_item(challenge).versions.get().after_deadline

        write(lines[0], texts=FULL | {"doing": "Two teams."}, by=organiser)
        with pytest.raises(ActionRefused, match="Item 1 is in"):
            hand_over(challenge, sponsor)

    def test_a_pdf_that_comes_late_does_not_cover_a_newer_one(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        first = hand_over(challenge, sponsor)
        write(lines[0], texts=FULL | {"doing": "Two teams."}, by=organiser)
        second = make_pdf(hand_over(challenge, sponsor))
        make_pdf(first)

        files = queries.statement_item(challenge).versions.all()
        assert [version.file.sha256 for version in files] == [second.document.file.sha256]

    def test_it_comes_in_though_the_challenge_was_paused_meanwhile(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        statement = hand_over(challenge, sponsor)
        challenge.paused_at, challenge.paused_because, challenge.goes_on_when = now(), "Snow", "Next week"
        challenge.save()

        assert make_pdf(statement).put_under_item_at

    def test_a_pdf_made_again_comes_in_once(self, challenge, lines, organiser, sponsor):
        write(lines[0], by=organiser)
        statement = make_pdf(hand_over(challenge, sponsor))

        assert actions.put_statement_under_item(statement.document, by=sponsor) is None
        assert StoredFile.objects.filter(name="Position statement.pdf").count() == 1

    def test_the_sponsor_has_it_to_do_once_every_section_is_ready(self, challenge, lines, organiser, sponsor):
        def left():
            return [todo.sentence for todo in next_actions.left_to_do(challenge) if todo.role == "sponsor"]

        write(lines[0], ready=True, by=organiser)
        assert left() == []
        write(lines[1], ready=True, by=organiser)
        assert left() == ["Read the position statement and hand it over"]
        hand_over(challenge, sponsor)
        assert left() == []

    def test_a_programme_that_asks_for_none_has_no_page_for_it(self, person):
        programme = ProgrammeFactory(version=9)
        others = [each for each in programme.content["documents"] if each["code"] != "1"]
        challenge = ChallengeFactory(stage="preparation", programme=say_otherwise(programme, documents=others))

        assert not person("sponsor", challenge).has_perm("preparation.view_statement", challenge)
