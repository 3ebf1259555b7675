"""What a school says about the day of a visit, checked and in the shape in which it is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from education.liaison.errors import Refused
from education.liaison.models import Visit
from education.liaison.needs import NEEDS

TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{6,18}")


class Details(TypedDict, total=False):
    """The fields of a visit that a school fills, by name; whatever is left out is as on an empty form."""

    safeguarding_lead_email: str
    day_telephone: str
    arrival: str
    room: str
    needs: Sequence[str]
    please_ring: bool


DETAILS = tuple(Details.__annotations__)


def details_of(**said: Unpack[Details]) -> dict[str, Any]:
    """All of DETAILS as they are kept; raises Refused for what is in no list or is no telephone number."""
    telephone, needs = said.get("day_telephone", "").strip(), set(said.get("needs", ()))
    arrival, room = said.get("arrival", Visit.Arrival.MAIN_RECEPTION), said.get("room", "")
    if telephone and not TELEPHONE.fullmatch(telephone):
        raise Refused("Enter a telephone number with digits and spaces.", "telephone")
    if needs - set(NEEDS) or arrival not in Visit.Arrival.values or room not in {"", *Visit.Room.values}:
        raise Refused("Choose from the lists.", "not_in_list")
    return {
        "safeguarding_lead_email": said.get("safeguarding_lead_email", "").strip().lower(),
        "day_telephone": telephone,
        "arrival": arrival,
        "room": room,
        "needs": sorted(needs),
        "please_ring": said.get("please_ring", False),
    }
