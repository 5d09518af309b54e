"""Feeds as Atom 1.0 (RFC 4287): what became known, entry by entry, the newest first, without the clock."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks.dates import format_date
from talks.models import DateAnnouncement, Decision, FollowUp, Round, Status

ITEMS_IN_FEED = 50


@dataclass(frozen=True)
class Category:
    """What an item is about: a term of a scheme, as in addresses, and what the reader calls it.

    A scheme is the address of the page that has all its terms; it may be empty.
    """

    term: str
    label: str = ""
    scheme: str = ""


@dataclass(frozen=True)
class Item:
    """Something that became known, as a feed tells it: when, what, and where to read it.

    `about` is the entry that tells it; `kind` is its kind in the reader's language.
    """

    day: dt.date
    title: str
    text: str
    about: Round | DateAnnouncement | Decision | FollowUp
    kind: str

    @property
    def address(self) -> str:
        """Give the lasting address at which to read it."""
        return self.about.get_absolute_url()


def latest(items: list[Item]) -> list[Item]:
    """Give the latest of some items, the newest first: as many as a feed has."""
    return sorted(items, key=lambda item: item.day, reverse=True)[:ITEMS_IN_FEED]


class Atom(Atom1Feed):
    """Atom that does not read the clock: a feed without items is as old as the day that it ends with.

    Its texts may have what XML cannot hold: that is left out.
    """

    def __init__(self, day: dt.date, description: str, **texts: str) -> None:
        super().__init__(
            description=description,
            subtitle=description,
            language=get_language(),
            author_name=_("Astana Record"),
            feed_copyright=settings.DATA_LICENCE_TITLE,
            **{name: _clean(text) for name, text in texts.items()},
        )
        self.day = day

    def add(self, item: Item, unique_id: str, link: str, categories: list[Category]) -> None:
        """Add an item; `link` is where to read it."""
        self.add_item(
            title=_clean(item.title),
            link=link,
            # Atom1Feed declares it as HTML.
            description=escape(_clean(item.text)),
            unique_id=unique_id,
            updateddate=midnight(item.day),
            pubdate=midnight(item.day),
            labelled=categories,
        )

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("link", None, {"rel": "license", "href": settings.DATA_LICENCE_URL})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for category in item["labelled"]:
            said = {"term": category.term, "label": category.label, "scheme": category.scheme}
            handler.addQuickElement(
                "category", "", {name: _clean(value) for name, value in said.items() if value}
            )

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else midnight(self.day)


def midnight(day: dt.date) -> dt.datetime:
    """Give the beginning of a day, in UTC."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _clean(text: str) -> str:
    """Give a text without the control characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0B\x0C\x0E-\x1F]", "", text)


# What there is to tell


def round_held(meeting: Round) -> Item:
    """Tell that a round was held."""
    title = _("Round held: %(title)s") % {"title": meeting.title}
    return Item(meeting.latest, title, meeting.summary, meeting, _("round"))


def date_announced(announcement: DateAnnouncement) -> Item:
    """Tell that a date was announced for a round."""
    date = format_date(announcement.precise_date, get_language(), is_lasting=False)
    title = _("Date announced for round %(number)s: %(date)s") % {
        "number": announcement.round.number,
        "date": date,
    }
    text = _("%(who)s: %(what)s") % {"who": announcement.announced_by.name, "what": announcement.note or date}
    return Item(announcement.announced_on, title, text, announcement, _("announced date"))


def decision_taken(decision: Decision) -> Item:
    """Tell that a decision was taken; it knows the day, `taken_on`."""
    title = _("Decision, %(where)s: %(title)s") % {
        "where": decision.meeting.short_label,
        "title": decision.title,
    }
    return Item(decision.taken_on, title, decision.text, decision, _("decision"))


def follow_up_reported(follow_up: FollowUp) -> Item:
    """Tell what was reported of a decision; it knows the status before, and whether it gave another one."""
    names = {
        "decision": follow_up.decision.title,
        "status": Status(follow_up.status).label,
        "before": Status(follow_up.status_before).label,
    }
    if follow_up.is_turn:
        title = _("%(decision)s: %(status)s (before: %(before)s)") % names
    else:
        title = _("%(decision)s: %(status)s") % names
    return Item(follow_up.earliest, title, follow_up.note, follow_up, _("follow-up"))
