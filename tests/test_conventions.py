"""The habits of the house. Each failure says how to put it right."""

import ast
import re
from pathlib import Path

import pytest
import rules
from django.apps import apps
from django.template import engines
from django.urls import URLPattern, get_resolver

from challenges import lifecycle
from challenges.retention import RULES

ROOT = Path(__file__).parent.parent
APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
PYTHON = sorted(
    path
    for folder in [*APPS, "peerchallenge"]
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})

# Views that need no permission, and why.
PUBLIC_VIEWS = {
    "home": "shows only what visible_to and for_person let through",
    "health_live": "says nothing but ok",
    "health_ready": "says nothing but ok",
    "health_scanner": "says whether the virus scanner answers, and nothing else",
    "accessibility": "a statement for everyone",
    "what_we_keep": "a statement for everyone",
    "security_txt": "says where to report a weakness, to everyone",
    "challenges:see_as_stop": "ends one's own looking on as somebody else, which is kept in one's session",
    "challenges:profile_edit": "one's own profile, and nobody else's",
    "demo_sign_in": "404 unless DEMO=1, and only for invented people",
    "openid_connect_login": "the way to an organisation's own sign-in",
    "openid_connect_callback": "the way back from it",
    "challenges:my_account": "one's own account, and nobody else's",
    "challenges:my_details": "one's own name and job title",
    "challenges:my_mail": "which mails one gets oneself",
    "challenges:my_data": "a copy of what is kept about oneself",
    "challenges:account_close": "one's own account, and nobody else's",
    "challenges:second_step_needed": "says why a second step is needed",
    "challenges:join": "the link of an invitation: it carries our signature, and its row decides what it opens",
    "challenges:my_calendar": "the address of one's own calendar, and nobody else's",
    "challenges:calendar_feed": "the address is the permission: a key of 256 bits, and what its owner may see of dates",
    "challenges:join_ask": "the same link; whoever asks reads the same answer",
}
# Functions that write for every app: the mechanisms of the bottom.
MECHANISMS = {
    "actions.py",
    "action_tools.py",
    "audit.py",
    "next_actions.py",
    "jobs.py",
    "outbox.py",
    "openings.py",
    "documents.py",
    "parts.py",  # of large uploads
    "scanning.py",
    "people.py",
    "drafts.py",
    "bucket.py",  # bytes, no rows
    "paper.py",  # a paper in Word, no rows
    "leftovers.py",  # bytes of files whose rows have gone
}


def actions():
    for app in APPS:
        path = ROOT / app / "actions.py"
        folder = ROOT / app / "actions"
        for file in [path] if path.exists() else sorted(folder.glob("*.py")):
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield pytest.param(f"{file.parent.name}/{file.name}", node, id=f"{app}.{node.name}")


@pytest.mark.parametrize(("path", "action"), list(actions()))
def test_every_action_is_atomic_named_and_audited(path, action):
    source = ast.unparse(action)

    assert "transaction.atomic" in [ast.unparse(each) for each in action.decorator_list], (
        f"{path}: add @transaction.atomic"
    )
    assert "by" in [each.arg for each in action.args.kwonlyargs], f"{path}: take keyword-only `by`"
    recorded = "audit.record(" in source or "move_to_stage(" in source or "end_stage(" in source
    hands_on = re.search(r"\b(?:[a-z_]+\()[^)]*by=by", source)
    assert recorded or hands_on, f"{path}: {action.name} must call audit.record"


def patterns(resolver, namespace=""):
    for pattern in resolver:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern.url_patterns, inner)


def our_patterns():
    for name, view in patterns(get_resolver().url_patterns):
        if not name.startswith("account_") and not view.__module__.startswith("allauth"):
            yield name, view


def test_every_view_names_a_permission_that_exists():
    nameless = [
        name
        for name, view in our_patterns()
        if name not in PUBLIC_VIEWS and not rules.perm_exists(getattr(view, "permission", None))
    ]

    assert nameless == [], (
        "wrap these in @challenge_view(...) with a permission of rules.py, or give a reason in PUBLIC_VIEWS"
    )


