"""Reads the environment once, and names every wrong variable at once."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def reader() -> Env:
    """A fresh reader of the environment, which collects what is wrong until it is sealed."""
    return Env(eager=False)


def seal(env: Env) -> None:
    """Refuse every variable that could not be read, all of them in one sentence."""
    try:
        env.seal()
    except EnvValidationError as error:
        found = error.error_messages if isinstance(error.error_messages, dict) else {"": error.error_messages}
        wrong = "; ".join(f"{name}: {', '.join(problems)}" for name, problems in found.items())
        raise ImproperlyConfigured(f"the environment holds what can't be read: {wrong}") from None


def is_production(site_url: str) -> bool:
    """`SITE_URL` decides: https means production, unset or http on loopback means this machine."""
    parts = urlsplit(site_url)
    if site_url and not (parts.hostname and parts.scheme in {"http", "https"}):
        raise ImproperlyConfigured(f"SITE_URL={site_url} is not an address such as https://safe.example.org")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ImproperlyConfigured(f"SITE_URL={site_url} must begin with https://, or name this machine")
    return parts.scheme == "https"


def database(url: str, var_dir: Path, sqlite_options: dict[str, Any]) -> dict[str, Any]:
    """The database that DATABASE_URL names, else a SQLite file in VAR_DIR; a wrong URL is refused."""
    if not url:
        url = f"sqlite:///{var_dir / 'db.sqlite3'}"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60))
    except ValueError:
        found = {"ENGINE": ""}
    if found["ENGINE"].endswith("sqlite3"):
        return {**found, "OPTIONS": sqlite_options}
    if not found["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL is neither postgres://user:password@host/name nor sqlite:///path; leave it out for a"
            " SQLite file in VAR_DIR"
        )
    limits = "-c statement_timeout=30000 -c lock_timeout=20000 -c idle_in_transaction_session_timeout=30000"
    return {**found, "OPTIONS": {**found.get("OPTIONS", {}), "options": limits}}


def secret_key(var_dir: Path, given: str) -> str:
    """The key given by the environment, else one made at first start and kept readable by its owner only."""
    if given:
        return given
    file = var_dir / "secret_key"
    try:
        return _kept_secret(file)
    except OSError as error:
        raise ImproperlyConfigured(
            f"nothing can be kept in VAR_DIR={var_dir} ({error.strerror}); choose another folder"
        ) from None


def _kept_secret(file: Path) -> str:
    """The key in this file, made when it is not there."""
    var_dir = file.parent
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
