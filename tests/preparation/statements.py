"""Writing and handing over a position statement, as its pages and its worker do it."""

from challenges import documents, jobs
from preparation import actions, queries
from preparation.models import StatementSection

FULL = {
    "doing": "One team sees every contact.",
    "how_well": "Well by day, less so at night.",
    "how_we_know": "Item 4, page 3.",
    "next_steps": "A second shift from May.",
}


def write(line, *, by, texts=FULL, ready=False, **how):
    section = StatementSection.objects.filter(key_line=line).first()
    version = section.version if section else 1
    return actions.write_section(line, **{"version": version, "texts": texts, "ready": ready} | how, by=by)


def hand_over(challenge, sponsor):
    rows = queries.statement_rows(challenge, sponsor)
    return actions.hand_over_statement(challenge, seen=queries.statement_seen(rows), by=sponsor)


def make_pdf(statement):
    """What a worker does with it."""
    assert jobs.run(statement.document.job_id, work=documents.render, finish=documents.store_rendered)
    statement.refresh_from_db()
    return statement
