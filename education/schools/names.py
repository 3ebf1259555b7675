"""How names, towns and postcodes are compared: case, spaces, accents and punctuation aside."""

from __future__ import annotations

import unicodedata

LONGEST = 200


def fold(text: str) -> str:
    """Letters and digits only, in lower case and without accents; "&" reads "and". At most 200 characters."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return "".join(c for c in plain if c.isalnum())[:LONGEST]


def search_text(name: str, *others: str) -> str:
    """What a search looks through: the folded name and whatever else tells schools of one name apart."""
    return " ".join(filter(None, (fold(part) for part in (name, *others))))
