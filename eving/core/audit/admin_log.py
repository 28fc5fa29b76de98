"""Data minimisation in Django's admin log (LogEntry): no names of objects, no typed text."""

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
    """Replace names in every new LogEntry by model and primary key, for bulk_create as well, hence post_init.

    Django stores ``str(obj)`` there, and that of each inline row: an owner, a contact, what somebody looks for. No
    erasure or retention rule would ever remove them.
    """
    if instance.pk is None:
        kind = ContentType.objects.get_for_id(instance.content_type_id) if instance.content_type_id else None
        instance.object_repr = neutral_name(kind, instance.object_id)
        instance.change_message = without_names(instance.change_message)


def neutral_name(kind: ContentType | None, pk: Any) -> str:
    model = kind.model_class() if kind else None
    with translation.override(settings.LANGUAGE_CODE):
        return f"{capfirst(model._meta.verbose_name) if model else '–'} {pk}"[:200]


def without_names(message: str) -> str:
    """Django's JSON change message with fields and models, without the names of inline rows."""
    if not message.startswith("["):
        return message  # a plain sentence of our own code
    entries = json.loads(message)
    for entry in entries:
        for details in entry.values():
            if "object" in details:
                details["object"] = "…"
    return json.dumps(entries)


def log_of(model: type[models.Model], pk: int) -> models.QuerySet[LogEntry]:
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=str(pk))


def silence_log_of_the_gone() -> None:
    """Empty the messages about deleted objects; who did what and when stays."""
    for kind in ContentType.objects.filter(pk__in=LogEntry.objects.values("content_type")):
        log = LogEntry.objects.filter(content_type=kind).exclude(change_message="")
        if model := kind.model_class():
            log = log.exclude(object_id__in=model._base_manager.values(key=Cast("pk", TextField())))
        log.update(change_message="")
