"""A small programme file that is right, and every way one line of it can be wrong, with the sentence that says so."""

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
        (
            "Line 64: case_review.code is not known; known here are aspects, cases, conversation, derived, "
            "read_twice, strata, timescales."
        ),
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
