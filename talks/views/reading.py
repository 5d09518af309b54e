"""How a page of the record is answered: the day that it speaks for, what moved, what is not there."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from talks.forms import LONGEST_TEXT, BoundDayField
from talks.models import AsOf, Edition, FormerAddress
from talks.models.claims import Entry
from talks.notation import Notation
from talks.pages.frame import RecordPage
from talks.record.frozen import frozen, is_frozen
from talks.search import words
from talks.transcribing import transcribed
from talks.views.citing import cited, ending_asked
from talks.views.refusing import as_sentence, refuse, what_is_wrong

# Readers' own caches ask each time whether a page changed; shared ones may keep it for a minute.
fresh_for_a_minute = cache_control(public=True, max_age=0, s_maxage=60, must_revalidate=True)

# What may be asked of an address that gives data.
ANSWERED = "GET, HEAD, OPTIONS"


def only_reads(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be asked for and nothing be sent to it: whoever sends something is told so, with 405.

    There is no form to check, of which Django would speak first.
    """
    return csrf_exempt(require_safe(view))


class NotThere(Exception):
    """There is no page at the address: ends the view with the answer that says why."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer


def reads_the_record(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer for the day that the address asks for: it gets an `AsOf` after the request.

    Months and digits are written as the address asks. Without an edition the page says that there is none;
    `as_of` that is no day answers 400. htmx gets parts of pages, so caches keep them apart.
    """

    written = written_as_asked(view)

    @only_reads
    @fresh_for_a_minute
    @vary_on_headers("HX-Request", "HX-History-Restore-Request", "HX-Trigger")
    @wraps(view)
    def answer(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
        edition = Edition.objects.current()
        if edition is None:
            return render(request, "talks/no_record.html")
        try:
            with record_asked(request.GET, edition) as as_of:
                return written(request, as_of, *args, **names)
        except ValidationError as error:
            return bad_request(request, error)
        except NotThere as not_there:
            return not_there.answer

    return answer


def written_as_asked(
    view: Callable[..., HttpResponse], *, asked: Callable[[QueryDict], Notation] = Notation.asked
) -> Callable[..., HttpResponse]:
    """Let a view be answered in the months and digits that the address asks for, and its links carry them on.

    `asked` reads them; by itself it raises ValidationError for what is no such notation.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponse:
        with asked(request.GET).in_use():
            return transcribed(view(request, *args, **names))

    return answer


# The same for a view whose form of options says what is wrong.
written_as_chart_asks = partial(written_as_asked, asked=Notation.asked_of_chart)


def gives_data(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer with data for the day that the address asks for: it gets an `AsOf` after the request.

    Pages of any site may read it. What is wrong is said in the format that was asked for: 400 for what the
    view refuses with a ValidationError, 404 without an edition, 405 for what is sent.
    """

    @csrf_exempt
    @fresh_for_a_minute
    @open_to_all_sites
    @wraps(view)
    def answer(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ANSWERED})
        if request.method not in ("GET", "HEAD"):
            words = _("Data can only be asked for: nothing can be sent here.")
            response = refuse(request, ValidationError(words), status=405)
            response["Allow"] = ANSWERED
            return response
        edition = Edition.objects.current()
        if edition is None:
            return refuse(request, ValidationError(_("There is no edition of the record yet.")), status=404)
        try:
            with record_asked(request.GET, edition) as as_of:
                return view(request, as_of, *args, **names)
        except ValidationError as error:
            return refuse(request, error)
        except NotThere as not_there:
            status = not_there.answer.status_code
            if status < 400:
                return not_there.answer
            said = {404: _("There is nothing of this name in the record."), 410: _("It was deleted.")}[status]
            return refuse(request, ValidationError(said), status)

    return answer


