"""The home page may show a figure of an editor's choice in place of the latest one."""

from django.db import migrations

import education.content.fields


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="homepage",
            name="body",
            field=education.content.fields.StreamField(
                [], blank=True, help_text="empty: the latest figure stands here"
            ),
        ),
    ]
