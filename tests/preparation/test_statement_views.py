"""The pages of the position statement, as each of its readers meets them."""

import re

import pytest
from django.urls import reverse

from challenges import documents, jobs, next_actions
from preparation import actions, queries
from preparation.actions.documents import lay_out_documents
from preparation.models import PositionStatement, StatementSection
from tests.factories import ChallengeFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
TEXTS = {"doing": "One team.", "how_well": "Well by day.", "how_we_know": "Item 4.", "next_steps": "A second shift."}


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
def contributor(person, challenge, lines, organiser):
    contributor = person("contributor", challenge, name="Partner Officer")
    actions.give_sections(challenge, writers=[(lines[1], [contributor])], by=organiser)
    return contributor


@pytest.fixture
def written(challenge, lines, organiser):
    for line in lines:
        actions.write_section(line, version=1, texts=TEXTS, ready=True, by=organiser)


@pytest.fixture
def handed_over(challenge, written, person):
    return hand_over(challenge, person("sponsor", challenge))


def hand_over(challenge, sponsor):
    rows = queries.statement_rows(challenge, sponsor)
    return actions.hand_over_statement(challenge, seen=queries.statement_seen(rows), by=sponsor)


def address(page, challenge, *more):
    return reverse(f"preparation:{page}", args=[challenge.slug, *more])


class TestWriting:
    def test_the_organiser_sees_who_has_what_and_how_far_it_is(
        self, challenge, lines, contributor, organiser, log_in_as
    ):
        actions.write_section(lines[0], version=1, texts={"doing": "One team."}, by=organiser)

        page = log_in_as(organiser).get(address("statement", challenge))

        glance = page.context["glance"]
        assert (glance.sections, glance.ready, glance.words, glance.empty_boxes) == (2, 0, 2, 7)
        assert "Partner Officer" in page.text
        assert "How well, How we know, What next" in page.text

    def test_each_box_says_its_limit_and_counts_as_people_type(self, challenge, lines, organiser, log_in_as):
        page = log_in_as(organiser).get(address("statement_section", challenge, lines[0].pk)).text

        assert page.count('data-maxwords="250"') == 4
        assert page.count("At most 250 words") == 5  # in the first sentence, for those who have no script
        assert "data-draft=" in page

    def test_what_is_too_long_is_saved_and_told(self, challenge, lines, organiser, log_in_as):
        typed = TEXTS | {"doing": "word " * 251, "version": 1, "ready": "on"}

        page = log_in_as(organiser).post(address("statement_section", challenge, lines[0].pk), typed, follow=True)

        section = StatementSection.objects.get(key_line=lines[0])
        assert (len(section.doing.split()), section.ready_at) == (251, None)
        assert "“What we do”: 1 word over the limit of 250" in page.text

    def test_both_texts_stand_side_by_side_when_somebody_was_quicker(
        self, challenge, written, lines, organiser, log_in_as
    ):
        typed = TEXTS | {"doing": "Two teams by now.", "version": 1}

        page = log_in_as(organiser).post(address("statement_section", challenge, lines[0].pk), typed)

        assert page.status_code == 200
        assert "Two teams by now." in page.text
        assert 'class="theirs"' in page.text
        assert StatementSection.objects.get(key_line=lines[0]).doing == "One team."

    def test_an_earlier_answer_comes_in_with_what_was_typed_elsewhere(
        self, challenge, lines, organiser, log_in_as, person
    ):
        last = ChallengeFactory(
            council=challenge.council, stage="preparation",
            starts_on=challenge.starts_on.replace(year=2024), ends_on=challenge.ends_on.replace(year=2024),
        )  # fmt: skip
        lay_out_documents(last, by=last.created_by)
        actions.write_section(
            KeyLineFactory(challenge=last, number=1),
            version=1,
            texts={"doing": "As then."},
            by=person("organiser", last),
        )
        hand_over(last, person("sponsor", last))
        client, where = log_in_as(organiser), address("statement_section", challenge, lines[0].pk)

        page = client.get(where).text
        (button,) = re.findall(r'name="bring" value="(doing\.\d+)"', page)
        page = client.post(where, {"how_well": "New.", "version": 1, "bring": button}, follow=True).text

        section = StatementSection.objects.get(key_line=lines[0])
        assert (section.doing, section.how_well) == ("As then.", "New.")
        assert "“What we do” still holds as it stands" in page
        assert 'name="bring"' not in page  # the box is full

    @pytest.mark.parametrize("bring", ["doing.1", "doing.999999999999999999999999", "elsewhere.1", "doing", "."])
    def test_a_made_up_answer_brings_nothing(self, challenge, lines, organiser, log_in_as, bring):
        where = address("statement_section", challenge, lines[0].pk)

        assert log_in_as(organiser).post(where, {"version": 1, "bring": bring}).status_code == 302
        assert StatementSection.objects.get().doing == ""

    def test_the_sections_are_given_on_one_page(self, challenge, lines, organiser, person, log_in_as):
        contributor = person("contributor", challenge, name="Partner Officer")
        client = log_in_as(organiser)
        where = address("statement_writers", challenge)

        page = client.post(where, {f"line_{lines[0].pk}": [contributor.pk]}, follow=True).text

        assert "They find their sections among their next actions." in page
        assert [row.line for row in queries.statement_rows(challenge, contributor)] == [lines[0]]

    def test_without_a_contributor_the_page_says_how_to_find_one(self, challenge, lines, organiser, log_in_as):
        page = log_in_as(organiser).get(address("statement_writers", challenge)).text

        assert "There is no contributor in this challenge yet." in page


