"""The checks panel beside the editor: all of axe's rules, and the gates, found in what the preview prints."""

from __future__ import annotations

from typing import Any

from wagtail.admin.userbar import ContentCheckerItem

from education.content.gate import NUMBERS, READING, WORDS

SAID = {
    READING: ("Too hard for its readers", "Use shorter words and sentences"),
    WORDS: ("A phrase that blames or frightens", "Write what is said beside it"),
    NUMBERS: ("A number in the text", "Take it out and choose who can help under Safety"),
}


class GateChecker(ContentCheckerItem):
    """Wagtail's runs ten rules of axe; this runs all, and reports each finding that the preview prints.

    A rule of axe needs a check by name that every finding fails: a paragraph has no alternative text.
    """

    axe_run_only = None  # type: ignore[assignment]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        *(
            {
                "id": f"gate-{gate}",
                "impact": "serious",
                "selector": f'[data-gate="{gate}"]',
                "tags": ["best-practice"],
                "any": ["has-alt"],
                "enabled": True,
            }
            for gate in SAID
        ),
    ]
    axe_messages: dict[str, Any] = {
        **ContentCheckerItem.axe_messages,
        **{f"gate-{gate}": {"error_name": name, "help_text": what} for gate, (name, what) in SAID.items()},
    }
