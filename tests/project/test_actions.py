"""The walk's matrix against the design's own: for each action exactly the roles that the design page lets act."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.project.test_permissions import MATRIX, PREFIXES, by_route, expected
from tests.project.world import ROLES

ACTIONS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "actions.toml").read_text(encoding="utf-8")
)["action"]
COLUMNS = ("anonymous", "unapproved", "teacher", "officer", "co", "editor", "publisher", "administrator")
NAMES = [action["what"] for action in ACTIONS]


def designed(action: dict[str, Any], letters: tuple[str, ...] = ("y", "own", "R", "2", "R2")) -> set[str]:
    """The roles that the design page's row names, with its CO split."""
    row = zip(COLUMNS, action["design"].split(), strict=True)
    named = {column for column, letter in row if letter in letters}
    return (named - {"co"}) | (set(action["co"]) if "co" in named else set())


def agreed(action: dict[str, Any]) -> set[str]:
    """The roles that may do it, after what a ruling changed."""
    return set(action["instead"]) if "instead" in action else designed(action)


def let_in(where: str) -> tuple[set[str], set[str]]:
    """Who reaches one's own object and who another's, by the walk's matrix."""
    method, _, rest = where.partition(" ")
    route, _, which = rest.partition(" ")
    if method == "RULE":
        rule = PREFIXES[route]
        everybody = set(ROLES) - (set() if rule == "open" else {"anonymous"})
        return (everybody if isinstance(rule, str) else set(rule)), set()
    row, done = MATRIX[route], ("200",) if method == "GET" else ("done",)
    objects = not isinstance(row[method], str)

    def reach(which: str) -> set[str]:
        return {role for role in ROLES if expected(row, role, method, which) in done}

    if which or not objects:
        return reach(which), set()
    return reach("own"), reach("other")


@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_an_action_is_open_to_exactly_the_roles_of_the_design(action):
    found = [let_in(where) for where in action["shown_by"]]
    assert sorted(set().union(*(own for own, _ in found))) == sorted(agreed(action))


@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_nobody_reaches_anothers_object_whom_the_design_gives_only_their_own(action):
    if action["what"].startswith(("Agree", "Take", "Let")):
        wider = agreed(action)
    else:
        wider = designed(action, ("y", "R", "2", "R2")) | (
            set(action.get("instead", [])) - designed(action, ("own",))
        )
    assert set().union(*(other for _, other in map(let_in, action["shown_by"]))) - wider == set()


@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_what_the_design_wants_a_fresh_proof_for_asks_for_one(action):
    if "R" not in action["design"] or "no_proof" in action:
        return
    posts = [where.split()[1] for where in action["shown_by"] if where.startswith("POST cms/")]
    assert [route for route in posts if not getattr(by_route()[route].callback, "fresh", False)] == []


def test_every_difference_from_the_design_says_why():
    differing = [action for action in ACTIONS if "instead" in action]
    assert all(set(action["instead"]) != designed(action) and action["because"] for action in differing)
    assert [action["what"] for action in ACTIONS if "because" in action and "instead" not in action] == []
    print(
        f"{len(ACTIONS)} actions of the design, {len(differing)} decided otherwise by a ruling, the issue or us"
    )


def test_every_address_with_something_to_do_is_some_action():
    """Whatever the walk sees done belongs to an action, or is one of these."""
    named = {
        where.split()[1] for action in ACTIONS for where in action["shown_by"] if where.startswith("POST")
    }
    doing = {route for route, row in MATRIX.items() if "done" in str(row["POST"])}
    assert doing - named == {
        "accounts/delete/", "accounts/invitation/<slug:token>/", "book/school/<int:urn>/code/",
        "book/school/<int:urn>/leave/", "book/school/<int:urn>/renew/", "cms/imports/<uuid:public_id>/drop/",
    }  # fmt: skip


def test_control_a_role_too_many_is_noticed(monkeypatch):
    action = next(a for a in ACTIONS if a["what"] == "Sign registers off")
    row = MATRIX["cms/registers/<uuid:public_id>/sign-off/"]
    monkeypatch.setitem(row, "door", [*row["door"], "coordinator"])
    with pytest.raises(AssertionError):
        test_an_action_is_open_to_exactly_the_roles_of_the_design(action)
