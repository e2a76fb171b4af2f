"""Columns under the names of the glossary (`docs/glossary.md`). Every row stays as it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agenda", "0004_redactions")]

    operations = [
        migrations.RenameField("event", "floor", "import_baseline"),
        migrations.RemoveConstraint("redaction", "redaction_once"),
        migrations.RenameField("redaction", "person", "programme_person_id"),
        migrations.AddConstraint(
            "redaction",
            models.UniqueConstraint(fields=["event", "programme_person_id"], name="redaction_once"),
        ),
    ]
