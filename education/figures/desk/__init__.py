"""The figures desk in /cms/: prepare and approve, release, and look inside a figure."""
