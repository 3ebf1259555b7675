"""Wagtail's upload forms with our checks in front; every way to upload at the desk goes through them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import FileField
from django.utils.text import format_lazy
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from education.content.uploads.documents import ENDINGS as DOCUMENTS
from education.content.uploads.documents import clean_document
from education.content.uploads.images import ENDINGS as IMAGES
from education.content.uploads.images import clean_image
from education.content.uploads.names import ending, hidden, plain, stem


def rewrite(upload: Any, data: bytes) -> None:
    """Put clean bytes in the place of what was sent.

    In the very same object, because Wagtail's multiple upload sets that object aside when the form still lacks
    something, and would otherwise keep what was sent.
    """
    file = upload.file
    file.seek(0)
    file.truncate()
    file.write(data)
    file.flush()
    file.seek(0)
    upload.size = len(data)
    upload.rewritten = True


class ImageField(WagtailImageField):
    """A picture that is cleaned before anything else looks at it."""

    def to_python(self, data: Any) -> Any:
        upload: Any = FileField.to_python(self, data)
        if upload is None:
            return None
        rewrite(upload, clean_image(upload.file, name=upload.name, size=upload.size)[0])
        return super().to_python(upload)


class DocumentField(WagtailDocumentField):
    """A document that is cleaned before it is kept, under a name of plain letters."""

    def to_python(self, data: Any) -> Any:
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        rewrite(upload, clean_document(upload.file, name=upload.name, size=upload.size))
        upload.name = plain(upload.name)
        return upload


def as_field(kind: type[FileField], field: FileField) -> FileField:
    """The same form field, of our kind."""
    return kind(label=field.label, required=field.required, widget=field.widget, initial=field.initial)


def honest_title(title: str, endings: frozenset[str]) -> str:
    """A title without the folders and the ending of the file it was taken from, and without hidden characters."""
    if hidden(title):
        raise ValidationError("The title holds hidden characters. Type it again.")
    return (stem(title) or title) if ending(title) in endings else title


class SiteImageForm(BaseImageForm):
    """The form of a picture, wherever at the desk it is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = as_field(ImageField, self.fields["file"])

    def clean_title(self) -> str:
        return honest_title(self.cleaned_data["title"], frozenset(IMAGES))


PDF_NOTE = (
    "A PDF is kept exactly as it is: who made it, when and with what may stand in its properties, and everybody can read"
    " them. Take them out before you choose it."
)


class SiteDocumentForm(BaseDocumentForm):
    """The form of a document, wherever at the desk it is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"] = as_field(DocumentField, self.fields["file"])
            self.fields["file"].help_text = format_lazy("{} {}", self.fields["file"].help_text, PDF_NOTE)

    def clean_title(self) -> str:
        return honest_title(self.cleaned_data["title"], frozenset(DOCUMENTS))

    def _post_clean(self) -> None:
        """One refusal is enough: of a refused file, Wagtail's model would say that it has no ending."""
        said = self.errors.get("file")
        super()._post_clean()
        if said:
            self.errors["file"] = self.error_class(said.data[:1])
