"""Every party of the talks, and the page of each: what it attended, adopted, said and announced."""

from collections import Counter
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Case, Count, F, Q, QuerySet, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from talks import headlines
from talks.bilingual import language_shown
from talks.forms import QueryForm
from talks.models import AsOf, DateAnnouncement, Decision, Participation, Party, Person, Statement, Status
from talks.pages.attendance import Attendance, rounds_in_order
from talks.pages.feeds import links_of_guarantor
from talks.pages.frame import CONTEXT, Absolute, Crumb, FeedLink, RecordPage
from talks.pages.lists import ENTRIES_A_PAGE, ListsPage, in_meetings, name_in_order, page_of

# What a list of the parties of a kind is called.
GROUPS = {
    Party.Kind.STATE: gettext_lazy("Other states"),
    Party.Kind.UN: gettext_lazy("United Nations"),
    Party.Kind.SYRIAN_GOVERNMENT: gettext_lazy("Syrian government"),
    Party.Kind.SYRIAN_OPPOSITION: gettext_lazy("Syrian opposition"),
    Party.Kind.ORGANISATION: gettext_lazy("Organisations"),
}

# schema.org's words for the kinds of parties.
SCHEMA_TYPES = {
    Party.Kind.STATE: "Country",
    Party.Kind.SYRIAN_GOVERNMENT: "GovernmentOrganization",
}


