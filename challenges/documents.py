"""Documents made from our rows: the words are frozen when one is asked for; a worker makes the PDF, once.

One that people edit further is made as a Word file as well, from the same words by the same job.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template
from django.urls import reverse

from challenges import jobs
from challenges.models import Challenge, Job, RenderedDocument, StoredFile, User
from challenges.moments import now

STYLESHEET = settings.BASE_DIR / "static" / "css" / "print-report.css"


# What a stage does once the files of a document are there, by its kind: function(document, by=user), in the transaction
# that stores them.
WHEN_MADE: dict[str, Callable[..., Any]] = {}

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def ask_for(
    challenge: Challenge,
    *,
    kind: str,
    title: str,
    permission: str,
    template: str,
    context: dict[str, Any],
    by: User,
    with_word: bool = False,
) -> RenderedDocument:
    """Freeze the words of a document and queue its making. Call it inside an action.

    permission: the name of the rule that says who may read it, besides being in the challenge. with_word: make a Word
    file of the same words too (challenges/word says which HTML it takes).
    """
    page: Any = get_template(template)
    layout: Any = get_template("pdf/base.html")
    always = {"challenge": challenge, "title": title, "made_at": now(), "dates": challenge.on_site_dates}
    always["called"] = challenge.programme.plan.called
    html = page.render(always | context)
    job = jobs.enqueue("challenges.render_document")
    return RenderedDocument.objects.create(
        challenge=challenge,
        kind=kind,
        title=title,
        permission=permission,
        html=html,
        html_sha256=hashlib.sha256(html.encode()).hexdigest(),
        template_version=_template_version(str(page.template.source), str(layout.template.source)),
        asked_at=now(),
        asked_by=by,
        job=job,
        with_word=with_word,
    )


def state_of(document: RenderedDocument) -> RenderedDocument.State:
    """Queued, rendering, ready or failed. A render whose worker is gone counts as queued: it will be run again."""
    if document.file_id:
        return RenderedDocument.State.READY
    if document.job.state == Job.State.FAILED:
        return RenderedDocument.State.FAILED
    if document.job.state == Job.State.RUNNING and not jobs.has_stopped(document.job):
        return RenderedDocument.State.RENDERING
    return RenderedDocument.State.QUEUED


def make_pdf(html: str) -> bytes:
    """HTML to a tagged PDF (PDF/UA-1 identifier, not validated). Only `data:` addresses are followed."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  # 0.9 s and 45 MiB: the render worker only
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # as above
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  # as above

    fetcher = URLFetcher(allowed_protocols=["data"])
    fonts = FontConfiguration()
    style = CSS(string=_stylesheet(), url_fetcher=fetcher, font_config=fonts)
    page = HTML(string=html, url_fetcher=fetcher)
    return page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


def make_word(html: str, *, made_at: datetime.datetime) -> bytes:
    """The same words as a Word file."""
    from challenges.word import make_docx  # noqa: PLC0415  # python-docx: the render worker only

    return make_docx(html, made_at=made_at)


@dataclass(frozen=True)
class Made:
    """The files of a document; `word` is empty where none was asked for."""

    pdf: bytes
    word: bytes = b""


def render(job: Job) -> Made:
    """The slow part: may be repeated, stores nothing."""
    document = job.document
    word = make_word(document.html, made_at=document.asked_at) if document.with_word else b""
    return Made(make_pdf(document.html), word)


def store_rendered(job: Job, made: Made | bytes) -> None:
    """The quick part, in the transaction that marks the job done: the files stand once, for good. Bytes are a PDF."""
    made = made if isinstance(made, Made) else Made(made)
    document = RenderedDocument.objects.select_related("challenge", "asked_by").get(job=job)
    document.file = _stored(document, made.pdf, name=f"{document.title}.pdf", media_type="application/pdf")
    if made.word:
        document.word = _stored(document, made.word, name=f"{document.title}.docx", media_type=WORD)
    document.save(update_fields=["file", "word"])
    if when_made := WHEN_MADE.get(document.kind):
        when_made(document, by=document.asked_by)


def _stored(document: RenderedDocument, content: bytes, *, name: str, media_type: str) -> StoredFile:
    return StoredFile.objects.create(
        challenge=document.challenge,
        name=name,
        content=ContentFile(content, name="document"),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored_at=now(),
        stored_by=document.asked_by,
    )


def _template_version(*sources: str) -> str:
    return hashlib.sha256("".join([STYLESHEET.read_text(), *sources]).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _stylesheet() -> str:
    """The print stylesheet with its fonts inside, since nothing outside `data:` is followed.

    The fonts are unpacked once for each worker: unpacking them for each PDF took longer than setting 20 pages.
    """
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # the render worker only

    css = STYLESHEET.read_text()
    for file in sorted((settings.BASE_DIR / "static" / "vendor").rglob("*.woff2")):
        if f"font:{file.name}" not in css:
            continue
        unpacked = io.BytesIO()
        with TTFont(file) as font:
            font.flavor = None
            font.save(unpacked)
        url = "data:font/ttf;base64," + base64.b64encode(unpacked.getvalue()).decode()
        css = css.replace(f"font:{file.name}", url)
    return css.replace('format("woff2")', 'format("truetype")')


@dataclass(frozen=True)
class Shown:
    """A rendered document as pages show it (templates/_document_state.html)."""

    title: str
    state: str
    reason: str
    waiting_since: datetime.datetime
    made_at: datetime.datetime | None
    size_text: str
    download_url: str
    status_url: str
    retry_url: str
    file_key: int | None
    sha256: str = ""  # of the PDF
    word_url: str = ""
    word_size_text: str = ""
    word_key: int | None = None


def shown(document: RenderedDocument, *, then_whole_page: bool = False) -> Shown:
    """What a page shows of a document; needs its job, files and challenge loaded.

    then_whole_page: load the whole page again once it is ready, for a page that offers the next step only then.
    """
    where = [document.challenge.slug, document.pk]
    status_url = reverse("challenges:document_state", args=where)
    return Shown(
        title=document.title,
        state=state_of(document).value,
        reason=document.job.reason,
        waiting_since=document.job.queued_at,
        made_at=document.file.stored_at if document.file else None,
        size_text=filesizeformat(document.file.size) if document.file else "",
        download_url=reverse("challenges:document_file", args=where),
        status_url=f"{status_url}?then=page" if then_whole_page else status_url,
        retry_url=reverse("challenges:document_retry", args=where),
        file_key=document.file_id,
        sha256=document.file.sha256 if document.file else "",
        word_url=reverse("challenges:document_word", args=where) if document.word else "",
        word_size_text=filesizeformat(document.word.size) if document.word else "",
        word_key=document.word_id,
    )
