"""Addresses of registration; they stand before the agenda's."""

from django.urls import path

from registration import views

urlpatterns = [
    path("my/<str:token>/", views.my, name="my"),
    path("<slug:event>/register/", views.register, name="register"),
    path("<slug:event>/register/sent/", views.sent, name="register-sent"),
    path("<slug:event>/register/withdrawn/", views.withdrawn, name="register-withdrawn"),
]
