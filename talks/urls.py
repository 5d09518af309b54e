"""Addresses. The language is in each of them, so that caches and links are honest."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path

from talks.views import (
    changes,
    charts,
    dashboard,
    decisions,
    embeds,
    meetings,
    parties,
    search,
    site,
    sources,
    topics,
)

handler400 = site.bad_request
handler403 = site.not_allowed
handler404 = site.not_found

urlpatterns = [
    path("", dashboard.choose_language),
    path("robots.txt", site.robots),
    path("sitemap.xml", site.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", site.sitemap, name="sitemap-section"),
]
urlpatterns += i18n_patterns(
    # /<language>/
    path("", dashboard.dashboard, name="dashboard"),
    path("timeline.json", charts.timeline_figure, name="timeline-figure"),
    # /<language>/rounds/ and /<language>/events/
    path("rounds/", meetings.round_list, name="round-list"),
    path("rounds/<slug:slug>/", meetings.round_detail, name="round"),
    path("events/<slug:slug>/", meetings.event_detail, name="event"),
    # /<language>/decisions/
    path("decisions/", decisions.decision_list, name="decision-list"),
    path("decisions/<slug:slug>/", decisions.decision_detail, name="decision"),
    # /<language>/topics/
    path("topics/", topics.topic_list, name="topic-list"),
    path("topics/by-rounds.json", topics.matrix_figure, name="matrix-figure"),
    path("topics/<slug:slug>/", topics.topic_detail, name="topic"),
    path("topics/<slug:slug>/course.json", topics.course_figure, name="course-figure"),
    # /<language>/guarantors/, /<language>/parties/ and /<language>/people/
    path("guarantors/", parties.guarantors, name="guarantors"),
    path("parties/", parties.party_list, name="party-list"),
    path("parties/<slug:slug>/", parties.party_detail, name="party"),
    path("parties/<slug:slug>/attendance.json", parties.attendance_figure, name="attendance-figure"),
    path("people/", parties.person_list, name="person-list"),
    path("people/<slug:slug>/", parties.person_detail, name="person"),
    # /<language>/sources/ and /<language>/differences/
    path("sources/", sources.source_list, name="source-list"),
    path("sources/<slug:slug>/", sources.source_detail, name="source"),
    path("differences/", sources.difference_list, name="difference-list"),
    # /<language>/search/ and /<language>/changes/
    path("search/", search.search, name="search"),
    path("changes/", changes.changes, name="changes"),
    path("changes.atom", changes.changes_feed, name="changes-feed"),
    # /<language>/embed/
    path("embed/<slug:name>/", embeds.embed, name="embed"),
    # /<language>/admin/
    path("admin/", admin.site.urls),
)
