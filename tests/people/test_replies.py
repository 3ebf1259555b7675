"""Answers of views, and people by their role."""

from __future__ import annotations

import pytest

from education.people.models import User
from education.people.replies import see_other, see_page
from education.people.roles import Role
from tests import factories


def test_what_was_sent_is_not_sent_again_by_loading_the_next_page():
    for answer, address in (
        (see_other("/book/?a=1"), "/book/?a=1"),
        (see_page("account_name"), "/accounts/name/"),
    ):
        assert (answer.status_code, answer.headers["Location"]) == (303, address)


@pytest.mark.django_db
def test_people_with_one_of_some_roles_who_can_sign_in_each_once():
    both = factories.staff(Role.EDITOR, Role.PUBLISHER)
    editor, gone = factories.staff(Role.EDITOR), factories.staff(Role.EDITOR)
    gone.is_active = False
    gone.save()
    factories.staff(Role.OFFICER)
    factories.person()
    held = User.objects.holding(Role.EDITOR, Role.PUBLISHER)
    assert list(held.order_by("pk")) == [both, editor]
    assert (held | User.objects.filter(pk=gone.pk)).count() == 3
