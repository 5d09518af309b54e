from django.db import migrations, models

STARTS_ON_A_KNOWN_DAY = {
    "condition": models.Q(("earliest__isnull", False)),
    "violation_error_message": "Say when it starts, if only by the month or the year.",
}


class Migration(migrations.Migration):
    dependencies = [("talks", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                name="event_starts_on_a_known_day", **STARTS_ON_A_KNOWN_DAY
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                name="round_starts_on_a_known_day", **STARTS_ON_A_KNOWN_DAY
            ),
        ),
    ]
