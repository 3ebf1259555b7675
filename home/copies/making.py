"""Making a copy: the database at one moment, the media, the secret key and a manifest that lists it all."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage
import zstandard
from django.conf import settings
from django.core.management.base import CommandError

from education.ledger.clock import now
from home.copies.engines import engine

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1024 * 1024  # bytes read at a time
KEPT = dt.timedelta(days=35)  # rolling, as the retention schedule has it
PATTERN = "copy-*.tar.zst*"
SEAL = bytes.fromhex("502a4d18") + (32).to_bytes(
    4, "little"
)  # a frame that zstd skips, with the digest of all before it


def make(folder: Path, *, recipient: str = "") -> Path:
    """Write `copy-<UTC time>.tar.zst` into the folder and return its path; `.age` is added when it is encrypted.

    `recipient` is a public age key (`age1…`): then only the holder of its private half can read the copy. Raises
    CommandError with a sentence. The file appears under its name when it is whole, never before.
    """
    key = _recipient(recipient)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"copy-{now():%Y%m%dT%H%M%SZ}.tar.zst{'.age' if key else ''}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as workshop:
        packed = Path(workshop) / "packed"
        with (
            packed.open("xb") as file,
            zstandard.ZstdCompressor(level=6, write_checksum=True).stream_writer(file) as zipped,
        ):
            with tarfile.open(fileobj=zipped, mode="w|") as archive:
                _fill(archive, Path(workshop))
        with packed.open("r+b") as written:
            written.write(SEAL + hashlib.file_digest(written, "sha256").digest())
        whole = packed
        if key:
            whole = Path(workshop) / "sealed"
            with packed.open("rb") as plain, whole.open("xb") as sealed:
                pyrage.encrypt_io(plain, sealed, [key])
        whole.chmod(0o600)
        whole.replace(target)
    return target


def forget_old(folder: Path) -> list[Path]:
    """Remove copies older than 35 days and return what was removed."""
    oldest = f"copy-{now() - KEPT:%Y%m%dT%H%M%SZ}"
    gone = [path for path in sorted(folder.glob(PATTERN)) if path.name < oldest]
    for path in gone:
        path.unlink()
    return gone


def _recipient(text: str) -> pyrage.x25519.Recipient | None:
    try:
        return pyrage.x25519.Recipient.from_str(text) if text else None
    except pyrage.RecipientError:
        raise CommandError(
            "BACKUP_RECIPIENT is not a public age key; one begins with age1 and `age-keygen` makes it."
        ) from None


def _fill(archive: tarfile.TarFile, workshop: Path) -> None:
    """Media first and once more after the database, so that every picture that it names is in the copy."""
    base = engine()
    files: dict[str, str] = {}
    _add_media(archive, files)
    dump = workshop / base.file
    tables = base.dump(dump)
    _add(archive, files, base.file, dump)
    _add_media(archive, files)
    if not settings.SECRET_KEY_GIVEN:
        _add(archive, files, "secret_key", settings.VAR_DIR / "secret_key")
    manifest = {
        "format": FORMAT,
        "engine": base.name,
        "made_at": now().isoformat(),
        "tables": tables,
        "files": files,
    }
    content = json.dumps(manifest, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def _add_media(archive: tarfile.TarFile, files: dict[str, str]) -> None:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        name = f"media/{path.relative_to(root).as_posix()}"
        if path.is_file() and name not in files:
            _add(archive, files, name, path)


def _add(archive: tarfile.TarFile, files: dict[str, str], name: str, path: Path) -> None:
    """Add one file, hashed while it is read; one that vanishes meanwhile was deleted on purpose and is left out."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return
    with source:
        info = tarfile.TarInfo(name)
        info.size, info.mode = path.stat().st_size, 0o600
        reader = _Hashing(source)
        archive.addfile(info, reader)  # type: ignore[arg-type]
        files[name] = reader.digest.hexdigest()


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self.source.read(size)
        self.digest.update(content)
        return content


@contextmanager
def opened(path: Path, identity: str = "") -> Iterator[tuple[Path, dict[str, Any]]]:
    """The copy unpacked in a folder of its own beside the state, and its manifest, when every byte is as it was.

    Raises CommandError with a sentence when it is damaged, cut short, or sealed for another key.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restoring-") as workshop:
        plain = path
        if path.suffix == ".age":
            plain = Path(workshop) / "packed"
            _unseal(path, plain, identity)
        folder = Path(workshop) / "copy"
        folder.mkdir(mode=0o700)
        try:
            _check_seal(plain)
            with plain.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
                with tarfile.open(fileobj=reader, mode="r|") as archive:
                    archive.extractall(folder, filter="data")
            manifest = json.loads((folder / MANIFEST).read_bytes())
        except (OSError, zstandard.ZstdError, tarfile.TarError, ValueError, EOFError):
            raise CommandError(f"{path} is damaged or was cut short; nothing was changed.") from None
        _verify(path, folder, manifest)
        yield folder, manifest


def _check_seal(plain: Path) -> None:
    """Raises ValueError when a bit of the file is not as it was written, also one that no content hangs on."""
    content = plain.stat().st_size - len(SEAL) - 32
    digest = hashlib.sha256()
    with plain.open("rb") as file:
        while piece := file.read(min(PIECE, content - file.tell())):
            digest.update(piece)
        if file.read() != SEAL + digest.digest():
            raise ValueError


def _unseal(path: Path, target: Path, identity: str) -> None:
    if not identity:
        raise CommandError(f"{path} is encrypted; name the file with its private key: --identity KEYFILE.")
    try:
        lines = Path(identity).read_text(encoding="utf-8").splitlines()
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        keys = []
    if not keys:
        raise CommandError(f"{identity} holds no private age key; its line begins with AGE-SECRET-KEY-.")
    try:
        with path.open("rb") as sealed, target.open("xb") as plain:
            pyrage.decrypt_io(sealed, plain, keys)
    except (OSError, pyrage.DecryptError):
        raise CommandError(f"{path} is damaged or sealed for another key; nothing was changed.") from None


def _verify(path: Path, folder: Path, manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise CommandError(f"{path} is of another format; use the version of the site that made it.")
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {MANIFEST}
    if there != set(manifest["files"]):
        raise CommandError(f"{path} does not hold the files that it lists; nothing was changed.")
    for name, wanted in manifest["files"].items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                raise CommandError(f"{name} in {path} is damaged; nothing was changed.")
