"""What a session answers to, so that a school's own record can name it."""

from django.db import migrations, models

import education.liaison.curriculum

SHIPPED = {
    "first-clicks": ["EFCW-relationships-4-7", "EFCW-privacy-4-7", "RSHE-P-OSA-6", "RSHE-P-WO-11", "COMP-KS1-6"],
    "safe-and-kind": [
        "EFCW-relationships-7-11", "EFCW-bullying-7-11", "EFCW-privacy-7-11", "RSHE-P-OSA-1", "RSHE-P-OSA-4",
        "RSHE-P-WO-8", "RSHE-P-WO-11", "COMP-KS2-7",
    ],
    "pressure-and-permission": [
        "EFCW-relationships-11-14", "EFCW-reputation-11-14", "RSHE-S-OSA-4", "RSHE-S-OSA-5", "RSHE-S-OSA-6",
        "RSHE-S-WO-3", "COMP-KS3-9",
    ],
}  # fmt: skip


def fill(apps, schema_editor):
    """The sessions that a fresh start offers say what they answer to; others say it when a coordinator chooses."""
    for code, statements in SHIPPED.items():
        apps.get_model("liaison", "SessionType").objects.filter(code=code).update(curriculum=statements)


class Migration(migrations.Migration):

    dependencies = [
        ("liaison", "0008_how_it_is_taught"),
    ]

    operations = [
        migrations.AddField(
            model_name="sessiontype",
            name="curriculum",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="codes of the statements that it answers to, for a school's own record",
                validators=[education.liaison.curriculum.check_statements],
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
