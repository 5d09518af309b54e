"""Every link of the real record is followed, and none leads nowhere."""

import re
from collections import deque
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings
from django.db import connection
from django.test import TestCase
from django.utils.translation import get_language, override

from talks.record import load
from tests.base import let_the_database_look_around

# Nine hundred pages a language: one is read on each database.
LANGUAGES = {"sqlite": "ar", "postgresql": "en"}
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')


class LinksTestCase(TestCase):
    """A reader with all the time in the world, who opens each page of the record once."""

    @classmethod
    def setUpTestData(cls) -> None:
        load(settings.BASE_DIR / "talks" / "data")
        let_the_database_look_around()

    def setUp(self) -> None:
        self.enterContext(override(get_language()))

    def follow(self, start: str) -> tuple[dict[str, set[str]], dict[str, str], set[str]]:
        """Open a page and all that is reached from it in its language, lists from page to page.

        Gives the ids of each page by its address; where each place within a page was linked; and what
        else can be asked of pages, one address for each set of names that a page is asked by.
        """
        ids: dict[str, set[str]] = {}
        places: dict[str, str] = {}
        asked_for: dict[tuple, str] = {}
        waiting, from_where = deque([start]), {}
        while waiting:
            address = waiting.popleft()
            if address in ids:
                continue
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200, f"{address}, reached from {from_where.get(address)}")
            html = answer.content.decode()
            ids[address] = set(ID.findall(html))
            for href in LINK.findall(html):
                to = urlsplit(urljoin(address, unescape(href)))
                if to.netloc or to.scheme or not to.path.startswith(start):
                    continue
                following = to._replace(fragment="").geturl()
                names = {name for name, _value in parse_qsl(to.query)}
                if to.path.endswith("/") and names <= {"page"}:
                    from_where.setdefault(following, address)
                    waiting.append(following)
                else:
                    asked_for.setdefault((self.kind(to.path), *sorted(names)), following)
                if to.fragment:
                    places.setdefault(to.geturl(), address)
        return ids, places, set(asked_for.values())

    @staticmethod
    def kind(path: str) -> str:
        """Give the kind of page: its address without the slug."""
        return re.sub(r"^(/\w+/\w+/)[\w-]+", r"\1", path)

    def test_every_link_leads_to_a_page_and_to_a_place_on_it(self):
        ids, places, asked_for = self.follow(f"/{LANGUAGES[connection.vendor]}/")
        self.assertGreater(len(ids), 12 + 51 + 155 + 15 + 21 + 46 + 500)
        for place, address in places.items():
            page, _hash, anchor = place.partition("#")
            if page in ids:
                self.assertIn(anchor, ids[page], f"{place} on {address}")
        self.assertGreater(len(asked_for), 20)
        for address in asked_for:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_every_kind_of_page_is_one_click_from_the_dashboard(self):
        html = self.client.get("/en/").content.decode()
        first = {urlsplit(unescape(href)).path for href in LINK.findall(html)}
        lists = ("rounds", "decisions", "topics", "guarantors", "sources", "changes")
        self.assertLessEqual({f"/en/{name}/" for name in lists}, first)
