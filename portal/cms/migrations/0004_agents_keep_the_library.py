"""The groups that Wagtail creates keep the library: editors correct documents, moderators also run sources."""

from django.db import migrations

RIGHTS = {
    "Editors": (("library", "document", ("add", "change", "view")), ("harvest", "sourcestate", ("view",))),
    "Moderators": (
        ("library", "document", ("add", "change", "view")),
        ("harvest", "sourcestate", ("view", "change")),
    ),
}


def grant(apps, schema_editor):
    for name, rights in RIGHTS.items():
        for group in apps.get_model("auth", "Group").objects.filter(name=name):
            for app, model, actions in rights:
                content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
                    app_label=app, model=model
                )
                for action in actions:
                    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                        content_type=content_type,
                        codename=f"{action}_{model}",
                        defaults={"name": f"Can {action} {model}"},
                    )
                    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_agents_compose_dashboards"),
        ("library", "0001_documents"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
