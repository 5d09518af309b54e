"""Dates at their precision: what is read, what is refused, how it is kept and how it is printed."""

import datetime as dt
import pickle

from django.apps.registry import Apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.test import SimpleTestCase
from django.utils.functional import Promise
from django.utils.translation import override

from talks.dates import (
    DateError,
    DateLanguage,
    DerivedDayField,
    EdtfField,
    PreciseDate,
    format_date,
    format_day,
    format_month,
    month_names,
    month_starts,
    months_between,
)


class Meeting(models.Model):
    """Stand for any model with a date; it has no table and is unknown to the project."""

    date = EdtfField()
    end_text = EdtfField(null=True, blank=True)  # noqa: DJ001 - the case of no text at all
    earliest = DerivedDayField(of="date", bound="earliest")
    latest = DerivedDayField(of="date", bound="latest", db_index=True, verbose_name="latest day")
    ended = DerivedDayField(of="end_text", bound="latest")

    class Meta:
        app_label = "talks"
        apps = Apps()  # a registry of its own, so that no other test meets this model
        managed = False

    def __str__(self):
        return self.date


class PreciseDateTestCase(SimpleTestCase):
    def setUp(self):
        self.enterContext(override("en"))

    def assertDays(self, text, earliest, latest):
        date = PreciseDate.parse(text)
        days = tuple(day and day.isoformat() for day in (date.earliest, date.latest))
        self.assertEqual(days, (earliest, latest), text)

    def assertRefused(self, *texts):
        for text in texts:
            with self.subTest(text=text), self.assertRaises(DateError) as caught:
                PreciseDate.parse(text)
            self.assertIn(f"‘{text.strip()}’", str(caught.exception))

    def test_it_knows_the_first_and_the_last_day(self):
        self.assertDays("2017-01-23", "2017-01-23", "2017-01-23")
        self.assertDays("2019-02", "2019-02-01", "2019-02-28")
        self.assertDays("2016-02", "2016-02-01", "2016-02-29")
        self.assertDays("2018", "2018-01-01", "2018-12-31")
        self.assertDays("2017-01-23/2017-01-24", "2017-01-23", "2017-01-24")
        self.assertDays("2017-12/2018-01-21", "2017-12-01", "2018-01-21")
        self.assertDays("2018-05-15/2018", "2018-05-15", "2018-12-31")

    def test_it_leaves_the_open_side_of_a_span_without_a_day(self):
        self.assertDays("2017-06-14/..", "2017-06-14", None)
        self.assertDays("2018-03/..", "2018-03-01", None)
        self.assertDays("../2018-05", None, "2018-05-31")

    def test_it_does_not_widen_a_date_that_is_in_doubt(self):
        self.assertDays("2018-05-15~", "2018-05-15", "2018-05-15")
        self.assertDays("2018-05?", "2018-05-01", "2018-05-31")
        self.assertDays("2018%", "2018-01-01", "2018-12-31")
        self.assertDays("2018-05-15~/2018-06-20?", "2018-05-15", "2018-06-20")

    def test_it_knows_the_precision_of_the_coarser_part(self):
        for text, precision in [
            ("2017-01-23", "day"),
            ("2019-02", "month"),
            ("2018~", "year"),
            ("2017-01-23/2017-01-24", "day"),
            ("2017-12/2018-01-21", "month"),
            ("2017-12-31/2018", "year"),
            ("2017-06-14/..", "day"),
            ("../2018-05", "month"),
        ]:
            with self.subTest(text=text):
                self.assertEqual(PreciseDate.parse(text).precision, precision)

    def test_it_knows_doubts_on_either_part(self):
        for text, approximate, uncertain in [
            ("2018-05", False, False),
            ("2018-05~", True, False),
            ("2019-02?", False, True),
            ("2018-05-15%", True, True),
            ("2018-05~/2018-06", True, False),
            ("2018-05/2018-06?", False, True),
            ("2018-05?/2018-06~", True, True),
            ("2018-05-15~/..", True, False),
            ("../2018?", False, True),
        ]:
            with self.subTest(text=text):
                date = PreciseDate.parse(text)
                self.assertEqual((date.is_approximate, date.is_uncertain), (approximate, uncertain))

    def test_it_knows_when_a_side_is_open(self):
        self.assertTrue(PreciseDate.parse("2017-06-14/..").is_open_ended)
        self.assertTrue(PreciseDate.parse("../2018-05-01").is_open_ended)
        self.assertFalse(PreciseDate.parse("2017-06-14/2018").is_open_ended)
        self.assertFalse(PreciseDate.parse("2017-06-14").is_open_ended)

    def test_it_gives_back_the_text_it_was_read_from(self):
        for text in ["2017-01-23", "2018-05~", "2018?/2019%", "2017-06-14~/..", "../2018-05-01", "1900/2100"]:
            with self.subTest(text=text):
                self.assertEqual(PreciseDate.parse(text).text, text)
                self.assertEqual(str(PreciseDate.parse(text)), text)

    def test_it_has_one_canonical_text_for_one_date(self):
        self.assertEqual(PreciseDate.parse(" 2018-05-15\n").text, "2018-05-15")
        self.assertEqual(PreciseDate.parse("2018-05-15/2018-05-15").text, "2018-05-15")
        self.assertEqual(PreciseDate.parse("2018-05/2018-05"), PreciseDate.parse("2018-05"))
        self.assertEqual(PreciseDate.parse("2018-05/2018-05~").text, "2018-05/2018-05~")

    def test_it_reads_a_text_once(self):
        self.assertIs(PreciseDate.parse("2018-05-15"), PreciseDate.parse("2018-05-15"))

    def test_it_cannot_be_changed(self):
        with self.assertRaises(AttributeError):
            PreciseDate.parse("2018").start = None

    def test_it_is_built_of_days(self):
        first, last = dt.date(2018, 11, 28), dt.date(2018, 11, 29)
        self.assertEqual(PreciseDate.of_days(first).text, "2018-11-28")
        self.assertEqual(PreciseDate.of_days(first, last).text, "2018-11-28/2018-11-29")
        self.assertEqual(PreciseDate.of_days(first, first).text, "2018-11-28")

    def test_it_is_not_built_of_days_out_of_order_or_moments(self):
        with self.assertRaises(DateError):
            PreciseDate.of_days(dt.date(2018, 11, 29), dt.date(2018, 11, 28))
        with self.assertRaises(DateError):
            PreciseDate.of_days(dt.datetime(2018, 11, 29, 10, 30))

    def test_it_refuses_what_is_not_a_date(self):
        self.assertRefused(
            "", "  ", "soon", "29 November 2018", "2018-5", "2018-05-15 or so", "20180515", "2018-"
        )
        self.assertRefused(
            "2018 ~", "2018 / 2019", "2018~~", "~", "/", "2018//2019", "2016/2017/2018", "٢٠١٨"
        )

    def test_it_refuses_a_day_that_does_not_exist(self):
        self.assertRefused("2017-02-30", "2018-04-31", "2018-13", "2018-00", "2018-05-00", "2018-05-32")
        self.assertRefused("2017-02-29", "1900-02-29", "2017-02-29~", "2017-02-29/..", "2017-02/2017-02-29")
        self.assertDays("2016-02-29", "2016-02-29", "2016-02-29")

    def test_it_refuses_an_end_before_its_start(self):
        self.assertRefused(
            "2018-11-29/2018-11-28", "2019/2018", "2018-06/2018-05-31", "2018-05-15~/2018-05-14~"
        )

    def test_it_takes_an_end_that_may_be_no_earlier_than_its_start(self):
        self.assertDays("2018-05-31/2018-05", "2018-05-31", "2018-05-31")
        self.assertDays("2018-05/2018-05-01", "2018-05-01", "2018-05-01")

    def test_it_refuses_times_of_day(self):
        self.assertRefused("2018-05-15T10:30:00", "2018-05-15T10:30:00Z", "2018-05-15 10:30:00")

    def test_it_refuses_forms_beyond_years_months_and_days(self):
        self.assertRefused(
            "[2017,2018]", "{2017,2018}", "2018?-05", "2018-05-~15", "201X", "2018-XX", "1950S2"
        )
        self.assertRefused("2018-21", "2018-25", "Y20180", "Y2E4", "2018-05..2018-06", "2018-21/2018-22")

    def test_it_refuses_a_span_that_says_nothing_of_a_side(self):
        self.assertRefused("..", "../..", "2018/", "/2018")

    def test_it_refuses_years_that_are_slips_of_the_hand(self):
        self.assertRefused("1899", "2101-01-01", "0000", "0218-05-15", "-2018", "2018/2101")
        self.assertDays("1900/2100", "1900-01-01", "2100-12-31")

    def test_it_says_what_is_wrong_and_what_is_accepted(self):
        for text, words in [
            ("soon", ["2018-05-15", "2018-05", "2018", "..", "~", "?", "%"]),
            ("2017-02-30", ["a day that exists"]),
            ("2019/2018", ["ends before it starts", "the earlier date first"]),
            ("1017-01-23", ["1900", "2100"]),
        ]:
            with self.subTest(text=text), self.assertRaises(ValueError) as caught:
                PreciseDate.parse(text)
            self.assertIsInstance(caught.exception.message, Promise)  # translated when it is shown
            for word in [f"‘{text}’", *words]:
                self.assertIn(word, str(caught.exception))
            self.assertNotIn("%%", str(caught.exception))

    def test_it_travels_between_processes(self):
        date = PreciseDate.parse("2018-05~/..")
        self.assertEqual(pickle.loads(pickle.dumps(date)), date)


