"""Fields for pages: a list of codes, and a stream whose blocks stay out of migrations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail import fields as wagtail_fields


class CodesField(models.JSONField):
    """A list of codes out of fixed choices, in the choices' own order; edited as check boxes."""

    def __init__(self, *args: Any, codes: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        self.codes = codes or []
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _ in self.codes}
        if not isinstance(value, list) or (self.codes and not set(value) <= known):
            raise ValidationError("Choose from the list.")

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=kwargs.get("label", str(self.verbose_name).capitalize()),
            help_text=str(self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )

    def labels(self, value: list[str]) -> list[str]:
        """The words for a value's codes."""
        words = dict(self.codes)
        return [words[code] for code in value if code in words]


class StreamField(wagtail_fields.StreamField):
    """Wagtail's stream, with its blocks left out of migrations: a changed block is no change of the schema."""

    def deconstruct(self) -> tuple[Any, Any, Any, Any]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "education.content.fields.StreamField", [[]], kwargs
