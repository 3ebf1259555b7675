"""Uploads: every hostile file through every door of the desk is refused in one sentence, or nothing of it is left."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import html
import io
import itertools
import re
import time
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import WagtailImageFieldFile
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission, UploadedFile

from education.content.actions import withdraw_shown
from education.content.models import SiteImage, SiteRendition
from education.content.models.image import AT_DESK, ON_PAGES, CleanFile
from education.content.uploads import archives, documents, images
from education.ledger.models import Event
from education.people.roles import Role
from tests.content import hostile
from tests.factories import staff

# Wagtail leaves a file that it has just stored to the collector, which complains when it comes by.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ROOT = Path(__file__).resolve().parents[2]
MARKS = (b"<script", b"alert(", b"<?php", b"GPSLatitude", b"Exif\0\0", b"<x:xmpmeta", b"PK\x05\x06")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path
    gc.collect()


@pytest.fixture
def may_upload(db):
    """Editors' permissions alone, as the launch content gives them; the whole of it takes long."""
    editors = Group.objects.get(name=Role.EDITOR.label)
    for verb, name in itertools.product(("add", "change", "choose"), ("image", "document")):
        GroupCollectionPermission.objects.get_or_create(
            group=editors,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(
                content_type__app_label=f"wagtail{name}s".replace("documents", "docs"),
                codename=f"{verb}_{name}",
            ),
        )


@pytest.fixture
def editor(may_upload, client, media):
    client.force_login(staff(Role.EDITOR))
    return client


def root():
    return Collection.get_first_root_node().pk


def sentence(errors):
    """The one sentence of a form's errors about the file."""
    assert len(errors) == 1, errors
    return errors[0]


class Door:
    """One way to upload; `send` answers with what was stored, or with the sentence of the refusal."""

    def __init__(self, client, model, name):
        self.client, self.model, self.name = client, model, name

    def send(self, name, data):
        before = set(self.model.objects.values_list("pk", flat=True))
        said = getattr(self, self.name)(SimpleUploadedFile(name, data, content_type="image/jpeg"))
        new = list(self.model.objects.exclude(pk__in=before))
        assert bool(said) != bool(new), (name, said, new)
        return said or new[0]

    @property
    def room(self):
        return "wagtailimages" if self.model is SiteImage else "wagtaildocs"

    def fields(self, prefix=""):
        values = {
            "title": "A picture",
            "collection": root(),
            "description": "A red square.",
            "people": "none",
        }
        return {prefix + key: value for key, value in values.items()}

    def single(self, file):
        answer = self.client.post(reverse(f"{self.room}:add"), {**self.fields(), "file": file})
        return "" if answer.status_code == 302 else sentence(answer.context["form"].errors["file"])

    def multiple(self, file):
        answer = self.client.post(
            reverse(f"{self.room}:add_multiple"),
            {"title": "A picture", "collection": root(), "files[]": file},
        ).json()
        if not answer["success"]:
            return sentence(answer["error_message"].split("\n"))
        if "uploaded_file_id" in answer:
            upload = UploadedFile.objects.get()
            self.aside = upload.file.read()
            url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk])
            done = self.client.post(url, self.fields(f"uploaded-image-{upload.pk}-")).json()
            assert done["success"], done
        return ""

    def chooser(self, file):
        room, kind = f"{self.room}_chooser", "image" if self.model is SiteImage else "document"
        answer = self.client.post(
            reverse(f"{room}:create"),
            {**self.fields(f"{kind}-chooser-upload-"), f"{kind}-chooser-upload-file": file},
        ).json()
        if answer["step"] in {"chosen", "duplicate_found"}:
            return ""
        found = re.findall(r'class="error-message"[^>]*>(.*?)</', answer["htmlFragment"], re.DOTALL)
        return sentence([html.unescape(re.sub("<[^>]*>", "", said)).strip() for said in found])


DOORS = ("single", "multiple", "chooser")


def bytes_of(kept):
    """What stands on the disk."""
    with kept.file.open("rb") as file:
        return file.read()


def fetch(client, url, **how):
    """An answer, read to its end."""
    answer = client.get(url, **how)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def policy(answer):
    """What a browser is told to run, frame and fetch."""
    return set(answer["Content-Security-Policy"].split("; "))