def test_view_url_and_name_are_the_same():
    astray = [name for name, view in our_patterns() if name.rpartition(":")[2] != view.__name__]

    assert astray == [], "the view and its URL name are the same word"


def test_only_actions_write():
    astray = []
    writes = re.compile(r"\.(save|create|bulk_create|update|bulk_update|delete|get_or_create|update_or_create)\(")
    for path in PYTHON:
        if path.name in MECHANISMS or path.parent.name in {"actions", "demo"}:
            continue
        for number, text in enumerate(path.read_text().splitlines(), start=1):
            if writes.search(text) and "digest.update" not in text:
                astray.append(f"{path.relative_to(ROOT)}:{number}: {text.strip()}")

    assert astray == [], "only actions.py writes: move this into an action"


def test_time_comes_from_moments():
    mechanisms = {"moments.py", "jobs.py", "outbox.py", "story.py"}  # story.py: no act of the demo lies in the future
    astray = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if path.name not in mechanisms and re.search(r"timezone\.now\(|date\.today\(|datetime\.now\(", path.read_text())
    ]

    assert astray == [], "ask challenges.moments.now() or today()"


def test_every_model_has_a_retention_rule():
    every = {model._meta.label for model in apps.get_models()}  # the libraries' too

    assert every - set(RULES) == set(), "add a rule to challenges/retention/rules.py"
    assert set(RULES) - every == set(), "challenges/retention/rules.py names a model that is gone"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_compile_and_reach_no_further_than_their_view(path):
    text = path.read_text()

    engines["django"].from_string(text)

    assert re.findall(r"\{[{%][^}%]*(?<!forloop)\.(?:all|count|exists|first|last)\b[^}%]*[%}]\}", text) == [], (
        "query in the view"
    )
    assert re.findall(r"\{[{%][^}%]*_set\b", text) == [], "query in the view"
    assert re.findall(r"<(?:script(?![^>]*(?:src|type=\"application/json\"))|style)\b", text) == [], (
        "no inline script or style"
    )
    assert "/pdf/" in str(path) or re.findall(r"\bstyle=\"", text) == [], "no inline style"
    assert re.findall(r"\son[a-z]+=\"", text) == [], "no inline handlers"


def test_the_lifecycle_drawing_is_current():
    assert (ROOT / "docs" / "lifecycle.mmd").read_text() == lifecycle.draw(), "draw it again: bin/fix"


def test_no_word_of_judgement_in_pages():
    words = re.compile(r"\b(grades?|scores?|ratings?|judgements?|inspector|failing|failed the)\b", re.IGNORECASE)
    allowed = {"It gives no grade and no score", "not an inspection"}
    astray = []
    for path in TEMPLATES:
        text = path.read_text()
        for sentence in allowed:
            text = text.replace(sentence, "")
        astray += [f"{path.relative_to(ROOT)}: {word}" for word in words.findall(text)]

    assert astray == [], "say strength or area for consideration"


def test_nothing_is_loaded_from_another_site():
    astray = [
        f"{path.relative_to(ROOT)}: {url}"
        for path in [*TEMPLATES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]
        for url in re.findall(r"(?:src|href)=\"(https?:[^\"]+)|url\([\"']?(https?:[^)\"']+)", path.read_text())
    ]

    assert astray == []


def test_every_template_is_used():
    everything = "\n".join(path.read_text() for path in [*PYTHON, *TEMPLATES])
    ours = [path for path in TEMPLATES if path.relative_to(ROOT / "templates").parts[0] in [*APPS, "peerchallenge"]]
    unused = [str(path.relative_to(ROOT / "templates")) for path in ours]
    unused = [name for name in unused if f'"{name}"' not in everything and f'"{name}#' not in everything]

    assert unused == [], "nothing renders these"
