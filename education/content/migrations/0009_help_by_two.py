import django.db.models.deletion
from django.db import migrations, models


def what_was_live_is_in_use(apps, schema_editor):
    """The box that an editor ticked becomes a field of its own; from now on live means that two people approved it."""
    records = apps.get_model("content", "HelpOrganisation").objects
    records.filter(live=False).update(in_use=False)
    records.update(live=True)


def what_is_in_use_is_live(apps, schema_editor):
    apps.get_model("content", "HelpOrganisation").objects.filter(in_use=False).update(live=False)


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0008_recordings'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AddField(
            model_name='helporganisation',
            name='expire_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='expired',
            field=models.BooleanField(default=False, editable=False, verbose_name='expired'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='first_published_at',
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='go_live_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='go live date/time'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='has_unpublished_changes',
            field=models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='in_use',
            field=models.BooleanField(default=True, help_text='untick it when the service has ended, and name what replaced it'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='last_published_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='last published at'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='latest_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision'),
        ),
        migrations.AddField(
            model_name='helporganisation',
            name='live_revision',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision'),
        ),
        migrations.AlterField(
            model_name='helporganisation',
            name='live',
            field=models.BooleanField(default=True, editable=False, verbose_name='live'),
        ),
        migrations.RunPython(what_was_live_is_in_use, what_is_in_use_is_live),
        migrations.AlterField(
            model_name='pagecheck',
            name='kind',
            field=models.CharField(choices=[('education', 'Education check'), ('safeguarding', 'Safeguarding check'), ('help', 'A second person for help')], max_length=12),
        ),
    ]
