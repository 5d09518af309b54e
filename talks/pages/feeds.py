"""Feeds of the rounds, the decisions and the follow-ups, each on a topic or by a guarantor where asked.

An entry has the same id in both languages and in every feed, on whichever host; it is as old as the day on
which it became known. Nothing else is: no clock is read.
"""

import datetime as dt

from django.db.models import prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import headlines
from talks.models import AsOf, DateAnnouncement, Decision, FollowUp, Party, Round, Status, Topic
from talks.models.claims import kind_of
from talks.models.decisions import DecisionQuerySet
from talks.pages.atom import (
    ITEMS_IN_FEED,
    Atom,
    Category,
    Item,
    date_announced,
    decision_taken,
    follow_up_reported,
    latest,
    round_held,
)
from talks.pages.changes import read_decisions, read_follow_ups
from talks.pages.data_forms import FeedForm
from talks.pages.frame import Absolute, FeedLink, RecordPage
from talks.pages.lasting import id_of, lasting_id


class Feed(RecordPage):
    """The latest of what became known by the day, as Atom. Raises ValidationError for what means nothing.

    `name` is that of the feed in addresses. What is asked for are decisions: each feed says what it tells
    of them.
    """

    name = ""
    page_name = ""

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = FeedForm(query, as_of)
        self.form.refuse_errors()

    @property
    def subject(self) -> str:
        """Give what the feed tells of, with the name of the site."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        names = self.form.names()
        if not names:
            return self.subject
        return _("%(title)s (%(remarks)s)") % {"title": self.subject, "remarks": headlines.in_a_row(names)}

    @property
    def address(self) -> str:
        return reverse(f"{self.name}-feed")

    @property
    def page_address(self) -> str:
        """Give the address of the page that shows the same, on the day of the feed."""
        return self.on_the_day(reverse(self.page_name))

    def items(self) -> list[Item]:
        """Give what there is to tell, the newest first."""
        raise NotImplementedError

    def categories(self, item: Item, absolute: Absolute) -> list[Category]:
        """Give what an item is about."""
        return [Category(kind_of(item.about), item.kind)]

    def fitting(self) -> DecisionQuerySet:
        """Give the decisions that are asked for."""
        return Decision.objects.known_by(self.as_of).asked_for(self.form.criteria())

    def write(self, absolute: Absolute) -> str:
        """Give the feed as Atom 1.0; `absolute` makes full addresses."""
        lasting = self.form.lasting_query()
        feed = Atom(
            self.on,
            title=self.title,
            link=absolute(self.page_address),
            description=self.description,
            feed_url=absolute(self.address + self.form.query().rstrip("?")),
            feed_guid=lasting_id("feed", self.name, get_language(), lasting).urn,
        )
        for item in self.items():
            link = absolute(self.on_the_day(item.address))
            feed.add(item, id_of(item.about).urn, link, self.categories(item, absolute))
        return feed.writeString("utf-8")


class RoundsFeed(Feed):
    """The rounds held and the dates announced for rounds; where decisions are asked for, of theirs."""

    name = "rounds"
    page_name = "round-list"

    @property
    def subject(self) -> str:
        return _("%(site)s: rounds and their dates") % {"site": _("Astana Record")}

    @property
    def description(self) -> str:
        return _("Rounds held, and dates announced for rounds.")

    def items(self) -> list[Item]:
        """Give the rounds held and the dates announced. Two queries."""
        held = Round.objects.known_by(self.as_of).held(self.on).order_by("-latest", "-number")
        made = DateAnnouncement.objects.known_by(self.as_of).select_related("round__track")
        if self.form.criteria():
            rounds = self.fitting().of_rounds().values("round")
            held, made = held.filter(pk__in=rounds), made.filter(round__in=rounds)
        made = made.order_by("-announced_on", "-pk")
        return latest([*map(round_held, held[:ITEMS_IN_FEED]), *map(date_announced, made[:ITEMS_IN_FEED])])


class DecisionsFeed(Feed):
    """The decisions taken."""

    name = "decisions"
    page_name = "decision-list"

    @property
    def subject(self) -> str:
        return _("%(site)s: decisions") % {"site": _("Astana Record")}

    @property
    def description(self) -> str:
        return _("Decisions of the rounds and around them, as they are taken.")

    @property
    def page_address(self) -> str:
        return reverse(self.page_name) + self.form.query().rstrip("?")

    def items(self) -> list[Item]:
        """Give the decisions taken, each with its topics. Three queries."""
        taken = self.fitting().taken_between(dt.date.min, self.on)
        newest = taken.order_by("-taken_on", "round_id", "event_id", "number")
        decisions = read_decisions(newest, ITEMS_IN_FEED)
        prefetch_related_objects(decisions, "topics")
        return list(map(decision_taken, decisions))

    def categories(self, item: Item, absolute: Absolute) -> list[Category]:
        decision = item.about
        return [
            *super().categories(item, absolute),
            _status(decision.status, absolute),
            *_topics(decision, absolute),
        ]


class FollowUpsFeed(Feed):
    """What was reported of the decisions, each time with the status that it gave them."""

    name = "follow-ups"
    page_name = "changes"

    @property
    def subject(self) -> str:
        return _("%(site)s: follow-ups") % {"site": _("Astana Record")}

    @property
    def description(self) -> str:
        return _("What became of the decisions: each follow-up as it is reported, with the status it gave.")

    def items(self) -> list[Item]:
        """Give the follow-ups reported, each with its decision and the topics of that. Three queries."""
        reported = FollowUp.objects.known_by(self.as_of)
        if self.form.criteria():
            reported = reported.filter(decision__in=self.fitting().order_by().values("pk"))
        newest = reported.order_by("-earliest", "-latest", "decision__round_id", "decision__number", "pk")
        keys = newest.values_list("pk", flat=True)[:ITEMS_IN_FEED]
        follow_ups = read_follow_ups(list(keys), self.as_of)
        prefetch_related_objects(follow_ups, "decision__topics")
        return list(map(follow_up_reported, follow_ups))

    def categories(self, item: Item, absolute: Absolute) -> list[Category]:
        follow_up = item.about
        return [
            *super().categories(item, absolute),
            _status(follow_up.status, absolute),
            *_topics(follow_up.decision, absolute),
        ]


FEEDS = {feed.name: feed for feed in (RoundsFeed, DecisionsFeed, FollowUpsFeed)}


def _status(status: str, absolute: Absolute) -> Category:
    return Category(status, str(Status(status).label), absolute(reverse("decision-list")))


def _topics(decision: Decision, absolute: Absolute) -> list[Category]:
    scheme = absolute(reverse("topic-list"))
    return [Category(topic.slug, topic.name, scheme) for topic in decision.topics.all()]


# Where pages lead to them


def links_of_rounds() -> list[FeedLink]:
    """Give the links to the feed of the rounds."""
    return [FeedLink(_("Rounds and their dates"), reverse("rounds-feed"))]


def links_of_decisions() -> list[FeedLink]:
    """Give the links to the feeds of all decisions and of what became of them."""
    return [
        FeedLink(_("Decisions"), reverse("decisions-feed")),
        FeedLink(_("Follow-ups"), reverse("follow-ups-feed")),
    ]


def links_of_topic(topic: Topic) -> list[FeedLink]:
    """Give the links to the feeds of the decisions on a topic and of what became of them."""
    name, query = {"topic": topic.name}, f"?topic={topic.slug}"
    return [
        FeedLink(_("Decisions on: %(topic)s") % name, reverse("decisions-feed") + query),
        FeedLink(_("Follow-ups of decisions on: %(topic)s") % name, reverse("follow-ups-feed") + query),
    ]


def links_of_guarantor(party: Party) -> list[FeedLink]:
    """Give the links to the feeds of what a guarantor adopted and of what became of that."""
    name, query = {"party": party.name}, f"?guarantor={party.slug}"
    return [
        FeedLink(_("Decisions adopted by: %(party)s") % name, reverse("decisions-feed") + query),
        FeedLink(
            _("Follow-ups of decisions adopted by: %(party)s") % name, reverse("follow-ups-feed") + query
        ),
    ]
