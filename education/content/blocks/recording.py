"""A film or a sound in a lesson: chosen from our own recordings, because nothing is ever played from elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.snippets.blocks import SnippetChooserBlock


class RecordingBlock(SnippetChooserBlock):
    """One recording of one kind."""

    kind = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("content.Recording", **kwargs)

    def clean(self, value: Any) -> Any:
        """The recording, refused where it is the other kind."""
        value = super().clean(value)
        if value is not None and value.kind != self.kind:
            raise ValidationError(f"This is no {self.kind}. Choose a {self.kind}.")
        return value

    class Meta:
        template = "content/blocks/recording.html"


class FilmBlock(RecordingBlock):
    """A film, with captions and its words to read."""

    kind = "film"

    class Meta:
        icon = "media"


class SoundBlock(RecordingBlock):
    """A sound, with its words to read."""

    kind = "sound"

    class Meta:
        icon = "openquote"
