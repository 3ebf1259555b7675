"""Places that are no school: where they lie, and the number that stands in for a URN."""

from __future__ import annotations

import re

from django.db.models import Avg, Max

from education.ledger.clock import now
from education.schools.models import Locality, School, Venue

FIRST_NUMBER = 9_000_001
"""Numbers of the register have six digits, so none of ours is ever one of its."""
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")


def spaced_postcode(text: str) -> str:
    """A postcode as it is written, or "" for what is none."""
    found = POSTCODE.fullmatch(" ".join(text.upper().split()))
    return f"{found[1]} {found[2]}" if found else ""


def settle(venue: Venue) -> Venue:
    """Fill what follows from a venue's name, postcode and locality; the caller saves it in the same transaction.

    Its point is the middle of the schools that share the most of its postcode, else of its locality.
    """
    venue.is_venue, venue.updated_at = True, now()
    if venue.locality is None:
        raise ValueError("A venue lies in a locality.")
    venue.authority = venue.locality.authority
    venue.latitude, venue.longitude = point_near(venue.postcode, venue.locality)
    if venue.urn is None:
        last = Venue.objects.aggregate(last=Max("urn"))["last"]
        venue.urn = max(FIRST_NUMBER, (last or 0) + 1)
    return venue


def point_near(postcode: str, locality: Locality) -> tuple[float | None, float | None]:
    """Latitude and longitude as near as the register lets us say; (None, None) where no school has a point."""
    placed = School.objects.exclude(latitude=None).filter(is_venue=False)
    district = postcode.partition(" ")[0]
    for found in (
        placed.filter(postcode=postcode),
        placed.filter(postcode__startswith=postcode[:-2]),
        placed.filter(postcode__startswith=f"{district} "),
        placed.filter(locality=locality),
    ):
        middle = found.order_by().aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        if middle["latitude"] is not None:
            return middle["latitude"], middle["longitude"]
    return None, None
