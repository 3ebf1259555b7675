"""How many passwords may be guessed, so that guessing is hopeless and nobody can lock anybody else out.

docs/decisions/0020-guessing-passwords.md has the reasons. In short: five wrong passwords for one account in five
minutes from everywhere together, except from a device on which its owner has signed in before, which has five of
its own. When the five are used up the sign-in by a code in an e-mail stays open. The answer is the same whether
or not anybody has that address.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from education.people import devices
from education.people.limits import Limit, Try, address, take, too_many

STRANGERS = Limit("password, any device", 5, 300)
OWNER = Limit("password, known device", 5, 300)
SESSION = Limit("password, signed in", 5, 300)
PLACE = Limit("password, from one address", 100, 300)
"""A school behind one address: twenty teachers with three slips each are sixty."""


class Guess:
    """One password that is about to be looked at."""

    def __init__(self, request: HttpRequest, email: str) -> None:
        self.request, self.email = request, email
        device = devices.known(request, email)
        if request.user.is_authenticated:
            mine = take(SESSION, f"{request.user.pk} {request.session.session_key}")
        elif device:
            mine = take(OWNER, f"{device} {email}")
        else:
            mine = take(STRANGERS, email)
        place = take(PLACE, address(request)) if mine.slot else Try(wait=mine.wait)
        if place.wait:
            mine.give_back()
        self.tries = (mine, place)
        self.for_account = not mine.slot

    @property
    def wait(self) -> int:
        """Seconds until the next guess is looked at, 0 when this one is."""
        return max(one.wait for one in self.tries)

    def was_right(self) -> None:
        """A right password uses nothing up."""
        for one in self.tries:
            one.give_back()

    def refused(self) -> HttpResponse:
        """The page that says so: with the way in by e-mail when it is about the account."""
        if self.request.user.is_authenticated or not self.for_account:
            return too_many(self.request, self.wait)
        context = {"minutes": -(-self.wait // 60), "email": self.email}
        response = render(self.request, "account/too_many_guesses.html", context, status=429)
        response.headers["Retry-After"] = str(self.wait)
        response.headers["Cache-Control"] = "no-store"
        return response
