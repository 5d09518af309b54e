"""What is proposed of each paragraph of a joint statement, and which of its words made that."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext, ngettext

from talks.joint_statement.keywords import (
    OF_KINDS,
    OF_TOPICS,
    OPENINGS,
    SIGNATURES,
    THANKS,
    Keyword,
    Keywords,
    keywords,
)
from talks.joint_statement.paragraphs import (
    Pair,
    Paragraph,
    are_numbered_alike,
    count_invisible,
    count_unreadable,
    paired,
)
from talks.search import Query, mark, search_text, words

# The column of a title takes no more.
LONGEST_TITLE = 120
# A line beneath a statement, or above it, is shorter than this.
SHORT_LINE = 100
# In so many of its first words a paragraph says that it thanks or opens.
FIRST_WORDS = 8


@dataclass(frozen=True)
class ProposedTopic:
    """A topic and the keywords by which a paragraph is about it, by the language of the text.

    One that is only mentioned is shown and not chosen: its keywords stand in paragraphs about anything.
    """

    slug: str
    keywords: Mapping[str, Sequence[Keyword]]
    is_chosen: bool


@dataclass(frozen=True)
class ProposedKind:
    """A kind of decision and the keyword that made it, by the language of the text."""

    kind: str
    keywords: Mapping[str, Keyword]


@dataclass(frozen=True)
class Proposal:
    """What a paragraph would be as a decision; nothing in it is not in the text.

    `kinds` are those that its texts speak for, the one proposed first. `number` is None where it would only
    get one if it were kept; `number_in_text` is the one that it carries there.
    """

    texts: Mapping[str, str]
    titles: Mapping[str, str]
    number_in_text: int | None
    number: int | None
    kinds: Sequence[ProposedKind]
    topics: Sequence[ProposedTopic]
    is_kept: bool
    reason: str

    @property
    def kind(self) -> str:
        """Give the kind that is proposed; empty where no word speaks for one."""
        return self.kinds[0].kind if self.kinds else ""

    @property
    def is_moved_on(self) -> bool:
        """Tell whether its number in the text was taken."""
        return None not in (self.number, self.number_in_text) and self.number != self.number_in_text

    def marked(self, language: str) -> SafeString:
        """Give its text in a language with the keywords marked that made any of the proposals."""
        found = [keyword for topic in self.topics for keyword in topic.keywords.get(language, ())]
        found += [kind.keywords[language] for kind in self.kinds if language in kind.keywords]
        return mark(self.texts[language], Query("", tuple(keyword.term for keyword in found)))


def proposals(
    texts: Mapping[str, Sequence[Paragraph]],
    topics: Mapping[str, Iterable[str]],
    taken: Collection[int] = (),
) -> list[Proposal]:
    """Give a proposal for each paragraph of a statement in its languages.

    `topics` are those that may be proposed, by their slugs, with their names; `taken` the numbers that other
    decisions have.
    """
    known = {slug: OF_TOPICS.get(slug) or keywords_of_names(names) for slug, names in topics.items()}
    return _numbered([_proposal(pair, known) for pair in paired(texts)], taken)


def remarks(pasted: Mapping[str, str], texts: Mapping[str, Sequence[Paragraph]]) -> Iterator[str]:
    """Yield what an editor should know of the texts as a whole, in words."""
    if odd := sum(map(count_invisible, pasted.values())):
        yield ngettext(
            "%(count)d invisible character was left out.",
            "%(count)d invisible characters were left out.",
            odd,
        ) % {"count": odd}
    if lost := sum(map(count_unreadable, pasted.values())):
        yield ngettext(
            "%(count)d character could not be read and shows as �: compare it with the source.",
            "%(count)d characters could not be read and show as �: compare them with the source.",
            lost,
        ) % {"count": lost}
    there = {language: of_text for language, of_text in texts.items() if of_text}
    if len(there) > 1:
        yield from _remarks_on_pairs(there)


def _remarks_on_pairs(texts: Mapping[str, Sequence[Paragraph]]) -> Iterator[str]:
    if not are_numbered_alike(texts):
        yield gettext(
            "Only one of the texts is numbered: the paragraphs are paired by their order. Compare each pair."
        )
    counts = {language: len(of_text) for language, of_text in texts.items()}
    if len(set(counts.values())) > 1:
        yield gettext(
            "The texts differ in the number of their paragraphs: {counts}. Compare each pair."
        ).format(
            counts=_listed(
                f"{get_language_info(language)['name_translated']} {number}"
                for language, number in counts.items()
            )
        )
    for language, of_text in texts.items():
        numbers = {paragraph.number for paragraph in of_text} - {None}
        others = {each.number for other in texts if other != language for each in texts[other]} - {None}
        if others and (alone := sorted(numbers - others)):
            yield gettext("Numbers that only the text in one language has ({language}): {numbers}.").format(
                language=get_language_info(language)["name_translated"], numbers=_listed(map(str, alone))
            )


def _listed(parts: Iterable[str]) -> str:
    # Translators: between two phrases of a list.
    return gettext(", ").join(parts)


# One paragraph


def keywords_of_names(names: Iterable[str]) -> Keywords:
    """Give the keywords of a topic that the table does not know: its names, and the words in them."""
    names = [name for name in names if words(name)]
    parts = {word for name in names for word in words(name) if len(word) > 3}
    return Keywords(own=keywords(*names), general=keywords(*sorted(parts)))


def _proposal(pair: Pair, known: Mapping[str, Keywords]) -> Proposal:
    texts = {language: paragraph.text for language, paragraph in pair.items()}
    columns = {language: search_text("", text) for language, text in texts.items()}
    number = next((paragraph.number for paragraph in pair.values() if paragraph.number), None)
    kinds = proposed_kinds(columns)
    is_kept, reason = _judged(texts, number, kinds)
    return Proposal(
        texts=texts,
        titles={language: proposed_title(text) for language, text in texts.items()},
        number_in_text=number,
        number=number,
        kinds=kinds,
        topics=proposed_topics(columns, known),
        is_kept=is_kept,
        reason=reason,
    )


def proposed_topics(columns: Mapping[str, str], known: Mapping[str, Keywords]) -> list[ProposedTopic]:
    """Give the topics that the texts of a paragraph, as `search_text` has them, are about, and why.

    Those whose own words are found are chosen; if there are none, those with a general word.
    """
    own = {slug: found for slug, of in known.items() if (found := _found_in(columns, of.own))}
    general = {
        slug: found
        for slug, of in known.items()
        if slug not in own and (found := _found_in(columns, of.general))
    }
    return [
        *(ProposedTopic(slug, found, is_chosen=True) for slug, found in own.items()),
        *(ProposedTopic(slug, found, is_chosen=not own) for slug, found in general.items()),
    ]


def proposed_kinds(columns: Mapping[str, str]) -> list[ProposedKind]:
    """Give the kinds that the texts of a paragraph speak for: one, more where the languages differ."""
    first: dict[str, dict[str, Keyword]] = {}
    for language, column in columns.items():
        for kind, of_kind in OF_KINDS.items():
            if found := _found(column, of_kind):
                first.setdefault(kind, {})[language] = found[0]
                break
    return [ProposedKind(kind, first[kind]) for kind in OF_KINDS if kind in first]


def _found_in(columns: Mapping[str, str], sought: Iterable[Keyword]) -> dict[str, list[Keyword]]:
    sought = list(sought)
    return {language: found for language, column in columns.items() if (found := _found(column, sought))}


def _found(column: str, sought: Iterable[Keyword]) -> list[Keyword]:
    return [keyword for keyword in sought if keyword.term.is_in(column)]


def proposed_title(text: str) -> str:
    """Give the first sentence of a text for a title; of a long one its first words, and an ellipsis."""
    first = re.split(r"(?<=[.!?؟])\s+(?=[^\Wa-z\d_])|[:;؛]\s", text, maxsplit=1)[0].rstrip(" .:;؛،,")
    if len(first) <= LONGEST_TITLE:
        return first
    start = first[: LONGEST_TITLE - 1]
    return f"{start.rpartition(' ')[0] or start}…"


def _judged(texts: Mapping[str, str], number: int | None, kinds: Sequence[ProposedKind]) -> tuple[bool, str]:
    """Tell whether a paragraph is proposed to be kept, and why."""
    if thanks := _first_words_have(texts, THANKS):
        return False, gettext("It gives thanks: “%(word)s”.") % {"word": thanks.text}
    if number:
        return True, gettext("It carries the number %(number)d in the text.") % {"number": number}
    if opening := _first_words_have(texts, OPENINGS):
        return False, gettext("It opens the statement: “%(word)s”.") % {"word": opening.text}
    if all(text.endswith(":") for text in texts.values()):
        return False, gettext("It introduces what follows: it ends with a colon.")
    is_short = all(len(text) < SHORT_LINE for text in texts.values())
    if is_short and (signed := _first_words_have(texts, SIGNATURES)):
        return False, gettext("It reads like a signature: “%(word)s”.") % {"word": signed.text}
    if kinds:
        word = next(iter(kinds[0].keywords.values())).text
        return True, gettext("It reads like a decision: “%(word)s”.") % {"word": word}
    if is_short and not any(text.endswith((".", ";", "؛")) for text in texts.values()):
        return False, gettext("It reads like a heading, a date or a signature: it is short and no sentence.")
    return False, gettext("It carries no number, and no word of a decision was found in it.")


def _first_words_have(texts: Mapping[str, str], sought: Iterable[Keyword]) -> Keyword | None:
    sought = list(sought)
    for text in texts.values():
        start = " ".join(text.split()[:FIRST_WORDS])
        if found := _found(search_text("", start), sought):
            return found[0]
    return None


# Numbers


def _numbered(found: Sequence[Proposal], taken: Collection[int]) -> list[Proposal]:
    """Give the proposals with numbers that are free.

    One keeps its number of the text, unless that is taken or not above the last: then it takes the next free
    one, and so do those after it. What is kept without a number takes one after all of these.
    """
    used = set(taken)
    last = 0
    numbered = []
    for proposal in found:
        number = proposal.number_in_text
        if number:
            if number <= last or number in used:
                number = next_free(used, after=last)
            used.add(number)
            last = number
        numbered.append(replace(proposal, number=number))
    for place, proposal in enumerate(numbered):
        if proposal.is_kept and proposal.number is None:
            number = next_free(used, after=max(used, default=0))
            used.add(number)
            numbered[place] = replace(proposal, number=number)
    return numbered


def next_free(used: Collection[int], after: int = 0) -> int:
    """Give the first number above another that is not used."""
    return next(number for number in count(after + 1) if number not in used)
