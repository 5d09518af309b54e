"""The pages of editions, their frozen files, and what those get that were frozen when there were fewer."""

import datetime as dt
import hashlib
import subprocess
import tempfile
from pathlib import Path

from django.utils.timezone import now

from talks.models import Decision, Edition, EditionFile, FollowUp
from talks.record.editions import SUMS, seen_on
from talks.record.freezing import (
    add_missing_files,
    data_files,
    freeze_current,
    keep,
    publish_edition,
    record_files,
)
from tests.base import PageTestCase, make_event
from tests.test_data_files import ADDRESSES
from tests.test_desk import DRAFT


class EditionPagesTestCase(PageTestCase):
    """Edition 1 was frozen; 2 has another title, an event more and a follow-up less; 3 is prepared."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()
        Decision.objects.filter(pk=cls.memorandum.pk).update(title_en="Zones", title_ar="المناطق")
        FollowUp.objects.filter(pk=cls.undone.pk).update(**DRAFT)
        make_event(cls.summits, "Summit of February", "قمة شباط", "2019-02-14")
        cls.second = publish_edition(Edition.objects.create(number=2, day=dt.date(2019, 5, 2)), now())
        make_event(cls.summits, "Unheard of", "لم يسمع به", "2019-05-20")
        Edition.objects.create(number=3, day=dt.date(2019, 6, 1))

    def test_all_editions_are_listed_and_none_that_is_prepared(self):
        page = self.read("/en/editions/")
        addresses = [link["href"] for link in page.all("a") if link["href"].startswith("/en/editions/")]
        self.assertEqual(
            [address for address in addresses if address[-2].isdigit()],
            ["/en/editions/2/", "/en/editions/1/"],
        )
        self.assertIn("2 May 2019", page.words("main"))

    def test_one_that_is_prepared_or_none_is_not_there(self):
        for address in ("/en/editions/3/", "/ar/editions/9/", "/editions/3/record.json"):
            self.read(address, status=404)

    def test_it_says_in_numbers_what_it_holds(self):
        words = self.read("/en/editions/2/").words("main")
        self.assertIn("Decisions 5", words)
        self.assertIn("Events 6", words)
        self.assertIn("Events 5", self.read("/en/editions/1/").words("main"))

    def test_it_says_what_changed_since_the_one_before(self):
        page = self.read("/en/editions/2/")
        words = page.words("changes")
        self.assertIn("What changed since edition 1", words)
        for said in (
            "added Event Summit of February",
            "changed Decision Zones",
            "Title (English) De-escalation zones are set up Zones",
            "removed Follow-up Zones – July 2018",
        ):
            self.assertIn(said, words)
        self.assertNotIn("Unheard of", page.html)
        for address in (
            "/en/events/summit-of-february/?edition=2",
            f"/en/decisions/astana-4-1/?edition=1#{self.undone.slug}",
        ):
            self.assertIn(f'href="{address}"', page.html)
            self.read(address.partition("#")[0])

    def test_it_says_so_in_arabic_too(self):
        page = self.read("/ar/editions/2/")
        self.assertIn("قمة شباط", page.words("changes"))
        self.assertIn('<ins lang="en" dir="ltr">Zones</ins>', page.html)

    def test_the_first_has_nothing_before_it(self):
        self.assertIn("This is the first edition", self.read("/en/editions/1/").words("changes"))

    def test_a_long_list_of_changes_turns_its_pages(self):
        for number in range(30):
            make_event(self.summits, f"Event {number}", "حدث", "2019-05-25")
        publish_edition(Edition.objects.get(number=3), now())
        first, second = (self.read(f"/en/editions/3/?page={page}") for page in (1, 2))
        self.assertIn('href="?page=2#changes"', first.html)
        self.assertEqual((first.html.count("<h3><span"), second.html.count("<h3><span")), (25, 6))
        self.read("/en/editions/3/?page=none", status=400)

    def test_its_address_in_another_edition_is_its_address(self):
        page = self.read("/en/editions/2/?edition=1")
        self.assertIn("What changed since edition 1", page.words("changes"))
        self.assertIn("/en/editions/2/", self.read("/en/editions/?edition=1").html)

    def test_its_data_is_described_to_machines(self):
        data = self.read("/en/editions/1/").structured_data("Dataset")
        self.assertEqual((data["version"], data["dateModified"]), ("1", "2018-11-29"))
        self.assertEqual(data["temporalCoverage"], "2017-05-03/2018-11-29")
        self.assertEqual(data["license"], "https://creativecommons.org/licenses/by/4.0/")
        downloads = {download["name"]: download for download in data["distribution"]}
        self.assertEqual(downloads["record.json"]["contentUrl"], "http://testserver/editions/1/record.json")
        self.assertEqual(downloads["decisions.csv"]["encodingFormat"], "text/csv")

    def test_it_takes_no_more_queries_where_more_changed(self):
        before = self.queries_of("/en/editions/2/")
        for number in range(5):
            make_event(self.summits, f"Event {number}", "حدث", "2019-05-25")
        publish_edition(Edition.objects.get(number=3), now())
        self.read("/en/editions/3/")
        self.assertEqual(self.queries_of("/en/editions/3/"), before)


class FrozenFilesTestCase(PageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        freeze_current()

    def test_every_file_is_linked_with_its_sum_and_stays_for_good(self):
        page = self.read("/en/editions/1/")
        linked = {link["href"] for link in page.all("a") if link["href"].startswith("/editions/1/")}
        files = self.edition.files.all()
        self.assertEqual(linked, {f"/editions/1/{file.name}" for file in files})
        for file in files:
            with self.subTest(file.name):
                answer = self.client.get(f"/editions/1/{file.name}")
                self.assertEqual(hashlib.sha256(answer.content).hexdigest(), file.sha256)
                self.assertIn(file.sha256, page.html)
                self.assertEqual(answer["Cache-Control"], "public, max-age=31536000, immutable")
                self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
                self.assertFalse(answer.cookies)

    def test_whoever_has_it_need_not_get_it_again(self):
        answer = self.client.get("/editions/1/record.json")
        again = self.client.get("/editions/1/record.json", headers={"if-none-match": answer["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))

    def test_what_is_downloaded_is_checked_as_everybody_does(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("record.json", "decisions.csv", "datapackage.zip", SUMS):
                Path(folder, name).write_bytes(self.client.get(f"/editions/1/{name}").content)
            command = ["sha256sum", "--check", "--ignore-missing", SUMS]
            check = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        self.assertEqual((check.returncode, check.stdout.count(": OK")), (0, 3), check.stderr)

    def test_what_is_none_of_its_files_is_refused_in_the_format_asked_for(self):
        for name, kind in {"none.json": "application/json", "none.csv": "text/csv; charset=utf-8"}.items():
            answer = self.client.get(f"/editions/1/{name}")
            self.assertEqual((answer.status_code, answer["Content-Type"]), (404, kind))
        self.assertEqual(self.client.post("/editions/1/record.json").status_code, 405)

    def test_it_says_what_the_live_files_say(self):
        for name in ("rounds.csv", "record.json"):
            live, kept = (self.client.get(f"/{folder}/{name}").content for folder in ("data", "editions/1"))
            live = live.replace(b"http://testserver/data/record.schema.json", b"record.schema.json")
            self.assertEqual(live.replace(b"http://testserver/", b"/"), kept)


class OlderEditionTestCase(PageTestCase):
    """An edition that was frozen when there were the files of the record alone."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.seen = seen_on(cls.edition)
        keep(cls.edition, record_files(cls.seen), SUMS)
        # What came after it was frozen.
        Decision.objects.filter(pk=cls.memorandum.pk).update(title_en="Zones")

    def test_it_gets_the_others_once_from_what_it_froze(self):
        before = {file.name: file.sha256 for file in EditionFile.objects.all()}
        freeze_current()
        after = {file.name: file.sha256 for file in EditionFile.objects.all()}
        self.assertEqual(before, {name: after[name] for name in before})
        self.assertEqual(after.keys(), data_files(self.edition, self.seen).keys() | {SUMS, f"{SUMS}-2"})
        csv = bytes(self.edition.files.get(name="decisions.csv").content)
        self.assertIn(b"De-escalation zones are set up", csv)
        sums = bytes(self.edition.files.get(name=f"{SUMS}-2").content).decode()
        self.assertIn(f"{after['decisions.csv']}  decisions.csv\n", sums)
        self.assertNotIn("rounds.yaml", sums)
        add_missing_files(self.edition)
        self.assertEqual(EditionFile.objects.count(), len(after))
        self.assertIn(f"sha256sum --check --ignore-missing {SUMS}-2", self.read("/en/editions/1/").html)

    def test_one_of_which_nothing_was_kept_says_so(self):
        Edition.objects.create(number=2, day=dt.date(2019, 5, 2), is_published=True)
        page = self.read("/en/editions/2/")
        self.assertIn("none were kept", page.words("files"))
        self.assertIn("they cannot be compared", page.words("changes"))


