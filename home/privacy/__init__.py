"""What is held on a person across all rooms, how it is handed over and how it goes; the audit page."""
