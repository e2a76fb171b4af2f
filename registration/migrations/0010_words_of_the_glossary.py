"""Tables, columns, permissions and audit verbs under the names of the glossary (`docs/glossary.md`). Every row stays.

Backwards is not possible: the verb "answer" meant two things, which are two verbs now. `migrate` makes a copy of a SQLite
file before this migration (`dialogue/preparing.py`).
"""

from email.utils import formataddr

from django.db import migrations, models
from icalendar import Calendar

MODELS = {"instrument": "invitationletter", "registrationdesk": "registrationsettings"}
VERBS = {
    "appear": "link to speaker",
    "let go": "send",
    "throw away": "discard",
}


def rename_permissions(apps, schema_editor):
    """`change_instrument` becomes `change_invitationletter`: Django renames the content type and not this."""
    rows = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for old, new in MODELS.items():
        for row in rows.filter(content_type__app_label="registration", codename__endswith=f"_{old}"):
            row.codename = row.codename.removesuffix(old) + new
            row.save(update_fields=["codename"])


def rename_verbs(apps, schema_editor):
    """A calendar's yes or no, which names its entry, is no answer to a question."""
    rows = apps.get_model("registration", "AuditEntry").objects.using(schema_editor.connection.alias)
    for old, new in VERBS.items():
        rows.filter(verb=old).update(verb=new)
    for row in rows.filter(verb="answer").only("details"):
        row.verb = "calendar reply" if "entry" in row.details else "answer questions"
        row.save(update_fields=["verb"])


def name_senders(apps, schema_editor):
    """A letter with a calendar part comes from its ORGANIZER (RFC 6047 §2.3)."""
    rows = apps.get_model("registration", "Message").objects.using(schema_editor.connection.alias)
    for row in rows.exclude(method="").exclude(ics="").only("ics").iterator():
        (event,) = Calendar.from_ical(row.ics).walk("VEVENT")
        address = event["ORGANIZER"]
        row.sender = formataddr((str(address.params.get("CN", "")), str(address).removeprefix("mailto:")))
        row.save(update_fields=["sender"])


def known(field, values, name):
    return models.CheckConstraint(condition=models.Q((f"{field}__in", values)), name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0005_words_of_the_glossary"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("registration", "0009_not_asked"),
    ]

    operations = [
        migrations.RenameModel("RegistrationDesk", "RegistrationSettings"),
        migrations.RenameModel("Instrument", "InvitationLetter"),
        migrations.RenameField("participant", "vouched", "endorsed"),
        migrations.RenameField("participant", "over_quota", "over_quota_reason"),
        migrations.RenameField("participant", "generation", "link_version"),
        migrations.RenameField("participant", "feed_generation", "feed_version"),
        migrations.RenameField("participant", "alarm", "reminder_minutes"),
        migrations.RenameField("participant", "person", "programme_person_id"),
        migrations.RenameField("invitedorganisation", "generation", "link_version"),
        migrations.RenameField("invitedorganisation", "instrument", "invitation_letter"),
        migrations.RenameField("message", "generation", "link_version"),
        migrations.AddField("message", "sender", models.CharField(blank=True, max_length=640, verbose_name="from")),
        migrations.AlterField(
            "invitationletter",
            "event",
            models.ForeignKey(
                on_delete=models.PROTECT, related_name="invitation_letters", to="agenda.event"
            ),
        ),
        migrations.AlterField(
            "registrationsettings",
            "event",
            models.OneToOneField(
                on_delete=models.CASCADE, related_name="registration_settings", to="agenda.event"
            ),
        ),
        migrations.RemoveConstraint("invitationletter", "instrument_kind_known"),
        migrations.RemoveConstraint("invitationletter", "instrument_through_known"),
        migrations.AddConstraint(
            "invitationletter",
            known("kind", ["note-verbale", "letter", "e-mail"], "invitationletter_kind_known"),
        ),
        migrations.AddConstraint(
            "invitationletter",
            known("through", ["direct", "foreign-affairs", "mission"], "invitationletter_through_known"),
        ),
        migrations.RunPython(rename_permissions),
        migrations.RunPython(rename_verbs),
        migrations.RunPython(name_senders),
    ]
