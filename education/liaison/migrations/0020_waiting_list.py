"""The waiting list: wishes, offers that hold a time, and what counts for how much; SQLite's guard is put back after
the table of commitments is rebuilt.
"""

import django.core.validators
import django.db.models.deletion
import education.liaison.models.waiting
import uuid
from django.conf import settings
from django.db import migrations, models

from education.ledger.guards import EngineSQL

OVERLAP = (
    "SELECT RAISE(ABORT, 'liaison_commitment_no_overlap') WHERE EXISTS ("
    " SELECT 1 FROM liaison_commitment c WHERE c.officer_id = NEW.officer_id AND c.active"
    " AND c.id IS NOT NEW.id AND c.start_at < NEW.end_at AND NEW.start_at < c.end_at)"
)
MAKE = [
    "CREATE TRIGGER liaison_commitment_no_overlap_insert BEFORE INSERT ON liaison_commitment"
    f" WHEN NEW.active BEGIN {OVERLAP}; END",
    "CREATE TRIGGER liaison_commitment_no_overlap_update BEFORE UPDATE ON liaison_commitment"
    f" WHEN NEW.active BEGIN {OVERLAP}; END",
]
DROP = [
    "DROP TRIGGER IF EXISTS liaison_commitment_no_overlap_insert",
    "DROP TRIGGER IF EXISTS liaison_commitment_no_overlap_update",
]


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0010_drafts_for_a_day'),
        ('schools', '0005_invitations_and_free_meals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WaitingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('delivery', models.CharField(choices=[('class', 'One group in one room'), ('classes', 'One group after another'), ('assembly', 'An assembly')], default='class', max_length=10)),
                ('first_day', models.DateField(verbose_name='from')),
                ('last_day', models.DateField(verbose_name='until')),
                ('weekdays', models.JSONField(default=list, validators=[education.liaison.models.waiting.check_weekdays])),
                ('part', models.CharField(choices=[('any', 'Any time'), ('morning', 'Mornings'), ('afternoon', 'Afternoons')], default='any', max_length=10)),
                ('notice_days', models.PositiveSmallIntegerField(default=5, help_text='working days', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(20)])),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('booked', 'Booked'), ('left', 'Taken off the list'), ('unanswered', 'Two offers were not answered'), ('over', 'Its last day has passed')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'verbose_name_plural': 'waiting entries',
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WaitingGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.CharField(blank=True, choices=[('EYFS', 'Nursery'), ('R', 'Reception'), ('1', 'Year 1'), ('2', 'Year 2'), ('3', 'Year 3'), ('4', 'Year 4'), ('5', 'Year 5'), ('6', 'Year 6'), ('7', 'Year 7'), ('8', 'Year 8'), ('9', 'Year 9'), ('10', 'Year 10'), ('11', 'Year 11'), ('12', 'Year 12'), ('13', 'Year 13'), ('mixed', 'Mixed years'), ('not_stated', 'Not stated')], max_length=12)),
                ('expected', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2000)])),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='WaitingOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('day', models.DateField()),
                ('start_time', models.TimeField()),
                ('start_at', models.DateTimeField()),
                ('end_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('taken', 'Taken'), ('declined', 'Not this time'), ('lapsed', 'Not answered'), ('ended', 'Taken back')], default='open', max_length=10)),
                ('by_hand', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['made_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='WaitingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cancelled', models.PositiveSmallIntegerField(default=1000, help_text='points: we cancelled their last visit')),
                ('unvisited', models.PositiveSmallIntegerField(default=100, help_text='points: nobody was there for 12 months')),
                ('week', models.PositiveSmallIntegerField(default=1, help_text='points for each week of waiting')),
            ],
        ),
        EngineSQL(sqlite=DROP, undo_sqlite=MAKE, postgresql=[], undo_postgresql=[]),
        migrations.RemoveConstraint(
            model_name='commitment',
            name='liaison_commitment_kind_and_session',
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='schools.school'),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='session_type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='liaison.sessiontype'),
        ),
        migrations.AddField(
            model_name='waitingentry',
            name='teacher',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='waiting', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waitinggroup',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='liaison.waitingentry'),
        ),
        migrations.AddField(
            model_name='waitingoffer',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='liaison.waitingentry'),
        ),
        migrations.AddField(
            model_name='waitingoffer',
            name='visit',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='liaison.visit'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='offer',
            field=models.ForeignKey(blank=True, help_text='of a time that is held for a school that waits', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='liaison.waitingoffer'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('filing__isnull', True), ('kind__in', ['session', 'hold']), ('offer__isnull', True), ('session__isnull', False)), models.Q(('expires_at__isnull', False), ('filing__isnull', False), ('kind', 'hold'), ('offer__isnull', True), ('session__isnull', True)), models.Q(('expires_at__isnull', False), ('filing__isnull', True), ('kind', 'hold'), ('offer__isnull', False), ('session__isnull', True)), models.Q(('filing__isnull', True), ('kind__in', ['leave', 'duty']), ('offer__isnull', True), ('session__isnull', True)), _connector='OR'), name='liaison_commitment_kind_and_session'),
        ),
        EngineSQL(sqlite=MAKE, undo_sqlite=DROP, postgresql=[], undo_postgresql=[]),
        migrations.AddConstraint(
            model_name='waitingrule',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='liaison_one_waiting_rule'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('school', 'session_type'), name='liaison_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='liaison_wait_has_days'),
        ),
        migrations.AddConstraint(
            model_name='waitingentry',
            constraint=models.CheckConstraint(condition=models.Q(('notice_days__gte', 2), ('notice_days__lte', 20)), name='liaison_wait_notice_in_range'),
        ),
        migrations.AddConstraint(
            model_name='waitingoffer',
            constraint=models.UniqueConstraint(fields=('entry', 'start_at'), name='liaison_offered_once'),
        ),
        migrations.AddConstraint(
            model_name='waitingoffer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('entry',), name='liaison_one_offer_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='waitingoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), ('visit__isnull', False)), models.Q(models.Q(('state', 'taken'), _negated=True), ('visit__isnull', True)), _connector='OR'), name='liaison_offer_taken_has_visit'),
        ),
        migrations.AddConstraint(
            model_name='waitingoffer',
            constraint=models.CheckConstraint(condition=models.Q(('end_at__gt', models.F('start_at'))), name='liaison_offer_has_length'),
        ),
    ]
