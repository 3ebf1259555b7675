import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0006_written_for"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Banner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sentence", models.CharField(max_length=200)),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="a page of this site that says more, such as /help/now/",
                        max_length=120,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^/(?!/)[\\w/-]*$", "Give the address of a page of this site, such as /help/now/."
                            )
                        ],
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("lowered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lowered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-raised_at"]},
        ),
        migrations.CreateModel(
            name="UsefulDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("yes", models.PositiveIntegerField(default=0)),
                ("no", models.PositiveIntegerField(default=0)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.page"
                    ),
                ),
            ],
            options={"ordering": ["-day", "page"]},
        ),
        migrations.AddConstraint(
            model_name="banner",
            constraint=models.UniqueConstraint(
                models.Value(1), condition=models.Q(("lowered_at", None)), name="home_one_banner_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="usefulday",
            constraint=models.UniqueConstraint(fields=("page", "day"), name="home_one_row_a_day"),
        ),
    ]