class TestContributors:
    def test_they_meet_their_section_and_no_other(self, challenge, lines, contributor, log_in_as):
        client = log_in_as(contributor)
        next_actions.work_out(challenge)

        page = client.get(address("statement", challenge)).text
        assert "Question 2?" in page
        assert "Question 1?" not in page
        assert "At most 250 words in a box" in page
        assert address("document", challenge, queries.statement_item(challenge).pk) not in page
        assert client.get(address("statement_section", challenge, lines[0].pk)).status_code == 404
        assert client.get(address("statement_section", challenge, lines[1].pk)).status_code == 200
        assert "Write about key line 2" in client.get("/").text

    def test_they_open_none_of_the_pages_of_the_whole(self, challenge, handed_over, contributor, log_in_as):
        client = log_in_as(contributor)
        pages = ["statement_read", "statement_writers", "statement_hand_over"]

        assert {client.get(address(page, challenge)).status_code for page in pages} == {403}
        assert client.get(address("statement_version", challenge, 1)).status_code == 403

    def test_whoever_was_given_nothing_has_no_entry_for_it(self, challenge, lines, person, log_in_as):
        client = log_in_as(person("contributor", challenge))

        assert "Position statement" not in client.get(challenge.get_absolute_url()).text
        assert client.get(address("statement", challenge)).status_code == 403


def test_who_looks_on_as_the_organiser_reads_none_of_it(challenge, written, organiser, person, log_in_as):
    office = person("programme_manager", challenge)
    client = log_in_as(office)
    client.post(reverse("challenges:see_as", args=[challenge.slug]), {"person": organiser.pk, "reason": "To help."})

    for page in ("statement", "statement_read"):
        shown = client.get(address(page, challenge))
        assert shown.status_code == 200
        assert "The sections are not shown to you." in shown.text
        assert "One team." not in shown.text


class TestTheTeam:
    @pytest.mark.parametrize("role", ["lead_peer", "observer", "challenge_manager", "programme_manager"])
    def test_nothing_is_read_before_it_is_handed_over(self, challenge, written, person, log_in_as, role):
        client = log_in_as(person(role, challenge))

        page = client.get(address("statement", challenge)).text
        assert "One team." not in page
        assert "Until then the council alone reads it." in page
        assert client.get(address("statement_read", challenge)).status_code == 403
        assert client.get(address("statement_version", challenge, 1)).status_code == 404

    @pytest.mark.parametrize("role", ["lead_peer", "observer", "challenge_manager", "sponsor"])
    def test_a_version_is_read_on_a_page_and_what_changes_later_is_not(
        self, challenge, handed_over, lines, organiser, person, log_in_as, role
    ):
        section = StatementSection.objects.get(key_line=lines[0])
        actions.write_section(lines[0], version=section.version, texts={"doing": "Not yet known."}, by=organiser)

        page = log_in_as(person(role, challenge)).get(address("statement_version", challenge, 1)).text
        assert "One team." in page
        assert "Not yet known." not in page

    def test_what_changed_is_marked(self, challenge, handed_over, lines, organiser, person, log_in_as):
        section = StatementSection.objects.get(key_line=lines[0])
        texts = TEXTS | {"how_well": "Well by day and by night."}
        actions.write_section(lines[0], version=section.version, texts=texts, by=organiser)
        hand_over(challenge, person("sponsor", challenge))

        page = log_in_as(person("peer", challenge)).get(address("statement_version", challenge, 2)).text

        assert "What changed since version 1" in page
        assert re.search(r"<ins>.*and by night", page)

    def test_it_stands_beside_its_key_line_and_its_item(self, challenge, handed_over, person, log_in_as):
        client = log_in_as(person("peer", challenge))
        version = address("statement_version", challenge, 1)

        by_line = client.get(address("document_list", challenge) + "?by=key_line").text
        item = client.get(address("document", challenge, queries.statement_item(challenge).pk)).text

        assert f'href="{version}#key-line-2"' in by_line
        assert f'href="{version}"' in item


