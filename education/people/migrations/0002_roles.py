"""Each staff role is a group; whoever works at the desk may enter Wagtail's admin."""

from django.db import migrations

ROLES = ["Officers", "Coordinators", "Supervisors", "Editors", "Publishers", "Analysts", "Administrators"]


def make(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)
    # Wagtail makes groups of its own; "Editors" is also ours, "Moderators" is nobody's role here.
    group.objects.filter(name="Moderators").delete()
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailadmin", model="admin"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name in ROLES[1:]:
        group.objects.get(name=name).permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0002_initial_data"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
