"""Addresses: the secretariat, sign-in, health, registration, and the published outputs."""

from django.contrib import admin
from django.urls import include, path

from dialogue import accounts, health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("accounts/password/reset/", accounts.password_reset),
    path("accounts/", include("allauth.urls")),
    path("", include("registration.pages.urls")),
    path("", include("agenda.pages.urls")),
]

handler400 = "dialogue.errors.bad_request"
handler403 = "dialogue.errors.permission_denied"
handler404 = "dialogue.errors.page_not_found"
handler500 = "dialogue.errors.server_error"
