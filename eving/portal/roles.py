"""The permissions of each staff role, in one table (docs/decisions/0013-roles-are-code.md).

The roles are Django groups. Every ``migrate`` resets them to exactly the permissions of this table.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

# Apps whose permissions are given out; those of all other apps are given to no role.
APP_LABELS = ("core", "actors", "vacancies", "projects", "auth")

# What the public portal displays, and its parts.
ENTRIES = ("actors.actor", "vacancies.shopunit", "vacancies.occupancyperiod", "vacancies.listing", "projects.idea",
           "projects.project")  # fmt: skip
PARTS = ("actors.location", "actors.actorlogo", "vacancies.unitphoto", "projects.ideaphoto",
         "projects.projectparticipation", "projects.projectdocument", "projects.projectphoto")  # fmt: skip
# Terms by which entries are sorted and found, and the lists that all registers share.
WORDS = ("core.topic", "core.street", "core.crossstreet", "core.compoundword")
FRAME = ("core.fieldofaction", "core.framework", "core.frameworkgoal", "core.districtpart", "actors.actorgroup",
         "vacancies.useclass")  # fmt: skip
# Cases with decisions of staff.
DECIDED = ("actors.actor", "vacancies.listing", "vacancies.enquiry", "vacancies.searchprofile", "projects.idea",
           "projects.project")  # fmt: skip


def rights(actions: str, *models: str) -> frozenset[str]:
    """``rights("view add", "core.topic")`` is core.view_topic and core.add_topic."""
    return frozenset(
        "{0}.{action}_{1}".format(*model.split("."), action=action) for model in models for action in actions.split()
    )


READ = rights("view", *ENTRIES, *PARTS, *WORDS, *FRAME)
EDITOR = (
    READ
    | rights("add change", *ENTRIES, *PARTS, *WORDS)
    | rights("delete", *PARTS)  # a picture or a place is part of an entry: removing it corrects the entry
    | rights("view add change delete", "actors.contactpoint")
)
MODERATOR = (
    EDITOR
    | rights("decide", *DECIDED)
    | rights("view", "core.contribution")  # who sent something, and how to reach them
    | rights("view change", "core.officemessage", "core.failedmail", "actors.actormessage")
    | rights("view change", "projects.helpoffer")  # who would help, and how to reach them
    | rights("view add change", "vacancies.enquiry", "vacancies.searchprofile", "core.answertemplate")
    # Owners of shops, and notes of talks with them.
    | rights("view add change", "vacancies.propertycontact", "vacancies.ownertalk")
)
LEAD = (
    MODERATOR
    | rights("add change delete", *FRAME)
    # Entries are never deleted: they are closed, or erased together with personal data.
    | rights("delete", "vacancies.occupancyperiod", "vacancies.propertycontact", "vacancies.ownertalk")
    | rights("delete", "core.answertemplate")
    | rights("delete", "core.street", "core.crossstreet", "core.compoundword")
    | rights("view add change delete", "core.user", "auth.group", "core.announcement")
    | rights("view change", "core.sitetext")
    | rights("view", "core.importbatch", "core.exportrecord")
    | frozenset({"core.export_personal"})
)


@dataclass(frozen=True)
class Role:
    """A group that the portal maintains; ``sentences`` say for people what ``rights`` allow."""

    name: str
    rights: frozenset[str]
    sentences: tuple[Any, ...]


ROLES = (
    Role(
        "Lesen",
        READ,
        (
            _("See ideas, projects, actors, shops and listings, also those that are not public."),
            _("See no personal details: neither who sent something, nor enquiries, messages or owners."),
            _("Change nothing."),
        ),
    ),
    Role(
        "Redaktion",
        EDITOR,
        (
            _("Everything that “Lesen” may do."),
            _("Enter and correct entries, with their places, contacts, pictures and documents."),
            _("Note calls, and maintain topics, streets and search words."),
            _("Take no decisions: publish, decline and close nothing."),
        ),
    ),
    Role(
        "Moderation",
        MODERATOR,
        (
            _("Everything that “Redaktion” may do."),
            _("Decide: publish, ask back, decline, close, remove texts from the history."),
            _("See who sent something, and read and answer enquiries and messages."),
            _("Maintain owners and talks with them, check searches for shops, and look after failed e-mails."),
            _("Write answer templates."),
        ),
    ),
    Role(
        "Leitung",
        LEAD,
        (
            _("Everything that “Moderation” may do."),
            _("Invite colleagues, give roles, reset a second factor, make further roles."),
            _("Write the portal's own texts and announcements."),
            _("Export personal data, with a reason that is kept."),
            _("Maintain fields of action, frameworks and other lists, and delete what can be deleted."),
        ),
    ),
)
SENTENCES = {role.name: role.sentences for role in ROLES}


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

    Raises Permission.DoesNotExist when the table above names an unknown permission.
    """
    if Group._meta.db_table not in connection.introspection.table_names():
        return  # only some of the apps are being migrated
    for label in APP_LABELS:
        create_permissions(apps.get_app_config(label), verbosity=0)
    with transaction.atomic():
        found: dict[str, Permission] = {}
        for right in Permission.objects.filter(content_type__app_label__in=APP_LABELS).select_related("content_type"):
            label = right.content_type.app_label
            if right.codename in declared(label):
                found[f"{label}.{right.codename}"] = right
            else:
                right.delete()
        for role in ROLES:
            if unknown := role.rights - found.keys():
                raise Permission.DoesNotExist(f"{role.name} names rights that do not exist: {sorted(unknown)}")
            group, _is_new = Group.objects.get_or_create(name=role.name)
            group.permissions.set([found[right] for right in role.rights])