class TestHandingOver:
    def test_the_sponsor_reads_it_confirms_once_and_the_item_is_in(self, challenge, written, person, log_in_as):
        client = log_in_as(person("sponsor", challenge))

        assert address("statement_hand_over", challenge) in client.get(address("statement_read", challenge)).text
        page = client.get(address("statement_hand_over", challenge))
        seen = page.context["form"].initial["seen"]
        told = client.post(address("statement_hand_over", challenge), {"seen": seen}, follow=True).text

        assert "Version 1 is handed over." in told
        statement = PositionStatement.objects.get()
        jobs.run(statement.document.job_id, work=documents.render, finish=documents.store_rendered)
        assert queries.statement_item(challenge).state == "in"
        file = client.get(reverse("challenges:document_file", args=[challenge.slug, statement.document_id]))
        assert file.status_code == 200
        file.close()

    def test_only_the_sponsor_hands_it_over(self, challenge, written, organiser, log_in_as):
        client = log_in_as(organiser)

        assert "The sponsor hands it over." in client.get(address("statement_read", challenge)).text
        assert client.get(address("statement_hand_over", challenge)).status_code == 403

    def test_what_is_in_the_way_stands_in_the_place_of_the_button(self, challenge, lines, organiser, person, log_in_as):
        actions.write_section(lines[0], version=1, texts={"doing": "word " * 251}, by=organiser)

        page = log_in_as(person("sponsor", challenge)).get(address("statement_hand_over", challenge)).text

        assert "1 word over the limit of 250" in page
        assert "Hand over version 1</button>" not in page

    def test_a_number_that_leads_to_a_person_is_told_on_the_page(self, challenge, lines, organiser, person, log_in_as):
        actions.write_section(lines[0], version=1, texts={"doing": "Ring 01632 960 001."}, by=organiser)
        client = log_in_as(person("sponsor", challenge))
        seen = queries.statement_seen(queries.statement_rows(challenge, organiser))

        page = client.post(address("statement_hand_over", challenge), {"seen": seen})

        assert page.status_code == 200
        assert "key line 1, what we do" in page.text
        assert not PositionStatement.objects.exists()

    def test_closed_documents_are_told_before_anybody_confirms(
        self, challenge, handed_over, lines, organiser, person, log_in_as
    ):
        jobs.run(handed_over.document.job_id, work=documents.render, finish=documents.store_rendered)
        actions.close_documents(challenge, by=person("challenge_manager", challenge))

        page = log_in_as(person("sponsor", challenge)).get(address("statement_hand_over", challenge)).text

        assert "The documents are closed" in page
        assert "Hand over version 2</button>" not in page


@pytest.mark.parametrize("page", ["statement", "statement_read", "statement_writers"])
def test_queries_do_not_grow_with_key_lines_and_writers(
    challenge, contributor, lines, organiser, person, log_in_as, django_assert_max_num_queries, page
):
    client = log_in_as(organiser)
    with django_assert_max_num_queries(40) as few:
        client.get(address(page, challenge))

    more = [KeyLineFactory(challenge=challenge, number=number) for number in range(3, 11)]
    writers = [person("contributor", challenge) for _each in range(3)]
    actions.give_sections(challenge, writers=[(line, writers) for line in more], by=organiser)

    with django_assert_max_num_queries(len(few.captured_queries) + (8 if page == "statement_writers" else 0)):
        client.get(address(page, challenge))
