"""A page in easy read: a drawing and one idea to each line, in short sentences."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from education.content import drawings


class EasyLineBlock(blocks.StructBlock):
    """One idea: a drawing, and one to three short sentences beside it."""

    heading = blocks.CharBlock(required=False, max_length=60, help_text="where a new part begins")
    drawing = blocks.CharBlock(max_length=60, help_text="name of a drawing in static/img/")
    alt = blocks.CharBlock(max_length=160, help_text="what the drawing shows")
    lines = blocks.ListBlock(blocks.CharBlock(max_length=100), min_num=1, max_num=3)

    def clean(self, value: Any) -> Any:
        """The line, or an error beside a drawing that nobody has drawn: easy read without a picture is not easy."""
        value = super().clean(value)
        if value["drawing"] and not drawings.path(value["drawing"]) and not self.is_deferred_validation:
            said = ValidationError(f"There is no drawing of the name “{value['drawing']}”. Choose another.")
            raise StructBlockValidationError(block_errors={"drawing": said})
        return value

    class Meta:
        icon = "image"


class EasyRead(blocks.StreamBlock):
    """The whole page in easy read."""

    line = EasyLineBlock()

    class Meta:
        max_num = 16
