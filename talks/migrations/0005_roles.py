"""The two roles, Editors and Publishers."""

from django.apps import apps as present_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from talks.roles import EDITORS, PUBLISHERS, give_roles_their_permissions


def make_roles(apps, schema_editor):
    # Permissions come into being after all migrations; the roles need those of the record now.
    create_permissions(present_apps.get_app_config("talks"), verbosity=0, apps=apps)
    give_roles_their_permissions(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=[EDITORS, PUBLISHERS]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("talks", "0004_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, remove_roles)]
