import hashlib

from django.db import migrations, models
from django.db.models import Max


def record_present(apps, schema_editor):
    """What is online is the first version: ``portal.stats.actions.versions.record_version``."""
    CurrentRelease = apps.get_model("stats", "CurrentRelease")
    rows = CurrentRelease.objects.values_list(
        "dataset", "release_id", "release__number", "release__archive_sha256"
    )
    online = list(rows)
    if online:
        facts = sorted((dataset, number, sha256) for dataset, _, number, sha256 in online)
        apps.get_model("stats", "DataVersion").objects.create(
            key=hashlib.sha256(repr(facts).encode()).hexdigest()[:12],
            recorded_at=CurrentRelease.objects.aggregate(at=Max("release__published_at"))["at"],
            releases={dataset: release_id for dataset, release_id, *_ in online},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("stats", "0004_publication_refusals"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(db_index=True, max_length=16)),
                ("recorded_at", models.DateTimeField()),
                ("releases", models.JSONField(help_text="Dataset → id of its release.")),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.RunPython(record_present, migrations.RunPython.noop),
    ]
