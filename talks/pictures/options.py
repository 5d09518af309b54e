"""What an address may ask of a picture, besides the options of its chart."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

# What only pictures may be asked: no option of a chart.
OF_PICTURES = ("width", "size", "scale")


class PictureOptions(forms.Form):
    """How a chart is made a picture: at which of its widths or as a card, how fine, in which colours.

    The theme is an option of the chart, too; a picture does not know what its reader's system has.
    """

    width = forms.CharField(required=False)
    size = forms.ChoiceField(
        choices=[("", ""), ("card", "card")],
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no size: say card, or ask for a width.")},
    )
    scale = forms.TypedChoiceField(
        choices=[("", ""), ("1", "1"), ("2", "2")],
        coerce=int,
        empty_value=1,
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no scale: say 1 or 2.")},
    )
    theme = forms.ChoiceField(
        choices=[("", ""), ("light", "light"), ("dark", "dark")],
        required=False,
        error_messages={"invalid_choice": _("“%(value)s” is no theme of a picture: say light or dark.")},
    )

    def __init__(self, data: QueryDict, widths: Sequence[int], *, has_pixels: bool) -> None:
        """Take the address's query, the widths of the chart's drawings, and whether there will be pixels."""
        super().__init__(data)
        self.widths = widths
        self.has_pixels = has_pixels

    def clean_width(self) -> int:
        """Give the width of the drawing; 0 where none is asked for."""
        asked = self.cleaned_data["width"]
        if asked and self.data.get("size"):
            raise forms.ValidationError(_("A card is 1200 × 630 pixels: ask for a width or for a card."))
        if asked and asked not in map(str, self.widths):
            words = _("“%(value)s” is no width of this chart: it is drawn %(widths)s pixels wide.")
            names = {"value": asked, "widths": " / ".join(map(str, self.widths))}
            raise forms.ValidationError(words, params=names)
        return int(asked or 0)

    def clean_scale(self) -> int:
        """Give how many pixels are drawn for one."""
        if self.data.get("scale") and not self.has_pixels:
            raise forms.ValidationError(_("Only a PNG has a scale: an SVG is sharp at every size."))
        return self.cleaned_data["scale"]

    @property
    def is_card(self) -> bool:
        """Tell whether a card for social media is asked for."""
        return self.cleaned_data["size"] == "card"

    @property
    def theme_asked(self) -> str:
        """Give the theme: light where none is asked for."""
        return self.cleaned_data["theme"] or "light"

    def errors_by_name(self) -> dict[str, Any]:
        """Give what is wrong, by parameter."""
        return self.errors.as_data()
