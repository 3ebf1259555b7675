"""What somebody began to book and has not sent."""

import django.db.models.deletion
import education.liaison.models.drafts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0009_what_it_answers_to'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=list, validators=[education.liaison.models.drafts.check_answers])),
                ('kept_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booking_draft', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
