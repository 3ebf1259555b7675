"""Staff: who is invited, who holds which role, and what happens when somebody leaves."""
