"""A tiny fixed cast: one school, one officer, one of each role. Every test makes only what it needs."""

from tests.factories.liaison import commitment, make_officer, session_type, training_session, visit
from tests.factories.people import person, sign_in_fresh, staff
from tests.factories.schools import authority, locality, membership, school, terms

__all__ = [
    "authority",
    "commitment",
    "locality",
    "make_officer",
    "membership",
    "person",
    "school",
    "session_type",
    "sign_in_fresh",
    "staff",
    "terms",
    "training_session",
    "visit",
]