class EdtfFieldTestCase(SimpleTestCase):
    field = Meeting._meta.get_field("date")

    def test_it_cleans_to_the_canonical_text(self):
        self.assertEqual(self.field.clean(" 2018-05~ ", None), "2018-05~")
        meeting = Meeting(date="2018-11-28/2018-11-28")
        meeting.full_clean()
        self.assertEqual(meeting.date, "2018-11-28")

    def test_it_keeps_the_canonical_text(self):
        self.assertEqual(self.field.get_prep_value("2018-11-28/2018-11-28"), "2018-11-28")
        self.assertEqual(self.field.get_prep_value(PreciseDate.parse("2019-02")), "2019-02")

    def test_it_takes_what_yaml_makes_of_a_date(self):
        self.assertEqual(self.field.clean(dt.date(2018, 11, 28), None), "2018-11-28")
        self.assertEqual(self.field.clean(2018, None), "2018")

    def test_it_refuses_other_texts_in_the_words_of_the_date_error(self):
        with self.assertRaises(DateError) as refused:
            PreciseDate.parse("2017-02-30")
        with self.assertRaises(ValidationError) as caught:
            self.field.clean("2017-02-30", None)
        self.assertEqual(caught.exception.messages, [str(refused.exception)])
        self.assertEqual(caught.exception.code, "invalid")

    def test_it_names_the_field_when_a_model_is_cleaned(self):
        with self.assertRaises(ValidationError) as caught:
            Meeting(date="soon").full_clean()
        self.assertEqual(list(caught.exception.message_dict), ["date"])

    def test_it_refuses_other_texts_when_saving_and_looking_up(self):
        with self.assertRaises(ValidationError):
            self.field.get_prep_value("soon")
        with self.assertRaises(ValidationError):
            Meeting.objects.filter(date="soon")

    def test_it_may_be_empty_where_the_model_says_so(self):
        optional = Meeting._meta.get_field("end_text")
        self.assertEqual(optional.clean("", None), "")
        self.assertEqual(optional.clean("  ", None), "")
        self.assertIsNone(optional.clean(None, None))
        for empty in ["", "  ", None]:
            with self.subTest(empty=empty), self.assertRaises(ValidationError):
                self.field.clean(empty, None)

    def test_it_is_written_to_migrations(self):
        text, imports = MigrationWriter.serialize(self.field)
        self.assertEqual(text, "talks.dates.EdtfField(max_length=64)")
        self.assertEqual(imports, {"import talks.dates"})

    def test_it_keeps_another_length_in_migrations(self):
        self.assertEqual(EdtfField(max_length=32).clone().max_length, 32)


