"""What was entered before: one output becomes the first line, and lists made before consent was asked stay counted."""

from django.db import migrations

FIRST_OUTPUT = """
    INSERT INTO programs_activityoutput (activity_id, value, unit, note, by_id, recorded_at)
    SELECT id, output_value, output_unit, '', created_by_id, recorded_at FROM programs_careactivity
    WHERE output_value IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM programs_activityoutput o WHERE o.activity_id = programs_careactivity.id);
"""
FIRST_HANDED_IN = """
    UPDATE programs_careactivity SET first_submitted_at = submitted_at WHERE submitted_at IS NOT NULL;
"""
BEFORE_CONSENT = "UPDATE programs_participation SET is_before_consent = true;"


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_care_calendar")]
    operations = [
        migrations.RunSQL(FIRST_OUTPUT, migrations.RunSQL.noop),
        migrations.RunSQL(FIRST_HANDED_IN, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE_CONSENT, migrations.RunSQL.noop),
    ]
