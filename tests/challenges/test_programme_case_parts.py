"""The statutory times and the questions of the conversation, edited in the browser a line each."""

import pytest

from challenges import actions
from challenges.models import Programme, ProgrammeDraft
from challenges.programme_changes import changes
from challenges.programme_files import from_dict, parts
from challenges.programme_files.case_parts import read_conversation, read_timescales
from tests.challenges.test_programme_edits import make, refusal, save
from tests.challenges.test_programme_pages import at, client, five, office, posted  # noqa: F401
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db
CODE = "lga-childrens-services"
TIMES, TALK = parts.TIMESCALES_PART, parts.CONVERSATION_PART


@pytest.fixture
def programme(five):  # noqa: F811
    return five[CODE]


def lines_of(programme, part):
    return parts.values(programme.content, part)["lines"].splitlines()


def saved(draft):
    return from_dict(draft.content).case_review


def told(was, becomes):
    return [(each.section, each.place, each.was, each.becomes) for each in changes(was, becomes)]


@pytest.mark.parametrize(("part", "read"), [(TIMES, read_timescales), (TALK, read_conversation)])
def test_lines_say_all_that_the_files_say(part, read, five):  # noqa: F811
    """What is read back from the lines is what the file has, in every programme that has any."""
    read_back = 0
    for programme in five.values():
        rows = parts.case_rows(programme.content, part)
        if rows:
            found, wrong = read(parts.values(programme.content, part)["lines"], rows)
            assert (found, wrong) == (rows, [])
            read_back += 1
    assert read_back == 2


def test_a_time_is_added_changed_moved_and_taken_out(programme, office):  # noqa: F811
    lines = lines_of(programme, TIMES)
    assert lines[1] == (
        "T2 | Assessment, from referral to its end | 45 working days |  | Working Together to Safeguard Children"
    )
    text = "\n".join(
        [lines[2], lines[1].replace("45", "40"), *lines[3:], "T11 | Life story work | 1 month | Then as needed"]
    )

    draft = save(programme, TIMES, office, lines=text)

    became = saved(draft).timescales
    assert [each.code for each in became] == ["T3", "T2", *(f"T{n}" for n in range(4, 12))]
    assert (became[1].most, became[1].source) == (40, "Working Together to Safeguard Children")
    assert (became[-1].in_words, became[-1].then, became[-1].source) == ("1 month", "Then as needed", "")
    assert told(programme.plan, from_dict(draft.content)) == [
        (
            "Statutory times",
            "Time T2",
            "Assessment, from referral to its end: 45 working days",
            "Assessment, from referral to its end: 40 working days",
        ),
        ("Statutory times", "Time T11", "", "Life story work: 1 month"),
        ("Statutory times", "Time T11, what follows", "", "Then as needed"),
        ("Statutory times", "Time T11, whose wording", "", "The programme’s own wording"),
        ("Statutory times", "Time T1", "Decision on a referral: 1 working day", ""),
        ("Statutory times", "Time T1, source", "Working Together to Safeguard Children", ""),
        ("Statutory times", "Time T1, whose wording", "The programme’s own wording", ""),
        (
            "Statutory times",
            "Order of the times",
            "T2, T3, T4, T5, T6, T7, T8, T9, T10",
            "T3, T2, T4, T5, T6, T7, T8, T9, T10",
        ),
    ]


def test_a_question_reworded_is_the_programmes_own(programme, office):  # noqa: F811
    lines = lines_of(programme, TALK)
    assert lines[1] == "life_today | worker | What is life like for this child today?"

    draft = save(
        programme, TALK, office, lines="\n".join([lines[0], "life_today | both | What is a day like?", *lines[2:]])
    )

    first, second, *_others = saved(draft).conversation
    assert (first.derived, second.derived, second.asked) == (True, False, "both")
    assert (
        "Questions of the conversation",
        "Question life_today, asked of",
        "the worker",
        "the worker and the manager",
    ) in told(programme.plan, from_dict(draft.content))


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("T1 | Decision", ["Line 1: has 2 of at least 3 parts. Write it like: T2 | Assessment | 45 working days"]),
        (
            "T1 | Decision | 1 day\n\nT2 | Visit | soon",
            [
                "Line 3: “soon” is not a time. Write a number and hours, working days, days, weeks, months: such as 45 working days."
            ],
        ),
        ("T1 | Decision | 1 day\nT1 | Visit | 2 days", ["Line 2: the code T1 stands in line 1 already."]),
        ("T1 |  | 1 day", ["Line 1: has no words."]),
        ("T1 | Decision | 0 days", ["Line 1: a time is at least 1."]),
        ("T1 | A | 1 day | b | c | d", ["Line 1: has 6 parts, and there are at most 5. Is there a | too many?"]),
        ("T1 | Decision | 1 day | " + "x" * 201, ["Line 1: 201 characters are too many; there is room for 200."]),
    ],
)
def test_wrong_times_are_told_by_line_and_reason(text, reasons):
    assert read_timescales(text, [])[1] == reasons


