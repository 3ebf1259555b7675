"""How a visit is taught, and which sessions can not be an assembly.

On SQLite a new column makes the table anew and loses its trigger, so the guard of 0006 is put back.
"""

from importlib import import_module

from django.db import migrations, models

from education.ledger.guards import EngineSQL

GUARDED = import_module("education.liaison.migrations.0006_moves_guarded")
AGAIN = (
    f"DROP TRIGGER IF EXISTS {GUARDED.NAME}",
    f"CREATE TRIGGER {GUARDED.NAME} BEFORE UPDATE OF state ON liaison_visit WHEN {GUARDED.WRONG}"
    f" BEGIN SELECT RAISE(ABORT, '{GUARDED.NAME}'); END",
)


def one_class_at_a_time(apps, schema_editor):
    """The session that is sold as “one class at a time” is so by rule from now on."""
    apps.get_model("liaison", "SessionType").objects.filter(code="pressure-and-permission").update(
        class_only="to_be_heard"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("liaison", "0007_what_a_school_says"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessiontype",
            name="class_only",
            field=models.CharField(
                blank=True,
                choices=[
                    ("to_be_heard", "Pupils need to be able to ask and to be heard, and in a hall nobody can be"),
                    ("to_notice", "What it is about can touch somebody in the room, and in a hall we would not notice"),
                    ("by_hand", "Everybody does something with their own hands, with help beside them"),
                ],
                help_text="why it can’t be an assembly; empty where it can",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("class", "One group in one room"),
                    ("classes", "One group after another"),
                    ("assembly", "An assembly"),
                ],
                default="class",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("delivery__in", ["class", "classes", "assembly"])),
                name="liaison_visit_delivery_known",
            ),
        ),
        EngineSQL(sqlite=AGAIN),
        migrations.RunPython(one_class_at_a_time, migrations.RunPython.noop),
    ]