def stored(image):
    """Every byte that is kept of a picture: the original, and each size."""
    image.get_renditions(*ON_PAGES, *AT_DESK)
    return [bytes_of(image), *(bytes_of(rendition) for rendition in image.renditions.all())]


def places(data):
    """How many numbers of a place a picture gives away."""
    with Image.open(io.BytesIO(data)) as opened:
        return len(opened.getexif().get_ifd(0x8825)) + data.count(b"GPSLatitude")


def harmless(image):
    """Whether nothing but pixels is left of a picture, in any size."""
    for data in stored(image):
        with Image.open(io.BytesIO(data)) as opened:
            assert dict(opened.getexif()) == {}
            assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background",
                                        "timestamp", "duration", "progressive", "progression"}  # fmt: skip
        assert [mark for mark in MARKS if mark in data] == []
        assert places(data) == 0


class Peak:
    """How far the memory of this process grew at most, and its own time, while something ran."""

    def __enter__(self):
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
        self.before, self.start = self.read("VmRSS"), time.process_time()
        return self

    def __exit__(self, *problem):
        self.megabytes = (self.read("VmHWM") - self.before) / 1024
        self.seconds = time.process_time() - self.start

    def read(self, name):
        return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1])


THROUGH = [
    (DOORS[0], 1), *((way, 4) for way in DOORS[1:]),
    *(pytest.param(way, 1, marks=pytest.mark.prove) for way in DOORS[1:]),
]  # fmt: skip
"""Every file through the first door, every fourth through those that ask the same check; all of them in the long proofs."""


def thinned(files, every):
    """Every so many of the files."""
    return dict(list(files.items())[::every])


@pytest.mark.parametrize(("way", "every"), THROUGH)
def test_every_hostile_picture_is_refused_in_one_sentence_or_harmless(editor, way, every):
    door, files = Door(editor, SiteImage, way), thinned({**hostile.images(), **hostile.shared()}, every)
    outcomes, costs = {}, {}
    for name, data in files.items():
        with Peak() as peak:
            outcomes[name] = door.send(name, data)
        costs[name] = (peak.seconds, peak.megabytes)
    refused = {name: said for name, said in outcomes.items() if isinstance(said, str)}
    assert {name: cost for name, cost in costs.items() if cost[0] >= 2 or cost[1] >= 150} == {}
    longest, largest = (max(cost[i] for cost in costs.values()) for i in (0, 1))
    for image in SiteImage.objects.all():
        harmless(image)
    assert {name for name in outcomes if name not in refused} == TAKEN & files.keys()
    assert all(said.endswith(".") and said[0].isupper() for said in refused.values()), refused
    print(f"{len(refused)} of {len(files)} refused by {way}, {longest:.2f} s, {largest:.0f} MB at most")


TAKEN = {
    "flat-16-million.png", "flat-40-million.jpg", "flat-16-million-passes.jpg", "flat-8-million.webp",
    "html-behind.jpg", "php-behind.png", "zip-behind.jpg", "comment.jpg", "exif.jpg", "exif.webp", "exif.avif",
    "exif-60-kB.jpg", "text.png", "profile-nonsense.jpg", "two-in-one.jpg", "four-inks.jpg", "sixteen-bits.png",
    "turned-too-far.jpg", "..\\..\\windows.png",
    "gps_DSCN0010.jpg", "payload_in_all_known_metadata.jpg", "payload_in_all_known_metadata.png",
    "payload_in_all_known_exif_corrupted.jpg", "payload_in_all_known_exif_corrupted.png",
    "xss_comment_exif_metadata_double_quote.png",
}  # fmt: skip


@pytest.mark.parametrize(("way", "every"), THROUGH)
def test_every_hostile_document_is_refused_in_one_sentence_or_harmless(editor, way, every):
    door, files = Door(editor, Document, way), thinned(hostile.documents(), every)
    outcomes, costs = {}, {}
    for name, data in files.items():
        with Peak() as peak:
            outcomes[name] = door.send(name, data)
        costs[name] = (peak.seconds, peak.megabytes)
    refused = {name: said for name, said in outcomes.items() if isinstance(said, str)}
    assert {name: cost for name, cost in costs.items() if cost[0] >= 2 or cost[1] >= 150} == {}
    longest, largest = (max(cost[i] for cost in costs.values()) for i in (0, 1))
    cut_off = {"html-behind.pdf", "zip-behind.pdf"} & files.keys()
    kept = {"place-in-picture.docx", "twice.docx"} & files.keys()
    assert {name for name in outcomes if name not in refused} == kept | cut_off
    for name in cut_off:
        assert [mark for mark in MARKS if mark in bytes_of(outcomes[name])] == []
    for name in kept - {"twice.docx"}:
        inside = zipfile.ZipFile(io.BytesIO(bytes_of(outcomes[name])))
        assert places(inside.read("word/media/image1.jpeg")) == 0
    assert all(said.endswith(".") and said[0].isupper() for said in refused.values()), refused
    print(f"{len(refused)} of {len(files)} refused by {way}, {longest:.2f} s, {largest:.0f} MB at most")


