"""Addresses. The language is in each of them, so that caches and links are honest."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import path, re_path

from talks.views import (
    api,
    calendar,
    changes,
    charts,
    dashboard,
    data,
    decisions,
    editions,
    embeds,
    feeds,
    meetings,
    oembed,
    offline,
    parties,
    pictures,
    search,
    sharing,
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
    path("service-worker.js", offline.service_worker, name="service-worker"),
    path("oembed", oembed.oembed, name="oembed"),
    path("sitemap.xml", site.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", site.sitemap, name="sitemap-section"),
    # /data/ and /editions/
    path("data/record.json", data.record_json, name="record-json"),
    path("data/record.schema.json", data.record_schema, name="record-schema"),
    path("data/record.xlsx", data.record_xlsx, name="record-xlsx"),
    path("data/datapackage.json", data.package_description, name="data-package"),
    path("data/datapackage.zip", data.package, name="data-package-zip"),
    path("data/<slug:name>.csv", data.table_csv, name="data-csv"),
    path("data/<slug:name>.json", data.dataset_json, name="data-json"),
    path("editions/<int:number>/<str:name>", editions.edition_file, name="edition-file"),
    # /api/v1/
    path("api/v1/", api.index, name="api"),
    path("api/v1/openapi.json", api.description, name="api-description"),
    path("api/v1/<str:dataset>/", api.entry_list, name="api-list"),
    path("api/v1/<str:dataset>/<str:slug>/", api.entry, name="api-entry"),
    re_path(r"^api/v1(?:/.*)?$", api.elsewhere),
]
urlpatterns += i18n_patterns(
    # /<language>/
    path("", dashboard.dashboard, name="dashboard"),
    path("timeline.json", charts.timeline_figure, name="timeline-figure"),
    # /<language>/rounds/ and /<language>/events/
    path("rounds/", meetings.round_list, name="round-list"),
    path("rounds/<slug:slug>/", meetings.round_detail, name="round"),
    path("events/<slug:slug>/", meetings.event_detail, name="event"),
    path("rounds.ics", calendar.round_calendar, name="round-calendar"),
    path("rounds.atom", feeds.feed, {"name": "rounds"}, name="rounds-feed"),
    # /<language>/decisions/
    path("decisions/", decisions.decision_list, name="decision-list"),
    path("decisions/<slug:slug>/", decisions.decision_detail, name="decision"),
    path("decisions.atom", feeds.feed, {"name": "decisions"}, name="decisions-feed"),
    path("follow-ups.atom", feeds.feed, {"name": "follow-ups"}, name="follow-ups-feed"),
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
    path("offline/", offline.offline, name="offline"),
    # /<language>/charts/
    path("charts/<slug:name>.svg", pictures.chart_svg, name="chart-svg"),
    path("charts/<slug:name>.png", pictures.chart_png, name="chart-png"),
    path("charts/<slug:name>.json", charts.chart_figure, name="chart-json"),
    # /<language>/data/ and /<language>/editions/
    path("data/", data.data, name="data"),
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/<int:number>/", editions.edition_detail, name="edition"),
    # /<language>/embed/
    path("embed/", sharing.embed_builder, name="embed-builder"),
    path("embed/site-owners/", sharing.site_owners, name="site-owners"),
    path("embed/<slug:name>/", embeds.embed, name="embed"),
    # /<language>/admin/
    path("admin/", admin.site.urls),
)
