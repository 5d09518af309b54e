"""Measures search on 10,000 decisions of 1,200 rounds, in milliseconds.

Runs on the PostgreSQL server of DATABASE_URL, in a database of its own that it makes and removes. Decisions,
follow-ups and statements are recombined from the record's own wording, the same ones on every run. With
`--explain` it prints how the database finds each query among the decisions, too.
"""

import argparse
import datetime as dt
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.utils.translation import override  # noqa: E402

from talks.models import AsOf, Decision, Edition, FollowUp, Round, State, Statement, Track  # noqa: E402
from talks.models.searching import looked_for  # noqa: E402
from talks.pages.search import search, search_kind  # noqa: E402
from talks.record.load import load  # noqa: E402

ROUNDS = 1_200
DECISIONS = 10_000
FOLLOW_UPS = 20_000
STATEMENTS = 5_000
RUNS = 30
TARGET = 20  # milliseconds, the median for decisions
QUERIES = {
    "a very frequent word": "Syria",
    "the same, in Arabic": "سوريا",
    "a frequent word": "ceasefire",
    "a rare word": "Quneitra",
    "the beginning of a word": "deta",
    "two words": "detainees Idlib",
    "three words": "Syrian ceasefire observers",
    "an Arabic word with prefixes": "وبالمحتجزين",
    "Arabic words": "اللجنة الدستورية",
    "a phrase": "«وقف إطلاق النار»",
    "a name, in English": "Sochi",
    "a name, in Arabic": "سوتشي",
    "a number": "2254",
    "a round by its number": "round 4",
    "no match": "zebra",
    "a name misspelt": "Lavrentyev",
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--explain", action="store_true", help="print how the database finds each")
    explain = arguments.parse_args().explain
    if connection.vendor != "postgresql":
        sys.exit("DATABASE_URL has to name a PostgreSQL server: sh .ci/postgresql.sh COMMAND runs one.")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill()
        edition = Edition.objects.current()
        with override("en"):
            report(AsOf(edition, edition.day), explain)
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def fill() -> None:
    """Load the record, then recombine its texts until there are as many entries as are measured."""
    load(settings.BASE_DIR / "talks" / "data")
    chance = random.Random(2018)
    track = Track.objects.create(slug="bench", name_en="Bench", name_ar="قياس")
    first = dt.date(2008, 1, 1)

    def texts(model: type[models.Model], *names: str) -> Callable[[], dict[str, str]]:
        """Give what takes these bilingual texts from some entry of the record."""
        entries = list(model.objects.all())

        def take() -> dict[str, str]:
            entry = chance.choice(entries)
            columns = [f"{name}_{language}" for name in names for language in settings.RECORD_LANGUAGES]
            return {column: getattr(entry, column) for column in columns}

        return take

    def more(model: type[models.Model], wanted: int, make: Callable[[int], models.Model]) -> list[Any]:
        rows = [make(number) for number in range(wanted - model.objects.count())]
        return model.objects.bulk_create(rows, batch_size=1000)

    published = {"state": State.PUBLISHED}
    of_round = texts(Round, "city", "venue", "summary")
    rounds = more(
        Round,
        ROUNDS,
        lambda number: Round(
            slug=f"bench-{number}",
            track=track,
            number=number + 1,
            title_en=f"Round {number + 1} of the talks",
            title_ar=f"الجولة {number + 1} من المحادثات",
            short_label_en=f"Round {number + 1}",
            short_label_ar=f"الجولة {number + 1}",
            status=Round.Status.HELD,
            date=f"{first + dt.timedelta(3 * number)}/{first + dt.timedelta(3 * number + 1)}",
            **of_round(),
            **published,
        ),
    )
    # Two of the record's in each, so that no text stands there twice and words are as frequent as they are.
    of_decision, outcome = texts(Decision, "title", "text"), texts(Decision, "outcome")
    topics = list(Decision.topics.through.objects.values_list("topic_id", flat=True))
    decisions = more(
        Decision,
        DECISIONS,
        lambda number: Decision(
            slug=f"bench-decision-{number}",
            round=rounds[number % len(rounds)],
            number=number // len(rounds) + 1,
            kind=Decision.Kind.COMMITMENT,
            **of_decision(),
            **outcome(),
            **published,
        ),
    )
    about = Decision.topics.through
    about.objects.bulk_create(
        [about(decision=decision, topic_id=chance.choice(topics)) for decision in decisions], batch_size=1000
    )
    of_follow_up = texts(FollowUp, "note")
    more(
        FollowUp,
        FOLLOW_UPS,
        lambda number: FollowUp(
            slug=f"bench-follow-up-{number}",
            decision=decisions[number % len(decisions)],
            status="pending",
            date=str(first + dt.timedelta(3 * number // len(decisions) + number % 1000)),
            **of_follow_up(),
            **published,
        ),
    )
    of_statement = texts(Statement, "gist")
    speakers = list(Statement.objects.values_list("speaker_id", flat=True))
    more(
        Statement,
        STATEMENTS,
        lambda number: Statement(
            slug=f"bench-statement-{number}",
            round=rounds[number % len(rounds)],
            speaker_id=chance.choice(speakers),
            day=first + dt.timedelta(number % 3000),
            stance=Statement.Stance.NEUTRAL,
            **of_statement(),
            **published,
        ),
    )
    with connection.cursor() as cursor:
        # The index first takes what is new on a list, which each search would have to read.
        cursor.execute("VACUUM ANALYZE")


def report(as_of: AsOf, explain: bool) -> None:
    """Print for each query how long it takes, to find decisions and to find everything, and how many."""
    print(f"{'':60} {'the query':>14} {'a page of them':>14} {'everything':>14}")
    print(f"{'':53} {'found':>6} {'median':>8} {'95%':>5} {'median':>8} {'95%':>5} {'median':>8} {'95%':>5}")
    medians = []
    for what, text in QUERIES.items():
        found = search_kind("decisions", text, as_of).total
        query, page = measure(lambda text=text: search_kind("decisions", text, as_of))
        _union, everything = measure(lambda text=text: search(text, as_of))
        medians.append(statistics.median(query))
        columns = "".join(
            f" {statistics.median(times):8.1f} {statistics.quantiles(times, n=20)[-1]:5.1f}"
            for times in (query, page, everything)
        )
        print(f"{what:<29}{text:<24} {found:6}{columns}")
        if explain:
            print(Decision.objects.known_by(as_of).matching(looked_for(text)).explain(analyze=True), "\n")
    slow = sum(median > TARGET for median in medians)
    print(f"{len(medians) - slow} of {len(medians)} queries find the decisions in {TARGET} ms.")


def measure(run: Callable[[], Any]) -> tuple[list[float], list[float]]:
    """Give how long the longest statement takes, and all of it, run by run, in milliseconds."""
    statements: list[float] = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            statements.append((time.perf_counter() - start) * 1000)

    run()
    longest, total = [], []
    with connection.execute_wrapper(timed):
        for _run in range(RUNS):
            statements.clear()
            start = time.perf_counter()
            run()
            total.append((time.perf_counter() - start) * 1000)
            longest.append(max(statements))
    return longest, total


if __name__ == "__main__":
    main()
