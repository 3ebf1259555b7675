"""Places that are no school, kept by the coordinators."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0005_invitations_and_free_meals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Venue',
            fields=[
            ],
            options={
                'ordering': ['name', 'urn'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('schools.school',),
        ),
        migrations.AddField(
            model_name='school',
            name='is_venue',
            field=models.BooleanField(default=False, editable=False, help_text='a place that is no school, with a number of our own instead of a URN'),
        ),
    ]
