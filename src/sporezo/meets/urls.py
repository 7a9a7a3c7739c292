"""Addresses of `meets`."""

from django.urls import path

from sporezo.meets.views import after, find, joining, making, reliability, reminded, series, sessions, thread, trust

urlpatterns = [
    path("meets", find.find_meet, name="find"),
    path("meets/new", making.new_meet, name="new_meet"),
    path("meets/<int:pk>", sessions.meet, name="meet"),
    path("meets/<int:pk>.ics", sessions.calendar_file, name="meet_calendar"),
    path("meets/<int:pk>/attendance", joining.attendance, name="attendance"),
    path("meets/place/<str:token>", reminded.give_back, name="give_back"),
    path("meets/<int:pk>/waiting", joining.waiting, name="waiting"),
    path("meets/<int:pk>/knock", joining.knock, name="knock"),
    path("meets/<int:pk>/knock/<int:member>", joining.answer_knock, name="answer_knock"),
    path("meets/<int:pk>/court", sessions.court, name="court"),
    path("meets/<int:pk>/place-and-time", sessions.move, name="move"),
    path("meets/<int:pk>/organiser", sessions.organiser, name="organiser"),
    path("meets/<int:pk>/cancellation", sessions.cancellation, name="cancellation"),
    path("meets/<int:pk>/after", after.after, name="after"),
    path("meets/<int:pk>/thread", thread.thread, name="thread"),
    path("meets/<int:pk>/thread/<int:post>", thread.post, name="post"),
    path("meets/<int:pk>/thread/<int:post>/report", thread.report, name="report_post"),
    path("safety/posts/<int:pk>", thread.moderate, name="moderate_post"),
    path("meets/<int:pk>/result", after.result, name="result"),
    path("meets/<int:pk>/roll", after.roll, name="roll"),
    path("meets/<int:pk>/keep", series.keep, name="keep"),
    path("meets/<int:pk>/series", series.repeat, name="repeat"),
    path("series/<int:pk>", series.series, name="series"),
    path("series/<int:pk>/dates/<int:meet>", series.date, name="series_date"),
    path("series/<int:pk>/dates/<int:meet>/skip", series.skip, name="series_skip"),
    path("series/<int:pk>/regular", series.regular, name="series_regular"),
    path("series/<int:pk>/hosts", series.hosts, name="series_hosts"),
    path("series/<int:pk>/end", series.end, name="series_end"),
    path("meets/<int:pk>/excuses", reliability.excuses, name="excuses"),
    path("meets/<int:pk>/trust", trust.trust, name="trust"),
    path("meets/trusted/<str:token>", trust.trusted, name="trusted"),
    path("meets/back/<str:token>", trust.back, name="back"),
    path("me/word", reliability.word, name="word"),
    path("me/calendar", sessions.calendar, name="calendar"),
    path("calendar/<str:token>.ics", sessions.calendar_feed, name="calendar_feed"),
]
