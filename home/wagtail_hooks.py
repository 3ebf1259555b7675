"""What the front of the house adds to the desk."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def desk_script() -> SafeString:
    """The module that starts what Wagtail would start by inline scripts."""
    return format_html('<script type="module" src="{}"></script>', static("js/desk.js"))
