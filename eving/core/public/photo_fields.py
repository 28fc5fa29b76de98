"""Photo upload in public forms: accepted photos survive every error of the form, without script and session.

A form with photos inherits ``PhotosForm`` before ``PublicForm``; its page renders the field ``photos`` through
``components/photo_upload.html`` and ``photo_rights`` like any tick box. Accepted photos are stored under the form's
key. Each has two inputs in the page, ``photos-alt-<key>`` and ``photos-remove-<key>``; ``photos-alt-new`` describes the
files just chosen. A valid form passes ``photo_notes()`` to the service, which calls ``photos.pending.adopt``.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eving.core.models import PendingPhoto, Photo
from eving.core.one_line import SingleLineField
from eving.core.photos.pending import MAX_PER_FORM, keep_uploads, remove, sent_before, short_name
from eving.core.public.forms import FormKey

PREVIEW_WIDTH = 120
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif"


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files. Only collects them: PhotosForm checks each by itself, so that one bad file does not reject all."""

    widget = PhotosInput
    component = "components/photo_upload.html"

    def __init__(self, *, max_photos: int = MAX_PER_FORM, **kwargs: Any) -> None:
        self.max_photos = max_photos
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ACCEPT, "class": "kern-form-input__input"}

    def clean(self, value: Any, initial: Any = None) -> list[UploadedFile]:
        return list(value or [])


@dataclass(frozen=True)
class AcceptedPhoto:
    """Template context of one accepted photo."""

    photo: Photo
    prefix: str

    @property
    def name(self) -> str:
        """The file name of a pending photo; the description of one that a contribution owns already."""
        return self.photo.name if isinstance(self.photo, PendingPhoto) else self.photo.alt

    @property
    def alt_name(self) -> str:
        return f"{self.prefix}-alt-{self.photo.key}"

    @property
    def remove_name(self) -> str:
        return f"{self.prefix}-remove-{self.photo.key}"

    @property
    def preview_url(self) -> str:
        return self.photo.private_url(400)

    @property
    def preview_width(self) -> int:
        return min(PREVIEW_WIDTH, self.photo.width)

    @property
    def preview_height(self) -> int:
        return self.photo.stored_height(self.preview_width)


class PendingPhotos:
    """The photos accepted for one form key, and the changes that a request makes to them."""

    alt_field = SingleLineField(required=False, max_length=200)

    def __init__(self, form_key: UUID, *, prefix: str = "photos", maximum: int = MAX_PER_FORM) -> None:
        self.form_key = form_key
        self.prefix = prefix
        self.maximum = maximum
        self.new_alt = ""  # description typed for files that were refused

    @cached_property
    def accepted(self) -> list[Photo]:
        return list(PendingPhoto.objects.filter(form_key=self.form_key))

    def find_again(self, data: Mapping[str, Any]) -> None:
        """Add photos of the page that an earlier submission of this form has used, after the browser's Back button."""
        start = f"{self.prefix}-alt-"
        named = {name.removeprefix(start) for name in data if name.startswith(start)} - {"new"}
        if named - {photo.key for photo in self.accepted}:
            checksums = {photo.sha256 for photo in self.accepted}
            again = [photo for photo in sent_before(self.form_key) if photo.key in named]
            self.accepted = [photo for photo in again if photo.sha256 not in checksums] + self.accepted

    @property
    def rows(self) -> list[AcceptedPhoto]:
        return [AcceptedPhoto(photo, self.prefix) for photo in self.accepted]

    @property
    def new_alt_name(self) -> str:
        return f"{self.prefix}-alt-new"

    def take(self, uploads: Iterable[UploadedFile], data: Mapping[str, Any]) -> list[ValidationError]:
        """Remove ticked photos, set descriptions, keep new photos; returns the errors, one per file or description."""
        problems: list[ValidationError] = []
        self.find_again(data)
        for row in self.rows:
            if row.remove_name in data:
                if isinstance(row.photo, PendingPhoto):  # a photo of another contribution is not deleted
                    remove(row.photo)
                self.accepted.remove(row.photo)
            elif row.alt_name in data:
                row.photo.alt = self._alt(data[row.alt_name], row.name, problems)
        self.new_alt = self._alt(data.get(self.new_alt_name, ""), _("Description"), problems)
        if uploads := list(uploads):
            kept, refused = keep_uploads(
                self.form_key, uploads, maximum=self.maximum, alt=self.new_alt, accepted=self.accepted
            )
            known = {photo.pk for photo in self.accepted}
            self.accepted += [photo for photo in kept if photo.pk not in known]
            if not refused:
                self.new_alt = ""
            problems += [named(short_name(upload.name or ""), problem) for upload, problem in refused]
        return problems

    def confirm(self, rights: bool) -> None:
        new = [photo for photo in self.accepted if isinstance(photo, PendingPhoto)]
        for photo in new:
            photo.rights_confirmed = rights
        PendingPhoto.objects.bulk_update(new, ["alt", "rights_confirmed"])

    def _alt(self, text: str, name: Any, problems: list[ValidationError]) -> str:
        try:
            return self.alt_field.clean(text)
        except ValidationError as problem:
            problems.append(named(name, problem))
            return ""


