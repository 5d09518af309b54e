"""What WordPress makes of the oEmbed answer of a provider that it does not know, told again in Python.

After wp-includes/embed.php (`wp_filter_oembed_result`) and kses, for elements as we write them: well-formed,
lower case, attributes in double quotes.
"""

import re
from html.parser import HTMLParser

SECRET = "abcdefghij"
LETS_IN = {
    "a": {"href"},
    "blockquote": set(),
    "iframe": {
        *("src", "width", "height", "frameborder", "marginwidth", "marginheight", "scrolling", "title"),
    },
}


class Kses(HTMLParser):
    """Keeps the elements and attributes that are let in; of all others the words alone."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = LETS_IN.get(tag)
        if allowed is None:
            self.dropped.append(tag)
            return
        self.dropped += [f"{tag}[{name}]" for name, _value in attrs if name not in allowed]
        source = self.get_starttag_text() or ""
        kept = [whole for whole, name in re.findall(r'( ([\w-]+)="[^"]*")', source) if name in allowed]
        self.kept.append(f"<{tag}{''.join(kept)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in LETS_IN:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.kept.append(f"&#{name};")


def filter_result(html: str) -> tuple[str, list[str]]:
    """Give what WordPress shows for the `html` of an answer of type rich, and what it dropped of it.

    What it shows is empty where it shows nothing: it needs a frame.
    """
    kses = Kses()
    kses.feed(html)
    kses.close()
    filtered = "".join(kses.kept)
    found = re.search(r"(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)", filtered, re.S)
    if not found:
        return "", kses.dropped
    quotation, frame = found[1] or "", found[2]
    frame = re.sub(r' src="(.*?)"', rf' src="\1#?secret={SECRET}" data-secret="{SECRET}"', frame, count=1)
    if quotation:
        quotation = quotation.replace(
            "<blockquote", f'<blockquote class="wp-embedded-content" data-secret="{SECRET}"'
        )
        frame = frame.replace("<iframe", '<iframe style="position: absolute; visibility: hidden;"')
    frame = frame.replace(
        "<iframe", '<iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted"'
    )
    return quotation + frame, kses.dropped
