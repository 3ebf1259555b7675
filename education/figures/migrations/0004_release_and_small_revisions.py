import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who sees an embargoed figure before its hour, and why a final one may change by little."""

    dependencies = [
        ("figures", "0003_what_a_snapshot_was_made_from"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="preparation",
            name="error_found",
            field=models.BooleanField(
                default=False,
                help_text="a final figure is revised by less than half a per cent because it was wrong",
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="published_at",
            field=models.DateTimeField(help_text="from this moment on everybody may see it"),
        ),
        migrations.CreateModel(
            name="EarlyAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="early_access",
                        to="figures.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "early access",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "person"), name="figures_early_access_once")
                ],
            },
        ),
    ]