def open_to_all_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let scripts and frames of other sites read what a view answers (CORS): it is the same for everyone."""

    @wraps(view)
    def answer(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
        response = view(request, *args, **names)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = ANSWERED
            response["Access-Control-Allow-Headers"] = "*"
        return response

    return answer


@contextmanager
def record_asked(query: QueryDict, current: Edition) -> Iterator[AsOf]:
    """Let what is within read the record that an address asks for; gives its edition and day.

    That is the record as it is now, in its current edition; or the edition that `edition` names, as it was
    frozen, so that an address that was cited says for ever the same. Raises ValidationError for what is no
    edition or, in `as_of`, no day.
    """
    number = query.get("edition")
    if not number:
        yield as_of_asked(query, current)
        return
    is_number = number.isdecimal() and len(number) < 6
    asked = Edition.objects.published().filter(number=number).first() if is_number else None
    if asked is None:
        words = _("“%(value)s” is no edition of the record; the newest is %(newest)s.")
        raise ValidationError({"edition": words % {"value": number, "newest": current.number}})
    newer = None if asked == current else current
    if is_frozen(asked):
        with frozen(asked) as edition:
            yield replace(as_of_asked(query, edition), is_pinned=True, newer=newer)
    elif newer:
        words = _("Of edition %(value)s no frozen files were kept.")
        raise ValidationError({"edition": words % {"value": number}})
    else:
        yield replace(as_of_asked(query, current), is_pinned=True)


def as_of_asked(query: QueryDict, edition: Edition) -> AsOf:
    """Give the day that an address asks for in `as_of`, moved into the span of the record.

    A month or a year stands for its last day. Raises ValidationError for what is no day.
    """
    text = query.get("as_of")
    try:
        asked = BoundDayField(ends=True).clean(text)
    except ValidationError as error:
        asked = _day_far_away(text)
        if asked is None:
            raise ValidationError({"as_of": error}) from None
    if asked is None or asked == edition.day:
        return AsOf(edition, edition.day)
    if asked > edition.day:
        return AsOf(edition, edition.day, asked)
    first = edition.first_day()
    return AsOf(edition, first, asked) if asked < first else AsOf(edition, asked)


def _day_far_away(text: str) -> dt.date | None:
    """Give a day, or the first of a month or year, in centuries that the dates of the record do not know."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    try:
        return found and dt.date(*(int(part or 1) for part in found.groups()))
    except ValueError:
        return None


def bad_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer 400 with a page that names what is wrong in the address; in its format where a citation is."""
    if ending := ending_asked(request):
        return refuse(request, error, ending=ending)
    said = [as_sentence(*one) for one in what_is_wrong(error)]
    return render(request, "400.html", {"messages_of_error": said}, status=400)


def entry_or_not_there(request: HttpRequest, as_of: AsOf, entries, slug: str) -> Entry:
    """Give the entry of this slug among `entries`, which are those known on the day.

    Raises NotThere with what the reader gets instead: a redirect where its slug changed, 410 where it was
    deleted, 404 where there is none, which says so where it came later than the day.
    """
    entry = entries.filter(slug=slug).first()
    if entry is not None:
        return entry
    known_today = entries.model.objects.known_by(AsOf(as_of.edition, as_of.edition.day))
    former = FormerAddress.objects.of(entries.model, slug)
    if former and not former.present:
        raise NotThere(render(request, "410.html", status=410))
    if former and known_today.filter(slug=former.present).exists():
        raise NotThere(_moved(request, former.present))
    # A former address of what readers do not see answers as one that never was.
    came_later = former is None and as_of.is_rewound and known_today.filter(slug=slug).exists()
    context = {"as_of": as_of if came_later else None, "looked_for": words_of_address(request.path)}
    raise NotThere(render(request, "404.html", context, status=404))


def words_of_address(path: str) -> str:
    """Give what the last part of an address names, as words to search for: "astana-99" is "astana 99"."""
    last = path.rstrip("/").rpartition("/")[2]
    return " ".join(words(last))[:LONGEST_TEXT]


def _moved(request: HttpRequest, present: str) -> HttpResponse:
    match = request.resolver_match
    address = reverse(match.view_name, kwargs=match.kwargs | {"slug": present})
    query = request.META["QUERY_STRING"]
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for the part of a page that changes; with the day shown, all of it does."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request and htmx.trigger != "rewind"


def show(
    request: HttpRequest, template: str, page: RecordPage, *, part: str = "results", **context
) -> HttpResponse:
    """Answer with a page; htmx gets its part of that name. 400 where what was asked for has an error.

    What htmx shows gets the address that names what was asked for and nothing that was left empty. With
    `cite` in the address the answer is the citation of a page that has one.
    """
    if request.GET.get("cite") and page.is_cited:
        return cited(request, page)
    form = getattr(page, "form", None)
    is_part = wants_part(request) and bool(part)
    answer = render(
        request,
        f"{template}#{part}" if is_part else template,
        {"page": page, "form": form, "is_part": is_part, **context},
        status=200 if form is None or form.is_valid() else 400,
    )
    if form is not None and request.htmx.trigger in {"filters", "rewind"}:
        answer["HX-Push-Url"] = request.path + form.query().rstrip("?")
    return answer
