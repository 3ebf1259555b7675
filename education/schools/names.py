"""How names, towns and postcodes are compared: case, spaces, accents and punctuation aside."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

LONGEST = 200
# Second levels of .uk that nobody owns; below sch.uk the third level is an authority's.
NOBODYS = {"ac", "co", "gov", "ltd", "me", "net", "nhs", "org", "plc", "police", "sch"}


def fold(text: str) -> str:
    """Letters and digits only, in lower case and without accents; "&" reads "and". At most 200 characters."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return "".join(c for c in plain if c.isalnum())[:LONGEST]


def search_text(name: str, *others: str) -> str:
    """What a search looks through: the folded name and whatever else tells schools of one name apart."""
    return " ".join(filter(None, (fold(part) for part in (name, *others))))


def web_host(website: str) -> str:
    """The host of a school's website as the register writes it, in lower case and without "www."."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")


def mail_domain(email: str) -> str:
    """What stands behind the @, in lower case."""
    return email.rpartition("@")[2].lower()


def same_site(domain: str, host: str) -> bool:
    """True when a mail domain and a website's host are one, or one lies below the other's own name.

    It suggests and proves nothing: trusts share a domain, and more than a quarter of schools' domains differ.
    """
    if domain == host:
        return bool(domain)
    shorter, longer = sorted((domain, host), key=len)
    return longer.endswith(f".{shorter}") and _is_somebodys(shorter)


def _is_somebodys(name: str) -> bool:
    labels = name.split(".")
    least = 2
    if labels[-1] == "uk" and len(labels) > 1 and labels[-2] in NOBODYS:
        least = 4 if labels[-2] == "sch" else 3
    return len(labels) >= least and all(labels)
