from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_staff_changes")]
    operations = [
        migrations.AddField(
            model_name="staffchange",
            name="what",
            field=models.CharField(
                choices=[("roles", "Roles"), ("way_back", "A way back in")], default="roles", max_length=8
            ),
        ),
    ]
