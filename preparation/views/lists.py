"""The document list: what is missing, whose turn it is, and all of it as one zip."""

from functools import partial

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from challenges.access import challenge_view
from challenges.models import COUNCIL_ROLES, Role
from challenges.moments import now, today
from challenges.retention import when_it_went
from challenges.zips import Packed, serve_zip
from preparation import queries
from preparation.file_names import name_on_download, without_clashes
from preparation.models import DocumentRequest
from preparation.queries.lists import ALWAYS, SHOWN
from preparation.views.item_rows import rows_of

LISTING = "00 What is in this zip.txt"
RESTRICTED = "It is restricted: open it on its page"


@challenge_view("preparation.view_documents")
def document_list(request, challenge):
    """The list by importance or by key line, with what this reader has still to do in it."""
    items, chosen, mine = _asked_for(request, challenge)
    lines, of_item = queries.linked_lines(challenge, request.user)
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    sees_people = request.user.has_perm("challenges.view_people", challenge)
    must_read = (
        [
            item
            for item in queries.part_of(items, queries.Chosen(show="to_read"), mine=mine)
            if item.importance == DocumentRequest.Importance.MUST_READ
        ]
        if may_read
        else []
    )
    shown = queries.part_of(items, chosen, mine=mine)
    current = queries.current_round(challenge)
    may_add = request.user.has_perm("preparation.add_document", challenge)
    day = today()
    to_come = [item for item in items if item.is_to_come]
    next_item = None
    if may_upload:
        ours = [item for item in to_come if item.pk in mine] or to_come
        next_item = min(ours, key=lambda item: (item.next_due_on, item.position), default=None)
    elif may_read:
        next_item = next(iter(must_read or queries.part_of(items, queries.Chosen(show="to_read"), mine=mine)), None)
    by_line = request.GET.get("by") == "key_line"
    rows = partial(rows_of, challenge=challenge, day=day, lines=of_item, sees_people=sees_people, reads=may_read)
    under, under_none = queries.by_key_line(lines, of_item, shown) if by_line else ([], [])
    return render(
        request,
        "preparation/document_list.html",
        {
            "challenge": challenge,
            "glance": queries.glance_at(items, day=day),
            "groups": [] if by_line else [(label, rows(group)) for label, group in queries.by_importance(shown)],
            "by_line": by_line,
            "statement": queries.newest_readable(challenge, request.user) if by_line else None,
            "charted": queries.lines_with_charts(challenge)
            if by_line and request.user.has_perm("preparation.view_performance", challenge)
            else set(),
            "shown": shown,
            "under": [{"line": each.line, "rows": rows(each.items)} for each in under],
            "under_none": rows(under_none),
            "choices": _choices(items, chosen, mine, may_read=may_read, by_line=by_line),
            "chosen": chosen,
            "owners": sorted({queries.whose(item) for item in items}) if sees_people else [],
            "asks": _query(chosen),
            "asks_by_line": _query(chosen, by="key_line"),
            "has_files": any(item.file_count for item in items),
            "must_read_left": len(must_read),
            "next_item": next_item,
            "today": day,
            "current_round": current,
            "days_left": queries.working_days_left(current, day=day) if current and not current.closed_at else None,
            "unsorted": queries.unsorted_files(challenge, request.user).count() if may_upload else 0,
            "may_upload": may_upload,
            "may_read": may_read,
            "sees_people": sees_people,
            "sees_key_lines": request.user.has_perm("scoping.view_scope", challenge),
            "may_link": request.user.has_perm("preparation.link_key_line", challenge),
            "may_close": request.user.has_perm("preparation.close_documents", challenge),
            "may_add": may_add,
            "may_pull": request.user.has_perm("preparation.pull_document", challenge),
            "pulls": queries.pull_counts(items),
            "too_much": queries.too_much_to_read(challenge, items) if may_add else None,
            "may_end": request.user.has_perm("preparation.end_preparation", challenge),
            "leaves_out_restricted": Role.OBSERVER in request.user.roles_in(challenge)
            and not request.user.roles_in(challenge) & DocumentRequest.READERS,
            "reads_some": not sees_people,
            "has_own": bool(request.user.roles_in(challenge) & (COUNCIL_ROLES | {Role.CONTRIBUTOR})),
            "went": when_it_went(challenge, "documents").values(),
        },
    )


def _asked_for(request, challenge):
    """Every item this reader may read, what of it they ask for, and the keys of those that are theirs."""
    items = list(queries.document_list(challenge, request.user).select_related("owned_by", "pulled_by"))
    names = (
        {queries.whose(item) for item in items} if request.user.has_perm("challenges.view_people", challenge) else ()
    )
    chosen = queries.chosen_from(request.GET, names=names)
    mine = queries.theirs(items, request.user, challenge)
    return items, chosen, mine


def _choices(items, chosen, mine, *, may_read, by_line):
    """The parts of the list there are: (the query that shows it, its words, how many, whether it is shown now)."""
    found = []
    for name, (label, _fits) in SHOWN.items():
        if name == "to_read" and not may_read:
            continue
        how_many = len(queries.part_of(items, queries.Chosen(name, chosen.owner, chosen.mine), mine=mine))
        if how_many or name in ALWAYS or name in {"to_read", chosen.show}:
            here = queries.Chosen(name, chosen.owner, chosen.mine)
            found.append((_query(here, by="key_line" if by_line else ""), label, how_many, name == chosen.show))
    return found


def _query(chosen, *, by=""):
    """The part of an address that asks for this."""
    mine = "1" if chosen.mine else ""
    asks = {"show": chosen.show, "owner": chosen.owner, "by": by, "mine": mine}
    return urlencode({name: value for name, value in asks.items() if value})


@require_GET
@challenge_view("preparation.view_documents")
def document_zip(request, challenge):
    """The newest files of the list, or of a part of it, each under the number of its item; with a text that says what."""
    items, chosen, mine = _asked_for(request, challenge)
    asked_for = queries.part_of(items, chosen, mine=mine)
    packed, left_out = [], []
    for version in queries.files_to_pack(asked_for):
        if version.request.importance == DocumentRequest.Importance.RESTRICTED:
            left_out.append((version, RESTRICTED))
        elif not version.file.may_be_read:
            left_out.append((version, version.file.get_state_display()))
        else:
            packed.append(version)
    names = without_clashes([LISTING, *(name_on_download(version.request, version) for version in packed)])[1:]
    files = [Packed(name, version.file) for name, version in zip(names, packed, strict=True)]
    listing = render_to_string(
        "preparation/zip_listing.txt",
        {
            "challenge": challenge,
            "at": timezone.localtime(now()),
            "part": "" if chosen.is_everything else SHOWN[chosen.show][0].lower(),
            "chosen": chosen,
            "packed": zip(names, packed, strict=True),
            "left_out": left_out,
            "not_in": [item for item in asked_for if item.is_to_come or item.state == DocumentRequest.State.NOT_HELD],
        },
    )
    return serve_zip(f"Documents of {challenge.council}, {today():%-d %B %Y}.zip", files, first=(LISTING, listing))
