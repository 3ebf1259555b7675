"""The import page: an uploaded sheet, what was decided for its rows, and columns that are known again."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('attendance', '0004_self_check_in'),
        ('schools', '0004_own_terms_and_release'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('reading', 'Being read'), ('refused', 'Can’t be read'), ('ready', 'To look through'), ('committing', 'Being committed'), ('committed', 'Committed')], default='reading', max_length=10)),
                ('uploaded_at', models.DateTimeField()),
                ('content', models.BinaryField(blank=True, help_text='the file as it came; empty once it is committed')),
                ('rows', models.BinaryField(blank=True, help_text='its sheet as read, packed; empty once it is committed')),
                ('file_sha256', models.CharField(max_length=64)),
                ('sheet_number', models.PositiveSmallIntegerField(default=1)),
                ('encoding', models.CharField(blank=True, choices=[('', 'Find out'), ('utf-8-sig', 'UTF-8'), ('utf-16', 'UTF-16 (Unicode text)'), ('cp1252', 'Windows, Western Europe (1252)'), ('cp1250', 'Windows, Central Europe (1250)'), ('iso8859-15', 'ISO 8859-15'), ('cp850', 'DOS (850)'), ('mac-roman', 'Mac Roman')], max_length=12)),
                ('delimiter', models.CharField(blank=True, choices=[('', 'Find out'), ('comma', 'Comma'), ('semicolon', 'Semicolon'), ('tab', 'Tab'), ('pipe', 'Upright line'), ('colon', 'Colon')], max_length=10)),
                ('date_order', models.CharField(choices=[('dmy', 'Day, month, year (31/01/2019)'), ('mdy', 'Month, day, year (01/31/2019)'), ('ymd', 'Year, month, day (2019-01-31)')], max_length=3)),
                ('period', models.CharField(max_length=17, validators=[django.core.validators.RegexValidator('^(calendar-\\d{4}|(academic|financial)-\\d{4}-\\d\\d)$')])),
                ('header_row', models.PositiveIntegerField(blank=True, null=True)),
                ('columns', models.JSONField(default=dict, help_text='column number of each field that a person settled')),
                ('columns_version', models.PositiveIntegerField(default=0, help_text='of the saved columns; 0 for none')),
                ('control_total', models.PositiveIntegerField(blank=True, null=True)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_expected', models.PositiveIntegerField(blank=True, null=True)),
                ('refusal', models.CharField(blank=True, help_text='why not, in a sentence of ours', max_length=200)),
                ('batch', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='attendance.importbatch')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='SavedColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header_sha256', models.CharField(max_length=64, unique=True)),
                ('columns', models.JSONField(default=dict, help_text='column number of each field, from 1; none leaves it out')),
                ('date_order', models.CharField(choices=[('dmy', 'dmy'), ('mdy', 'mdy'), ('ymd', 'ymd')], max_length=3)),
                ('version', models.PositiveIntegerField(default=1)),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'saved columns',
                'ordering': ['-saved_at'],
            },
        ),
        migrations.CreateModel(
            name='DraftDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('skip', models.BooleanField(default=False)),
                ('day', models.DateField(blank=True, null=True)),
                ('pupils', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(2000)])),
                ('parents', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(2000)])),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='attendance.importdraft')),
            ],
            options={
                'ordering': ['row'],
                'constraints': [models.UniqueConstraint(fields=('draft', 'row'), name='attendance_row_decided_once'), models.CheckConstraint(condition=models.Q(('skip', True), models.Q(('day__isnull', False), ('school__isnull', False)), _connector='OR'), name='attendance_decision_is_whole')],
            },
        ),
    ]
