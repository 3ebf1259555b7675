"""Searching: the index, and the words after which help comes first."""
