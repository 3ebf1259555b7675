"""Whether a person has just proved who they are, which whatever is dangerous asks for."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.http import HttpRequest

MINUTES = 5


def is_fresh(request: HttpRequest) -> bool:
    """True within five minutes of a sign-in, or of having proved it again with password, code or key.

    Real time counts, not the set clock. Somebody with neither password nor second factor signs in at another
    service alone and has nothing to prove here; staff always have both.
    """
    if not request.user.is_authenticated:
        return False
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    if moments and 0 <= time.time() - max(moments) < MINUTES * 60:
        return True
    return not get_reauthentication_flows(request.user)
