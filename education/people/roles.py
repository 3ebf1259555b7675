"""Staff roles; each is a group made by a migration. A teacher is known by their school link, not by a group."""

from django.db import models


class Role(models.TextChoices):
    """Who does what is in the permission matrix; one person may hold several, never both sides of two steps."""

    OFFICER = "officer", "Officers"
    COORDINATOR = "coordinator", "Coordinators"
    SUPERVISOR = "supervisor", "Supervisors"
    EDITOR = "editor", "Editors"
    PUBLISHER = "publisher", "Publishers"
    ANALYST = "analyst", "Analysts"
    ADMINISTRATOR = "administrator", "Administrators"


DESK = (Role.COORDINATOR, Role.SUPERVISOR, Role.EDITOR, Role.PUBLISHER, Role.ANALYST, Role.ADMINISTRATOR)
