"""The room that a school says we go to.

On SQLite a new column makes the table anew and loses its trigger, so the guard of 0006 is put back.
"""

from importlib import import_module

from django.db import migrations, models

from education.ledger.guards import EngineSQL

AGAIN = import_module("education.liaison.migrations.0008_how_it_is_taught").AGAIN


class Migration(migrations.Migration):
    dependencies = [("liaison", "0020_waiting_list")]
    operations = [
        migrations.AddField(
            model_name="visit",
            name="room",
            field=models.CharField(
                blank=True,
                choices=[
                    ("classroom", "Their own classroom"),
                    ("hall", "The hall"),
                    ("library", "The library"),
                    ("computers", "A computer room"),
                    ("staff_room", "The staff room"),
                    ("other", "Another room, which reception knows"),
                ],
                default="",
                help_text="empty until the school knows it",
                max_length=12,
            ),
            preserve_default=False,
        ),
        EngineSQL(sqlite=AGAIN),
    ]
