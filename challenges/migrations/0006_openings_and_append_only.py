"""Who opened what has a table of its own; it and the history only grow, and the database sees to it."""

from django.db import migrations, models

from challenges.migration_tools import append_only


def copy_downloads(apps, schema_editor):
    """Downloads were kept in the history until now: they are told in the new place too, and stay in the old one."""
    event, opening = apps.get_model("challenges", "AuditEvent"), apps.get_model("challenges", "Opening")
    downloads = event.objects.filter(what="file.downloaded", challenge_id__isnull=False).order_by("pk")
    rows = (
        opening(how="saved", **row)
        for row in downloads.values(
            "at", "by_id", "by_name", "challenge_id", "target_type", "target_id", "target"
        ).iterator(chunk_size=1000)
    )
    opening.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("challenges", "0005_drafts")]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("by_name", models.CharField(max_length=120)),
                (
                    "seen_as",
                    models.CharField(
                        blank=True,
                        help_text="The person whose view it was, where somebody looked on as someone else.",
                        max_length=120,
                    ),
                ),
                ("challenge_id", models.BigIntegerField()),
                ("target_type", models.CharField(max_length=80)),
                ("target_id", models.BigIntegerField(null=True, blank=True)),
                ("target", models.CharField(max_length=200)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("page", "Opened the page"),
                            ("shown", "Opened in the browser"),
                            ("saved", "Downloaded"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["challenge_id", "-id"], name="opening_challenge"),
                    models.Index(fields=["challenge_id", "by_id", "-id"], name="opening_person"),
                    models.Index(fields=["challenge_id", "target_type", "target_id", "-id"], name="opening_thing"),
                ],
            },
        ),
        migrations.RunPython(copy_downloads, migrations.RunPython.noop),
        *append_only("challenges_auditevent"),
        *append_only("challenges_opening"),
    ]
