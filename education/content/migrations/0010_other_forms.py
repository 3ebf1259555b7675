import django.db.models.deletion
import education.content.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0009_help_by_two'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='in_bsl',
            field=models.BooleanField(default=False, help_text='a film that signs what a page says', verbose_name='in British Sign Language'),
        ),
        migrations.AddField(
            model_name='helppage',
            name='easy_read',
            field=education.content.fields.StreamField([], blank=True, help_text='a drawing and a short line each'),
        ),
        migrations.AddField(
            model_name='helppage',
            name='signed_film',
            field=models.ForeignKey(blank=True, help_text='a film in British Sign Language that says what the page says', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.recording'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='easy_read',
            field=education.content.fields.StreamField([], blank=True, help_text='a drawing and a short line each'),
        ),
        migrations.AddField(
            model_name='lessonpage',
            name='signed_film',
            field=models.ForeignKey(blank=True, help_text='a film in British Sign Language that says what the page says', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.recording'),
        ),
    ]
