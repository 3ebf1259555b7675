import django.db.models.deletion
from django.db import migrations, models

from education.ledger.guards import append_only


class Migration(migrations.Migration):
    """A snapshot's basis and the definitions are frozen as the snapshot is."""

    dependencies = [("figures", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="SnapshotBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lines", models.BinaryField(help_text="counts.pack: heads by session, audience and year at the cut-off")),
                ("rules", models.JSONField(help_text="settings of disclosure control, and the version of the files")),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="basis", to="figures.snapshot"
                    ),
                ),
            ],
            options={"verbose_name_plural": "snapshot bases"},
        ),
        append_only("figures_snapshotbasis"),
        append_only("figures_definition"),
    ]