class PartyList(RecordPage):
    """All parties by their kinds, the guarantors first, with what each attended and adopted. Six queries."""

    section = "guarantors"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = QueryForm(query, as_of)
        self.form.is_valid()

    @property
    def title(self) -> str:
        return _("Parties to the Astana talks")

    @property
    def short_title(self) -> str:
        return _("Parties")

    @property
    def description(self) -> str:
        return _("Every state, body and delegation of the record: the rounds it attended, what it adopted.")

    @property
    def address(self) -> str:
        return reverse("party-list")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Guarantors"), reverse("guarantors"))]

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for; each party has `rounds`, `events` and `adopted`."""
        kinds = [When(kind=kind, then=place) for place, kind in enumerate(Party.Kind.values, start=1)]
        parties = Party.objects.known_by(self.as_of).annotate(
            group=Case(When(guarantor_order__isnull=False, then=0), *kinds, default=len(kinds) + 1)
        )
        parties = parties.order_by(
            "group", F("guarantor_order").asc(nulls_last=True), name_in_order(), "slug"
        )
        page = page_of(parties, self.form.number())
        took_part = Participation.objects.known_by(self.as_of).filter(party__in=page.object_list)
        rounds, events = Counter(), Counter()
        for party, in_rounds, at_events in (
            took_part.order_by().values_list("party").annotate(Count("round"), Count("event"))
        ):
            rounds[party], events[party] = in_rounds, at_events
        adopted = Decision.objects.known_by(self.as_of).filter(adopted_by__in=page.object_list)
        counts = dict(adopted.order_by().values_list("adopted_by").annotate(Count("pk", distinct=True)))
        for party in page.object_list:
            party.rounds, party.events = rounds[party.pk], events[party.pk]
            party.adopted = counts.get(party.pk, 0)
            party.group_name = _("Guarantors") if party.is_guarantor() else GROUPS[Party.Kind(party.kind)]
        return page

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        return [
            {
                "@context": CONTEXT,
                "@type": "CollectionPage",
                "@id": absolute(self.address),
                "name": self.title,
                "hasPart": [party_data(party, absolute) for party in self.page.object_list],
                "inLanguage": get_language(),
            }
        ]


class PartyPage(ListsPage):
    """One party: rounds attended and heads, decisions adopted, statements, dates, people, where it took part.

    At most 14 queries. Each list turns its own pages.
    """

    def __init__(self, query: QueryDict, as_of: AsOf, party: Party) -> None:
        super().__init__(query, as_of)
        self.party = party

    @property
    def title(self) -> str:
        return self.party.name

    @property
    def language_of_title(self) -> str:
        return language_shown(self.party, "name")

    @property
    def description(self) -> str:
        said = [
            self.party.role_note,
            self.attendance.told(),
            headlines.decisions_adopted(self.adopted),
        ]
        return headlines.cut(". ".join(filter(None, [self.party.name, *said])))

    @property
    def address(self) -> str:
        return self.party.get_absolute_url()

    def crumbs(self) -> list[Crumb]:
        way = [Crumb(_("Guarantors"), reverse("guarantors"))]
        return way if self.party.is_guarantor() else [*way, Crumb(_("Parties"), reverse("party-list"))]

    def feeds(self) -> list[FeedLink]:
        return links_of_guarantor(self.party) if self.party.is_guarantor() else []

    # What it attended

    @cached_property
    def attendance(self) -> Attendance:
        """Give which rounds it attended, and who led its delegation. Two queries."""
        parts = Participation.objects.known_by(self.as_of).filter(party=self.party, round__isnull=False)
        return Attendance(self.party, rounds_in_order(self.as_of), parts.select_related("head"))

    @cached_property
    def participations(self) -> Page:
        """Give the page of the rounds and events in which it took part, the newest first."""
        parts = in_meetings(Participation.objects.known_by(self.as_of).filter(party=self.party))
        return page_of(parts.select_related("round", "event", "head"), self.form.number("meetings"))

    # What it adopted

    @cached_property
    def _decisions(self) -> QuerySet:
        return Decision.objects.known_by(self.as_of).filter(adopted_by=self.party)

    @cached_property
    def _adopted(self) -> dict[str, int]:
        return dict(self._decisions.order_by().values_list("status").annotate(Count("pk")))

    @property
    def adopted(self) -> int:
        """Count the decisions that it adopted."""
        return sum(self._adopted.values())

    def status_counts(self) -> list[tuple[Status, int, str]]:
        """Count what it adopted by status, in the order in which statuses always stand.

        With the address of their list for a guarantor, by which decisions can be asked for.
        """
        return [
            (status, self._adopted[status], self._list(status) if self.party.is_guarantor() else "")
            for status in Status
            if self._adopted.get(status)
        ]

    def _list(self, status: Status) -> str:
        asked = urlencode({"guarantor": self.party.slug, "status": status.value})
        return self.on_the_day(f"{reverse('decision-list')}?{asked}")

    def all_adopted(self) -> str:
        """Give the address of the list of what a guarantor adopted."""
        return self.on_the_day(f"{reverse('decision-list')}?{urlencode({'guarantor': self.party.slug})}")

    @property
    def most(self) -> int:
        """Give the largest of these counts."""
        return max(self._adopted.values(), default=0)

    @cached_property
    def decisions(self) -> Page | None:
        """Give the page of the decisions that it adopted; None for a guarantor, whose list is elsewhere."""
        if self.party.is_guarantor():
            return None
        newest_first = self._decisions.in_order_of_time(newest_first=True).select_related("round", "event")
        return page_of(newest_first, self.form.number("decisions"), count=self.adopted)

    # What it said and announced

    @cached_property
    def statements(self) -> Page:
        """Give the page of what its people said, the newest first."""
        said = Statement.objects.known_by(self.as_of).filter(speaker__party=self.party)
        said = said.select_related("speaker", "round", "event", "about__round", "about__event").order_by(
            "-day", "slug"
        )
        return page_of(said, self.form.number("statements"))

    @cached_property
    def announcements(self) -> Page:
        """Give the page of the dates that it or its people announced, the newest first."""
        by_it = Q(by_party=self.party) | Q(by_person__party=self.party)
        made = DateAnnouncement.objects.known_by(self.as_of).filter(by_it).select_related("round")
        made = made.select_related("round", "by_person", "by_party").order_by("-announced_on", "slug")
        return page_of(made, self.form.number("dates"))

    @cached_property
    def people(self) -> list[Person]:
        """Give its people in the order of the alphabet, as many as are listed on a page. One query."""
        people = Person.objects.known_by(self.as_of).filter(party=self.party)
        return list(people.order_by(name_in_order(), "slug")[:ENTRIES_A_PAGE])

    def lists(self) -> dict[str, Page]:
        return {
            "statement": self.statements,
            "announcement": self.announcements,
            "participation": self.participations,
        }

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        data = {"@context": CONTEXT, **party_data(self.party, absolute), "inLanguage": get_language()}
        if self.party.role_note:
            data["description"] = self.party.role_note
        return [data]


def party_data(party: Party, absolute: Absolute) -> dict[str, Any]:
    """Give a party in the terms of schema.org."""
    address = absolute(party.get_absolute_url())
    kind = SCHEMA_TYPES.get(Party.Kind(party.kind), "Organization")
    data = {"@type": kind, "@id": address, "name": party.name, "url": address}
    return data | ({"identifier": party.iso} if party.iso and kind == "Country" else {})
