"""What people accepted stays as they accepted it: the table only grows."""

from django.db import migrations

from challenges.migration_tools import append_only


class Migration(migrations.Migration):
    dependencies = [("challenges", "0013_word_files")]
    operations = [*append_only("challenges_acceptance")]
