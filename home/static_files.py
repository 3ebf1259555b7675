"""Static files: hashed names for all, the best compression for ours, the fast one for everybody else's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Brotli at its best takes ten seconds over Wagtail's admin, which few people load; gzip takes one.

    The officer's app is several modules: what one imports goes by its hashed name too, so that a phone never mixes
    files of two versions.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/officer/*.js", ((r"""(?P<matched>from "(?P<url>\.{1,2}/[^"]+)")""", 'from "%(url)s"'),)),
    )

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        ours = {entry.name for folder in settings.STATICFILES_DIRS for entry in Path(folder).iterdir()}
        paths = set(paths)
        public = {path for path in paths if path.partition("/")[0] in ours}
        yield from super().compress_files(public)
        gzip = Compressor(use_brotli=False, quiet=True)
        for path in sorted(paths - public):
            if gzip.should_compress(path):
                full = self.path(path)
                for made in gzip.compress(full):
                    yield path, made[len(full) - len(path) :]


def digest() -> str:
    """What the collected files depend on: the name, size and time of every source file."""
    found = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            stat = Path(storage.path(path)).stat()
            found.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def stamp() -> Path:
    """Where the digest of what was last collected is kept."""
    return Path(settings.STATIC_ROOT) / ".digest"


def stale() -> bool:
    """Whether the collected files are missing or older than their sources."""
    file = stamp()
    return not file.exists() or file.read_text() != digest()
