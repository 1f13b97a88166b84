"""Who may, in the case review. What the council may read once the report is shared is tried in test_visibility."""

from challenges.lifecycle import Stage

WITH_CASES = "programme_manager challenge_manager lead_peer peer"
TEAM = "programme_manager challenge_manager adviser lead_peer peer observer"

MATRIX = [
    ("casereview.give_lists", Stage.SCOPING, ""),
    ("casereview.give_lists", Stage.PREPARATION, "organiser"),
    ("casereview.give_lists", Stage.CASE_REVIEW, "organiser"),
    ("casereview.give_lists", Stage.ON_SITE, ""),
    ("casereview.draw_sample", Stage.PREPARATION, ""),
    ("casereview.draw_sample", Stage.CASE_REVIEW, "programme_manager challenge_manager lead_peer"),
    ("casereview.draw_sample", Stage.ON_SITE, ""),
    ("casereview.arrange_cases", Stage.PREPARATION, ""),
    ("casereview.arrange_cases", Stage.CASE_REVIEW, "organiser"),
    ("casereview.arrange_cases", Stage.REPORTING, "organiser"),
    ("casereview.arrange_cases", Stage.EVALUATION, ""),
    ("casereview.view_cases", Stage.PREPARATION, ""),
    ("casereview.view_cases", Stage.CASE_REVIEW, WITH_CASES),
    ("casereview.view_cases", Stage.REPORTING, WITH_CASES),
    ("casereview.view_cases", Stage.EVALUATION, ""),
    ("casereview.view_cases", Stage.CLOSED, ""),
    ("casereview.edit_cases", Stage.CASE_REVIEW, "programme_manager challenge_manager lead_peer"),
    ("casereview.edit_cases", Stage.ON_SITE, ""),
    ("casereview.review_case", Stage.CASE_REVIEW, "lead_peer peer"),
    ("casereview.review_case", Stage.ON_SITE, ""),
    ("casereview.view_report", Stage.PREPARATION, ""),
    ("casereview.view_report", Stage.CASE_REVIEW, TEAM),
    ("casereview.view_report", Stage.CLOSED, TEAM),
    ("casereview.view_draft_report", Stage.PREPARATION, ""),
    ("casereview.view_draft_report", Stage.CASE_REVIEW, TEAM),
    ("casereview.view_picture", Stage.PREPARATION, ""),
    ("casereview.view_picture", Stage.CASE_REVIEW, TEAM),
    ("casereview.view_picture", Stage.CLOSED, TEAM),
    ("casereview.view_full_picture", Stage.PREPARATION, ""),
    ("casereview.view_full_picture", Stage.CASE_REVIEW, WITH_CASES),
    ("casereview.view_full_picture", Stage.CLOSED, WITH_CASES),
    ("casereview.write_report", Stage.CASE_REVIEW, WITH_CASES),
    ("casereview.write_report", Stage.ON_SITE, WITH_CASES),
    ("casereview.write_report", Stage.FEEDBACK, ""),
    ("casereview.share_report", Stage.CASE_REVIEW, "programme_manager challenge_manager"),
    ("casereview.share_report", Stage.FEEDBACK, ""),
    ("casereview.end_case_review", Stage.CASE_REVIEW, "programme_manager challenge_manager"),
    ("casereview.end_case_review", Stage.ON_SITE, ""),
]