class DataPageTestCase(PageTestCase):
    def test_every_file_and_every_column_is_on_the_page(self):
        page = self.read("/en/data/")
        linked = [link["href"] for link in page.all("a")]
        data = {link.partition("?")[0] for link in linked if link.startswith("/data/")}
        self.assertEqual(data, set(ADDRESSES))
        for address in ("/data/decisions.csv?bom=1", "/en/editions/", "/en/editions/1/", "/api/v1/"):
            self.assertIn(address, linked)
        words = page.words("columns")
        self.assertIn("title_en title_ar What was decided, in a line.", words)
        self.assertIn("stalled stalled", words)

    def test_its_links_stay_on_the_day(self):
        page = self.read("/en/data/?as_of=2018-02-01")
        self.assertIn('href="/data/rounds.csv?bom=1&amp;as_of=2018-02-01"', page.html)
        self.assertIn('href="/data/record.xlsx?as_of=2018-02-01"', page.html)

    def test_it_speaks_arabic(self):
        page = self.read("/ar/data/")
        self.assertIn('<html lang="ar" dir="rtl">', page.html)
        self.assertIn("قرارات", page.words("tables"))

    def test_it_is_described_to_machines(self):
        data = self.read("/en/data/").structured_data("Dataset")
        self.assertEqual((data["version"], data["inLanguage"]), ("1", ["ar", "en"]))
        names = [download["name"] for download in data["distribution"]]
        self.assertIn("record.json", names)
        self.assertEqual(len(names), len(set(names)))