def named(name: Any, problem: ValidationError) -> ValidationError:
    return ValidationError(
        _("“%(name)s”: %(problem)s"),
        code=getattr(problem, "code", None),
        params={"name": name, "problem": " ".join(problem.messages)},
    )


class RightsInput(forms.CheckboxInput):
    def use_required_attribute(self, initial: Any) -> bool:
        return False  # required only with photos, which the browser cannot know


class RightsField(forms.BooleanField):
    """A tick box required only with photos; PhotosForm checks that."""

    widget = RightsInput

    def validate(self, value: bool) -> None:
        pass


class PhotosForm(forms.Form):
    """Mixin for public forms with photos. Needs the ``key`` of PublicForm."""

    key: FormKey

    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to three photos, at most 15 MB each. We remove place and camera data from them at once."),
    )
    photo_rights = RightsField(
        label=_(
            "If I send photos: I have the right to publish them, and everybody who can be recognised in them agrees."
        )
    )

    @cached_property
    def pending_photos(self) -> PendingPhotos:
        field = cast(PhotosField, self.fields["photos"])
        pending = PendingPhotos(self.key.key, prefix=self.add_prefix("photos"), maximum=field.max_photos)
        if not self.is_bound:  # a new form has none: saves the query
            pending.accepted = []
        return pending

    def clean_photos(self) -> list[Photo]:
        problems = self.pending_photos.take(self.cleaned_data["photos"], self.data)
        if problems:
            raise ValidationError(problems)
        return self.pending_photos.accepted

    def clean(self) -> dict[str, Any] | None:
        rights = self.cleaned_data.get("photo_rights", False)
        if self.pending_photos.accepted:
            self.pending_photos.confirm(rights)
            if not rights:
                self.add_error(
                    "photo_rights", _("Please confirm that you may publish the photos, or remove the photos.")
                )
        return super().clean()

    def photo_notes(self) -> dict[str, str]:
        return {photo.key: photo.alt for photo in self.pending_photos.accepted}

    def typed(self) -> list[Any]:
        photos_sent = sorted((photo.sha256, photo.alt) for photo in self.pending_photos.accepted)
        return [*super().typed(), *photos_sent]  # type: ignore[misc]  # PublicForm comes after this class


class UploadsFirst(admin.ModelAdmin):
    """Admin mixin that processes uploads before Django's change view opens its transaction.

    A photo waiting for its encoding turn within the transaction would occupy a database connection. The result is
    cached on the upload object, where the form finds it.
    """

    # Prefix of the input's name (the inline's formset prefix) -> what processes the files chosen there.
    read_first: ClassVar[dict[str, Callable[[UploadedFile], Any]]] = {}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "POST" and (self.has_change_permission(request) or self.has_add_permission(request)):
            for name, upload in request.FILES.items():
                for beginning, read in self.read_first.items():
                    if name.startswith(f"{beginning}-") and isinstance(upload, UploadedFile):
                        with suppress(ValidationError):  # the form reports it at its field
                            read(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)
