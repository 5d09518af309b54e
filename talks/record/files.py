"""The files themselves: YAML as the record uses it, read with its lines, written for good diffs."""

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from talks.record.problems import Problem

WIDTH = 110

TEXT, NUMBER, FLAG, NOTHING, TIMESTAMP = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "null", "timestamp")
)


@dataclass(frozen=True)
class RawEntry:
    """Hold an entry as it was written, with the line on which it begins and those of its keys."""

    values: dict[str, Any]
    line: int
    lines: dict[str, int]


# Reading


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which a bare word is a text: dates stay as written, and `no` is the code of Norway."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}


_Loader.add_implicit_resolver(NOTHING, re.compile(r"(?:~|null|)\Z"), ["~", "n", ""])
_Loader.add_implicit_resolver(FLAG, re.compile(r"(?:true|false)\Z"), ["t", "f"])
_Loader.add_implicit_resolver(NUMBER, re.compile(r"(?:0|-?[1-9][0-9]{0,8})\Z"), list("-0123456789"))


class _Mistake(Exception):
    """Say what in a file is not as the record uses YAML."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1


def read_file(path: Path) -> tuple[list[RawEntry], list[Problem]]:
    """Read the entries of a file, and what keeps it from being read; one that cannot be read has none."""

    def problem(message: object, line: int | None = None) -> Problem:
        return Problem(path.name, str(message), line=line)

    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        if root is None:  # nothing but comments
            return [], []
        if not isinstance(root, yaml.SequenceNode):
            raise _Mistake(root, "is not a list of entries, each beginning with a dash")
        return [_entry(node) for node in root.value], []
    except FileNotFoundError:
        return [], [problem("the file is missing")]
    except OSError as error:
        return [], [problem(f"cannot be opened: {error.strerror}")]
    except UnicodeDecodeError as error:
        return [], [problem(f"is not in UTF-8 (byte {error.start})")]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = ", ".join(filter(None, [error.context, error.problem]))
        return [], [problem(f"is not YAML: {words}", mark.line + 1 if mark else None)]
    except yaml.YAMLError as error:
        return [], [problem(f"is not YAML: {' '.join(str(error).split())}")]
    except _Mistake as error:
        return [], [problem(error, error.line)]
    except RecursionError:
        return [], [problem("is nested too deeply")]


def _entry(node: yaml.Node) -> RawEntry:
    if not isinstance(node, yaml.MappingNode):
        raise _Mistake(node, "is not an entry; an entry is made of keys and values")
    return RawEntry(
        values=_value(node, set()),
        line=node.start_mark.line + 1,
        lines={key.value: key.start_mark.line + 1 for key, _value in node.value},
    )


def _value(node: yaml.Node, seen: set[int]) -> Any:
    """Give the value of a node, made of texts, numbers, flags, None, lists and mappings only."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag not in {TEXT, NUMBER, FLAG, NOTHING}:
            raise _Mistake(node, f"{node.tag!r} is not used in the record's files")
        if node.tag == NUMBER and re.fullmatch(r"-?\d{1,9}", node.value):
            return int(node.value)
        return {FLAG: node.value == "true", NOTHING: None}.get(node.tag, node.value)
    if id(node) in seen:
        raise _Mistake(node, "anchors and aliases (& and *) are not used in the record's files")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, seen) for item in node.value]
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Mistake(key, "a key is not a word")
        if key.value in mapping:
            raise _Mistake(key, f"the key {key.value!r} stands twice")
        mapping[key.value] = _value(value, seen)
    return mapping


# Writing


class _Dumper(yaml.SafeDumper):
    """Block style, with lists set in under their key. In Python, as the C library breaks lines elsewhere."""

    # Dates need no quotes: the record's reader takes them as text.
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Write a text of several paragraphs with its line breaks as they are."""
    return dumper.represent_scalar(TEXT, text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _write_text)


def forms_in(content: bytes) -> list[dict[str, Any]]:
    """Give the forms of a file that the record wrote itself; nothing in it is checked."""
    root = yaml.compose(content.decode(), Loader=_Loader)
    return [] if root is None else [_value(node, set()) for node in root.value]


def content_of(about: str, forms: Iterable[dict[str, Any]]) -> bytes:
    """Give what a file of these entries holds, under a comment that says what they are."""
    comment = textwrap.fill(about, WIDTH, initial_indent="# ", subsequent_indent="# ") + "\n"
    entries = (
        yaml.dump([form], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH) for form in forms
    )
    return "\n".join([comment, *entries]).encode()


def write_file(path: Path, about: str, forms: Iterable[dict[str, Any]]) -> None:
    """Write entries into a file."""
    path.write_bytes(content_of(about, forms))
