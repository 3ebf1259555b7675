"""Content's own pages in Wagtail's admin."""
