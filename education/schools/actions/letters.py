"""A coded letter to the school's address in the register: only somebody who gets the school's post can answer it."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.people.models import User
from education.schools import policies
from education.schools.actions.memberships import grant, locked
from education.schools.models import LetterCode, Membership
from education.schools.states import Who

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""No look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) and hardly a vowel, so that no code spells a word."""
LENGTH, TRIES, LASTS = 10, 5, dt.timedelta(days=28)
NO_LETTER = "This code can't be used any more. Ask us for a new letter, or wait for our answer."


def new_code() -> str:
    """Ten letters and digits in two groups: 25 to the tenth power, about a hundred million million codes."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{code[:5]}-{code[5:]}"


def digest(membership: Membership, code: str) -> str:
    """A digest keyed with the site's secret, so that a copy of the database tells no code."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return salted_hmac(f"letter {membership.public_id}", plain, algorithm="sha256").hexdigest()


@transaction.atomic
def issue_letter(*, membership: Membership, by: User) -> tuple[LetterCode, str]:
    """Mint the code of a new letter and void the one before; the code is returned once and never kept.

    It can be used for 28 days and five tries. Raises Refused or NotYours.
    """
    membership = locked(membership)
    policies.check_may_send_letter(by, membership)
    membership.letters.filter(open=True).update(open=False)
    code, moment = new_code(), now()
    letter = LetterCode.objects.create(
        membership=membership, digest=digest(membership, code), issued_at=moment, issued_by=by,
        expires_at=moment + LASTS,
    )  # fmt: skip
    log(
        subject="membership", subject_id=membership.public_id, kind="letter_issued", by=by,
        data={"school": membership.school.urn, "letter": letter.pk},
    )  # fmt: skip
    queue_mail(
        kind="letter_issued",
        subject_id=membership.public_id,
        recipient=membership.user.email,
        key=f"letter_issued:{letter.pk}",
    )
    return letter, code


def redeem_letter(*, membership: Membership, code: str, by: User) -> Membership:
    """Approve the person who types the code of their school's letter, in the name of the coordinator who sent it.

    A wrong code is counted even though it is refused: the count is committed before Refused is raised.
    """
    if membership.user_id != by.pk:
        raise policies.NotYours("This letter belongs to somebody else.")
    with transaction.atomic():
        membership = locked(membership)
        letter = membership.letters.select_related("issued_by").filter(open=True).first()
        if letter is None or letter.issued_by is None or letter.expires_at <= now():
            raise policies.Refused(NO_LETTER)
        policies.check_may_send_letter(letter.issued_by, membership)
        if constant_time_compare(letter.digest, digest(membership, code)):
            return grant(membership, Membership.Proof.LETTER, Who.COORDINATOR, by=letter.issued_by)
        letter.tries += 1
        letter.open = letter.tries < TRIES
        letter.save(update_fields=["tries", "open"])
        log(
            subject="membership", subject_id=membership.public_id, kind="letter_code_wrong", by=by,
            data={"school": membership.school.urn, "letter": letter.pk, "tries": letter.tries},
        )  # fmt: skip
    if not letter.open:
        raise policies.Refused(NO_LETTER)
    left = TRIES - letter.tries
    raise policies.Refused(
        f"That is not the code in the letter. Look at it again: you can try {left} more time{'s' if left > 1 else ''}."
    )
