"""Django's own log of the back office: which entry was touched by whom, without names and typed words."""

import json
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast
from django.db.models.signals import post_init
from django.dispatch import receiver
from django.utils import translation
from django.utils.text import capfirst


@receiver(post_init, sender=LogEntry)
def keep_names_out(sender: type[LogEntry], instance: LogEntry, **_kwargs: Any) -> None:
    """A new entry of Django's log calls its object by kind and number, whoever writes it and however many at once.

    By itself Django repeats the name, and that of each row below a form: an owner, a contact, what somebody looks for.
    Nothing would ever take them out again.
    """
    if instance.pk is None:
        kind = ContentType.objects.get_for_id(instance.content_type_id) if instance.content_type_id else None
        instance.object_repr = neutral_name(kind, instance.object_id)
        instance.change_message = without_names(instance.change_message)


def neutral_name(kind: ContentType | None, pk: Any) -> str:
    """What the log calls an object, such as “Gesuch 12”."""
    model = kind.model_class() if kind else None
    with translation.override(settings.LANGUAGE_CODE):
        return f"{capfirst(model._meta.verbose_name) if model else '–'} {pk}"[:200]


def without_names(message: str) -> str:
    """The message of a log entry: which fields and which kinds of rows were changed, not what the rows are called."""
    if not message.startswith("["):
        return message  # words of our own code
    entries = json.loads(message)
    for entry in entries:
        for details in entry.values():
            if "object" in details:
                details["object"] = "…"
    return json.dumps(entries)


def log_of(model: type[models.Model], pk: int) -> models.QuerySet[LogEntry]:
    """What Django's own log says about an object."""
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=str(pk))


def silence_log_of_the_gone() -> None:
    """Of what no longer exists Django's log keeps who did something and when, and no word that somebody typed."""
    for kind in ContentType.objects.filter(pk__in=LogEntry.objects.values("content_type")):
        log = LogEntry.objects.filter(content_type=kind).exclude(change_message="")
        if model := kind.model_class():
            log = log.exclude(object_id__in=model._base_manager.values(key=Cast("pk", TextField())))
        log.update(change_message="")
