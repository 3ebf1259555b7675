"""The licences under which a force may open its data: each lets everybody use, change and pass it on."""

from __future__ import annotations

from dataclasses import dataclass

CC = "https://creativecommons.org"
ODC = "https://opendatacommons.org/licenses"


class LicenceError(ValueError):
    """What a force's folder names is no licence for open data; the message says which ones are."""


@dataclass(frozen=True)
class Licence:
    """A licence by its SPDX identifier, its name as people know it, and the address of its text."""

    name: str
    title: str
    path: str

    def stored(self) -> dict[str, str]:
        """As it stands in every file of a figure, in the words of Frictionless."""
        return {"name": self.name, "title": self.title, "path": self.path}


KNOWN = {
    licence.name: licence
    for licence in (
        Licence(
            "OGL-UK-3.0",
            "Open Government Licence v3.0",
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        ),
        Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", f"{CC}/licenses/by/4.0/"),
        Licence("CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0", f"{CC}/licenses/by-sa/4.0/"),
        Licence("CC0-1.0", "Creative Commons Zero 1.0", f"{CC}/publicdomain/zero/1.0/"),
        Licence("ODC-By-1.0", "Open Data Commons Attribution License 1.0", f"{ODC}/by/1-0/"),
        Licence("ODbL-1.0", "Open Data Commons Open Database License 1.0", f"{ODC}/odbl/1-0/"),
        Licence("PDDL-1.0", "Open Data Commons Public Domain Dedication and License 1.0", f"{ODC}/pddl/1-0/"),
    )
}
USUAL = "OGL-UK-3.0"


def licence(name: str) -> Licence:
    """The licence with this SPDX identifier; raises LicenceError for any that is not known to open data."""
    if name not in tuple(KNOWN):
        raise LicenceError(f"{name} is no licence for open data that is known here: {', '.join(KNOWN)}.")
    return KNOWN[name]
