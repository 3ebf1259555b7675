"""Reads the environment once, and names every wrong variable at once."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

env = Env(eager=False)


def is_production(site_url: str) -> bool:
    """`SITE_URL` decides: https means production, unset or http on loopback means this machine."""
    return urlsplit(site_url).scheme == "https"


def secret_key(var_dir: Path, given: str) -> str:
    """The key given by the environment, else one made at first start and kept readable by its owner only."""
    if given:
        return given
    file = var_dir / "secret_key"
    if not file.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        temporary = var_dir / f"secret_key.{secrets.token_hex(4)}"
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50))
        try:
            file.hardlink_to(temporary)  # atomic, and the first of two starts wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return file.read_text()
