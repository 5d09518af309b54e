"""Who takes part and who speaks."""

from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from talks.bilingual import bilingual
from talks.models.claims import Entry, NamedQuerySet
from talks.models.editions import AsOf
from talks.models.searching import SearchedQuerySet
from talks.search import SearchTextField


class PartyQuerySet(SearchedQuerySet, NamedQuerySet):
    named_by = ("participations", "decisions_adopted", "announcements", "people")

    def published(self) -> "PartyQuerySet":
        """Keep the guarantor states, and what took part, adopted, announced or sent whom readers may see."""
        return self.filter(models.Q(guarantor_order__isnull=False) | self._named())

    def guarantors(self) -> "PartyQuerySet":
        """Keep the guarantor states of the Astana format, in the order in which they are always named."""
        return self.filter(guarantor_order__isnull=False).order_by("guarantor_order")


class Party(Entry):
    """A state, an organisation or a delegation that takes part, adopts or speaks."""

    class Kind(models.TextChoices):
        STATE = "state", pgettext_lazy("kind of party", "state")
        UN = "un", _("United Nations body")
        SYRIAN_GOVERNMENT = "syrian-government", _("Syrian government")
        SYRIAN_OPPOSITION = "syrian-opposition", _("Syrian opposition")
        ORGANISATION = "organisation", _("organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = bilingual(models.CharField(_("name"), max_length=120))
    iso = models.CharField(_("country code"), max_length=2, blank=True, help_text=_("ISO 3166, such as RU."))
    role_note = bilingual(models.TextField(_("its part in the talks"), blank=True))
    search_text = SearchTextField(names=("name_en", "name_ar"), of=("role_note_en", "role_note_ar"))
    guarantor_order = models.PositiveSmallIntegerField(
        _("place among the guarantors"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("Empty for a party that is no guarantor state."),
    )

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["guarantor_order", "slug"]

    def __str__(self) -> str:
        return self.name

    def proposed_slug(self) -> str:
        return slugify(self.name_en) or "party"

    def get_absolute_url(self) -> str:
        return reverse("party", args=[self.slug])

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away its part in the talks, which is told as of the edition's day."""
        self.role_note_ar = self.role_note_en = ""

    def is_guarantor(self) -> bool:
        """Tell whether it is a guarantor state."""
        return self.guarantor_order is not None


class GuarantorStateManager(models.Manager.from_queryset(PartyQuerySet)):
    def get_queryset(self) -> PartyQuerySet:
        return super().get_queryset().guarantors()


class GuarantorState(Party):
    """One of the three states that vouch for the Astana format: Russia, Turkey, Iran."""

    objects = GuarantorStateManager()

    class Meta:
        proxy = True
        verbose_name = _("guarantor state")
        verbose_name_plural = _("guarantor states")


class PersonQuerySet(SearchedQuerySet, NamedQuerySet):
    """Readers see who led a delegation, spoke or announced a date in something that is published."""

    named_by = ("led", "statements", "announcements")


class Person(Entry):
    """Someone who leads a delegation or speaks; or an institution that spoke without a name."""

    name = bilingual(models.CharField(_("name"), max_length=120))
    office = bilingual(models.CharField(_("office"), max_length=200, blank=True))
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("party"), related_name="people")
    is_institution = models.BooleanField(_("an institution, no speaker named"), default=False)
    search_text = SearchTextField(names=("name_en", "name_ar"), of=("office_en", "office_ar"))

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def proposed_slug(self) -> str:
        return slugify(self.name_en) or "person"

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.slug])

    def stand_as_of(self, as_of: AsOf) -> None:
        """Take away the office, which is told as of the edition's day."""
        self.office_ar = self.office_en = ""
