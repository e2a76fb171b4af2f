"""What the site is measured against: Django with one address and one view, that sends the same bytes and headers.

No middleware, no apps, no database, `DEBUG` off. The answers lie in `$BENCH_FOLDER/bare.pickle`.
"""

import os
import pickle
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bare",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)
ANSWERS = pickle.loads((Path(os.environ["BENCH_FOLDER"]) / "bare.pickle").read_bytes())


def answer(request: HttpRequest, name: str) -> HttpResponse:
    """The kept answer of that name."""
    status, headers, body = ANSWERS[name]
    return HttpResponse(body, status=status, headers=headers)


urlpatterns = [path("<slug:name>/", answer)]
application = get_wsgi_application()
