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
from education.content.queries.curriculum import CurriculumMap, curriculum_map
from education.content.queries.help import (
    Contact,
    HelpProblem,
    contacts,
    front_doors,
    help_problems,
    images_to_withdraw,
    images_without_consent_soon,
    load_help,
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
    "images_without_consent_soon",
    "languages",
    "lesson_cards",
    "lesson_facets",
    "load_help",
    "stale_records",
    "strip_contacts",
    "texts_of",
]
