"""Pictures that editors upload: what they show in words, and for how long the people on them have agreed."""

from __future__ import annotations

from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    WagtailImageField,
    WagtailImageFieldFile,
)
from wagtail.images.models import get_upload_to as upload_to

from education.content.models.consent import Shown
from education.content.uploads.images import clean_image
from education.content.uploads.names import ending, opaque

# The only sizes that are ever made: those of our pages, and those of Wagtail's own desk.
ON_PAGES = frozenset({"width-960|format-webp"})
AT_DESK = frozenset({"max-165x165", "max-150x150", "max-800x600", "original"})


class CleanFile(WagtailImageFieldFile):
    """A picture's file; whatever way it came, what is stored has been written anew."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store the file; what no form has cleaned yet is cleaned here, or refused."""
        if not getattr(content, "rewritten", False):
            data, kind = clean_image(cast(IO[bytes], content.open("rb")), name=name, size=content.size)
            name = f"picture.{kind}"
            content = ContentFile(data, name)
        super().save(name, content, save)


class CleanFileField(WagtailImageField):
    """The field of such a file."""

    attr_class = CleanFile


class SiteImage(AbstractImage, Shown):  # type: ignore[django-manager-missing]
    """A picture for our pages. It is described for those who can't see it, and shows nobody without consent."""

    file = CleanFileField(upload_to=upload_to, width_field="width", height_field="height")
    description = models.CharField(
        "what it shows",
        max_length=255,
        help_text="One sentence for somebody who can't see it; the page may say it differently.",
    )
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    admin_form_fields = (
        "title", "file", "description", "people", "consent_reference", "consent_until", "collection", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The file first, so that width and height are those of what is stored."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        """A place that says nothing of what the file was called."""
        return f"original_images/{opaque(ending(filename))}"

    def generate_rendition_file(self, filter: Filter, *, source: File[Any] | None = None) -> File[Any]:  # noqa: A002
        """Wagtail's copy in another size, in no other size than our own."""
        if filter.spec not in ON_PAGES | AT_DESK:
            raise InvalidFilterSpecError(f"No template asks for {filter.spec!r}.")
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), made.name)


class SiteRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
