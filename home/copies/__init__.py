"""Copies of everything that is kept, and bringing one back: database, media and the secret key, in one file."""
