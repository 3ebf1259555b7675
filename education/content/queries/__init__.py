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
    help_problems,
    images_to_withdraw,
    images_without_consent_soon,
    load_help,
    strip_contacts,
)

__all__ = [
    "Contact",
    "CurriculumMap",
    "HelpProblem",
    "contacts",
    "curriculum_map",
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
    "strip_contacts",
    "texts_of",
]
