"""Admin inlines: stacked rows that read their choices once, and pictures that staff upload."""

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eving.core.backoffice.columns import FORM_FIELDS, OneLineFields, with_unit
from eving.core.models import Photo
from eving.core.photos import encoding, storage
from eving.core.public.photo_fields import ACCEPT


class ListedInline(OneLineFields, admin.StackedInline):
    """Stacked rows, which fit on a phone; the choices of a foreign key are read once, not once per row."""

    extra = 1
    formfield_overrides = FORM_FIELDS

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = with_unit(super().formfield_for_dbfield(db_field, request, **kwargs), db_field)
        if field is not None:
            # Django's hidden copy of a computed default is for defaults that change from look to look; ours do not.
            field.show_hidden_initial = False
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(cast(Iterable[Any], field.choices))
        return field


class PictureForm(forms.ModelForm):
    """Upload of a new picture, re-encoded like those of visitors; of a stored one only the other fields change."""

    upload = forms.FileField(
        label=gettext_lazy("file"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.encoded: encoding.EncodedPhoto | None = None
        if self.instance.pk:
            self.fields["upload"].disabled = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk:
            return cleaned
        upload = self.cleaned_data.get("upload")
        if upload is None:
            self.add_error("upload", _("Please choose a file."))
        elif not self.cleaned_data.get("rights_confirmed"):
            self.add_error("rights_confirmed", _("Please confirm that the picture may be published."))
        else:
            self.encode(upload)
        return cleaned

    def encode(self, upload: Any) -> None:
        try:
            self.encoded = encoding.encode(upload)
        except encoding.PhotoError as problem:
            self.add_error("upload", problem)
            return
        upload.seek(0)
        self.instance.sha256 = hashlib.sha256(upload.read()).hexdigest()
        self.instance.width, self.instance.height = self.encoded.width, self.encoded.height
        self.instance.byte_size = self.encoded.byte_size
        self.instance.approved_at = timezone.now()

    def save(self, commit: bool = True) -> Any:
        if self.encoded is not None:
            self.instance.key = storage.store(self.encoded)
        return super().save(commit)


class PictureInline(ListedInline):
    form = PictureForm
    fields = ["picture", "upload", "alt", "rights_confirmed", "sort"]
    readonly_fields = ["picture"]

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, photo: Photo) -> str:
        if not photo.pk:
            return ""
        width = photo.stored_width(400)
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" class="photo-small">',
            photo.url(400),
            photo.alt,
            width,
            photo.stored_height(width),
        )
