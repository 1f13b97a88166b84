"""Work an action queues: thin, named, safe to deliver twice."""

from celery import shared_task

from challenges import documents, jobs, outbox, scanning


@shared_task(name="challenges.render_document")
def render_document(*, job_id):
    """Make one PDF, once, however often the queue delivers this."""
    jobs.run(job_id, work=documents.render, finish=documents.store_rendered)


@shared_task(name="challenges.scan_file")
def scan_file(*, job_id):
    """Ask the virus scanner about one file, and act on its answer once."""
    jobs.run(job_id, work=scanning.look, finish=scanning.settle)


@shared_task(name="challenges.send_due_mail")
def send_due_mail():
    """Send what is due in the outbox."""
    outbox.send_due()
