"""The programme files we ship say what they must."""

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
