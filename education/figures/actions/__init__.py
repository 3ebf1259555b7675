"""Writes of the figures: prepare, publish, withdraw, and the numbers that the force reported itself."""

from __future__ import annotations

from education.figures.actions.composing import blocked_is_said, hold_still, with_demo
from education.figures.actions.definitions import as_definition, load_definitions
from education.figures.actions.preparing import (
    ChangedError,
    approve,
    give_back,
    period_of,
    prepare,
    take_back,
)
from education.figures.actions.publishing import (
    give_early_access,
    publish,
    release_due,
    take_early_access,
    withdraw,
)
from education.figures.actions.reported import (
    approve_reported,
    enter_reported,
    load_reported_figures,
    take_back_reported,
)
from education.figures.policies import NotAllowedError

__all__ = [
    "ChangedError",
    "NotAllowedError",
    "approve",
    "approve_reported",
    "as_definition",
    "blocked_is_said",
    "enter_reported",
    "give_back",
    "give_early_access",
    "hold_still",
    "load_definitions",
    "load_reported_figures",
    "period_of",
    "prepare",
    "publish",
    "release_due",
    "take_back",
    "take_back_reported",
    "take_early_access",
    "with_demo",
    "withdraw",
]
