"""Disclosure control: which cells are unsafe, what is hidden for their sake, and the attack that tests it."""
