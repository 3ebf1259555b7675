"""The cache that all processes share: a table, for what must be counted once however many processes there are."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.locmem import LocMemCache
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY


class SharedCache(DatabaseCache):
    """The table, but where each site's tree begins is remembered in the process: reading a page writes nothing.

    Wagtail looks that up for every address it makes and would put it into the table; a full disk or a locked
    database must not stand between a reader and a page. Another process sees a change of it ten seconds later.
    """

    HERE = frozenset({SITE_ROOT_PATHS_CACHE_KEY})
    SECONDS = 10

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, params)
        self.here = LocMemCache("wagtail", {})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return (
            self.here.get(key, default, version) if key in self.HERE else super().get(key, default, version)
        )

    def set(self, key: Any, value: Any, timeout: Any = None, version: int | None = None) -> None:
        if key in self.HERE:
            self.here.set(key, value, self.SECONDS, version)
        else:
            super().set(key, value, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self.here.delete(key, version) if key in self.HERE else super().delete(key, version)

    def clear(self) -> None:
        self.here.clear()
        super().clear()
