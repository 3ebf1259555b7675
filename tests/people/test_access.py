"""Everything that the access log must know of, seen in it; and nothing in it that names anybody."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed

from education.ledger.models import AccessEvent
from education.people import access
from education.people.models import User
from education.people.roles import Role
from tests.factories import person, school, staff, visit
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def kinds(*of: User) -> list[str]:
    """What the log knows of these people, oldest first."""
    found = AccessEvent.objects.order_by("id")
    if of:
        found = found.filter(person__in=[user.public_id for user in of])
    return list(found.values_list("kind", flat=True))


def forget() -> None:
    """What making the cast wrote is not of interest; the database would refuse a DELETE, so start counting."""
    START["id"] = max(AccessEvent.objects.values_list("id", flat=True), default=0)


START = {"id": 0}


def since() -> list[tuple[str, object, object]]:
    """Kind, person and actor of what was logged since `forget`."""
    rows = AccessEvent.objects.filter(id__gt=START["id"]).order_by("id")
    return list(rows.values_list("kind", "person", "actor"))


def test_a_sign_in_a_wrong_password_and_a_sign_out_are_logged_by_opaque_id_alone(client):
    teacher = person("canary.teacher@school.example", first_name="Canary")
    forget()
    client.post(LOGIN, {"login": teacher.email, "password": "wrong-password-canary"})
    client.post(LOGIN, {"login": teacher.email, "password": PASSWORD})
    client.post("/accounts/logout/")
    who = teacher.public_id
    assert since() == [
        ("sign_in_failed", who, None),
        ("sign_in", who, who),
        ("sign_out", who, who),
    ]
    written = str(list(AccessEvent.objects.values())).lower()
    assert [word for word in ("canary", "127.0.0.1", "school.example") if word in written] == []


def test_a_wrong_password_for_nobody_is_logged_for_nobody(client):
    forget()
    client.post(LOGIN, {"login": "nobody.canary@school.example", "password": "x"})
    row = AccessEvent.objects.get(id__gt=START["id"])
    assert (row.kind, row.person, row.actor, len(row.network)) == ("sign_in_failed", None, None, 12)
    assert "canary" not in str(vars(row))


def test_a_second_factor_is_logged_when_it_fails_and_when_it_opens(client):
    officer = person("officer@force.example")
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    forget()
    client.post(LOGIN, {"login": officer.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert [kind for kind, _, _ in since()] == ["second_factor_failed", "second_factor_used", "sign_in"]


def test_a_changed_password_is_logged(client):
    teacher = person()
    client.force_login(teacher)
    forget()
    new = "another-long-password-7"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert ("password_changed", teacher.public_id, teacher.public_id) in since()


def test_groups_and_flags_are_logged_whoever_changes_them():
    someone = person()
    forget()
    someone.groups.add(Group.objects.get(name="Editors"))
    someone.groups.set([Group.objects.get(name="Publishers")])
    someone.groups.clear()
    Group.objects.get(name="Analysts").user_set.add(someone)
    someone.is_superuser = True
    someone.save()
    someone.is_active = False
    someone.save(update_fields=["is_active"])
    someone.first_name = "New"
    someone.save()
    rows = AccessEvent.objects.filter(id__gt=START["id"]).order_by("id")
    assert {row.kind for row in rows} == {"permissions_changed"}
    assert {row.person for row in rows} == {someone.public_id}
    assert [row.data for row in rows] == [
        {"groups": {"added": ["Editors"]}},
        {"groups": {"removed": ["Editors"]}},
        {"groups": {"added": ["Publishers"]}},
        {"groups": {"removed": ["Publishers"]}},
        {"groups": {"added": ["Analysts"]}},
        {"is_superuser": True},
        {"is_active": False},
    ]


def test_without_its_listener_a_group_would_change_unseen():
    someone = person()
    forget()
    uid = "access groups"
    assert m2m_changed.disconnect(sender=User.groups.through, dispatch_uid=uid)
    try:
        someone.groups.add(Group.objects.get(name="Editors"))
        assert since() == []
    finally:
        m2m_changed.connect(access._links("groups"), sender=User.groups.through, weak=False, dispatch_uid=uid)


def test_wagtails_own_user_admin_is_logged_with_who_did_it(client):
    admin, someone = staff(Role.ADMINISTRATOR), person()
    admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    forget()
    answer = client.post(
        f"/cms/users/edit/{someone.pk}/",
        {
            "email": someone.email,
            "first_name": "Pat",
            "last_name": "Person",
            "is_active": "on",
            "groups": [str(Group.objects.get(name="Editors").pk)],
        },
    )
    assert answer.status_code == 302
    assert since() == [("permissions_changed", someone.public_id, admin.public_id)]


def test_every_look_at_contact_details_at_the_desk_is_logged(client):
    coordinator, booked = staff(Role.COORDINATOR), visit(of=school())
    client.force_login(coordinator)
    forget()
    for address in (f"/cms/visits/{booked.reference}/", "/cms/teachers/", "/cms/visits/BK-nothing/"):
        client.get(address)
    rows = AccessEvent.objects.filter(id__gt=START["id"]).order_by("id")
    assert [(row.kind, row.actor, row.about) for row in rows] == [
        ("contact_viewed", coordinator.public_id, booked.reference),
        ("contact_viewed", coordinator.public_id, "teachers"),
    ]


def test_every_download_from_the_desk_is_logged_even_wagtails_own(client):
    admin = staff(Role.ADMINISTRATOR)
    admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    forget()
    assert client.get("/cms/reports/site-history/?export=csv").status_code == 200
    assert client.get("/cms/reports/site-history/").status_code == 200
    row = AccessEvent.objects.get(id__gt=START["id"])
    assert (row.kind, row.actor) == ("exported", admin.public_id)
    assert row.about == "wagtailadmin_reports:site_history"
