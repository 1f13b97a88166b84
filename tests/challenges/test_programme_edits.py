"""A programme edited in the browser: the edit, its version, what files may do to it, and that running challenges keep theirs."""

import copy
import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Probe, Programme, ProgrammeDraft, Theme, User
from challenges.programme_changes import changes
from challenges.programme_files import parts
from scoping.queries import chosen_themes_with_probes
from tests.factories import CouncilFactory

CODE = "lga-childrens-services"


def load(version=None, **changed):
    """The file of the LGA's programme, with another number and whatever else."""
    content = programme_files.read(CODE) | changed
    content |= {"version": version} if version else {}
    return actions.load_programme(content, programme_files.from_dict(content), by=User.objects.clock())


@pytest.fixture
def programme(db):
    return load()


@pytest.fixture
def office(person):
    return person("office", name="Office Person")


def refusal(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def save(programme, part, by, version=1, **changed):
    """Save a part of the edit, as its form would."""
    draft = ProgrammeDraft.objects.filter(code=programme.code).first()
    values = parts.values(draft.content if draft else programme.content, part) | changed
    return actions.save_part(programme, part=part, values=values, version=version, by=by)


def make(programme, by, reason="The LGA published its probes."):
    draft = ProgrammeDraft.objects.get(code=programme.code)
    return actions.make_version(draft, reason=reason, seen=programme_files.hash_of(draft.content), by=by)


def probe_lines(programme, theme="C1"):
    return parts.values(programme.content, parts.theme_part(theme))["probes"].splitlines()


# The edit


def test_an_edit_is_kept_and_the_version_in_use_stays_as_it_is(programme, office):
    before = copy.deepcopy(programme.content)

    draft = save(programme, "labels", office, report="Letter to the director")

    programme.refresh_from_db()
    assert programme.content == before
    assert draft.content["labels"]["report"] == "Letter to the director"
    assert (draft.base, draft.begun_by) == (programme, office)
    assert Programme.objects.filter(code=CODE).count() == 1


def test_probes_keep_their_codes_whatever_their_order_and_new_ones_get_the_next(programme, office):
    lines = probe_lines(programme)
    text = "\n".join([lines[7], "Is there time to think?", *lines[:3], "  ", lines[4].replace("visible", "present")])

    draft = save(programme, "theme:C1", office, probes=text)

    codes = [each["code"] for each in draft.content["themes"][0]["probes"]]
    assert codes == ["C1.8", "C1.9", "C1.1", "C1.2", "C1.3", "C1.5"]
    assert draft.content["themes"][0]["probes"][1]["text"] == "Is there time to think?"
    assert draft.content["themes"][0]["probes"][5]["text"].startswith("How present and accessible")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("C1.1 One\nC1.1 Two", "C1.1 stands in front of two probes. Take it away from the one that is new."),
        ("C1.1 One\nC1.2", "C1.2 has no words. Write the probe behind it, or take the line away."),
        (" \n ", "A theme has at least one probe. Write one."),
    ],
)
def test_probes_nobody_can_read_are_refused_with_a_sentence(text, sentence, programme, office):
    assert refusal(save, programme, "theme:C1", office, probes=text) == sentence
    assert not ProgrammeDraft.objects.exists()


def test_the_code_of_a_probe_taken_out_is_not_given_to_another(programme, office):
    lines = probe_lines(programme)

    draft = save(programme, "theme:C1", office, probes="\n".join([*lines[:7], "Something new?"]))

    assert draft.content["themes"][0]["probes"][-1]["code"] == "C1.9"


def test_documents_come_go_and_move(programme, office):
    asked = {
        "title": "Family group conference policy",
        "why": "It shows how families decide.",
        "importance": "reference",
        "days_before": 15,
        "themes": ["M6"],
        "derived": False,
    }

    code = actions.add_document(programme, values=asked, by=office)
    actions.move_document(programme, code=code, earlier=True, by=office)
    actions.remove_document(programme, code="9", by=office)
    draft = actions.move_document(programme, code="1", earlier=True, by=office)

    assert code == "30"
    listed = [each["code"] for each in draft.content["documents"]]
    assert listed == [str(n) for n in range(1, 29) if n != 9] + ["30", "29"]
    added = next(each for each in draft.content["documents"] if each["code"] == "30")
    assert (added["working_days"], added["themes"]) == (-15, ["M6"])


def test_dates_move_by_anchor_and_side(programme, office):
    draft = save(
        programme,
        "dates",
        office,
        days_documents_due=15,
        owner_documents_due="sponsor",
        counted_evaluation="after_last_day",
        days_evaluation=40,
    )

    dates = {each["code"]: each for each in draft.content["milestones"]}
    assert (dates["documents_due"]["working_days"], dates["documents_due"]["owner"]) == (-15, "sponsor")
    assert (dates["evaluation"]["working_days"], dates["evaluation"]["anchor"]) == (40, "last_day")


