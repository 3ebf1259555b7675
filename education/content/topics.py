"""Strands, topics, devices and situations that pages are found by: plain data, slugs used in addresses.

The eight strands are those of "Education for a Connected World" (UKCIS, 2020); the plain words are ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strand:
    """One strand of the framework and what we call it when we talk to a child or parent."""

    code: str
    name: str
    plain: str


STRANDS: tuple[Strand, ...] = (
    Strand("self-image", "Self-image and identity", "Being me online"),
    Strand("relationships", "Online relationships", "People and chats"),
    Strand("reputation", "Online reputation", "What others see"),
    Strand("bullying", "Online bullying", "Kind and unkind"),
    Strand("information", "Managing online information", "What is real"),
    Strand("health", "Health, well-being and lifestyle", "Feeling well"),
    Strand("privacy", "Privacy and security", "Keeping things safe"),
    Strand("ownership", "Copyright and ownership", "Whose work it is"),
)
STRAND = {strand.code: strand for strand in STRANDS}
STRAND_CHOICES = [(strand.code, strand.name) for strand in STRANDS]

# The four kinds of risk of "Keeping children safe in education".
RISK_CHOICES = [
    ("content", "Content: what is seen"),
    ("contact", "Contact: who gets in touch"),
    ("conduct", "Conduct: how people behave"),
    ("commerce", "Commerce: money and scams"),
]
TOPIC_CHOICES = [
    ("first-steps", "First steps"),
    ("games", "Games and voice chat"),
    ("chats", "Group chats and messages"),
    ("pictures", "Photos and pictures"),
    ("money", "Money and scams"),
    ("ai", "AI and fake pictures"),
    ("feeds", "Feeds, mood and screen time"),
    ("privacy", "Passwords and privacy"),
    ("telling", "When a child tells you something"),
    ("bullying", "Unkind messages"),
    ("support", "Support for families"),
]
DEVICE_CHOICES = [
    ("any", "Any device"),
    ("iphone-ipad", "iPhone or iPad"),
    ("android", "Android phone or tablet"),
    ("console", "Games console"),
    ("computer", "Computer"),
    ("tv", "TV and streaming"),
    ("home-wifi", "Home Wi-Fi"),
]
SITUATION_CHOICES = [
    ("prevent", "I want to prevent a problem"),
    ("happened", "Something has happened"),
    ("new-device", "We have a new device"),
    ("unsure", "I am not sure what is wrong"),
]
MINUTES_CHOICES = [(n, f"{n} minutes") for n in (10, 20, 30, 45, 60)]