def test_there_are_more_than_forty_hostile_files():
    assert len(hostile.images()) + len(hostile.documents()) >= 80


def test_control_without_our_form_and_our_file_the_place_is_still_there(editor, settings, monkeypatch):
    data = hostile.shared()["gps_DSCN0010.jpg"]
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""
    monkeypatch.setattr(CleanFile, "save", WagtailImageFieldFile.save)
    image = Door(editor, SiteImage, "single").send("gps_DSCN0010.jpg", data)
    jpeg = bytes_of(image.get_rendition("original"))
    assert places(data) == places(bytes_of(image)) == places(jpeg) > 0


def test_a_picture_that_comes_past_the_form_is_cleaned_all_the_same(media):
    data = hostile.shared()["gps_DSCN0010.jpg"]
    image = SiteImage.objects.create(title="A", description="A", file=ContentFile(data, "gps.jpg"))
    assert places(data) > 0
    harmless(image)


def test_what_wagtail_sets_aside_until_the_form_is_complete_is_clean_too(editor):
    door = Door(editor, SiteImage, "multiple")
    door.send("gps_DSCN0010.jpg", hostile.shared()["gps_DSCN0010.jpg"])
    assert places(door.aside) == 0
    assert UploadedFile.objects.count() == 0


def test_a_large_picture_that_django_keeps_on_disk_is_cleaned_too(editor, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    image = Door(editor, SiteImage, "single").send("gps_DSCN0010.jpg", hostile.shared()["gps_DSCN0010.jpg"])
    harmless(image)


def test_a_picture_is_turned_the_right_way_up_before_it_forgets_how_it_was_held(editor):
    data = hostile.picture(size=(60, 40), exif=hostile.exif(tags={0x0112: 6}))
    image = Door(editor, SiteImage, "single").send("sideways.jpg", data)
    assert (image.width, image.height) == (40, 60)
    with Image.open(io.BytesIO(bytes_of(image))) as kept:
        red = kept.convert("RGB").getpixel((30, 5))
    assert red[0] > 150


def test_colours_of_another_profile_are_brought_to_srgb():
    lab = Image.new("RGB", (8, 8), (250, 10, 10))
    assert images.in_srgb(lab, b"nonsense").getpixel((0, 0)) == (250, 10, 10)
    grey = images.eight_bits(Image.new("I;16", (8, 8), 65535))
    assert (grey.mode, grey.getpixel((0, 0))) == ("L", 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_an_honest_picture_keeps_its_kind_and_its_look(editor, kind):
    data = hostile.picture(kind, size=(300, 200))
    image = Door(editor, SiteImage, "single").send(f"kitchen.{images.KEPT_AS[kind]}", data)
    with Image.open(io.BytesIO(bytes_of(image))) as kept, Image.open(io.BytesIO(data)) as sent:
        assert (kept.format, kept.size) == (kind, (300, 200))
        for at in ((20, 20), (280, 180)):
            assert all(
                abs(a - b) < 12
                for a, b in zip(kept.convert("RGB").getpixel(at), sent.getpixel(at), strict=True)
            )


def test_a_clear_background_stays_clear(editor):
    image = Door(editor, SiteImage, "single").send("clear.png", hostile.picture("PNG", mode="RGBA"))
    with Image.open(io.BytesIO(bytes_of(image))) as kept:
        assert (kept.mode, kept.getpixel((60, 40))) == ("RGBA", (0, 0, 0, 0))


def test_no_address_repeats_what_a_file_was_called(editor):
    image = Door(editor, SiteImage, "single").send("amelia-class-4b.jpg", hostile.picture())
    assert re.fullmatch(r"original_images/[0-9a-f]{16}\.jpg", image.file.name)
    assert re.fullmatch(
        r"images/[0-9a-f]{16}\.max-165x165\.jpg", image.get_rendition("max-165x165").file.name
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("C:\\Users\\pat\\hall.JPG", "hall"), ("hall.jpg", "hall"), ("The hall, 2.30 pm", "The hall, 2.30 pm")],
)
def test_a_title_is_never_a_path(editor, typed, kept):
    editor.post(
        reverse("wagtailimages:add"),
        {"title": typed, "description": "A hall.", "people": "none", "collection": root(),
         "file": SimpleUploadedFile("hall.jpg", hostile.picture())},
    )  # fmt: skip
    assert SiteImage.objects.get().title == kept


def test_a_title_with_hidden_characters_is_refused(editor):
    answer = editor.post(
        reverse("wagtailimages:add"),
        {"title": "hall\u202egpj", "description": "A hall.", "people": "none", "collection": root(),
         "file": SimpleUploadedFile("hall.jpg", hostile.picture())},
    )  # fmt: skip
    assert answer.context["form"].errors["title"] == ["The title holds hidden characters. Type it again."]


# Sizes


def test_only_sizes_of_our_templates_are_made(editor):
    image = Door(editor, SiteImage, "single").send("hall.jpg", hostile.picture())
    for spec in ("width-10000", "fill-1x1", "format-png", "width-959", "max-165x166", "original|blur-9"):
        with pytest.raises(InvalidFilterSpecError):
            image.get_rendition(spec)
        with pytest.raises(InvalidFilterSpecError):
            image.get_renditions(spec, "max-165x165")
    assert set(SiteRendition.objects.values_list("filter_spec", flat=True)) <= AT_DESK


def test_the_list_of_sizes_is_the_one_that_the_templates_ask_for():
    tags = re.compile(r"{%\s*(?:image|srcset_image)\s+\S+\s+([^%]*)%}")
    asked = set()
    for template in (ROOT / "templates").rglob("*.html"):
        for found in tags.findall(template.read_text()):
            words = [word for word in found.split() if re.fullmatch(r"[a-z]+-[\w{},.-]+|original", word)]
            asked.add("|".join(words))
    assert asked == ON_PAGES


@pytest.mark.parametrize("address", ["generate_url/", "generate_url/output/", "preview/width-9000/"])
def test_the_doors_that_make_a_picture_in_any_size_are_shut(editor, address):
    image = Door(editor, SiteImage, "single").send("hall.jpg", hostile.picture())
    assert editor.get(f"/cms/images/{image.pk}/").status_code == 200
    assert editor.get(f"/cms/images/{image.pk}/{address}").status_code == 404


def test_nobody_uploads_a_picture_of_themselves_past_the_checks(editor, media):
    page = editor.get("/cms/account/")
    assert (page.status_code, 'name="avatar-' in page.content.decode()) == (200, False)
    editor.post("/cms/account/", {"avatar-avatar": SimpleUploadedFile("me.svg", hostile.SCRIPT)})
    assert list(media.rglob("*.svg")) == []


# Addresses


def test_a_picture_is_sent_with_headers_that_run_nothing(editor, client):
    image = Door(editor, SiteImage, "single").send("hall.jpg", hostile.picture())
    client.logout()
    answer = fetch(client, image.get_rendition("width-960|format-webp").url)
    assert answer.status_code == 200
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "image/webp", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=3600",
    }  # fmt: skip
    assert policy(answer) == {"default-src 'none'", "sandbox", "frame-ancestors 'none'"}
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.cookies == {}


