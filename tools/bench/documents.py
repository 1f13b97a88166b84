"""bin/bench documents: pages of documents with 1,000 documents over 300 challenges, then with 10,000 over 3,000."""

import argparse
import datetime
import itertools
import os
import signal
import sys

import django

from tools.bench import run

ROUNDS = 3
SMALL, FULL = (300, 1_000), (3_000, 10_000)  # challenges, documents
FILES_OF_ONE = 500  # in the challenge whose pages are measured
MUST_GROW = 1.3  # p50 with all of it, as ratio to the floor, by that with a tenth
MOST_QUERIES = 15
# page: the ratio to the floor that must hold, and the goal (performance.md)
TARGETS = {
    "board": (6, 3),
    "document list": (9, 5),
    "by key line": (9, 5),
    "one item": (9, 5),
    "sorting": (12, 6),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a page misses what must hold")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.urls import reverse  # noqa: PLC0415  # after setup

    from tools.bench import data  # noqa: PLC0415  # after setup

    call_command("migrate", verbosity=0)
    call_command("load_programmes")
    call_command("collectstatic", interactive=False, verbosity=0)
    run.TARGETS = TARGETS
    office, peer, full = data.make(challenges=SMALL[0])
    organiser, item = fill(full, office)
    spread(office, SMALL)
    cookies = {
        "floor": run.session_of(office, run.PLAIN),
        "office": run.session_of(office),
        "peer": run.session_of(peer),
        "organiser": run.session_of(organiser),
    }
    pages = {
        "floor": ("floor", f"/floor/?challenge={full.pk}"),
        "board": ("office", "/"),
        "document list": ("peer", reverse("preparation:document_list", args=[full.slug])),
        "by key line": ("peer", reverse("preparation:document_list", args=[full.slug]) + "?by=key_line"),
        "one item": ("organiser", reverse("preparation:document", args=[full.slug, item.pk])),
        "sorting": ("organiser", reverse("preparation:document_sort", args=[full.slug])),
    }
    ports = {"floor": run.free_port(), "ours": run.free_port()}
    servers = [
        run.serve("tools.bench.floor:application", ports["floor"]),
        run.serve("peerchallenge.wsgi", ports["ours"]),
    ]
    missed, ratios, queries = [], [], []
    try:
        for port in ports.values():
            run.wait_for(port)
        for challenges, documents in (SMALL, FULL):
            spread(office, (challenges, documents))
            print(
                f"\n{documents:,} documents over {challenges:,} challenges, {FILES_OF_ONE} of them in the one measured"
            )
            results = run.measure(pages, cookies, ports, options.rounds)
            missed += run.report(pages, cookies, results)
            floor = run.percentile(results["floor", 1], 50)
            ratios.append({page: run.percentile(results[page, 1], 50) / floor for page in TARGETS})
            queries.append({page: run.counted(pages[page], cookies)[0] for page in TARGETS})
    finally:
        for server in servers:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
    missed += compare(ratios, queries)
    if options.check and missed:
        sys.exit(f"Missed what must hold: {', '.join(missed)}")


def compare(ratios, queries):
    """Print what ten times the rows cost; what misses what must hold."""
    missed = []
    print(f"\n{'page':<15}{'all / a tenth':>15}{'queries':>18}")
    for page in TARGETS:
        grew = ratios[1][page] / ratios[0][page]
        few, many = queries[0][page], queries[1][page]
        print(f"{page:<15}{grew:>15.2f}{few:>9}{many:>9}")
        if grew > MUST_GROW:
            missed.append(f"{page} grows by {grew:.2f}")
        if few != many or many > MOST_QUERIES:
            missed.append(f"{page} asks {few}, then {many} queries")
    return missed


def fill(challenge, office):
    """An organiser, key lines, 500 files under the items of one challenge and 60 that wait; and the item with most of them."""
    from challenges.models import Audience, Membership, Role, User  # noqa: PLC0415  # after setup
    from challenges.moments import now, today  # noqa: PLC0415  # after setup
    from preparation.models import DocumentRound, DocumentVersion, UnsortedFile  # noqa: PLC0415  # after setup
    from scoping.models import KeyLineOfEnquiry  # noqa: PLC0415  # after setup

    organiser = User.objects.create_user("organiser@bench.invalid", None, name="Organiser")
    Membership.objects.create(challenge=challenge, user=organiser, role=Role.ORGANISER, added_at=now(), added_by=office)
    DocumentRound.objects.create(challenge=challenge, number=1, closes_on=today(), opened_at=now(), opened_by=office)
    written = {"written_by": office, "written_at": now(), "changed_by": office, "changed_at": now()}
    lines = KeyLineOfEnquiry.objects.bulk_create(
        KeyLineOfEnquiry(
            challenge=challenge, number=n, question=f"What of question {n}?", audience=Audience.COUNCIL, **written
        )
        for n in range(1, 6)
    )
    items = list(challenge.document_requests.order_by("position"))
    for item, line in zip(items, itertools.cycle(lines), strict=False):
        item.key_lines.set([line])
    many, *others = items
    under = [many] * 200 + list(itertools.islice(itertools.cycle(others), FILES_OF_ONE - 200))
    files = stored(challenge, office, len(under))
    DocumentVersion.objects.bulk_create(
        DocumentVersion(request=item, file=file, same_name=file.name, number=1)
        for item, file in zip(under, files, strict=True)
    )
    UnsortedFile.objects.bulk_create(
        UnsortedFile(challenge=challenge, file=file) for file in stored(challenge, organiser, 60)
    )
    return organiser, many


def stored(challenge, by, how_many):
    from challenges.models import StoredFile  # noqa: PLC0415  # after setup
    from challenges.moments import now  # noqa: PLC0415  # after setup

    return StoredFile.objects.bulk_create(
        StoredFile(
            challenge=challenge,
            name=f"{n:03} document of the council.pdf",
            content="none",
            media_type="application/pdf",
            size=5_000_000,
            sha256="0" * 64,
            page_count=12,
            stored_at=now(),
            stored_by=by,
        )
        for n in range(how_many)
    )


def spread(office, size):
    """Bring the numbers of challenges and of documents up to these, the documents over all challenges."""
    from django.db import connection  # noqa: PLC0415  # after setup

    from challenges.models import Challenge, Council, Membership, Programme, Role, StoredFile  # noqa: PLC0415  # after setup
    from challenges.moments import now, today  # noqa: PLC0415  # after setup
    from preparation.models import DocumentRequest, DocumentVersion  # noqa: PLC0415  # after setup
    from tools.bench.data import STAGES  # noqa: PLC0415  # after setup

    challenges, documents = size
    there = Challenge.objects.count()
    programme = Programme.objects.newest().get(code="lga-childrens-services")
    councils = Council.objects.bulk_create(
        Council(name=f"Council {n:04}", slug=f"council-{n:04}-more") for n in range(there, challenges)
    )
    rows = Challenge.objects.bulk_create(
        Challenge(
            council=council,
            programme=programme,
            slug=f"{council.slug}-bench",
            stage=stage,
            starts_on=today() + datetime.timedelta(days=n % 300 - 150),
            ends_on=today() + datetime.timedelta(days=n % 300 - 147),
            created_at=now(),
            created_by=office,
        )
        for (n, council), stage in zip(enumerate(councils), itertools.cycle(STAGES), strict=False)
    )
    Membership.objects.bulk_create(
        Membership(challenge=row, user=office, role=Role.PROGRAMME_MANAGER, added_at=now(), added_by=office)
        for row in rows
    )
    wanted = documents - DocumentVersion.objects.count()
    if wanted > 0:
        over = list(itertools.islice(itertools.cycle(Challenge.objects.order_by("-pk")), wanted))
        taken = DocumentRequest.objects.count()
        items = DocumentRequest.objects.bulk_create(
            DocumentRequest(
                challenge=challenge,
                code=f"B{taken + n}",
                title=f"Document {n}",
                importance="reference",
                due_on=today(),
                state="in",
                answered_at=now(),
                answered_by=office,
                position=100 + n,
            )
            for n, challenge in enumerate(over)
        )
        files = StoredFile.objects.bulk_create(
            StoredFile(
                challenge=item.challenge,
                name=f"{item.title}.pdf",
                content="none",
                media_type="application/pdf",
                size=5_000_000,
                sha256="0" * 64,
                stored_at=now(),
                stored_by=office,
            )
            for item in items
        )
        DocumentVersion.objects.bulk_create(
            DocumentVersion(request=item, file=file, same_name=file.name, number=1)
            for item, file in zip(items, files, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
