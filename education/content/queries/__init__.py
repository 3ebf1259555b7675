"""Reads of content."""

from education.content.queries.cards import (
    guide_cards,
    guide_facets,
    guides_by_number,
    languages,
    lesson_cards,
    lesson_facets,
    texts_of,
)
from education.content.queries.consent import (
    images_to_withdraw,
    recordings_to_withdraw,
    without_consent_soon,
)
from education.content.queries.curriculum import CurriculumMap, curriculum_map
from education.content.queries.help import (
    Contact,
    HelpProblem,
    contacts,
    front_doors,
    help_problems,
    load_help,
    other_councils,
    stale_records,
    strip_contacts,
)

__all__ = [
    "Contact",
    "CurriculumMap",
    "HelpProblem",
    "contacts",
    "curriculum_map",
    "front_doors",
    "guide_cards",
    "guide_facets",
    "guides_by_number",
    "help_problems",
    "images_to_withdraw",
    "languages",
    "lesson_cards",
    "lesson_facets",
    "load_help",
    "other_councils",
    "recordings_to_withdraw",
    "stale_records",
    "strip_contacts",
    "texts_of",
    "without_consent_soon",
]