def test_originals_documents_and_lists_have_no_address(editor, client, media):
    image = Door(editor, SiteImage, "single").send("hall.jpg", hostile.picture())
    document = Door(editor, Document, "single").send("letter.txt", b"Hello")
    rendition = image.get_rendition("max-165x165")
    (media / "images" / "planted.jpg").write_bytes(hostile.picture())
    (media / "wagtail_uploads").mkdir(exist_ok=True)
    (media / "wagtail_uploads" / "a.jpg").write_bytes(hostile.picture())
    assert fetch(client, rendition.url).status_code == 200
    for path in (
        image.file.name, document.file.name, "", "images", "images/", "original_images/", "images/planted.jpg",
        "wagtail_uploads/a.jpg", f"images/../{image.file.name}", f"images/..%2f{image.file.name}",
        f"images/%2e%2e/{image.file.name}", "images/../../db.sqlite3", f"{rendition.file.name}%00.html",
        f"{rendition.file.name}/",
    ):  # fmt: skip
        assert fetch(client, f"/media/{path}").status_code in {301, 404}, path
        assert fetch(client, f"/media/{path}", follow=True).status_code == 404, path
    assert client.post(rendition.url).status_code == 405


def test_a_document_is_always_sent_to_be_kept(editor):
    for name, data in (
        ("letter.txt", b"Hello"),
        ("letter.pdf", hostile.pdf()),
        ("letter.docx", hostile.docx()),
    ):
        document = Door(editor, Document, "single").send(name, data)
        answer = fetch(Client(), document.url)
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{document.filename}"'
        assert policy(answer) == {"default-src 'none'", "sandbox", "frame-ancestors 'none'"}
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-cache"
        assert fetch(Client(), f"/documents/{document.pk}/other.txt").status_code == 404


