"""Addresses of registration; they stand before the agenda's."""

from django.urls import path

from registration.pages import calendar as feed_views
from registration.pages import institution as institution_views
from registration.pages import own_data as data_views
from registration.pages import participant_list as list_views
from registration.pages import programme as programme_views
from registration.pages import register as views
from registration.pages import signed_in as my_views
from registration.pages import speaker as speaker_views

PROGRAMME = "my/<str:token>/programme/"

urlpatterns = [
    path("i/<str:token>/", institution_views.by_link, name="invitation"),
    path("my/", my_views.mine, name="mine"),
    path("my/institutions/<int:pk>/", my_views.institution, name="my-institution"),
    path("my/<str:token>/", views.my, name="my"),
    path("my/<str:token>/data/", data_views.data, name="my-data"),
    path("my/<str:token>/participants/", list_views.own_list, name="my-participants"),
    path("my/<str:token>/speaker/", speaker_views.speaker, name="my-speaker"),
    path("my/<str:token>/speaker/files/<int:pk>/", speaker_views.file, name="my-speaker-file"),
    *(
        path(
            PROGRAMME + output.path.replace("<slug>", "<slug:slug>"),
            programme_views.programme,
            {"name": output.name},
            name=f"{output.name}-mine",
        )
        for output in programme_views.MINE
    ),
    path("cal/<str:token>.ics", feed_views.calendar, name="feed"),
    path("<slug:event>/participants/", list_views.public_list, name="participants"),
    path("<slug:event>/register/", views.register, name="register"),
    path("<slug:event>/register/sent/", views.sent, name="register-sent"),
    path("<slug:event>/register/withdrawn/", views.withdrawn, name="register-withdrawn"),
]
