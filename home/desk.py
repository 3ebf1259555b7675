"""The desk (Wagtail's admin) without scripts printed into its pages, so that its policy can refuse them all.

The templates in templates/wagtailadmin/ do this for dates and for rows that can be added; choosers print theirs from
Python, so this replaces that one method. static/js/desk.js reads the attributes.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

CALL = re.compile(r"(?:new )?(\w+)\((.*)\);", re.DOTALL)


def render(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """A chooser, and beside it which script starts it with what; TypeError without an id, as in Wagtail."""
    if not attrs or "id" not in attrs:
        raise TypeError("A chooser cannot be rendered without an 'id' attribute")
    data = self.get_value_data(value)
    call = CALL.fullmatch(self.render_js_init(attrs["id"], name, data))
    if call is None:
        raise TypeError(f"{type(self).__name__} starts by something other than one call")
    return format_html(
        '{}<template data-controller="start" data-start-call-value="{}" data-start-with-value="[{}]"></template>',
        self.render_html(name, data, attrs),
        call[1],
        call[2],
    )


def start_choosers_without_inline_scripts() -> None:
    """Let every chooser of the desk be rendered by `render`."""
    BaseChooser.render = render