def test_what_the_programme_cannot_be_is_refused_and_what_stood_stays(programme, office):
    for code in ("9", "10"):
        save(programme, f"document:{code}", office, importance="must_read")

    said = refusal(save, programme, "document:11", office, importance="must_read")

    assert said == (
        "The programme cannot be like this: limits.must_read: 11 documents are must read for every challenge, and the "
        "limit is 10."
    )
    kept = {each["code"]: each["importance"] for each in ProgrammeDraft.objects.get().content["documents"]}
    assert (kept["10"], kept["11"]) == ("must_read", "reference")


def test_two_people_in_different_parts_do_not_stand_in_each_others_way(programme, office, person):
    save(programme, "labels", office, report="Letter")

    draft = save(programme, "theme:C1", person("office"), name="Leadership")

    assert draft.content["labels"]["report"] == "Letter"
    assert draft.content["themes"][0]["name"] == "Leadership"


def test_who_saves_the_same_part_second_sees_what_the_first_saved(programme, office, person):
    save(programme, "labels", office, report="Letter")

    with pytest.raises(actions.PartSavedByAnother) as refused:
        save(programme, "labels", person("office"), version=1, report="Report")

    assert (refused.value.by, refused.value.version) == ("Office Person", 2)
    assert refused.value.theirs["report"] == "Letter"
    draft = save(programme, "labels", person("office"), version=2, report="Report")
    assert draft.content["labels"]["report"] == "Report"


def test_the_same_text_twice_is_no_conflict(programme, office, person):
    first = save(programme, "labels", office, report="Letter")

    second = save(programme, "labels", person("office"), version=1, report="Letter")

    assert second.parts == first.parts


# The new version


def test_a_version_is_made_with_its_reason_and_its_probes(programme, office):
    save(programme, "theme:C1", office, name="Leadership", probes="C1.1 Is it clear?\nIs it shared?", derived=False)

    made = make(programme, office)

    assert (made.version, made.edited_from, made.made_by) == (5, programme, office)
    assert made.reason == "The LGA published its probes."
    theme = Theme.objects.get(programme=made, code="C1")
    probes = Probe.objects.filter(theme=theme).values_list("code", "text", "derived")
    assert list(probes) == [("C1.1", "Is it clear?", False), ("C1.9", "Is it shared?", False)]
    assert made.plan.version == 5
    assert not ProgrammeDraft.objects.exists()
    event = AuditEvent.objects.get(what="programme.edited")
    assert (event.reason, event.by_name) == ("The LGA published its probes.", "Office Person")


def test_an_edit_changed_since_it_was_read_is_not_made_a_version(programme, office, person):
    draft = save(programme, "labels", office, report="Letter")
    seen = programme_files.hash_of(draft.content)
    save(programme, "theme:C1", person("office"), name="Leadership")

    said = refusal(actions.make_version, draft, reason="Why", seen=seen, by=office)

    assert said == "The edit was changed since this page was loaded. Read the preview again."


@pytest.mark.parametrize("how", ["edited", "loaded"])
def test_a_running_challenge_keeps_its_version_its_themes_and_its_probes(how, programme, office):
    running = actions.create_challenge(
        council=CouncilFactory(), programme=programme, starts_on=datetime.date(2027, 3, 9), by=office
    )
    content, sha256 = copy.deepcopy(programme.content), programme.sha256
    themes = [(each.pk, each.name, [p.text for p in each.probe_list]) for each in chosen_themes_with_probes(running)]
    dates = list(running.milestones.values_list("code", "due_on", "owner"))

    if how == "edited":
        save(programme, "theme:C1", office, name="Leadership", probes="Is it clear?")
        save(programme, "dates", office, days_documents_due=99)
        newer = make(programme, office)
    else:
        changed = programme_files.read(CODE)["themes"]
        changed[0]["name"] = "Leadership"
        newer = load(5, themes=changed)

    running.refresh_from_db()
    assert newer.version == 5
    assert running.programme == programme
    assert (running.programme.content, running.programme.sha256) == (content, sha256)
    assert [
        (each.pk, each.name, [p.text for p in each.probe_list]) for each in chosen_themes_with_probes(running)
    ] == themes
    assert list(running.milestones.values_list("code", "due_on", "owner")) == dates
    after = actions.create_challenge(
        council=CouncilFactory(),
        programme=Programme.objects.newest().get(code=CODE),
        starts_on=datetime.date(2027, 3, 9),
        by=office,
    )
    assert next(each.name for each in chosen_themes_with_probes(after)) == "Leadership"


# Files and edits


def test_a_newer_file_does_not_put_an_edit_out_of_use_by_itself(programme, office):
    save(programme, "labels", office, report="Letter")
    edited = make(programme, office)

    said = refusal(load, 5, summary="Another summary.")

    assert said.startswith(
        "Version 5 of “LGA children's services peer challenge” was edited in the browser by Office Person"
    )
    assert "“The LGA published its probes.”" in said
    assert said.endswith("take the file there, or load it with --take-file.")
    assert Programme.objects.newest().get(code=CODE) == edited


