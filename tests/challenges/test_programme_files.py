"""The programme files we ship say what they must, and a wrong one is refused with a sentence."""

import re

import pytest

from challenges import programme_files

LGA = "lga-childrens-services"
SAFEGUARDING = "lga-safeguarding-children"

THEMES = {
    "C1": ("Leadership and management, including vision and strategy", 8),
    "C2": ("Effective practice and impact on outcomes for children and families", 8),
    "C3": ("Resources and capacity: are leaders creating the right environment for good social work practice?", 7),
    "M1": ("Impact and effectiveness of partnerships", 6),
    "M2": ("Demand management", 5),
    "M3": ("Corporate leadership and capacity for Children's Services", 5),
    "M4": ("Early help", 5),
    "M5": ("Front door", 6),
    "M6": ("Child in Need (CIN)", 5),
    "M7": ("Child Protection (CP)", 6),
    "M8": ("Children with disabilities", 5),
    "M9": ("Sufficiency and outcomes for children looked after", 7),
    "M10": ("Care leavers", 6),
    "M11": ("Quality assurance and performance management", 5),
    "M12": (
        "Specific vulnerabilities/risks, for example child sexual exploitation (CSE) or domestic abuse",
        6,
    ),
}
DOCUMENTS = [
    "Position statement", "Self-evaluation", "Child Analysis Tool", "Performance data", "Ofsted letters",
    "Improvement plan", "Children's Plan", "Structure chart", "Corporate Plan", "Early Help Strategy",
    "Workforce Development Strategy", "Practice framework", "Quality assurance framework", "case audits",
    "Budget monitoring", "Safeguarding partnership annual report", "Corporate parenting strategy",
    "Sufficiency strategy", "Care leavers' local offer", "short breaks statement", "Problem profile",
    "Scrutiny reports", "surveys", "joint strategic needs assessment", "Child-level lists", "Draft on-site timetable",
    "practice that can be observed", "Staff briefing", "Logistics sheet",
]  # fmt: skip
ASPECTS = [
    "Case identification", "Referral and threshold response", "Assessment", "Chronology", "Planning",
    "Review and drift", "Visits", "Voice and lived experience", "Family and network", "Diversity and identity",
    "Multi-agency working", "Management oversight", "Supervision", "Independent reviewing officer",
    "Timeliness against statute", "Recording and data quality", "Impact and outcomes", "Agreement with the council's own",
]  # fmt: skip
WORDS_WE_DO_NOT_USE = re.compile(
    r"\b(grad(e|es|ed|ing)|scor\w+|rating|judge?ment\w*|inspect\w*|fail\w*|pass(es|ed)?(?! nothing on))\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def lga():
    return programme_files.from_dict(programme_files.read(LGA))


@pytest.fixture(scope="module")
def safeguarding():
    return programme_files.from_dict(programme_files.read(SAFEGUARDING))


@pytest.mark.parametrize("file", programme_files.files(), ids=lambda file: file.stem)
def test_every_file_we_ship_can_be_read(file):
    text = file.read_text(encoding="utf-8")

    plan = programme_files.parse(text)

    assert plan == programme_files.from_dict(programme_files.read(plan.code))
    for sentence in ("It is not an inspection.", "A peer challenge is not an inspection,"):
        text = text.replace(sentence, "")
    assert not WORDS_WE_DO_NOT_USE.search(text)
    assert "§" not in text


def test_every_file_has_a_code_of_its_own():
    codes = [programme_files.parse(file.read_text(encoding="utf-8")).code for file in programme_files.files()]

    assert len(codes) == len(set(codes))


def test_lga_has_every_theme_with_every_probe(lga):
    assert {theme.code: (theme.name, len(theme.probes)) for theme in lga.themes} == THEMES
    assert [theme.kind for theme in lga.themes] == ["core"] * 3 + ["module"] * 12
    assert all(theme.derived for theme in lga.themes)
    assert all(probe.code.startswith(f"{theme.code}.") for theme in lga.themes for probe in theme.probes)


def test_lga_asks_for_every_document(lga):
    titles = [document.title for document in lga.documents]

    assert len(titles) == 29
    for title, wanted in zip(titles, DOCUMENTS, strict=True):
        assert wanted in title
    assert [document.code for document in lga.documents] == [str(number) for number in range(1, 30)]
    assert {document.code: document.themes for document in lga.documents if document.themes} == {
        "17": ("M9", "M10"),
        "18": ("M9",),
        "19": ("M10",),
        "20": ("M8",),
        "21": ("M12",),
    }
    counts = [document.importance for document in lga.documents]
    assert [counts.count(each) for each in ("must_read", "reference", "restricted", "working")] == [8, 15, 2, 4]


def test_lga_reviews_twenty_five_cases_under_eighteen_aspects(lga):
    review = lga.case_review

    assert review.cases == sum(stratum.cases for stratum in review.strata) == 25
    assert [aspect.code for aspect in review.aspects] == [f"A{number}" for number in range(1, 19)]
    for aspect, wanted in zip(review.aspects, ASPECTS, strict=True):
        assert aspect.name.startswith(wanted)
        assert aspect.prompts


def test_lga_dates_run_from_the_enquiry_to_the_evaluation(lga):
    offsets = {each.code: (each.anchor, each.working_days) for each in lga.milestones}

    assert offsets["enquiry"] == ("first_day", -80)
    assert offsets["documents_due"] == ("first_day", -20)
    assert offsets["case_review"] == ("first_day", -10)
    assert offsets["presentation"] == ("last_day", 0)
    assert offsets["final_report"] == ("last_day", 30)
    assert offsets["evaluation"] == ("final_report", 20)
    assert {each.stage for each in lga.milestones} == set(lga.stages)


@pytest.mark.parametrize(("code", "days"), [(LGA, 4), (SAFEGUARDING, 5)])
def test_the_timetable_has_every_day_and_tracks_side_by_side(code, days):
    plan = programme_files.from_dict(programme_files.read(code))

    assert {slot.day for slot in plan.timetable} == set(range(1, days + 1)) == set(range(1, plan.onsite.days + 1))
    for day in range(1, days - 1):
        at_once = {
            (slot.starts, other.starts)
            for slot in plan.timetable
            for other in plan.timetable
            if slot.day == other.day == day and (slot.track, other.track) == ("A", "B") and slot.starts == other.starts
        }
        assert at_once
    last = [slot for slot in plan.timetable if slot.day == days]
    assert "presentation" in {slot.kind for slot in last}
    assert {slot.kind for slot in plan.timetable} <= {kind.code for kind in plan.session_kinds}


def test_safeguarding_has_five_fixed_themes_and_a_team_of_six_beside_the_lga(safeguarding):
    assert [theme.name for theme in safeguarding.themes] == [
        "Vision, strategy and leadership",
        "Effective practice, service delivery and the voice of the child",
        "Outcomes, impact and performance management",
        "Working together (including LSCB and Health and Wellbeing Board)",
        "Capacity and managing resources",
    ]
    assert {theme.kind for theme in safeguarding.themes} == {"fixed"}
    assert [len(theme.probes) for theme in safeguarding.themes] == [4] * 5
    assert sum(place.most for place in safeguarding.team) == 6
    assert "casereview" not in safeguarding.stages
    assert safeguarding.case_review.cases == 0


# Wrong files

TIMETABLE = """\
timetable = [
    { day = 1, starts = "09:00", minutes = 45, track = "A", kind = "interview", title = "Director" },
    { day = 1, starts = "10:00", minutes = 45, track = "All", kind = "interview", title = "Staff" },
]
"""
RIGHT = f"""\
code = "small"
name = "Small programme"
version = 1
summary = "A day with another council."
source = "Invented"
stages = ["scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
onsite.days = 1
limits = {{ key_lines = 1, modules = 1, must_read = 1, recommendations = 1 }}
session_kinds = [
    {{ code = "interview", label = "Interview", minutes = 45 }},
]
{TIMETABLE}
[[milestones]]
code = "first_day"
name = "First day"
stage = "onsite"
owner = "lead_peer"
anchor = "first_day"
working_days = 0

[[milestones]]
code = "final_report"
name = "Final report"
stage = "reports"
owner = "programme_manager"
anchor = "last_day"
working_days = 30

[[team]]
code = "lead"
label = "Lead peer"
role = "lead_peer"
least = 1
most = 1

[[themes]]
code = "T1"
name = "Leadership"
kind = "core"
probes = [
    {{ code = "T1.1", text = "Is it clear?" }},
    {{ code = "T1.2", text = "Is it shared?" }},
]

[[documents]]
code = "1"
title = "Plan"
why = "We read it."
importance = "must_read"
working_days = -20

[case_review]
cases = 3
strata = [
    {{ name = "Early help", cases = 1 }},
    {{ name = "Care leavers", cases = 2 }},
]

[[case_review.aspects]]
code = "A1"
name = "Assessment"
prompts = ["Current"]

[report]
qa = ["adviser"]

[[report.sections]]
code = "summary"
heading = "Summary"
kind = "prose"

[evaluation]
months_after = 1

[[evaluation.questions]]
code = "aims"
text = "Was it useful?"

[retention.report]
days = 10
after = "closed"
reason = "Somebody may ask."
"""

STAGES_IN_ORDER = "scoping, preparation, casereview, onsite, feedback, reports, evaluation"
WRONG = [
    ("not TOML", 'code = "small"', "code = ", "Line 1: This is not TOML: Invalid value."),
    (
        "the same key twice",
        "version = 1",
        "version = 1\nversion = 2",
        "Line 4: This is not TOML: Cannot overwrite a value.",
    ),
    ("ends too early", 'reason = "Somebody may ask."\n', 'reason = """', "This is not TOML: Unterminated string."),
    ("a key missing", 'name = "Small programme"\n', "", "name is missing."),
    ("a key missing in an item", 'label = "Lead peer"\n', "", "Line 33: team[1].label is missing."),
    (
        "a key missing in a table",
        'after = "closed"\n',
        "",
        "Line 83: retention.report.after is missing.",
    ),
    (
        "a stage's part missing",
        "[[case_review.aspects]]",
        "",
        "Line 64: case_review.code is not known; known here are aspects, cases, derived, strata.",
    ),
    (
        "a key unknown",
        'role = "lead_peer"',
        'role = "lead_peer"\ncolour = "red"',
        "Line 37: team[1].colour is not known; known here are code, days, label, least, most, role.",
    ),
    (
        "a number where text belongs",
        'title = "Plan"',
        "title = 5",
        "Line 51: documents[1].title must be text, and is a whole number.",
    ),
    (
        "text where a number belongs",
        "version = 1",
        'version = "1"',
        "Line 3: version must be a whole number, and is text.",
    ),
    (
        "true where a number belongs",
        "months_after = 1",
        "months_after = true",
        "Line 77: evaluation.months_after must be a whole number, and is true or false.",
    ),
    (
        "a date where text belongs",
        'source = "Invented"',
        "source = 2015-04-20",
        "Line 5: source must be text, and is a date or time.",
    ),
    (
        "text where a list belongs",
        'qa = ["adviser"]',
        'qa = "adviser"',
        "Line 69: report.qa must be a list, and is text.",
    ),
    ("text where a table belongs", "onsite.days = 1", 'onsite = "1"', "Line 7: onsite must be a table, and is text."),
    ("an empty text", 'name = "Leadership"', 'name = " "', "Line 42: themes[1].name is empty."),
    ("an empty list", 'prompts = ["Current"]', "prompts = []", "Line 66: case_review.aspects[1].prompts is empty."),
    (
        "a text too long",
        'code = "1"',
        'code = "1234567890123"',
        "Line 50: documents[1].code has 13 characters; there is room for 12.",
    ),
    ("a code twice", '"T1.2"', '"T1.1"', "Line 46: themes[1].probes[2].code: “T1.1” is there twice."),
    (
        "a milestone twice",
        'code = "final_report"',
        'code = "first_day"',
        "Line 26: milestones[2].code: “first_day” is there twice.",
    ),
    (
        "an unknown role",
        'owner = "programme_manager"',
        'owner = "mayor"',
        "Line 29: milestones[2].owner: “mayor” is not one of programme_manager, challenge_manager, co_ordinator, adviser, lead_peer, peer, sponsor, organiser.",
    ),
    (
        "an unknown role in the chain",
        '["adviser"]',
        '["mayor"]',
        "Line 69: report.qa[1]: “mayor” is not one of programme_manager, challenge_manager, co_ordinator, adviser, lead_peer, peer, sponsor, organiser.",
    ),
    (
        "an unknown role in the team",
        'role = "lead_peer"',
        'role = "sponsor"',
        "Line 36: team[1].role: “sponsor” is not one of lead_peer, peer, observer.",
    ),
    (
        "an unknown stage",
        '"scoping", "preparation"',
        '"scoping", "lunch"',
        f"Line 6: stages[2]: “lunch” is not one of {STAGES_IN_ORDER}.",
    ),
    (
        "stages in another order",
        '"scoping", "preparation"',
        '"preparation", "scoping"',
        f"Line 6: stages must be in this order, each once: {STAGES_IN_ORDER}.",
    ),
    (
        "a stage the programme has not",
        '"feedback", "reports"',
        '"feedback"',
        "Line 28: milestones[2].stage: the programme does not have the stage reports.",
    ),
    (
        "a stage no challenge can do without",
        '"onsite", "feedback", ',
        "",
        "Line 6: stages must have onsite and feedback; only casereview and reports can be left out.",
    ),
    (
        "a name for something nobody calls",
        "[retention.report]",
        '[labels]\nmayor = "Mayor"\n\n[retention.report]',
        (
            "Line 84: labels.mayor is called nowhere; what can have a name is adviser, area, challenge, "
            "challenge_manager, co_ordinator, core, fixed, key_line, lead_peer, moderator, module, observer, organiser, "
            "peer, presentation, programme_manager, report, sponsor."
        ),
    ),
    (
        "a follow-up without a date",
        "[retention.report]",
        '[[follow_ups]]\nmilestone = "reconvene"\nwhat = "Meet again."\n\n[retention.report]',
        "Line 84: follow_ups[1].milestone: there is no milestone “reconvene”.",
    ),
    (
        "a moderator nobody is led to",
        "onsite.days = 1",
        "onsite.days = 1\nmoderator = true",
        "escalation is missing: a programme with a moderator says how a disputed finding comes to them.",
    ),
    (
        "a shape with days and nothing to do",
        "[retention.report]",
        '[[shapes]]\ncode = "event"\nlabel = "An event"\nwhat = "Two councils meet."\ndays = 2\n\n[retention.report]',
        "Line 83: shapes[1].timetable is missing: a shape with days of its own has its own timetable.",
    ),
    (
        "a shape with a timetable and no days",
        "[retention.report]",
        (
            '[[shapes]]\ncode = "event"\nlabel = "An event"\nwhat = "Two councils meet."\ntimetable = [\n'
            '    { day = 1, starts = "09:00", minutes = 45, track = "All", kind = "interview", title = "Both" },\n]\n\n'
            "[retention.report]"
        ),
        "Line 83: shapes[1].days is missing: a shape with a timetable of its own says how many days it has.",
    ),
    (
        "a shape with a day too many",
        "[retention.report]",
        (
            '[[shapes]]\ncode = "event"\nlabel = "An event"\nwhat = "Two councils meet."\ndays = 1\ntimetable = [\n'
            '    { day = 2, starts = "09:00", minutes = 45, track = "All", kind = "interview", title = "Both" },\n]\n\n'
            "[retention.report]"
        ),
        "Line 89: shapes[1].timetable[1].day: there is no day 2; on site are 1.",
    ),
    ("a part a stage needs", TIMETABLE, "", "timetable is missing; the programme has the stage onsite."),
    (
        "an unknown anchor",
        'anchor = "last_day"',
        'anchor = "easter"',
        "Line 30: milestones[2].anchor: “easter” is not one of first_day, last_day, final_report.",
    ),
    (
        "an anchor on itself",
        'anchor = "last_day"',
        'anchor = "final_report"',
        "Line 30: milestones[2].anchor: it counts from the final report, so a milestone final_report must count from an on-site day.",
    ),
    (
        "an unknown kind of theme",
        'kind = "core"',
        'kind = "spare"',
        "Line 43: themes[1].kind: “spare” is not one of core, module, fixed.",
    ),
    (
        "an unknown kind of section",
        'kind = "prose"',
        'kind = "poem"',
        "Line 74: report.sections[1].kind: “poem” is not one of prose, findings, good_practice, recommendations, scope, next_steps, case_review, appendix.",
    ),
    (
        "a section behind an appendix",
        'kind = "prose"',
        'kind = "appendix"\n\n[[report.sections]]\ncode = "scope"\nheading = "Scope"\nkind = "scope"',
        "Line 76: report.sections[2]: “Scope” stands behind “Summary”, which is printed as an appendix.",
    ),
    (
        "an unknown kind of session",
        'kind = "interview", title = "Staff"',
        'kind = "party", title = "Staff"',
        "Line 14: timetable[2].kind: there is no session kind “party”.",
    ),
    (
        "an unknown theme",
        "working_days = -20",
        'working_days = -20\nthemes = ["T1", "T9"]',
        "Line 55: documents[1].themes[2]: there is no theme “T9”.",
    ),
    (
        "strata that do not add up",
        "cases = 3",
        "cases = 25",
        "Line 58: case_review.strata add up to 3 cases, and there are 25.",
    ),
    (
        "a day that is not there",
        'day = 1, starts = "10:00"',
        'day = 2, starts = "10:00"',
        "Line 14: timetable[2].day: there is no day 2; on site are 1.",
    ),
    (
        "a time nobody can read",
        '"10:00"',
        '"10.00"',
        "Line 14: timetable[2].starts: “10.00” is not a time such as “08:30”.",
    ),
    (
        "a time there is not",
        '"10:00"',
        '"24:00"',
        "Line 14: timetable[2].starts: “24:00” is not a time such as “08:30”.",
    ),
    (
        "two at once",
        '"10:00"',
        '"09:30"',
        "Line 14: timetable[2].starts: at 09:30 “Director” is still on in the same track.",
    ),
    (
        "past midnight",
        '"10:00"',
        '"23:30"',
        "Line 14: timetable[2].minutes: it starts at 23:30 and ends after midnight.",
    ),
    ("a limit below nothing", "modules = 1", "modules = -1", "Line 8: limits.modules: -1 is less than 0."),
    (
        "more must-read than the limit",
        "must_read = 1",
        "must_read = 0",
        "Line 8: limits.must_read: 1 documents are must read for every challenge, and the limit is 0.",
    ),
    ("more at least than at most", "least = 1", "least = 2", "Line 37: team[1].least: 2 is more than the most, 1."),
    ("a period that runs backwards", "days = 10", "days = -10", "Line 84: retention.report.days: -10 is less than 0."),
]


def test_the_small_programme_is_right():
    assert programme_files.parse(RIGHT).stages == tuple(STAGES_IN_ORDER.split(", "))


def test_a_letter_needs_the_stage_it_is_written_in():
    without = RIGHT.replace('"feedback", "reports"', '"feedback"').replace('stage = "reports"', 'stage = "feedback"')
    letter = '[[formats]]\ncode = "letter"\nlabel = "Letter"\nwhat = "Two pages."\n'

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(without + letter)

    assert refused.value.sentence == (
        "formats[1].code: a letter is written in the stage reports, which the programme does not have."
    )


def test_a_label_left_out_is_called_by_our_name(lga):
    assert lga.label("report") == "Feedback report"
    assert lga.label("moderator") == "Moderator"


def test_days_and_timetable_of_a_shape_are_its_own_where_it_has_them():
    regional = programme_files.from_dict(programme_files.read("regional-sector-led"))

    assert [(each.code, each.councils) for each in regional.shapes] == [("single", 1), ("triad", 3), ("event", 2)]
    assert regional.days_in("triad") == regional.onsite.days
    assert regional.timetable_in("triad") == regional.timetable
    assert regional.days_in("event") == 2
    assert regional.timetable_in("event") == regional.shape("event").timetable
    assert {slot.day for slot in regional.timetable_in("event")} == {1, 2}


@pytest.mark.parametrize(("right", "wrong", "sentence"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_a_wrong_file_is_refused_with_a_sentence_and_its_line(right, wrong, sentence):
    assert right in RIGHT

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(RIGHT.replace(right, wrong, 1))

    assert str(refused.value) == sentence
    line = re.match(r"Line (\d+): (.*)", sentence)
    assert (refused.value.line, refused.value.sentence) == ((int(line[1]), line[2]) if line else (None, sentence))


def test_content_from_the_database_is_refused_without_a_line():
    content = programme_files.read(LGA)
    content["themes"][1]["probes"][0]["code"] = 7

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.from_dict(content)

    assert str(refused.value) == "themes[2].probes[1].code must be text, and is a whole number."
    assert refused.value.line is None


def test_a_line_is_found_after_a_text_of_several_lines():
    text = RIGHT.replace('summary = "A day with another council."', 'summary = """\nname = 1\n[team]\n"""')

    with pytest.raises(programme_files.ProgrammeFileWrong) as refused:
        programme_files.parse(text.replace("version = 1", "version = 0"))
    with pytest.raises(programme_files.ProgrammeFileWrong) as refused_later:
        programme_files.parse(text.replace("onsite.days = 1", "onsite.days = 0"))

    assert str(refused.value) == "Line 3: version: 0 is less than 1."
    assert str(refused_later.value) == "Line 10: onsite.days: 0 is less than 1."