def test_a_code_that_is_none_is_told():
    _rows, wrong = read_conversation("the first | both | What?\nproud | all | What?\nproud | Both | What?", [])

    assert [each.split(".")[0] for each in wrong] == [
        "Line 1: “the first” is not a code",
        "Line 2: “all” is not who is asked",
    ]


def test_wrong_lines_are_refused_by_the_action_too(programme, office):  # noqa: F811
    assert refusal(save, programme, TIMES, office, lines="T1 | Decision | 0 days") == "Line 1: a time is at least 1."
    assert not ProgrammeDraft.objects.exists()


def test_wrong_lines_stay_in_the_form(programme, client):  # noqa: F811
    page = client.post(at("programme_times_edit"), posted(TIMES, lines="T1 | Decision\nT2 | Visit | 2 days"))

    assert "Line 1: has 2 of at least 3 parts." in page.text
    assert "T2 | Visit | 2 days" in page.text


def test_both_parts_go_through_the_pages_to_a_new_version_and_running_challenges_keep_theirs(programme, client):  # noqa: F811
    running = ChallengeFactory(programme=programme, stage="casereview")
    times = "\n".join(lines_of(programme, TIMES)).replace("45 working days", "40 working days")
    client.post(at("programme_times_edit"), posted(TIMES, lines=times))
    client.post(at("programme_conversation_edit"), posted(TALK, lines="proud | both | What are you proud of?"))
    listed = client.get(at("programme_edit"))
    preview = client.get(at("programme_preview"))

    seen = preview.context["form"]["seen"].value()
    made = client.post(at("programme_preview"), {"reason": "The rules changed.", "seen": seen})
    page = client.get(made.url)

    assert listed.text.count('<span class="tag tag--waiting">Edited</span>') == 2
    assert "Assessment, from referral to its end: " in preview.text
    assert "Assessment, from referral to its end: 40 working days." in page.text
    assert "What are you proud of?" in page.text
    assert "Asked of the worker and the manager" in page.text
    running.refresh_from_db()
    assert running.programme.plan.case_review.timescales[1].most == 45
    assert Programme.objects.newest().get(code=CODE).plan.case_review.timescales[1].most == 40


def test_who_saves_second_sees_the_lines_of_the_other(programme, client, person, log_in_as):  # noqa: F811
    lines = lines_of(programme, TALK)
    client.post(at("programme_conversation_edit"), posted(TALK, lines=lines[0]))

    page = log_in_as(person("office")).post(at("programme_conversation_edit"), posted(TALK, lines=lines[1]))

    assert page.context["form"].theirs["lines"] == lines[0]
    assert page.context["form"]["lines"].value() == lines[1]


def test_an_edit_of_the_times_is_brought_over_to_a_newer_version(programme, office):  # noqa: F811
    save(programme, TIMES, office, lines="T1 | Decision | 2 days")
    newer = programme.content | {"summary": "Another summary."}
    Programme.objects.filter(pk=programme.pk).update(edited_from=None)
    make_newer(programme, newer)

    draft = actions.bring_edit_over(ProgrammeDraft.objects.get(), by=office)

    assert draft.content["summary"] == "Another summary."
    assert [each.in_words for each in saved(draft).timescales] == ["2 days"]
    assert make(draft.base, office).plan.case_review.timescales[0].name == "Decision"


def make_newer(programme, content):
    kept = Programme.objects.get(pk=programme.pk)
    kept.pk, kept.version, kept.content, kept.sha256 = None, programme.version + 1, content, "0" * 64
    kept.save()


def test_a_programme_without_a_case_review_has_neither(five, client):  # noqa: F811
    assert client.get(at("programme_times_edit", code="seslip-topical")).status_code == 404
    assert "Case review</h2>" not in client.get(at("programme_edit", code="seslip-topical")).text