class DerivedDayFieldTestCase(SimpleTestCase):
    def derive(self, **values):
        """Do what save() and bulk_create() do to an instance."""
        meeting = Meeting(**values)
        for field in Meeting._meta.concrete_fields:
            self.assertEqual(field.pre_save(meeting, add=True), getattr(meeting, field.attname))
        return meeting

    def test_it_follows_the_text(self):
        meeting = self.derive(date="2017-12/2018-01-21", end_text="2018~")
        self.assertEqual(meeting.earliest, dt.date(2017, 12, 1))
        self.assertEqual(meeting.latest, dt.date(2018, 1, 21))
        self.assertEqual(meeting.ended, dt.date(2018, 12, 31))

    def test_it_overrules_what_stood_there(self):
        meeting = self.derive(date="2018-05-15", earliest=dt.date(2001, 1, 1))
        self.assertEqual(meeting.earliest, dt.date(2018, 5, 15))

    def test_it_is_empty_on_an_open_side(self):
        meeting = self.derive(date="2017-06-14/..")
        self.assertEqual((meeting.earliest, meeting.latest), (dt.date(2017, 6, 14), None))

    def test_it_is_empty_without_a_text(self):
        for text in ["", "  ", None]:
            with self.subTest(text=text):
                meeting = self.derive(date=text, end_text=text, ended=dt.date(2018, 1, 1))
                self.assertEqual((meeting.earliest, meeting.latest, meeting.ended), (None, None, None))

    def test_it_refuses_to_save_a_text_that_is_not_a_date(self):
        with self.assertRaises(DateError):
            self.derive(date="soon")

    def test_it_takes_a_precise_date_as_the_text(self):
        meeting = self.derive(date=PreciseDate.parse("2019-02"))
        self.assertEqual(meeting.latest, dt.date(2019, 2, 28))

    def test_it_is_not_edited_and_may_be_empty(self):
        field = Meeting._meta.get_field("earliest")
        self.assertFalse(field.editable)
        self.assertTrue(field.null and field.blank)

    def test_it_is_written_to_migrations(self):
        text, imports = MigrationWriter.serialize(Meeting._meta.get_field("latest"))
        self.assertEqual(
            text,
            "talks.dates.DerivedDayField("
            "bound='latest', db_index=True, of='date', verbose_name='latest day')",
        )
        self.assertEqual(imports, {"import talks.dates"})

    def test_it_is_the_same_after_a_copy(self):
        copy = Meeting._meta.get_field("latest").clone()
        self.assertEqual((copy.of, copy.bound, copy.db_index), ("date", "latest", True))
        self.assertEqual((copy.editable, copy.null, copy.blank), (False, True, True))

    def test_it_refuses_a_bound_that_no_date_has(self):
        with self.assertRaisesMessage(ValueError, "not 'middle'"):
            DerivedDayField(of="date", bound="middle")


