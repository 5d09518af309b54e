"""Everyone who led or spoke, and the page of each: the office, what they led, said and announced."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talks import headlines
from talks.bilingual import language_shown
from talks.forms import QueryForm
from talks.models import AsOf, DateAnnouncement, Participation, Person, Statement
from talks.pages.frame import CONTEXT, Absolute, Crumb, RecordPage
from talks.pages.lists import ListsPage, in_meetings, name_in_order, page_of
from talks.pages.parties import party_data


class PersonList(RecordPage):
    """Everyone in the order of the alphabet, with office, party, and how much they led and said.

    Of an earlier day than the edition's, those of whom something was known by then. Six queries.
    """

    section = "guarantors"

    def __init__(self, query: QueryDict, as_of: AsOf) -> None:
        super().__init__(as_of)
        self.form = QueryForm(query, as_of)
        self.form.is_valid()

    @property
    def title(self) -> str:
        return _("People of the Astana talks")

    @property
    def short_title(self) -> str:
        return _("People")

    @property
    def description(self) -> str:
        return _("Who held which office, who led which delegation, and whose statements the record tells.")

    @property
    def address(self) -> str:
        return reverse("person-list")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Guarantors"), reverse("guarantors"))]

    @cached_property
    def page(self) -> Page:
        """Give the page of the list that is asked for, each with how often they led, spoke and announced."""
        led = Participation.objects.known_by(self.as_of)
        said = Statement.objects.known_by(self.as_of)
        announced = DateAnnouncement.objects.known_by(self.as_of)
        people = Person.objects.known_by(self.as_of).select_related("party").order_by(name_in_order(), "slug")
        if self.as_of.is_rewound:
            here = OuterRef("pk")
            people = people.filter(
                Exists(led.filter(head=here))
                | Exists(said.filter(speaker=here))
                | Exists(announced.filter(by_person=here))
            )
        page = page_of(people, self.form.number())
        counts = [_counted(led, "head", page), _counted(said, "speaker", page)]
        counts.append(_counted(announced, "by_person", page))
        for person in page.object_list:
            person.times_led, person.times_said, person.times_announced = (
                count.get(person.pk, 0) for count in counts
            )
        return page

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        return [
            {
                "@context": CONTEXT,
                "@type": "CollectionPage",
                "@id": absolute(self.address),
                "name": self.title,
                "hasPart": [_person_data(person, absolute) for person in self.page.object_list],
                "inLanguage": get_language(),
            }
        ]


def _counted(entries: QuerySet, by: str, page: Page) -> dict[int, int]:
    """Count entries by the person of each."""
    of_page = entries.filter(**{f"{by}__in": page.object_list}).order_by()
    return dict(of_page.values_list(by).annotate(Count("pk")))


class PersonPage(ListsPage):
    """One person, or an institution that spoke: office, what they led, said and announced.

    At most 10 queries. Each list turns its own pages.
    """

    def __init__(self, query: QueryDict, as_of: AsOf, person: Person) -> None:
        super().__init__(query, as_of)
        self.person = person

    @property
    def title(self) -> str:
        return self.person.name

    @property
    def language_of_title(self) -> str:
        return language_shown(self.person, "name")

    @property
    def description(self) -> str:
        who = headlines.in_a_row(filter(None, [self.person.name, self.person.office]))
        return headlines.cut(f"{who}. {self.summary()}")

    @property
    def address(self) -> str:
        return self.person.get_absolute_url()

    def crumbs(self) -> list[Crumb]:
        return [Crumb(_("Guarantors"), reverse("guarantors")), Crumb(_("People"), reverse("person-list"))]

    def summary(self) -> str:
        """Say how often they led a delegation, how much of what they said is told, what they announced."""
        return headlines.person_summary(
            self.led.paginator.count, self.statements.paginator.count, self.announcements.paginator.count
        )

    @cached_property
    def led(self) -> Page:
        """Give the page of the rounds and events at which they led a delegation, the newest first."""
        parts = in_meetings(Participation.objects.known_by(self.as_of).filter(head=self.person))
        return page_of(parts.select_related("round", "event", "party"), self.form.number("meetings"))

    @cached_property
    def statements(self) -> Page:
        """Give the page of what they said, the newest first."""
        said = Statement.objects.known_by(self.as_of).filter(speaker=self.person)
        said = said.select_related("round", "event", "about__round", "about__event").order_by("-day", "slug")
        return page_of(said, self.form.number("statements"))

    @cached_property
    def announcements(self) -> Page:
        """Give the page of the dates that they announced, the newest first."""
        made = DateAnnouncement.objects.known_by(self.as_of).filter(by_person=self.person)
        made = made.select_related("round").order_by("-announced_on", "slug")
        return page_of(made, self.form.number("dates"))

    def lists(self) -> dict[str, Page]:
        return {
            "participation": self.led,
            "statement": self.statements,
            "announcement": self.announcements,
        }

    def structured_data(self, absolute: Absolute) -> list[dict[str, Any]]:
        data = {"@context": CONTEXT, **_person_data(self.person, absolute), "inLanguage": get_language()}
        kin = "parentOrganization" if self.person.is_institution else "affiliation"
        return [data | {kin: party_data(self.person.party, absolute)}]


def _person_data(person: Person, absolute: Absolute) -> dict[str, Any]:
    """Give a person, or an institution that spoke, in the terms of schema.org."""
    address = absolute(person.get_absolute_url())
    data = {"@type": "Person", "@id": address, "name": person.name, "url": address}
    if person.is_institution:
        return data | {"@type": "Organization"}
    return data | ({"jobTitle": person.office} if person.office else {})
