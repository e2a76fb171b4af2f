"""Addresses of registration; they stand before the agenda's."""

from django.urls import path

from registration import feed_views, views

urlpatterns = [
    path("my/<str:token>/", views.my, name="my"),
    path("cal/<str:token>.ics", feed_views.calendar, name="feed"),
    path("<slug:event>/register/", views.register, name="register"),
    path("<slug:event>/register/sent/", views.sent, name="register-sent"),
    path("<slug:event>/register/withdrawn/", views.withdrawn, name="register-withdrawn"),
]
