"""Django's handlers of errors, as helpful pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from agenda.web import not_found, problem


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of 400."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return _too_large(request, exception)
    return problem(
        400,
        _("Request not understood"),
        _("The server cannot read this request."),
        [_("Go back and try again.")],
    )


def _too_large(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The message of a request that is too large, with its limit: with files that of `RequestLimit`, else Django's for what is written."""
    if isinstance(exception, TooManyFieldsSent):
        said = _("The form has more than %(count)s fields.") % {
            "count": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        }
    elif isinstance(exception, TooManyFilesSent):
        said = _("The form has more than %(count)s files.") % {"count": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    else:
        length = request.META.get("CONTENT_LENGTH") or "0"
        with_files = length.isdigit() and int(length) > settings.MOST_IN_A_REQUEST
        most = settings.MOST_IN_A_REQUEST if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        said = _("What was sent is larger than %(size)s.") % {
            "size": filesizeformat(most).replace("\xa0", " ")
        }
    return problem(
        400,
        _("This is too large"),
        f"{said} {_('Nothing was changed.')}",
        [_("Go back, and send less at a time, or a smaller file.")],
    )


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of 403."""
    return problem(
        403,
        _("No access"),
        _("You may not see this page with the account you are signed in with."),
        [_("Ask the secretariat for access, or sign in with another account.")],
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's handler of a form that did not come from our page, or came too late."""
    return problem(
        403,
        _("The form could not be accepted"),
        _("The page it stood on is too old, or your browser sent no cookie along."),
        [_("Go back, reload the page, and send the form again.")],
    )


def page_not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Django's handler of 404."""
    return not_found()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of 500."""
    return problem(
        500,
        _("Something went wrong"),
        _("This is our fault, and it has been written down."),
        [_("Try again in a few minutes. If it happens again, tell the secretariat.")],
    )
