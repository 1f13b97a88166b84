"""How much there is to read, for whom, and how long it takes: pages, minutes, and what was promised.

The model: a page takes so many minutes (Allowance). The pages of a PDF were counted when it came in, in a process of its own
(challenges/inside); of Word and PowerPoint files it is what the file says of itself; a picture is one page, plain text is
reckoned by its length. What nobody reads from front to back, such as a workbook, has no pages, and is said to have none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from challenges.models import Challenge, Role, StoredFile, User
from challenges.page_pictures import PICTURES
from challenges.queries import people
from preparation.models import DocumentRequest, DocumentVersion, Reading, TeamPlace
from preparation.queries.documents import document_list

Importance, State = DocumentRequest.Importance, DocumentRequest.State
CHARACTERS_A_PAGE = 3000
HOURS_A_DAY = 7
READING_DAYS = re.compile(
    r"\b(half a|an?|one|two|three|four|five|\d+(?:\.\d+)?) days? (?:of|for) (?:pre-)?reading\b", re.IGNORECASE
)
NUMBERS = {"half a": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Allowance:
    """How long a page takes, and how much reading a peer is asked for. Ours, not the LGA's: a default until a programme says."""

    minutes_a_page: int = 2
    hours: float = 7
    derived: bool = True

    @property
    def pages(self) -> int:
        """As many pages as fit into the hours."""
        return int(self.hours * 60 // self.minutes_a_page)


ALLOWANCE = Allowance()


def hours_in(words: str) -> float | None:
    """The reading that words such as “two days, half a day of reading” promise, in hours; None where they name no time."""
    found = READING_DAYS.search(words)
    if not found:
        return None
    number = found[1].lower()
    return HOURS_A_DAY * (NUMBERS[number] if number in NUMBERS else float(number))


def in_time(minutes: int) -> str:
    """So many minutes in words, as roughly as they are known: “about 40 minutes”, “about 2 and a half hours”; nothing for 0."""
    if minutes <= 0:
        return ""
    if minutes < 55:
        rounded = minutes if minutes < 10 else 5 * round(minutes / 5)
        return f"about {rounded} minute{'' if rounded == 1 else 's'}"
    hours, half = divmod(round(minutes / 30), 2)
    if half:
        return f"about {hours} and a half hours"
    return f"about {hours} hour{'' if hours == 1 else 's'}"


def amount(pages: int, minutes: int, unknown: int) -> str:
    """“20 pages, about 40 minutes; 1 file without pages”; nothing where there is nothing."""
    counted = f"{pages} page{'' if pages == 1 else 's'}, {in_time(minutes)}" if pages else ""
    rest = f"{unknown} file{'' if unknown == 1 else 's'} without pages" if unknown else ""
    return "; ".join(part for part in (counted, rest) if part)


@dataclass
class Sheets:
    """The pages of what stands under an item; `unknown` files have none that could be counted."""

    pages: int = 0
    files: int = 0
    unknown: int = 0
    signposts: list[str] = field(default_factory=list)  # where to look, as the council says

    def add(self, pages: int | None, signpost: str = "") -> None:
        self.files += 1
        self.signposts += [signpost] if signpost and signpost not in self.signposts else []
        if pages is None:
            self.unknown += 1
        else:
            self.pages += pages


def pages_in(*, media_type: str, page_count: int | None, size: int) -> int | None:
    """The pages of one file; None where it has none, or does not say."""
    if media_type in PICTURES:
        return 1
    if page_count:
        return page_count
    if media_type == "text/plain":
        return max(1, math.ceil(size / CHARACTERS_A_PAGE))
    return None


def sheets_of(items: Iterable[DocumentRequest]) -> dict[int, Sheets]:
    """The newest files under these items, by item; in one query. Blocked files are nothing to read."""
    found: dict[int, Sheets] = {item.pk: Sheets() for item in items}
    versions = DocumentVersion.objects.filter(request__in=found, is_newest=True)
    rows = versions.exclude(file__state=StoredFile.State.BLOCKED).values_list(
        "request", "file__media_type", "file__page_count", "file__size", "signpost"
    )
    for request, media_type, page_count, size, signpost in rows.order_by("same_name"):
        found[request].add(pages_in(media_type=media_type, page_count=page_count, size=size), signpost)
    return found


@dataclass(frozen=True)
class ToRead:
    """An item that is in, and how long it takes to read."""

    item: DocumentRequest
    sheets: Sheets
    minutes: int
    notes: int = 0  # that this reader may read

    @property
    def amount(self) -> str:
        return amount(self.sheets.pages, self.minutes, self.sheets.unknown)


@dataclass(frozen=True)
class Pile:
    """Some items to read, together."""

    rows: list[ToRead]

    @property
    def pages(self) -> int:
        return sum(row.sheets.pages for row in self.rows)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def about(self) -> str:
        return in_time(self.minutes)

    @property
    def amount(self) -> str:
        return amount(self.pages, self.minutes, self.unknown)

    @property
    def unknown(self) -> int:
        return sum(row.sheets.unknown for row in self.rows)

    @property
    def longest(self) -> list[ToRead]:
        """The three with the most pages, each at least a tenth of all."""
        long = [row for row in self.rows if 10 * row.sheets.pages >= max(10, self.pages)]
        return sorted(long, key=lambda row: -row.sheets.pages)[:3]


@dataclass(frozen=True)
class OwnReading:
    """What one reader has before them: the must-read items first, then the others, then what is read."""

    read_first: Pile
    look_up: Pile
    read: Pile
    must_read: int
    must_read_done: int

    @property
    def next(self) -> DocumentRequest | None:
        """What to open next."""
        rows = self.read_first.rows or self.look_up.rows
        return rows[0].item if rows else None


def pile(
    items: Iterable[DocumentRequest], sheets: dict[int, Sheets], notes: Mapping[int, int] = MappingProxyType({})
) -> Pile:
    """These items with their pages, the time they take, and how many notes there are on each."""
    return Pile(
        [
            ToRead(item, sheets[item.pk], sheets[item.pk].pages * ALLOWANCE.minutes_a_page, notes.get(item.pk, 0))
            for item in items
        ]
    )


def readable_items(challenge: Challenge, reader: User) -> list[DocumentRequest]:
    """What is in and this person may read, in the order of the list; working papers are for no reading."""
    return list(document_list(challenge, reader).filter(state=State.IN).exclude(importance=Importance.WORKING))


def own_reading(items: list[DocumentRequest], sheets: dict[int, Sheets], notes: Mapping[int, int]) -> OwnReading:
    """From a reader's `readable_items`, their pages and how many notes there are on each, without a query."""
    must_read = [item for item in items if item.importance == Importance.MUST_READ]
    unread = [item for item in items if not item.is_read]  # type: ignore[attr-defined]  # document_list has it
    return OwnReading(
        read_first=pile([item for item in unread if item in must_read], sheets, notes),
        look_up=pile([item for item in unread if item not in must_read], sheets, notes),
        read=pile([item for item in items if item.is_read], sheets, notes),  # type: ignore[attr-defined]  # as above
        must_read=len(must_read),
        must_read_done=sum(item.is_read for item in must_read),  # type: ignore[attr-defined]  # as above
    )


@dataclass(frozen=True)
class Reader:
    """A peer, what they have read of the must-read items, and what was promised."""

    user: User
    role: str
    place: str
    promised: float  # hours
    is_promised: bool  # the programme names the time; otherwise it is our default
    done: Pile
    left: Pile

    @property
    def is_over(self) -> bool:
        """Whether all must-read items take longer than was promised."""
        return self.done.minutes + self.left.minutes > self.promised * 60


@dataclass(frozen=True)
class OfItem:
    """A must-read item, who has read it as it stands now, and who has not."""

    row: ToRead
    read_by: list[User]
    not_yet: list[User]


@dataclass(frozen=True)
class TeamReading:
    """The must-read items that are in, by peer and by item."""

    readers: list[Reader]
    items: list[OfItem]
    must_read: Pile
    allowance: Allowance = field(default=ALLOWANCE)

    @property
    def least_promised(self) -> float:
        """The hours of the peer who was asked for least."""
        return min((reader.promised for reader in self.readers), default=self.allowance.hours)

    @property
    def asked_in_words(self) -> str:
        """Whose hours the limit is."""
        least = self.least_promised
        if any(reader.is_promised and reader.promised == least for reader in self.readers):
            return f"The programme asks peers for {least:g} hours"
        return f"The programme names no hours; we reckon with {least:g} hours"

    @property
    def most_pages(self) -> int:
        """As many pages as fit into those hours."""
        return int(self.least_promised * 60 // self.allowance.minutes_a_page)

    @property
    def is_too_much(self) -> bool:
        return self.must_read.pages > self.most_pages


def promised_to(challenge: Challenge) -> dict[int, tuple[str, float | None]]:
    """By person: their place in the team, and the hours of reading the programme names for it."""
    specs = challenge.programme.plan.team
    found: dict[int, tuple[str, float | None]] = {}
    for user, place, role in (
        TeamPlace.objects.filter(challenge=challenge).in_team().order_by("pk").values_list("user", "place", "role")
    ):
        of_role = [spec for spec in specs if spec.role == role]
        same = [spec for spec in of_role if spec.label.partition(":")[0].casefold() == place.casefold()]
        named = [hours for spec in same or of_role if (hours := hours_in(spec.days)) is not None]
        found[user] = place, min(named, default=None)
    return found


def team_reading(challenge: Challenge, items: list[DocumentRequest], sheets: dict[int, Sheets]) -> TeamReading:
    """How far each peer is with the must-read items among these; a constant number of queries."""
    must_read = [item for item in items if item.importance == Importance.MUST_READ]
    readings = Reading.objects.filter(request__in=[item.pk for item in must_read])
    read_at = {(reader, request): at for reader, request, at in readings.values_list("reader", "request", "read_at")}

    def has_read(user: User, item: DocumentRequest) -> bool:
        at = read_at.get((user.pk, item.pk))
        return at is not None and item.answered_at is not None and at >= item.answered_at

    promised = promised_to(challenge)
    readers: list[Reader] = []
    for role in (Role.LEAD_PEER, Role.PEER):
        for user in people(challenge, role).exclude(pk__in=[each.user.pk for each in readers]):
            place, hours = promised.get(user.pk, ("", None))
            readers.append(
                Reader(
                    user=user,
                    role=str(role.label),
                    place=place,
                    promised=ALLOWANCE.hours if hours is None else hours,
                    is_promised=hours is not None,
                    done=pile([item for item in must_read if has_read(user, item)], sheets),
                    left=pile([item for item in must_read if not has_read(user, item)], sheets),
                )
            )
    everything = pile(must_read, sheets)
    by_item = [
        OfItem(
            row,
            read_by=[each.user for each in readers if has_read(each.user, row.item)],
            not_yet=[each.user for each in readers if not has_read(each.user, row.item)],
        )
        for row in everything.rows
    ]
    return TeamReading(readers=readers, items=by_item, must_read=everything)


def too_much_to_read(challenge: Challenge, items: list[DocumentRequest]) -> TeamReading | None:
    """How far the team is, where the must-read items among these have more pages than the peers were asked for."""
    must_read = [item for item in items if item.importance == Importance.MUST_READ and item.state == State.IN]
    if not must_read:
        return None
    sheets = sheets_of(must_read)
    named = [hours for spec in challenge.programme.plan.team if (hours := hours_in(spec.days)) is not None]
    if pile(must_read, sheets).minutes <= 60 * min([ALLOWANCE.hours, *named]):
        return None  # whoever is in the team was asked for more than that
    team = team_reading(challenge, must_read, sheets)
    return team if team.is_too_much else None
