"""The style sheet of the charts, written into a drawing that stands alone.

Outside a page there is no sheet and no theme, and what draws or edits SVG knows little CSS: each element gets
the attributes that the sheet's rules come to, with the colours of one theme.
"""

from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

import tinycss2
from cssselect2 import ElementWrapper, Matcher, compile_selector_list
from django.conf import settings
from tinycss2.ast import Declaration, FunctionBlock, Node

SHEET = settings.BASE_DIR / "static" / "css" / "charts.css"
# What the sheet says of SVG that SVG has an attribute for.
ATTRIBUTES = {
    *("color", "fill", "fill-opacity", "opacity", "paint-order", "stroke", "stroke-dasharray"),
    *("stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width"),
    *("font-family", "font-size", "font-weight", "overflow"),
}
INHERITED = {"inherit", "unset"}
# SVG of before CSS's colours has another word for what has none.
NO_COLOUR = "transparent"


def dress(root: Element, theme: str) -> None:
    """Write what the sheet says of each element into it, in the colours of the theme `light` or `dark`.

    Attributes that are there may name the sheet's tokens, as `var(--ink)`. The classes then say nothing any
    more, and are taken away.
    """
    root.set("data-theme", theme)
    tree = ElementWrapper.from_xml_root(root)
    tokens = {declared.name: declared.value for declared in _declared(tree) if declared.name.startswith("--")}
    # All is matched before anything is changed: selectors look at ancestors.
    said = [(wrapper.etree_element, list(_declared(wrapper))) for wrapper in tree.iter_subtree()]
    for element, declarations in said:
        for name, value in element.attrib.items():
            if "var(" in value:
                element.set(name, _written(tinycss2.parse_component_value_list(value), tokens))
        for declared in declarations:
            if declared.name in ATTRIBUTES:
                _set(element, declared.name, _written(declared.value, tokens))
    for element in root.iter():
        element.attrib.pop("class", None)
    root.attrib.pop("data-theme")


def _set(element: Element, name: str, value: str) -> None:
    if value in INHERITED:
        element.attrib.pop(name, None)
    else:
        element.set(name, "none" if value == NO_COLOUR else value)


def _declared(wrapper: ElementWrapper) -> Iterator[Declaration]:
    """Yield what the sheet says of an element, what counts most last."""
    for _specificity, _order, _pseudo, declarations in _rules().match(wrapper):
        yield from declarations


def _written(value: list[Node], tokens: dict[str, list[Node]]) -> str:
    """Give a value as text, with that of a token in the place of its name; KeyError where there is none."""
    parts: list[Node] = []
    for part in value:
        if isinstance(part, FunctionBlock) and part.lower_name == "var":
            name = next(argument.value for argument in part.arguments if argument.type == "ident")
            parts += tokens[name]
        else:
            parts.append(part)
    return tinycss2.serialize(parts).strip()


@cache
def _rules() -> Matcher:
    """Read the sheet: its rules that always hold, whatever the reader's screen and system are."""
    matcher = Matcher()
    sheet = tinycss2.parse_stylesheet(SHEET.read_text(), skip_comments=True, skip_whitespace=True)
    for rule in sheet:
        if rule.type != "qualified-rule":
            continue
        parsed = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        declarations = [one for one in parsed if one.type == "declaration"]
        for selector in compile_selector_list(rule.prelude):
            matcher.add_selector(selector, declarations)
    return matcher
