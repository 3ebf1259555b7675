"""Newer versions of what the project ships: what they would change here, and taking them without losing what was written.

A page that is taken becomes its draft: an editor reads it, changes it and lets it be published as any other. What stood
before stays in the page's history. A help record is read by two people, so its newer version is shown and never taken here.
"""
