"""The groups that Wagtail creates compose dashboards: editors write, moderators also publish and remove."""

from django.db import migrations

RIGHTS = {
    "Editors": ("add", "change"),
    "Moderators": ("add", "change", "delete", "publish"),
}


def grant(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="composeddashboard"
    )
    for name, actions in RIGHTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            for action in actions:
                permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_composeddashboard",
                    defaults={"name": f"Can {action} tableau de bord"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_composed_dashboards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
