from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("preparation", "0004_what_was_accepted")]

    operations = [
        migrations.RemoveConstraint(
            model_name="teamplace", name="team_place_accepted_with_declaration_and_ground_rules"
        ),
        migrations.RemoveField(model_name="teamplace", name="declaration"),
        migrations.RemoveField(model_name="teamplace", name="ground_rules_version"),
    ]
