"""A coded letter proves that somebody gets the school's post: kept as a digest, five tries, 28 days, one at a time."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail

from education.ledger import clock, outbox
from education.ledger.models import Event, OutboxMessage
from education.people.roles import Role
from education.schools import actions
from education.schools.actions.letters import ALPHABET, new_code
from education.schools.models import LetterCode
from education.schools.policies import NotYours, Refused
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WRONG = "22222-22222"


def claim(**fields):
    user = factories.person(first_name="Nia", last_name="New")
    values = {"telephone": "", "street": "1 Beck Row", **fields}
    return actions.claim_school(user=user, school=factories.school(**values), by=user)


@pytest.fixture
def coordinator():
    return factories.staff(Role.COORDINATOR)


@pytest.fixture
def waiting():
    return claim()


def test_a_code_has_ten_characters_that_nobody_mistakes():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code) for code in codes)
    assert len(ALPHABET) ** 10 > 9 * 10**13


def test_the_code_of_the_letter_approves_in_the_name_of_who_sent_it(waiting, coordinator):
    letter, code = actions.issue_letter(membership=waiting, by=coordinator)
    assert letter.expires_at - letter.issued_at == dt.timedelta(days=28)
    done = actions.redeem_letter(membership=waiting, code=code, by=waiting.user)
    assert (done.state, done.proof, done.decided_by) == ("approved", "letter", coordinator)
    outbox.send_due()
    assert [m.subject for m in mail.outbox] == ["You can book visits now"]
    letter.refresh_from_db()
    assert not letter.open


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c[:3]} {c[3:]} "])
def test_capitals_spaces_and_hyphens_do_not_matter(waiting, coordinator, change):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    assert actions.redeem_letter(membership=waiting, code=change(code), by=waiting.user).state == "approved"


def test_the_code_is_kept_nowhere(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    kept = [
        *LetterCode.objects.values(), *Event.objects.values(), *OutboxMessage.objects.values(),
    ]  # fmt: skip
    for form in (code, code.replace("-", ""), code.lower()):
        assert form not in str(kept)


def test_a_digest_fits_one_person_only(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    other = claim()
    actions.issue_letter(membership=other, by=coordinator)
    with pytest.raises(Refused, match="not the code"):
        actions.redeem_letter(membership=other, code=code, by=other.user)


def test_five_wrong_tries_end_a_letter_and_the_right_code_comes_too_late(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    said = []
    for _ in range(5):
        with pytest.raises(Refused) as refusal:
            actions.redeem_letter(membership=waiting, code=WRONG, by=waiting.user)
        said.append(refusal.value.sentence.rpartition(": ")[2])
    assert said[:4] == [f"you can try {n} more time{'s' if n > 1 else ''}." for n in (4, 3, 2, 1)]
    with pytest.raises(Refused, match="can't be used any more"):
        actions.redeem_letter(membership=waiting, code=code, by=waiting.user)
    assert Event.objects.filter(kind="letter_code_wrong").count() == 5
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_four_wrong_tries_leave_the_fifth(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    for _ in range(4):
        with pytest.raises(Refused):
            actions.redeem_letter(membership=waiting, code=WRONG, by=waiting.user)
    assert actions.redeem_letter(membership=waiting, code=code, by=waiting.user).state == "approved"


def test_a_letter_ends_after_28_days(waiting, coordinator):
    letter, code = actions.issue_letter(membership=waiting, by=coordinator)
    LetterCode.objects.update(expires_at=clock.now())
    with pytest.raises(Refused, match="can't be used any more"):
        actions.redeem_letter(membership=waiting, code=code, by=waiting.user)
    LetterCode.objects.update(expires_at=letter.expires_at)
    assert actions.redeem_letter(membership=waiting, code=code, by=waiting.user).state == "approved"


def test_a_new_letter_voids_the_one_before(waiting, coordinator):
    _, first = actions.issue_letter(membership=waiting, by=coordinator)
    _, second = actions.issue_letter(membership=waiting, by=coordinator)
    with pytest.raises(Refused, match="not the code"):
        actions.redeem_letter(membership=waiting, code=first, by=waiting.user)
    assert actions.redeem_letter(membership=waiting, code=second, by=waiting.user).state == "approved"


def test_nobody_uses_another_persons_letter(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    for stranger in (factories.person(), coordinator):
        with pytest.raises(NotYours):
            actions.redeem_letter(membership=waiting, code=code, by=stranger)


def test_a_letter_of_somebody_who_is_no_coordinator_any_more_approves_nobody(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    coordinator.groups.clear()
    with pytest.raises(Refused):
        actions.redeem_letter(membership=waiting, code=code, by=waiting.user)
    waiting.refresh_from_db()
    assert waiting.state == "requested"


def test_a_refused_claims_letter_is_void(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    actions.refuse_membership(membership=waiting, by=coordinator)
    with pytest.raises(Refused):
        actions.redeem_letter(membership=waiting, code=code, by=waiting.user)
    assert LetterCode.objects.filter(open=True).count() == 0


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COORDINATOR])
def test_only_a_coordinator_sends_a_letter(waiting, role):
    for by in (factories.staff(role), waiting.user):
        with pytest.raises(NotYours):
            actions.issue_letter(membership=waiting, by=by)


def test_no_letter_goes_where_the_register_has_no_address(client, coordinator):
    nowhere = claim(street="")
    with pytest.raises(Refused, match="can't be reached in that way"):
        actions.issue_letter(membership=nowhere, by=coordinator)
    factories.sign_in_fresh(client, coordinator)
    assert "Print a letter" not in client.get(f"/cms/teachers/{nowhere.public_id}/").content.decode()
    assert client.get(f"/cms/teachers/{nowhere.public_id}/letter/").status_code == 303


def test_the_letter_is_printed_with_its_code_once_and_the_teacher_types_it(client, waiting, coordinator):
    factories.sign_in_fresh(client, coordinator)
    address = f"/cms/teachers/{waiting.public_id}/letter/"
    assert "Print a letter" in client.get(f"/cms/teachers/{waiting.public_id}/").content.decode()
    assert "Make the letter" in client.get(address).content.decode()
    assert LetterCode.objects.count() == 0
    answer = client.post(address)
    text = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "1 Beck Row" in text
    assert "Nia New" in text
    code = re.search(r'class="code">([^<]+)<', text)[1]
    assert code not in client.get(address).content.decode()
    assert "of 5 tries are used" in client.get(f"/cms/teachers/{waiting.public_id}/").content.decode()

    client.force_login(waiting.user)
    urn = waiting.school.urn
    assert f"/book/school/{urn}/code/" in client.get(f"/book/school/{urn}/").content.decode()
    place = f"/book/school/{urn}/code/"
    wrong = client.post(place, {"code": WRONG})
    assert (wrong.status_code, wrong.content.decode().count("you can try 4 more times")) == (422, 2)
    assert f'value="{WRONG}"' in wrong.content.decode()
    empty = client.post(place, {"code": ""})
    assert (empty.status_code, "Type the code that stands in the letter." in empty.content.decode()) == (
        422,
        True,
    )
    right = client.post(place, {"code": code})
    assert (right.status_code, right.headers["Location"]) == (303, f"/book/school/{urn}/")
    assert client.get(place).status_code == 404
    waiting.refresh_from_db()
    assert (waiting.state, waiting.proof) == ("approved", "letter")


def test_the_code_page_of_another_persons_school_is_missing(client, waiting, coordinator):
    actions.issue_letter(membership=waiting, by=coordinator)
    client.force_login(factories.person())
    missing = client.get("/book/school/123456/code/")
    for method in (client.get, client.post):
        answer = method(f"/book/school/{waiting.school.urn}/code/")
        assert (answer.status_code, len(answer.content)) == (404, len(missing.content))


def test_the_mail_tells_of_the_letter_and_never_its_code(waiting, coordinator):
    _, code = actions.issue_letter(membership=waiting, by=coordinator)
    outbox.send_due()
    letter = next(m for m in mail.outbox if m.subject.startswith("A letter with a code"))
    assert f"/book/school/{waiting.school.urn}/code/" in letter.body
    assert code not in str([(m.subject, m.body) for m in mail.outbox])
