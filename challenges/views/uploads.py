"""Large files part by part, and the files nobody may open yet or ever."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from challenges import queries, scanning
from challenges.access import challenge_view, office_view
from challenges.action_tools import ActionRefused
from challenges.uploads import parts


@require_POST
@challenge_view("challenges.upload_files")
def upload_begin(request, challenge):
    """Start an upload, or say how far the one of this file is: {"key", "received", "most"}."""
    name, place = request.POST.get("name", "")[:500], request.POST.get("place", "")
    numbers = [request.POST.get(each, "") for each in ("size", "modified")]
    if not all(each.isascii() and each.isdigit() and len(each) < 16 for each in numbers):
        raise ActionRefused("The browser did not say how large the file is. Reload the page, then choose it again.")
    if not url_has_allowed_host_and_scheme(place, allowed_hosts=None) or len(place) > 200:
        raise ActionRefused("The page you chose the file on is not known here. Reload it, then choose the file again.")
    size, modified = map(int, numbers)
    upload = parts.begin(challenge, owner=request.user, place=place, name=name, size=size, modified=modified)
    return _where_it_stands(upload, upload.received)


@require_POST
@challenge_view("challenges.upload_files")
def upload_part(request, challenge, key):
    """One part, as the body; `at` in the address is the place of its first byte. 409 says where to go on."""
    upload = get_object_or_404(challenge.unfinished_uploads.filter(owner=request.user), key=key)
    at = request.GET.get("at", "")
    try:
        if not (at.isascii() and at.isdigit() and len(at) < 16):
            raise parts.OutOfPlace(upload.received)
        part = parts.read_part(upload, request)
        return _where_it_stands(upload, parts.add_part(upload, at=int(at), part=part))
    except parts.OutOfPlace as elsewhere:
        return _where_it_stands(upload, elsewhere.received, status=409)


def _where_it_stands(upload, received, *, status=200):
    return JsonResponse(
        {"ok": status == 200, "key": str(upload.key), "received": received, "most": parts.MOST_OF_A_PART},
        status=status,
    )


@require_GET
@office_view("challenges.view_held_files")
def held_file_list(request):
    """What waits for the virus scanner and what it has blocked, in every challenge; and whether it answers."""
    return render(
        request,
        "challenges/held_file_list.html",
        {
            "waiting": queries.files_waiting_for_a_scan(),
            "blocked": queries.blocked_files(),
            "has_scanner": scanning.is_configured(),
            "answers": scanning.is_configured() and scanning.answers(),
        },
    )
