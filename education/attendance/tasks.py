"""Background tasks of this room."""

from uuid import UUID

from django_tasks import task

from education.attendance.actions.drafts import read_sheet, write_batch


@task()
def read_draft(public_id: str) -> str:
    """Read an uploaded sheet; running it twice reads it once."""
    return read_sheet(public_id=UUID(public_id))


@task()
def commit_import(public_id: str, accept_difference: bool) -> str:
    """Commit a sheet that was looked through; running it twice commits it once."""
    return write_batch(public_id=UUID(public_id), accept_difference=accept_difference)
