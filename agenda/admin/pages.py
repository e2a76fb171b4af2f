"""The one list of the desk's pages around an event, in the order of their tabs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.admin.desk import DeskPage
from agenda.admin.publish import publish_page

PAGES: tuple[DeskPage, ...] = (
    DeskPage("publish/", "publish", publish_page, "agenda.view_event", "agenda.publish_event", _("Publish")),
)
