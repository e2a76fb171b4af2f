"""Roles in place of the two Django groups that `demo` made before roles were given event by event.

Who was in "Programme editor" becomes publisher at every event, and in "Registration clerk" registration clerk at every
event. The editors could also begin and delete events, which only administrators of every event do now; that role is not
given here, for it would open the participants' data and the giving of roles to people who never had them. A superuser
gives it to whom it is meant for (`manage.py createsuperuser`, then Roles in the admin). The one exception is the demo's
own organiser, whose address nobody can own (`.invalid`, RFC 2606 §2): an administrator, as in a new demo.

The groups are deleted, since what they allowed opens nothing any more. Backwards: nothing; groups are not made again.
"""

from django.conf import settings
from django.db import migrations

ROLES = {"Programme editor": "publisher", "Registration clerk": "registration-clerk"}
DEMO_ORGANISER = "organiser@demo.invalid"


def give_roles(apps, schema_editor):
    """A role at every event for each member of the groups."""
    group_rows = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    role_rows = apps.get_model("agenda", "EventRole").objects.using(schema_editor.connection.alias)
    for group in group_rows.filter(name__in=ROLES):
        for user in group.user_set.all():
            organiser = user.username == DEMO_ORGANISER and group.name == "Programme editor"
            role = "administrator" if organiser else ROLES[group.name]
            role_rows.get_or_create(user_id=user.pk, event=None, role=role)
        group.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("agenda", "0002_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(give_roles, migrations.RunPython.noop)]
