from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("home", "0005_finding")]

    operations = [
        migrations.AddField(
            model_name="standardpage",
            name="age_band",
            field=models.CharField(
                blank=True,
                choices=[("4-7", "4–7"), ("8-10", "8–10"), ("11-13", "11–13"), ("14-plus", "14+")],
                help_text="an age band; empty for adults",
                max_length=8,
                verbose_name="written for",
            ),
        ),
    ]
