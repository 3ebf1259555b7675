import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0002_homepage_body"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="BandPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        choices=[("4-7", "4–7"), ("8-10", "8–10"), ("11-13", "11–13"), ("14-plus", "14+")],
                        max_length=8,
                        verbose_name="age band",
                    ),
                ),
                (
                    "invitation",
                    models.CharField(
                        help_text="one sentence to a child, the largest on the page", max_length=80
                    ),
                ),
                ("intro", models.CharField(blank=True, max_length=160)),
            ],
            options={
                "abstract": False,
            },
            bases=("wagtailcore.page",),
        ),
    ]