class MonthNameTestCase(SimpleTestCase):
    def test_it_names_all_twelve_months_in_every_naming(self):
        for number, english, short, gregorian, levantine in [
            (1, "January", "Jan", "يناير", "كانون الثاني"),
            (2, "February", "Feb", "فبراير", "شباط"),
            (3, "March", "Mar", "مارس", "آذار"),
            (4, "April", "Apr", "أبريل", "نيسان"),
            (5, "May", "May", "مايو", "أيار"),  # never آذار, which is March
            (6, "June", "Jun", "يونيو", "حزيران"),
            (7, "July", "Jul", "يوليو", "تموز"),
            (8, "August", "Aug", "أغسطس", "آب"),
            (9, "September", "Sep", "سبتمبر", "أيلول"),
            (10, "October", "Oct", "أكتوبر", "تشرين الأول"),
            (11, "November", "Nov", "نوفمبر", "تشرين الثاني"),
            (12, "December", "Dec", "ديسمبر", "كانون الأول"),
        ]:
            with self.subTest(month=english):
                self.assertEqual(month_names("en")[number - 1], english)
                self.assertEqual(month_names("en", months="short")[number - 1], short)
                self.assertEqual(month_names("en", months="levantine")[number - 1], english)
                self.assertEqual(month_names("ar")[number - 1], f"{gregorian}/{levantine}")
                self.assertEqual(month_names("ar", months="short")[number - 1], gregorian)
                self.assertEqual(month_names("ar", months="levantine")[number - 1], levantine)

    def test_it_has_twelve_names_in_each_naming_of_each_language(self):
        for code, _name in settings.LANGUAGES:
            for naming, names in DateLanguage.of(code).months.items():
                with self.subTest(language=code, naming=naming):
                    self.assertEqual([len(set(forms)) for forms in names], [12, 12])

    def test_it_names_months_in_english_for_a_language_without_an_entry(self):
        self.assertEqual(month_names("xx"), month_names("en"))


