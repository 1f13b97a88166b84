"""No action lets more people read a text, or changes a text others read, without asking the text check."""

import ast

import pytest

from tests.test_conventions import APPS, ROOT

THE_CHECK = "must_be_clean"
WHERE_PEOPLE_ARE_TOLD = {
    "record",
    "_record",
    "ask_for",
    "write",
    "send",
}  # their `audience` is of the event, not of a text
# Functions that set an audience or change a written text, and need no check of their own. Each with its reason.
NEEDS_NONE = {
    "challenges.keep_words": "a reason is checked more strictly: nothing in it can be kept",
    "challenges.save_profile": "what peers say of themselves",
    "preparation.bring_performance": "the council's own until it is confirmed, which asks first",
    "preparation._drop": "a file, for whoever dropped it alone",
    "preparation.write_section": "the council's own until the sponsor hands it over, which asks first",
    "preparation.decide_interests": "about a peer, for the LGA: an interest names people by its nature",
    "scoping._edit": "record_meeting, which alone calls it, asks first",
    "casereview.reopen_case": "makes it narrower",
    "casereview.reopen_conversation_note": "makes it narrower",
    "casereview.upload_lists": "files nobody ever opens: a worker reads them, and they are deleted",
    "feedback._presentation": "an empty presentation",
    "reports.make_report": "puts together findings the council has been given, which were checked then",
    "reports._keep": "answer_passages has checked every answer it hands on",
}


def functions():
    """Every function of actions and queries, by app: {app: {name: node}}."""
    found = {}
    for app in APPS:
        files = [*(ROOT / app).glob("actions*.py"), *(ROOT / app / "actions").glob("*.py")]
        files += [*(ROOT / app).glob("queries.py"), *(ROOT / app / "queries").glob("*.py")]
        found[app] = {
            node.name: (node, "queries" in str(file.relative_to(ROOT)))
            for file in files
            for node in ast.parse(file.read_text()).body
            if isinstance(node, ast.FunctionDef)
        }
    return found


def called(node):
    """The names of what a function calls."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "") for call in calls}


def shares(node):
    """Whether it sets the audience of a row, or saves an edit of a written text."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            name = each.func.attr if isinstance(each.func, ast.Attribute) else getattr(each.func, "id", "")
            if name == "save_edit":
                return True
            named = {keyword.arg for keyword in each.keywords}
            if "audience" in named and name not in {*WHERE_PEOPLE_ARE_TOLD, THE_CHECK}:
                return True
        targets = each.targets if isinstance(each, ast.Assign) else []
        flat = [one for target in targets for one in getattr(target, "elts", [target])]
        if any(isinstance(one, ast.Attribute) and one.attr == "audience" for one in flat):
            return True
        if isinstance(each, ast.Dict) and any(
            isinstance(key, ast.Constant) and key.value == "audience" for key in each.keys
        ):
            return True
    return False


def asks(name, of_app, seen=()):
    """Whether it calls the check, itself or through a function of its app."""
    names = called(of_app[name][0])
    if THE_CHECK in names:
        return True
    return any(asks(each, of_app, (*seen, name)) for each in names & set(of_app) - {*seen, name})


def sharing():
    for app, of_app in functions().items():
        for name, (node, is_query) in of_app.items():
            if not is_query and shares(node):
                yield app, name, asks(name, of_app)


@pytest.mark.parametrize(("app", "name", "asks_first"), list(sharing()))
def test_every_sharing_action_asks_the_text_check_first(app, name, asks_first):
    assert asks_first or f"{app}.{name}" in NEEDS_NONE, (
        f"{app}.{name} lets people read a text: call text_check.must_be_clean(challenge, texts, audience=...) first, "
        "or say in NEEDS_NONE why it needs no check"
    )


def test_the_reasons_are_about_functions_that_are_there():
    found = {f"{app}.{name}": asks_first for app, name, asks_first in sharing()}

    assert {name for name in NEEDS_NONE if found.get(name, True)} == set(), (
        "these are gone, or ask the check themselves"
    )


@pytest.mark.parametrize(
    ("source", "is_sharing"),
    [
        ("def f(note, *, by):\n    note.audience = Audience.TEAM", True),
        ("def f(note, *, by):\n    note.seen_at, note.audience = now(), Audience.TEAM", True),
        ("def f(c, *, by):\n    Finding(challenge=c, audience=Audience.TEAM).save()", True),
        ("def f(c, *, by):\n    c.findings.update(audience=Audience.COUNCIL)", True),
        ("def f(c, *, by):\n    N.objects.get_or_create(defaults={'audience': 'team'})", True),
        ("def f(n, *, by):\n    save_edit(n, by=by, version=1, changes={})", True),
        ("def f(n, *, by):\n    audit.record('n.seen', 'saw', by=by, target=n, audience=Audience.TEAM)", False),
        ("def f(n, *, by):\n    n.seen_at = now()", False),
    ],
)
def test_what_counts_as_sharing(source, is_sharing):
    assert shares(ast.parse(source).body[0]) is is_sharing
