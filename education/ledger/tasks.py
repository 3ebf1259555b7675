"""Background tasks of the ledger."""

from django_tasks import task

from education.ledger import outbox


@task()
def deliver(message_id: str) -> str:
    """Send one queued mail; running it twice sends it once."""
    return outbox.send(message_id)
