"""Addresses of registration; they stand before the agenda's."""

from django.urls import path

from registration.pages import (
    calendar,
    institution,
    own_data,
    participant_list,
    programme,
    register,
    signed_in,
    speaker,
)

PROGRAMME = "my/<str:token>/programme/"

urlpatterns = [
    path("i/<str:token>/", institution.by_link, name="invitation"),
    path("my/", signed_in.mine, name="mine"),
    path("my/institutions/<int:pk>/", signed_in.institution, name="my-institution"),
    path("my/<str:token>/", register.my, name="my"),
    path("my/<str:token>/data/", own_data.data, name="my-data"),
    path("my/<str:token>/participants/", participant_list.own_list, name="my-participants"),
    path("my/<str:token>/speaker/", speaker.speaker, name="my-speaker"),
    path("my/<str:token>/speaker/files/<int:pk>/", speaker.file, name="my-speaker-file"),
    *(
        path(
            PROGRAMME + output.path.replace("<slug>", "<slug:slug>"),
            programme.programme,
            {"name": output.name},
            name=f"{output.name}-mine",
        )
        for output in programme.MINE
    ),
    path("cal/<str:token>.ics", calendar.calendar, name="feed"),
    path("<slug:event>/participants/", participant_list.public_list, name="participants"),
    path("<slug:event>/register/", register.register, name="register"),
    path("<slug:event>/register/sent/", register.sent, name="register-sent"),
    path("<slug:event>/register/withdrawn/", register.withdrawn, name="register-withdrawn"),
]