def test_a_private_collection_stays_private(editor, client):
    private = Collection.get_first_root_node().add_child(name="Private")
    document = Door(editor, Document, "single").send("letter.txt", b"Hello")
    Document.objects.filter(pk=document.pk).update(collection=private)
    client.logout()
    assert fetch(client, document.url).status_code == 200
    restriction = CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get(name=Role.PUBLISHER.label))
    assert fetch(client, document.url)["Location"] == f"/accounts/login/?next={document.url}"
    client.force_login(staff(Role.PUBLISHER))
    assert fetch(client, document.url).status_code == 200


# Documents


def test_a_word_document_is_kept_without_who_and_when(editor):
    document = Door(editor, Document, "single").send("Letter to Parents!.docx", hostile.docx())
    assert re.fullmatch(r"documents/letter-to-parents(_\w+)?\.docx", document.file.name)
    kept = zipfile.ZipFile(io.BytesIO(bytes_of(document)))
    assert b"Hello" in kept.read("word/document.xml")
    assert [name for name in kept.namelist() if b"Pat Person" in kept.read(name)] == []
    assert {entry.date_time for entry in kept.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_odt_document_stays_one_without_who_and_when(editor):
    document = Door(editor, Document, "single").send("letter.odt", hostile.zipped(hostile.odt_parts()))
    kept = zipfile.ZipFile(io.BytesIO(bytes_of(document)))
    first = kept.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert [name for name in kept.namelist() if b"Pat Person" in kept.read(name)] == []


def test_a_link_in_a_document_may_lead_out(editor):
    rels = {"word/_rels/document.xml.rels": hostile.relation("hyperlink", "https://www.gov.uk/")}
    document = Door(editor, Document, "single").send("letter.docx", hostile.docx(**rels))
    assert b"https://www.gov.uk/" in zipfile.ZipFile(io.BytesIO(bytes_of(document))).read(next(iter(rels)))


def test_text_is_kept_in_utf_8_and_a_pdf_ends_where_it_ends():
    text = "Café, 5 £\r\nSecond line"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert documents.clean_text(text.encode(encoding)) == "Café, 5 £\nSecond line".encode()
    assert documents.clean_pdf(hostile.pdf(after=b"\r\n" + hostile.SCRIPT)) == hostile.pdf(after=b"\n")


@pytest.mark.parametrize(
    ("name", "limit", "value"),
    [
        ("10000-files.docx", "MOST_FILES", 10**6),
        ("slip.docx", "check_entry", lambda entry: None),
        ("link.docx", "check_entry", lambda entry: None),
        ("template.docx", "check_xml", lambda data: None),
        ("listener.odt", "check_xml", lambda data: None),
    ],
)
def test_control_with_its_guard_taken_away_a_hostile_document_is_taken(monkeypatch, name, limit, value):
    monkeypatch.setattr(archives, limit, value)
    data = hostile.documents()[name]
    assert documents.clean_document(io.BytesIO(data), name=name, size=len(data))[:2] == b"PK"


@pytest.mark.parametrize(
    ("name", "guard", "value"),
    [
        ("just-over.png", "PIXELS", {**images.PIXELS, "PNG": 10**9}),
        ("scans.jpg", "MOST_SCANS", 10**6),
    ],
)
def test_control_with_its_guard_taken_away_a_hostile_picture_costs_more(monkeypatch, name, guard, value):
    data = hostile.images()[name]
    with Peak() as with_guard, pytest.raises(ValidationError):
        images.clean_image(io.BytesIO(data), name=name, size=len(data))
    monkeypatch.setattr(images, guard, value)
    with Peak() as without:
        with contextlib.suppress(ValidationError):
            images.clean_image(io.BytesIO(data), name=name, size=len(data))
    assert without.seconds + without.megabytes > 2 * (with_guard.seconds + with_guard.megabytes)


# People on pictures


def image_of(**fields):
    values = {"title": "A class", "description": "Children from behind.", "people": "consented",
              "consent_reference": "CF-2026-014", "consent_until": dt.date(2027, 7, 31), **fields}  # fmt: skip
    return SiteImage(file=ContentFile(hostile.picture(), "class.jpg"), **values)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("consent_reference", "", "Write the number of the signed form, such as CF-2026-014."),
        ("consent_reference", "Amelia Smith", "Write the form's number, such as CF-2026-014, never a name."),
        ("consent_until", None, "Give the last day of the consent."),
        (
            "consent_until",
            dt.date(2020, 1, 1),
            "This day is past. Ask for consent again, or delete it.",
        ),
        ("description", "", "This field cannot be blank."),
    ],
)
def test_people_are_shown_with_a_form_and_a_last_day_or_not_at_all(media, field, value, said):
    image = image_of(**{field: value})
    image.width = image.height = 1
    with pytest.raises(ValidationError) as refused:
        image.full_clean()
    assert refused.value.message_dict == {field: [said]}


