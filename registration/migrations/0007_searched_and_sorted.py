"""What organisations are found by and what participants are sorted by, for the rows that are there."""

from django.db import migrations

from agenda.outputs.countries import country_name
from registration.matching.organisation_names import (search_text)
from registration.matching.person_names import (sort_key)


def fill(apps, schema_editor):
    for one in apps.get_model("registration", "Organisation").objects.iterator():
        country = [country_name(one.country), one.country] if one.country else []
        one.search = search_text([one.name], [one.acronym], country)[:2000]
        one.save(update_fields=["search"])
    for one in apps.get_model("registration", "Participant").objects.iterator():
        key = sort_key(one.name, given="", family="", country=one.country)
        one.sort_name = key.encode().hex()[:800]
        one.save(update_fields=["sort_name"])


class Migration(migrations.Migration):
    dependencies = [("registration", "0006_invitations")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
