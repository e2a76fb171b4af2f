"""The one list of the desk's pages around an event, in the order of their tabs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import DeskPage
from agenda.admin.publish import publish_page
from agenda.admin.rezone import rezone_page
from agenda.admin.series import series_page

PAGES: tuple[DeskPage, ...] = (
    DeskPage("publish/", "publish", publish_page, "agenda.view_event", "agenda.publish_event", _("Publish")),
    DeskPage("rezone/", "rezone", rezone_page, "agenda.view_event", "agenda.change_event", _("Time zone")),
    DeskPage("series/", "series", series_page, "agenda.add_event", "", _("Next event")),
)