def test_after_its_last_day_a_picture_is_gone_from_pages_and_from_its_address(client, media, settings):
    from django.template.loader import render_to_string

    settings.FAKE_NOW = "2027-07-31T12:00"
    image = image_of()
    image.save()
    url = image.get_rendition("width-960|format-webp").url
    show = lambda: "<img" in render_to_string("content/blocks/image.html", {"value": SiteImage.objects.get()})  # noqa: E731
    assert (fetch(client, url).status_code, show(), withdraw_shown(by=None)) == (200, True, 0)
    settings.FAKE_NOW = "2027-08-01T00:01"
    assert (fetch(client, url).status_code, show(), withdraw_shown(by=None)) == (404, False, 1)
    assert withdraw_shown(by=None) == 0
    assert SiteRendition.objects.count() == 0
    assert Event.objects.get(kind="image_withdrawn").data == {"consent": "CF-2026-014", "until": "2027-07-31"}
    image = SiteImage.objects.get()
    image.consent_until = dt.date(2028, 7, 31)
    image.save()
    assert (show(), SiteImage.objects.get().withdrawn_at) == (True, None)


def test_the_desk_lists_pictures_whose_consent_runs_out_to_editors_alone(may_upload, client, media, settings):
    settings.FAKE_NOW = "2027-07-15T12:00"
    image_of().save()
    image_of(title="Long", consent_until=dt.date(2028, 1, 1)).save()
    client.force_login(staff(Role.EDITOR))
    page = client.get("/cms/").content.decode()
    assert (page.count("shown until 31 July 2027"), page.count("1 January 2028")) == (1, 0)
    client.force_login(staff(Role.COORDINATOR))
    assert "31 July 2027" not in client.get("/cms/").content.decode()


def test_a_stranger_and_a_coordinator_upload_nothing(may_upload, client, media):
    file = {"title": "A", "description": "A", "people": "none", "collection": root()}
    for who in (None, Role.COORDINATOR, Role.OFFICER):
        if who:
            client.force_login(staff(who))
        for name in (
            "wagtailimages:add",
            "wagtaildocs:add",
            "wagtailimages:add_multiple",
            "wagtaildocs:add_multiple",
        ):
            answer = client.post(
                reverse(name), {**file, "file": SimpleUploadedFile("a.jpg", hostile.picture())}
            )
            assert answer.status_code in {302, 403}
    assert (SiteImage.objects.count(), Document.objects.count()) == (0, 0)


def test_the_launch_content_lets_editors_and_publishers_upload(launched, client, media):
    for role in (Role.EDITOR, Role.PUBLISHER):
        client.force_login(staff(role))
        assert Door(client, SiteImage, "single").send("hall.jpg", hostile.picture()).pk
        assert Door(client, Document, "single").send("letter.txt", b"Hello").pk
