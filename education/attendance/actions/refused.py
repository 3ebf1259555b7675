"""Uploads that were refused and kept: a person looks at each; much later they go."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.attendance import policies
from education.attendance.models import RefusedUpload
from education.ledger.actions import log
from education.ledger.clock import now
from education.people.models import User


@transaction.atomic
def look_at_refused(*, upload: RefusedUpload, by: User) -> RefusedUpload:
    """A supervisor has dealt with it: it leaves the list; looking twice changes nothing. Raises Refused."""
    policies.check_supervisor(by)
    upload = RefusedUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.reviewed_at is None:
        upload.reviewed_at = now()
        upload.save(update_fields=["reviewed_at"])
        log(
            subject="refused_upload", subject_id=upload.pk, kind="refused_upload_reviewed", by=by,
            data={"entry": upload.entry_id, "code": upload.code},
        )  # fmt: skip
    return upload


def remove_refused(*, before: dt.datetime) -> int:
    """Remove refused uploads reviewed before a moment; one that nobody has looked at stays. Returns how many."""
    return RefusedUpload.objects.filter(reviewed_at__lt=before).delete()[0]
