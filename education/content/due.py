"""Jobs of this room that `manage.py tick` runs."""

from __future__ import annotations

import datetime as dt

from education.content.actions import withdraw_images
from education.ledger import jobs


@jobs.job("withdraw images", every=dt.timedelta(hours=1))
def withdraw() -> str:
    """Take pictures of people off the site on the day after their consent ends."""
    return f"{withdraw_images(by=None)} images withdrawn"
