"""The two roles at the desk: editors write and send to review, publishers decide what readers see."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission

EDITORS = "Editors"
PUBLISHERS = "Publishers"

# What editors write; whether a change shows at once is another matter, see `may_publish`.
WRITTEN = (
    *("round", "event", "zoneevent", "participation", "dateannouncement"),
    *("decision", "followup", "topic", "statement", "difference", "differenceversion"),
    *("party", "guarantorstate", "person", "source", "track", "citation"),
)
# What only publishers change.
KEPT_BY_PUBLISHERS = ("edition", "formeraddress")
PUBLISH = "publish_record"


def may_publish(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether an account may publish, take back and correct what readers see."""
    return user.has_perm(f"talks.{PUBLISH}")


def permissions_of(role: str) -> set[str]:
    """Name the permissions that a role has in the record: `change_round`.

    Editors may delete, too: the desk lets them delete only what readers do not see.
    """
    names = {f"{verb}_{kind}" for kind in WRITTEN for verb in ("view", "add", "change", "delete")}
    names |= {f"view_{kind}" for kind in KEPT_BY_PUBLISHERS}
    if role == PUBLISHERS:
        names |= {f"{verb}_{kind}" for kind in KEPT_BY_PUBLISHERS for verb in ("add", "change", "delete")}
        names.add(PUBLISH)
    return names


def give_roles_their_permissions(
    groups: type[Group] = Group, permissions: type[Permission] = Permission
) -> None:
    """Make the two roles where they are missing and give them their permissions.

    A migration brings its own models. Permissions that somebody added to a role stay.
    """
    for role in (EDITORS, PUBLISHERS):
        group, _is_new = groups.objects.get_or_create(name=role)
        names = permissions_of(role)
        group.permissions.add(
            *permissions.objects.filter(content_type__app_label="talks", codename__in=names)
        )
