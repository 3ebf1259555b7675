"""What a guide can be passed on as: a short address, a message, a paragraph, a QR code and its helplines as contacts.

Whoever looks over a shoulder must not learn what is wrong at home, so a sensitive guide goes by its discreet title.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from urllib.parse import quote

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from education.content.models import GuidePage
from education.content.queries import Contact

MESSAGE = 280
FOLD = 75  # octets of a line of a vCard (RFC 6350, 3.2)


def name_of(guide: GuidePage) -> str:
    """The title that is passed on: the discreet one where there is one."""
    return guide.discreet_title or guide.title


def address(number: int) -> str:
    """The short address, as it is printed; it stays when the page moves."""
    return f"{settings.BASE_URL}/g/{number}"


def message(guide: GuidePage, number: int) -> str:
    """At most 280 characters with the address at the end; an editor's own words, else the guide's."""
    said = guide.message
    if not said and guide.exit_shown:
        said = _("%(title)s: a short page for parents and carers.") % {"title": name_of(guide)}
    said = said or f"{name_of(guide)}. {guide.search_description or guide.summary}"
    room = MESSAGE - len(address(number)) - 1
    if len(said) > room:
        said = said[: room - 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"
    return f"{said} {address(number)}"


def paragraph(guide: GuidePage, number: int) -> str:
    """For a school's newsletter; an editor's own words, else the guide's."""
    said = guide.newsletter
    if not said and guide.exit_shown:
        said = _(
            "For parents and carers: something online on your mind? “%(title)s” is one page that says what to do first,"
            " what to say and who to ring. You do not need to be sure, and nobody sees that you looked."
        ) % {"title": name_of(guide)}
    if not said:
        lines = " ".join(str(line.value) for line in list(guide.at_a_glance)[:2])
        said = _("For parents and carers: %(title)s. %(summary)s %(lines)s One thing to do tonight: %(tonight)s") % {
            "title": name_of(guide), "summary": guide.summary, "lines": lines, "tonight": guide.tonight,
        }  # fmt: skip
    return f"{said} {address(number)}"


def links(guide: GuidePage, number: int) -> dict[str, str]:
    """Plain links that open somebody's own mail, text messages or WhatsApp; nothing is loaded from anywhere."""
    text = quote(message(guide, number), safe="")
    return {
        "email": f"mailto:?subject={quote(name_of(guide), safe='')}&body={text}",
        "sms": f"sms:?&body={text}",
        "whatsapp": f"https://wa.me/?text={text}",
    }


def qr_code(number: int) -> bytes:
    """The short address of a guide as an SVG picture."""
    return qr_picture(address(number))


def qr_picture(text: str) -> bytes:
    """An address as an SVG picture, with 15 % of it to spare for a crease or a stain."""
    made = BytesIO()
    segno.make(text, error="m", micro=False).save(
        made, kind="svg", scale=8, border=4, title=text, svgclass=None, lineclass=None
    )
    return made.getvalue()


def contact_cards(contacts: Iterable[Contact]) -> str:
    """Helplines as contacts for a phone's address book (vCard 4.0, RFC 6350), by the rules of help records.

    The number and the address; hours never, for they change and a phone does not hear of it. No emergency number:
    everybody knows it, and a contact is tapped by accident.
    """
    lines: list[str] = []
    for contact in contacts:
        if contact.emergency or not (contact.phone or contact.url):
            continue
        lines += [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:org",
            f"FN:{_escaped(contact.name)}",
            f"ORG:{_escaped(contact.name)}",
        ]
        if contact.phone:
            lines.append(f"TEL;VALUE=uri;TYPE=voice:{contact.tel}")
        if contact.email:
            lines.append(f"EMAIL:{contact.email}")
        if contact.url:
            lines.append(f"URL:{contact.url}")
        if contact.for_whom:
            lines.append(f"NOTE:{_escaped(contact.for_whom)}")
        lines.append("END:VCARD")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    text = " ".join(text.split()).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> list[str]:
    """A line in parts of 75 octets at most, each but the first after one space; no letter is cut in two."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > FOLD:
            parts.append(part)
            part, size = " ", 1
        part, size = part + letter, size + octets
    return [*parts, part]
