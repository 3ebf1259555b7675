"""Films and sounds of our own: on our own server, with their words beside them, and never a frame from elsewhere."""

from __future__ import annotations

from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from education.content.gate import refuse_numbers
from education.content.models.consent import Shown
from education.content.uploads.names import RefusedError, ending, opaque
from education.content.uploads.recordings import ENDINGS, clean_captions, clean_recording

FOLDER = "recordings"


def place(recording: Recording, filename: str) -> str:
    """A place that says nothing of what the file was called."""
    return f"{FOLDER}/{opaque(ending(filename))}"


class CleanRecording(FieldFile):
    """A recording's file; whatever way it came, what is stored has been looked through."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store the file; what no form has looked through yet is looked through here, or refused."""
        if not getattr(content, "rewritten", False):
            content = rewritten(content, name)
        super().save(name, content, save)


def rewritten(content: File[Any], name: str) -> ContentFile[bytes]:
    """The clean bytes of an upload, marked as such; raises RefusedError."""
    data = clean_recording(cast(IO[bytes], content.open("rb")), name=name, size=content.size)
    kept = ContentFile(data, f"recording.{ending(name)}")
    kept.rewritten = True  # type: ignore[attr-defined]
    return kept


class RecordingField(models.FileField):
    """The field of such a file."""

    attr_class = CleanRecording


@register_snippet
class Recording(Shown, index.Indexed, models.Model):
    """A film or a sound that a lesson plays. Its words can always be read; a film has captions as well."""

    class Kind(models.TextChoices):
        FILM = "film", "Film"
        SOUND = "sound", "Sound"

    title = models.CharField(max_length=80, help_text="what it is, in words that a reader sees under it")
    kind = models.CharField(max_length=8, choices=Kind.choices, editable=False)
    file = RecordingField(upload_to=place, help_text="MP4 with H.264 and AAC, MP3 or M4A; 20 MB at most")
    in_bsl = models.BooleanField(
        "in British Sign Language", default=False, help_text="a film that signs what a page says"
    )
    captions = models.TextField(
        blank=True, help_text="for a film: the WebVTT file, pasted whole; it begins with WEBVTT"
    )
    transcript = models.TextField(
        help_text="all that is said, and what is seen where it matters; a blank line starts a paragraph"
    )
    poster = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="the picture that stands there before a film is started",
    )  # fmt: skip

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("in_bsl"),
        FieldPanel("captions"),
        FieldPanel("transcript"),
        FieldPanel("poster"),
        MultiFieldPanel(
            [FieldPanel("people"), FieldPanel("consent_reference"), FieldPanel("consent_until")],
            "People on it",
        ),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The last part of its address, which says nothing of what it is about."""
        return (self.file.name or "").rpartition("/")[2]

    @property
    def captions_address(self) -> str:
        """Where its captions are sent from; nothing where it has none."""
        return f"{settings.MEDIA_URL}{FOLDER}/{self.name.partition('.')[0]}.vtt" if self.captions else ""

    def clean(self) -> None:
        """The file is one of ours, a film has captions, and captions can be read."""
        errors: dict[str, Any] = {}
        try:
            super().clean()
        except ValidationError as refused:
            errors.update(refused.error_dict)
        if self.file and not self.file._committed:  # type: ignore[attr-defined]
            try:
                self.file = rewritten(self.file.file, self.file.name or "")
            except RefusedError as refused:
                errors["file"] = refused
        self.kind = ENDINGS.get(ending(self.file.name or ""), "")
        if self.in_bsl and self.kind != self.Kind.FILM:
            errors["in_bsl"] = "Only a film can be in British Sign Language."
        if self.captions:
            try:
                self.captions = clean_captions(self.captions)
            except RefusedError as refused:
                errors["captions"] = refused
        elif self.kind == self.Kind.FILM:
            errors["captions"] = "A film needs captions. Paste its WebVTT file here."
        try:
            refuse_numbers(self, "title", "transcript")
        except ValidationError as refused:
            errors.update(refused.error_dict)
        if errors:
            raise ValidationError(errors)