def test_the_command_starts_the_service_all_the_same_and_says_what_waits(programme, office, tmp_path):
    save(programme, "labels", office, report="Letter")
    make(programme, office)
    text = next(file for file in programme_files.files() if file.stem == CODE).read_text(encoding="utf-8")
    newer = tmp_path / "newer.toml"
    newer.write_text(text.replace("version = 4\n", "version = 5\n", 1), encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(text.replace(f'code = "{CODE}"', 'code = "other"', 1), encoding="utf-8")
    out, err = StringIO(), StringIO()

    call_command("load_programmes", newer, other, stdout=out, stderr=err)

    assert err.getvalue().startswith("newer.toml: Version 5 of")
    assert out.getvalue() == "other.toml: loaded\n"
    call_command("load_programmes", newer, "--take-file", stdout=out, stderr=err)
    taken = Programme.objects.newest().get(code=CODE)
    assert (taken.version, taken.file_version, taken.is_edited) == (6, 5, False)
    event = AuditEvent.objects.filter(what="programme.loaded").first()
    assert event.sentence.endswith("from its file, in the place of version 5, which was edited here")


def test_the_same_file_again_leaves_the_edit_in_use(programme, office):
    save(programme, "labels", office, report="Letter")
    edited = make(programme, office)

    assert load() is None
    assert Programme.objects.newest().get(code=CODE) == edited


def test_an_older_or_a_changed_file_is_refused(programme):
    assert refusal(load, summary="Another.") == (
        "Version 4 of “LGA children's services peer challenge” is loaded already and differs. Give the changed file a new "
        "version."
    )
    assert refusal(load, 2) == (
        "Version 4 of “LGA children's services peer challenge” is loaded already, which is newer than version 2."
    )


def test_an_edit_is_brought_over_to_a_version_that_came_meanwhile(programme, office):
    save(programme, "labels", office, report="Letter")
    save(programme, "theme:C1", office, name="Leadership")
    actions.move_document(programme, code="2", earlier=True, by=office)
    themes = programme_files.read(CODE)["themes"]
    themes[1]["name"] = "Practice"
    newer = load(5, themes=themes)
    draft = ProgrammeDraft.objects.get()
    seen = programme_files.hash_of(draft.content)

    said = refusal(actions.make_version, draft, reason="Why", seen=seen, by=office)
    brought = actions.bring_edit_over(draft, by=office)

    assert said == "Version 5 came into use after this edit was begun. Bring the edit over to it first."
    assert brought.base == newer
    assert brought.content["labels"]["report"] == "Letter"
    assert [each["name"] for each in brought.content["themes"][:2]] == ["Leadership", "Practice"]
    assert make(newer, office).version == 6


def test_an_edit_thrown_away_leaves_no_trace_but_in_the_history(programme, office):
    draft = save(programme, "labels", office, report="Letter")

    actions.throw_edit_away(draft, by=office)

    assert not ProgrammeDraft.objects.exists()
    assert AuditEvent.objects.filter(what="programme_edit.thrown_away").exists()


# What changes, in words


def test_changes_are_told_where_they_stand(programme, office):
    save(programme, "labels", office, report="Letter")
    save(programme, "dates", office, days_documents_due=15)
    save(programme, "theme:C1", office, probes="\n".join([*probe_lines(programme)[1:], "Something new?"]))
    actions.remove_document(programme, code="24", by=office)
    draft = actions.move_document(programme, code="2", earlier=True, by=office)

    told = changes(programme.plan, programme_files.from_dict(draft.content))

    assert [(each.section, each.place, each.was, each.becomes) for each in told][:2] == [
        ("Names", "Report", "Feedback report", "Letter"),
        (
            "Dates",
            "Advance documents in",
            "20 working days before the first on-site day. Peer challenge organiser",
            "15 working days before the first on-site day. Peer challenge organiser",
        ),
    ]
    by_place = {each.place: (each.was, each.becomes) for each in told}
    assert by_place["Probe C1.9"] == ("", "Something new?")
    assert by_place["Probe C1.1"][1] == ""
    assert by_place["Document 24"] == ("Children's chapter of the joint strategic needs assessment", "")
    assert by_place["Order of the list"][1].startswith("2, 1, 3")
    assert "Theme C1, order of probes" not in by_place


def test_what_only_a_file_changes_is_told_by_its_key(programme):
    content = copy.deepcopy(programme.content)
    content["limits"]["key_lines"] = 5
    content["report"]["accuracy_working_days"] = 15

    told = changes(programme.plan, programme_files.from_dict(content))

    assert [(each.section, each.place, each.was, each.becomes) for each in told] == [
        ("Everything else", "Limits, key lines", "3", "5"),
        ("Everything else", "Report, accuracy working days", "10", "15"),
    ]