class FormatDateTestCase(SimpleTestCase):
    def assertPrinted(self, text, english, arabic, **options):
        date = PreciseDate.parse(text)
        with self.subTest(text=text, **options):
            self.assertEqual(format_date(date, "en", **options), english)
            self.assertEqual(format_date(date, "ar", **options), arabic)

    def test_it_prints_a_date_at_its_precision(self):
        self.assertPrinted("2018-01-29", "29 January 2018", "29 يناير/كانون الثاني 2018")
        self.assertPrinted("2018-02-01", "1 February 2018", "1 فبراير/شباط 2018")
        self.assertPrinted("2019-02", "February 2019", "فبراير/شباط 2019")
        self.assertPrinted("2018", "2018", "2018")

    def test_it_joins_two_consecutive_days_of_a_month(self):
        self.assertPrinted("2018-11-28/2018-11-29", "28–29 November 2018", "28 و29 نوفمبر/تشرين الثاني 2018")

    def test_it_says_the_month_and_the_year_of_a_span_once(self):
        self.assertPrinted(
            "2018-10-10/2018-10-15", "10–15 October 2018", "من 10 إلى 15 أكتوبر/تشرين الأول 2018"
        )
        self.assertPrinted("2018-05-01/2018-05-03", "1–3 May 2018", "من 1 إلى 3 مايو/أيار 2018")

    def test_it_says_the_year_of_a_span_once(self):
        self.assertPrinted(
            "2018-02-18/2018-04-14",
            "18 February – 14 April 2018",
            "من 18 فبراير/شباط إلى 14 أبريل/نيسان 2018",
        )
        # Consecutive, but not of one month.
        self.assertPrinted(
            "2018-07-31/2018-08-01", "31 July – 1 August 2018", "من 31 يوليو/تموز إلى 1 أغسطس/آب 2018"
        )

    def test_it_says_both_years_of_a_span_where_they_differ(self):
        self.assertPrinted(
            "2017-12-29/2018-01-02",
            "29 December 2017 – 2 January 2018",
            "من 29 ديسمبر/كانون الأول 2017 إلى 2 يناير/كانون الثاني 2018",
        )
        # The same month and neighbouring days, of different years.
        self.assertPrinted(
            "2017-05-14/2018-05-15", "14 May 2017 – 15 May 2018", "من 14 مايو/أيار 2017 إلى 15 مايو/أيار 2018"
        )

    def test_it_prints_spans_of_months_and_of_years(self):
        self.assertPrinted("2018-06/2018-08", "June–August 2018", "من يونيو/حزيران إلى أغسطس/آب 2018")
        self.assertPrinted(
            "2017-11/2018-02",
            "November 2017 – February 2018",
            "من نوفمبر/تشرين الثاني 2017 إلى فبراير/شباط 2018",
        )
        self.assertPrinted("2017/2018", "2017–2018", "من 2017 إلى 2018")

    def test_it_prints_each_part_whole_where_their_precision_differs(self):
        self.assertPrinted(
            "2017-12/2018-01-21",
            "December 2017 – 21 January 2018",
            "من ديسمبر/كانون الأول 2017 إلى 21 يناير/كانون الثاني 2018",
        )
        self.assertPrinted(
            "2018-05-15/2018-06", "15 May 2018 – June 2018", "من 15 مايو/أيار 2018 إلى يونيو/حزيران 2018"
        )
        self.assertPrinted("2018/2018-05", "2018 – May 2018", "من 2018 إلى مايو/أيار 2018")

    def test_it_says_that_a_date_is_in_doubt(self):
        self.assertPrinted("2018-05-15~", "about 15 May 2018", "نحو 15 مايو/أيار 2018")
        self.assertPrinted("2018-05-15?", "15 May 2018 (uncertain)", "15 مايو/أيار 2018 (غير مؤكد)")
        self.assertPrinted("2018-05%", "about May 2018 (uncertain)", "نحو مايو/أيار 2018 (غير مؤكد)")

    def test_it_says_once_that_both_parts_are_in_doubt(self):
        self.assertPrinted(
            "2018-05-07~/2018-05-14~", "about 7–14 May 2018", "من 7 إلى 14 مايو/أيار 2018 تقريباً"
        )
        self.assertPrinted(
            "2018-06?/2018-08?",
            "June–August 2018 (uncertain)",
            "من يونيو/حزيران إلى أغسطس/آب 2018 (غير مؤكد)",
        )

    def test_it_says_which_part_is_in_doubt(self):
        self.assertPrinted(
            "2018-05-07~/2018-05-14",
            "about 7 May 2018 – 14 May 2018",
            "من نحو 7 مايو/أيار 2018 إلى 14 مايو/أيار 2018",
        )
        self.assertPrinted("2018/2019?", "2018 – 2019 (uncertain)", "من 2018 إلى 2019 (غير مؤكد)")

    def test_it_prints_open_spans(self):
        self.assertPrinted("2017-06-14/..", "since 14 June 2017", "منذ 14 يونيو/حزيران 2017")
        self.assertPrinted("../2018-05", "until May 2018", "حتى مايو/أيار 2018")
        self.assertPrinted("2018-03~/..", "since about March 2018", "منذ نحو مارس/آذار 2018")
        self.assertPrinted("../2018?", "until 2018 (uncertain)", "حتى 2018 (غير مؤكد)")

    def test_it_prints_short_months_for_charts(self):
        self.assertPrinted("2018-11-28/2018-11-29", "28–29 Nov 2018", "28 و29 نوفمبر 2018", months="short")
        self.assertPrinted(
            "2018-02-18/2018-04-14", "18 Feb – 14 Apr 2018", "من 18 فبراير إلى 14 أبريل 2018", months="short"
        )

    def test_it_prints_levantine_months_in_arabic_alone(self):
        self.assertPrinted("2018-05-15", "15 May 2018", "15 أيار 2018", months="levantine")

    def test_it_does_not_depend_on_the_language_of_the_page(self):
        with override("ar"):
            self.assertPrinted("2018-05-15", "15 May 2018", "15 مايو/أيار 2018")

    def test_it_prints_english_for_a_language_without_an_entry(self):
        self.assertEqual(format_date(PreciseDate.parse("2018-05-15"), "xx"), "15 May 2018")

    def test_it_leaves_breaking_of_lines_to_the_page(self):
        self.assertNotIn("\u00a0", format_date(PreciseDate.parse("2017-12-29/2018-01-02"), "ar"))

    def test_it_refuses_a_naming_that_does_not_exist(self):
        with self.assertRaises(KeyError):
            format_date(PreciseDate.parse("2018"), "en", months="long")

    def test_it_prints_one_day(self):
        day = dt.date(2018, 11, 9)
        self.assertEqual(format_day(day, "en"), "9 November 2018")
        self.assertEqual(format_day(day, "en", months="short"), "9 Nov 2018")
        self.assertEqual(format_day(day, "ar"), "9 نوفمبر/تشرين الثاني 2018")

    def test_it_prints_one_month(self):
        day = dt.date(2018, 11, 9)
        self.assertEqual(format_month(day, "en"), "November 2018")
        self.assertEqual(format_month(day, "ar", months="short", year=False), "نوفمبر")

    def test_each_language_has_its_own_order_and_inflects_its_months(self):
        for language, day, days, month, since in [
            ("ru", "29 ноября 2018", "28–29 ноября 2018", "февраль 2019", "с июня 2017"),
            ("kk", "2018 жылғы 29 қараша", "2018 жылғы 28–29 қараша", "2019 жылғы ақпан", None),
            ("tr", "29 Kasım 2018", "28–29 Kasım 2018", "Şubat 2019", "Haziran 2017 tarihinden beri"),
            ("fa", "29 نوامبر 2018", None, "فوریه 2019", "از ژوئن 2017"),
        ]:
            for text, printed in {
                "2018-11-29": day,
                "2018-11-28/2018-11-29": days,
                "2019-02": month,
                "2017-06/..": since,
            }.items():
                with self.subTest(language=language, text=text):
                    if printed:
                        self.assertEqual(format_date(PreciseDate.parse(text), language), printed)
        self.assertEqual(format_day(dt.date(2018, 5, 16), "ru", months="short"), "16 мая 2018")


