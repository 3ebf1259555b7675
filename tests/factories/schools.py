"""Schools and their surroundings."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from education.ledger.clock import now
from education.people.models import User
from education.schools.models import LocalAuthority, Locality, Membership, School, Term
from tests.factories.people import person

URN = count(990_001)


def authority(name: str = "Stockton-on-Tees", code: str = "808") -> LocalAuthority:
    """A council area."""
    found, _ = LocalAuthority.objects.get_or_create(
        code=code,
        defaults={"name": name, "slug": name.lower().replace(" ", "-"), "ons_code": f"E06000{code}"},
    )
    return found


def locality(name: str = "Stockton", of: LocalAuthority | None = None) -> Locality:
    """A place in an authority."""
    found, _ = Locality.objects.get_or_create(
        slug=name.lower(), defaults={"name": name, "authority": of or authority()}
    )
    return found


def school(name: str = "Harbour View Primary School", **fields: Any) -> School:
    """An open primary school with 210 pupils."""
    place = fields.pop("locality", None) or locality()
    values = {
        "urn": next(URN), "name": name,
        "authority": place.authority, "locality": place, "phase": "Primary", "roll": 210, "town": "Stockton",
        "postcode": "TS18 1AA", "latitude": 54.57, "longitude": -1.32, "telephone": "01642000000",
        "updated_at": now(), **fields,
    }  # fmt: skip
    return School.objects.create(**values)


def membership(
    user: User | None = None, of: School | None = None, state: str = "approved", **fields: Any
) -> Membership:
    """A teacher of a school, approved unless said otherwise."""
    values = {
        "user": user or person(), "school": of or school(), "state": state, "requested_at": now(),
        "proof": "telephone", "expires_at": now() + dt.timedelta(days=365), **fields,
    }  # fmt: skip
    return Membership.objects.create(**values)


def terms(of: LocalAuthority, first: dt.date, last: dt.date) -> Term:
    """One long term."""
    return Term.objects.create(authority=of, name="Long term", first_day=first, last_day=last)
