"""The staff roles and their permissions (docs/decisions/0013-roles-are-code.md).

The roles are Django groups. Every ``migrate`` resets them to exactly what the registers grant.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from eving.core import registry
from eving.core.registry import Grant

# Terms by which entries are sorted and found, and the lists that all registers share.
SEARCH_WORDS = ("core.compoundword", "core.synonymgroup")
WORDS = ("core.topic", "core.street", "core.crossstreet", *SEARCH_WORDS)
FRAME = ("core.fieldofaction", "core.framework", "core.frameworkgoal", "core.districtpart")
OWN_GRANTS = [
    Grant("read", "view", (*WORDS, *FRAME)),
    Grant("editor", "add change", WORDS),
    Grant("moderator", "view", ("core.contribution",)),  # who sent something, and how to reach them
    Grant("moderator", "view change", ("core.officemessage", "core.failedmail")),
    Grant("moderator", "view", ("core.fruitlesssearch",)),  # somebody may have searched for a person
    Grant("moderator", "view add change", ("core.answertemplate",)),
    Grant("lead", "add change delete", FRAME),
    Grant("lead", "delete", ("core.street", "core.crossstreet", *SEARCH_WORDS, "core.answertemplate")),
    Grant("lead", "view add change delete", ("core.user", "auth.group", "core.announcement")),
    Grant("lead", "view change", ("core.sitetext",)),
    Grant("lead", "view", ("core.importbatch", "core.exportrecord", "core.backgroundrun")),
]
# Rights that are no action on a model.
OWN_RIGHTS = {"lead": frozenset({"core.export_personal"})}


@dataclass(frozen=True)
class Role:
    """A group that the portal maintains; ``sentences`` say for people what its rights allow."""

    code: str
    name: str
    sentences: tuple[Any, ...]


# Each role has what those before it have, and more.
ROLES = (
    Role(
        "read",
        "Lesen",
        (
            _("See the entries of all registers, also those that are not public."),
            _("See no personal details: neither who sent something, nor enquiries, messages or owners."),
            _("Change nothing."),
        ),
    ),
    Role(
        "editor",
        "Redaktion",
        (
            _("Everything that “Lesen” may do."),
            _("Enter and correct entries, with their places, contacts, pictures and documents."),
            _("Note calls, and maintain topics, streets and search words."),
            _("Take no decisions: publish, decline and close nothing."),
        ),
    ),
    Role(
        "moderator",
        "Moderation",
        (
            _("Everything that “Redaktion” may do."),
            _("Decide: publish, ask back, decline, close, remove texts from the history."),
            _("See who sent something, and read and answer enquiries and messages."),
            _("Look after failed e-mails, and write answer templates."),
            _("Read which searches found nothing."),
        ),
    ),
    Role(
        "lead",
        "Leitung",
        (
            _("Everything that “Moderation” may do."),
            _("Invite colleagues, give roles, reset a second factor, make further roles."),
            _("Write the portal's own texts and announcements."),
            _("Export personal data, with a reason that is kept."),
            _("Maintain fields of action, frameworks and other lists, and delete what can be deleted."),
        ),
    ),
)


def rights_of(code: str) -> frozenset[str]:
    """The permissions of a role, such as "core.view_topic", with those of the roles before it."""
    codes = [role.code for role in ROLES]
    included = codes[: codes.index(code) + 1]
    granted = frozenset(
        "{0}.{action}_{1}".format(*model.split("."), action=action)
        for grant in registry.grants
        if grant.role in included
        for model in grant.models
        for action in grant.actions.split()
    )
    return granted.union(*(OWN_RIGHTS.get(included_code, frozenset()) for included_code in included))


def app_labels() -> set[str]:
    """Apps whose permissions are given out; those of all other apps are given to no role."""
    return {model.partition(".")[0] for grant in registry.grants for model in grant.models}


def declared(label: str) -> set[str]:
    return {
        codename
        for model in apps.get_app_config(label).get_models()
        for codename in (
            *(f"{action}_{model._meta.model_name}" for action in model._meta.default_permissions),
            *(codename for codename, _label in model._meta.permissions),
        )
    }


def sync_roles(**signal: Any) -> None:
    """Give each role exactly its permissions, and delete permissions that no model declares any more.

    Raises Permission.DoesNotExist when a grant names an unknown permission.
    """
    if Group._meta.db_table not in connection.introspection.table_names():
        return  # only some of the apps are being migrated
    labels = app_labels()
    for label in sorted(labels):
        create_permissions(apps.get_app_config(label), verbosity=0)
    with transaction.atomic():
        found: dict[str, Permission] = {}
        for right in Permission.objects.filter(content_type__app_label__in=labels).select_related("content_type"):
            label = right.content_type.app_label
            if right.codename in declared(label):
                found[f"{label}.{right.codename}"] = right
            else:
                right.delete()
        for role in ROLES:
            rights = rights_of(role.code)
            if unknown := rights - found.keys():
                raise Permission.DoesNotExist(f"{role.name} names rights that do not exist: {sorted(unknown)}")
            group, _is_new = Group.objects.get_or_create(name=role.name)
            group.permissions.set([found[right] for right in rights])
