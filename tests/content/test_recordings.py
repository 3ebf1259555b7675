"""Films and sounds: what is kept of a file, what is refused, who gets it and how, and how a lesson shows it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string

from education.content import pack
from education.content.actions import withdraw_shown
from education.content.blocks.recording import FilmBlock, SoundBlock
from education.content.models import LaunchRecord, LessonPage, Recording
from education.content.uploads import recordings
from education.content.uploads.names import RefusedError
from education.content.uploads.recordings import clean_captions, clean_recording
from education.ledger.models import Event
from education.people.roles import Role
from tests.content.played import CAPTIONS, HOSTILE, box, film, sound, track
from tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def cleaned(name: str, data: bytes) -> bytes:
    return clean_recording(ContentFile(data).open("rb"), name=name, size=len(data))


def recording(**given) -> Recording:
    made = Recording(
        **{"title": "Bo says hello", "transcript": "Hello. I am Bo.\n\nCome and look!", "captions": CAPTIONS,
           "file": ContentFile(film(), "IMG Ella Smith.mp4")} | given
    )  # fmt: skip
    made.full_clean(exclude=["kind"])
    made.save()
    return made


def fetched(client, address: str, **headers: str):
    """The answer with its whole body read, as a server reads it before it closes anything."""
    answer = client.get(address, headers=headers)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_recording_is_refused_in_one_sentence(name):
    with pytest.raises(RefusedError) as refused:
        cleaned(name, HOSTILE[name])
    assert len(refused.value.messages) == 1


def test_a_recording_that_is_too_large_is_refused():
    with pytest.raises(RefusedError, match="larger than 20 MB"):
        clean_recording(ContentFile(film()).open("rb"), name="a.mp4", size=recordings.LARGEST + 1)


@pytest.mark.parametrize(
    ("name", "guard", "value"),
    [
        ("places.mp4", "CODECS", {b"meta": {b"mebx"}, b"vide": {b"avc1"}}),
        ("new-codec.mp4", "CODECS", {b"vide": {b"hvc1"}}),
        ("quicktime.mp4", "BRANDS", {b"qt  "}),
        ("unknown-box.mp4", "KNOWN", recordings.KNOWN | {b"evil"}),
        ("from-elsewhere.mp4", "here", lambda *a: None),
        ("few-frames.mp3", "FEWEST_FRAMES", 3),
    ],
)
def test_control_with_its_guard_taken_away_a_hostile_recording_is_taken(monkeypatch, name, guard, value):
    monkeypatch.setattr(recordings, guard, value)
    assert cleaned(name, HOSTILE[name])


def test_a_film_keeps_every_byte_in_its_place_and_forgets_where_and_when():
    kept = cleaned("a.mp4", film(inside=(box(b"uuid", b"XMP GPSLatitude"),)))
    assert len(kept) == len(film(inside=(box(b"uuid", b"XMP GPSLatitude"),)))
    assert kept.endswith(film()[-72:])
    assert [mark for mark in (b"+54.6", b"xyz", b"DATE", b"GPS", b"udta", b"uuid") if mark in kept] == []
    assert cleaned("a.mp4", kept) == kept


def test_a_sound_keeps_its_frames_and_nothing_before_or_behind_them():
    notes = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"Ella Smith"
    assert cleaned("a.mp3", sound(before=notes, behind=b"TAG" + b"Ella Smith" + bytes(115))) == sound()
    m4a = film(track(b"soun", b"mp4a"), brand=b"M4A ")
    assert b"xyz" not in cleaned("a.m4a", m4a)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Hello", "can't be read"),
        ("WEBVTT\n\n", "can't be read"),
        ("WEBVTT\n\nSTYLE\n::cue { background: url(//tracker.example) }", "Look at part 1"),
        ("WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n\nNo time here", "Look at part 2"),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nHello", "end before they begin"),
    ],
)
def test_captions_that_are_none_are_refused_with_the_place(typed, said):
    with pytest.raises(RefusedError, match=said):
        clean_captions(typed)


def test_captions_keep_their_times_and_words_alone():
    typed = "\ufeffWEBVTT - made by\r\n\r\nNOTE by Ella\r\n\r\n1\r\n00:00.000 --> 00:02.500 position:10%\r\n<v Bo>Hello. <b>I am Bo.</b>"
    assert clean_captions(typed) == "WEBVTT\n\n00:00.000 --> 00:02.500\nHello. I am Bo.\n"
    assert clean_captions(CAPTIONS) == CAPTIONS


def test_a_film_needs_captions_and_a_sound_does_not(media):
    with pytest.raises(ValidationError) as refused:
        recording(captions="")
    assert refused.value.message_dict == {"captions": ["A film needs captions. Paste its WebVTT file here."]}
    assert recording(file=ContentFile(sound(), "a.mp3"), captions="").kind == "sound"


def test_what_is_said_in_it_has_no_number_beside_it(media):
    with pytest.raises(ValidationError) as refused:
        recording(title="Ring 101", transcript="Ring 0800 1111.")
    assert list(refused.value.message_dict) == ["title", "transcript"]


def test_a_file_that_comes_past_the_form_is_looked_through_all_the_same(media):
    with pytest.raises(RefusedError):
        Recording.objects.create(title="A", transcript="A", file=ContentFile(HOSTILE["page.mp4"], "a.mp4"))


def test_an_editor_uploads_one_at_the_desk_and_is_told_what_is_wrong_beside_the_field(
    launched, client, media
):
    client.force_login(staff(Role.EDITOR))
    address = "/cms/snippets/content/recording/add/"
    typed = {"title": "Bo says hello", "transcript": "Hello.", "captions": CAPTIONS, "people": "none"}
    answer = client.post(address, {**typed, "file": SimpleUploadedFile("a.mp4", HOSTILE["places.mp4"])})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["file"]
    answer = client.post(address, {**typed, "file": SimpleUploadedFile("Ella Smith.mp4", film())})
    assert answer.status_code == 302
    (made,) = Recording.objects.all()
    assert (made.kind, "ella" in made.file.name.lower()) == ("film", False)
    client.force_login(staff(Role.COORDINATOR))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "stretch"),
    [
        ("", 200, slice(None)),
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=0-99999999", 206, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("bytes=99999999-", 416, slice(0, 0)),
        ("bytes=5-2", 416, slice(0, 0)),
    ],
)
def test_a_player_gets_the_stretch_it_asks_for(client, media, asked, status, stretch):
    made = recording()
    whole = made.file.read()
    made.file.close()
    answer, body = fetched(client, made.file.url, **({"range": asked} if asked else {}))
    assert (answer.status_code, body) == (status, whole[stretch])
    if status == 206:
        first = whole.index(body)
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{made.file.size}"


def test_it_is_sent_with_headers_that_run_nothing(client, media):
    made = recording()
    for address, kind in ((made.file.url, "video/mp4"), (made.captions_address, "text/vtt; charset=utf-8")):
        answer, _ = fetched(client, address)
        assert answer.headers["Content-Type"] == kind
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.cookies == {}
    for other in ("none.mp4", "none.vtt", f"{made.name}.svg", "a.html", "..%2f..%2fdb.sqlite3"):
        assert client.get(f"/media/recordings/{other}").status_code == 404


def test_after_its_last_day_it_is_gone_from_pages_and_from_its_address(client, media, settings):
    settings.FAKE_NOW = "2027-07-31T12:00"
    made = recording(people="consented", consent_reference="CF-2026-014", consent_until=dt.date(2027, 7, 31))

    def shown() -> tuple[int, bool]:
        answer = client.get(made.captions_address)
        html = render_to_string("content/blocks/recording.html", {"value": Recording.objects.get()})
        return answer.status_code, "<video" in html

    assert (shown(), withdraw_shown(by=None)) == ((200, True), 0)
    settings.FAKE_NOW = "2027-08-01T00:01"
    assert (shown(), withdraw_shown(by=None), withdraw_shown(by=None)) == ((404, False), 1, 0)
    assert Event.objects.get(kind="recording_withdrawn").data["consent"] == "CF-2026-014"


def test_a_lesson_plays_it_with_captions_and_its_words_and_packs_it(launched, client, media):
    made, heard = recording(), recording(file=ContentFile(sound(), "a.mp3"), captions="")
    lesson = LessonPage.objects.get(slug="the-family-jar")
    body = [
        *lesson.body.raw_data,
        {"type": "video_local", "value": made.pk},
        {"type": "audio", "value": heard.pk},
    ]
    lesson.body = body
    lesson.save_revision().publish()
    html = client.get("/learn/the-family-jar/").content.decode()
    assert f'<source src="{made.file.url}" type="video/mp4">' in html
    assert (
        f'<track kind="captions" src="{made.captions_address}" srclang="en-gb" label="Captions" default>'
        in html
    )
    assert f'<audio controls preload="none" src="{heard.file.url}"' in html
    assert html.count("<p>Hello. I am Bo.</p>") == 2
    assert "autoplay" not in html
    files = pack.files(LessonPage.objects.get(pk=lesson.pk))
    assert files[f"img/{made.name}"] == cleaned("a.mp4", film())
    assert files[f"img/{made.captions_address.rpartition('/')[2]}"].decode() == CAPTIONS
    assert f'src="img/{heard.name}"' in files["lesson.html"].decode()


def test_a_block_takes_its_own_kind_only(media):
    made, heard = recording(), recording(file=ContentFile(sound(), "a.mp3"), captions="")
    assert (FilmBlock().clean(made), SoundBlock().clean(heard)) == (made, heard)
    for block, other in ((FilmBlock(), heard), (SoundBlock(), made)):
        with pytest.raises(ValidationError, match="Choose a"):
            block.clean(other)


def test_editors_of_a_site_that_was_loaded_before_may_upload_too_once_it_is_migrated(launched, client):
    from home.apps import after_migrating

    client.force_login(staff(Role.EDITOR))
    given = Permission.objects.filter(codename__endswith="_recording")
    for permission in given:
        permission.group_set.clear()
    assert client.get("/cms/snippets/content/recording/add/").status_code == 302
    after_migrating(apps)
    assert (
        client.get("/cms/snippets/content/recording/add/").status_code == 302
    )  # taken away later, it stays so
    LaunchRecord.objects.filter(key="permissions-recordings").delete()
    after_migrating(apps)
    client.force_login(staff(Role.PUBLISHER))
    assert client.get("/cms/snippets/content/recording/add/").status_code == 200
