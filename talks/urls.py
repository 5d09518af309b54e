"""Addresses. The language is in each of them, so that caches and links are honest."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from talks.views import charts, pages

urlpatterns = [path("", pages.choose_language)]
urlpatterns += i18n_patterns(
    # /<language>/
    path("", pages.dashboard, name="dashboard"),
    path("timeline.json", charts.timeline_figure, name="timeline-figure"),
    # /<language>/admin/
    path("admin/", admin.site.urls),
)