class LengthsOfTimeTestCase(SimpleTestCase):
    def assertMonths(self, start, end, months):
        with self.subTest(start=start, end=end):
            self.assertEqual(months_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)), months)

    def test_it_counts_completed_months(self):
        self.assertMonths("2017-01-23", "2018-11-29", 22)
        self.assertMonths("2018-05-15", "2018-05-15", 0)
        self.assertMonths("2018-05-15", "2018-06-14", 0)
        self.assertMonths("2018-05-15", "2018-06-15", 1)
        self.assertMonths("2017-12-31", "2018-01-01", 0)

    def test_it_completes_a_month_on_the_last_day_of_a_short_one(self):
        self.assertMonths("2018-01-31", "2018-02-27", 0)
        self.assertMonths("2018-01-31", "2018-02-28", 1)
        self.assertMonths("2016-01-31", "2016-02-28", 0)
        self.assertMonths("2016-01-30", "2016-02-29", 1)
        self.assertMonths("2018-02-28", "2018-03-27", 0)
        self.assertMonths("2018-02-28", "2018-03-28", 1)

    def test_it_refuses_to_count_backwards(self):
        with self.assertRaises(ValueError):
            months_between(dt.date(2018, 11, 29), dt.date(2018, 11, 28))

    def assertStarts(self, first, last, starts):
        days = month_starts(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        self.assertEqual([day.isoformat() for day in days], starts)

    def test_it_gives_the_months_that_begin_within_the_span(self):
        self.assertStarts("2017-11-23", "2018-02-10", ["2017-12-01", "2018-01-01", "2018-02-01"])

    def test_it_counts_the_first_and_the_last_day_in(self):
        self.assertStarts("2018-01-01", "2018-02-01", ["2018-01-01", "2018-02-01"])
        self.assertStarts("2018-01-31", "2018-02-01", ["2018-02-01"])

    def test_it_gives_nothing_where_no_month_begins(self):
        self.assertStarts("2018-01-02", "2018-01-31", [])
        self.assertStarts("2018-02-01", "2018-01-01", [])
