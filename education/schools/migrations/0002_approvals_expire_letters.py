"""Every approval ends after a year; a letter's code is kept as a digest."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def end_of_the_year(apps, schema_editor):
    """An approval without an end ends a year after it was given."""
    membership = apps.get_model("schools", "Membership")
    for row in membership.objects.filter(state="approved", expires_at=None):
        row.expires_at = (row.decided_at or row.requested_at) + dt.timedelta(days=365)
        row.save(update_fields=["expires_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('schools', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(end_of_the_year, migrations.RunPython.noop),
        migrations.CreateModel(
            name='LetterCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('open', models.BooleanField(default=True, help_text='False once used, replaced or tried too often')),
            ],
            options={
                'ordering': ['issued_at'],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='renewal_asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('expires_at__isnull', False), _connector='OR'), name='schools_every_approval_expires'),
        ),
        migrations.AddField(
            model_name='lettercode',
            name='issued_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lettercode',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='schools.membership'),
        ),
        migrations.AddConstraint(
            model_name='lettercode',
            constraint=models.UniqueConstraint(condition=models.Q(('open', True)), fields=('membership',), name='schools_one_open_letter'),
        ),
    ]
