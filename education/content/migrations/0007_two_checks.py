import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("content", "0006_finding"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageCheck",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("education", "Education check"), ("safeguarding", "Safeguarding check")],
                        max_length=12,
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={"verbose_name": "check of a page", "verbose_name_plural": "checks of pages"},
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="GateReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page_key",
                    models.UUIDField(help_text="the page's translation key, which outlives its address"),
                ),
                (
                    "gate",
                    models.CharField(choices=[("reading", "Reading limit"), ("words", "Safe words")], max_length=8),
                ),
                (
                    "phrase",
                    models.CharField(
                        blank=True, help_text="in small letters; empty for the reading limit", max_length=120
                    ),
                ),
                ("because", models.CharField(max_length=200)),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-given_at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="gatereason",
            constraint=models.UniqueConstraint(
                fields=("page_key", "gate", "phrase"), name="content_one_reason_each"
            ),
        ),
    ]
