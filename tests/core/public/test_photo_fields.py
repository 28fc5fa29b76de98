"""Tests of the photo fields of public forms."""

import uuid
from html.parser import HTMLParser

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from eving.core.models import PendingPhoto
from eving.core.photos.encoding import SENTENCES
from eving.core.public.forms import FormKey, PublicForm
from eving.core.public.photo_fields import PhotosForm
from tests.core.photos.files import full_disk, stored_files
from tests.photo_files import as_bytes, jpeg, picture, upload

pytestmark = pytest.mark.django_db


class WishForm(PhotosForm, PublicForm):
    form_name = "wish"
    text = forms.CharField()


@pytest.fixture
def key() -> FormKey:
    return FormKey.fresh()


def sent(key: FormKey, *files, **fields) -> WishForm:
    data = QueryDict(mutable=True)
    data.update({"form_key": key.sign("wish"), "text": "Eine Bank", **fields})
    return WishForm(data, MultiValueDict({"photos": list(files)}))


class Inputs(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.inputs: dict[str, dict] = {}
        self.pictures: list[dict] = []
        self.labels: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "input":
            self.inputs[attrs["name"]] = attrs
        elif tag == "img":
            self.pictures.append(attrs)
        elif tag == "label":
            self.labels.add(attrs["for"])


def rendered(form: WishForm) -> str:
    return render_to_string("components/photo_upload.html", {"field": form["photos"]})


def test_empty_form_asks_for_photos_and_what_they_show():
    page = Inputs(rendered(WishForm()))

    assert set(page.inputs) == {"photos", "photos-alt-new"}
    assert page.inputs["photos"]["accept"] == "image/jpeg,image/png,image/webp,image/heic,image/heif"
    assert "multiple" in page.inputs["photos"]
    assert page.labels == {"id_photos", "id_photos-alt-new"}


def test_form_just_handed_out_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = rendered(WishForm())

    assert "photo-upload__item" not in html


def test_form_without_photos_needs_no_tick(key):
    form = sent(key)

    assert form.is_valid()
    assert form.photo_notes() == {}


def test_accepted_photo_survives_an_error_in_another_field(key):
    first = sent(key, upload(jpeg(), "Bank.jpg"), text="", photo_rights="on", **{"photos-alt-new": "Eine Bank"})
    assert set(first.errors) == {"text"}
    photo = PendingPhoto.objects.get()
    page = Inputs(rendered(first))
    assert page.inputs[f"photos-alt-{photo.key}"]["value"] == "Eine Bank"
    assert page.inputs["photos-alt-new"]["value"] == ""
    assert page.pictures[0]["src"].startswith(f"/medien/{photo.key}-64.webp?permit=")

    second = sent(key, photo_rights="on")

    assert second.is_valid()
    assert second.photo_notes() == {photo.key: "Eine Bank"}
    assert PendingPhoto.objects.get().rights_confirmed


def test_every_input_on_the_page_has_a_label_and_an_id_of_its_own(key):
    page = Inputs(rendered(sent(key, upload(jpeg(50)), upload(jpeg(60)), text="")))

    ids = [attrs["id"] for attrs in page.inputs.values()]
    assert len(page.inputs) == 2 + 2 * 2
    assert sorted(page.labels) == sorted(ids)


def test_each_bad_file_is_named_with_its_sentence_and_costs_no_other(key):
    moving = as_bytes(picture(), "WEBP", save_all=True, append_images=[picture(mode="L").convert("RGB")])
    form = sent(key, upload(jpeg(), "gut.jpg"), upload(b"Text", "brief.jpg"), upload(moving, "tanz.webp"))

    assert form.errors["photos"] == [
        f"„brief.jpg“: {SENTENCES['not_a_photo']}",
        f"„tanz.webp“: {SENTENCES['moving']}",
    ]
    assert [photo.name for photo in form.pending_photos.accepted] == ["gut.jpg"]
    html = rendered(form)
    assert 'id="id_photos_error"' in html
    assert 'aria-describedby="id_photos_helptext id_photos_error"' in html


def test_fourth_photo_is_refused_by_name(key):
    form = sent(key, *(upload(jpeg(40 + number), f"{number}.jpg") for number in range(4)), photo_rights="on")

    assert [text.startswith("„3.jpg“: ") for text in form.errors["photos"]] == [True]
    assert len(form.pending_photos.accepted) == 3


def test_ticked_photo_is_removed_before_new_ones_are_counted(key, django_capture_on_commit_callbacks):
    first = sent(key, *(upload(jpeg(40 + number)) for number in range(3)), text="")
    first.is_valid()
    unwanted = first.pending_photos.accepted[0]

    with django_capture_on_commit_callbacks(execute=True):
        second = sent(key, upload(jpeg(90)), photo_rights="on", **{f"photos-remove-{unwanted.key}": "on"})
        assert second.is_valid()

    assert [photo.width for photo in second.pending_photos.accepted] == [41, 42, 90]
    assert not [name for name in stored_files() if name.startswith(unwanted.key)]


def test_description_can_be_corrected(key):
    sent(key, upload(jpeg()), text="", **{"photos-alt-new": "Bnak"}).is_valid()
    photo = PendingPhoto.objects.get()

    form = sent(key, photo_rights="on", **{f"photos-alt-{photo.key}": "  Eine Bank "})

    assert form.is_valid()
    assert PendingPhoto.objects.get().alt == "Eine Bank"


@pytest.mark.parametrize("text", ["x" * 201, "a\0b"])
def test_impossible_description_is_answered_beside_the_photos(key, text):
    form = sent(key, upload(jpeg(), "Bank.jpg"), photo_rights="on", **{"photos-alt-new": text})

    assert list(form.errors) == ["photos"]
    assert [photo.alt for photo in form.pending_photos.accepted] == [""]


def test_photos_need_the_tick_for_their_rights(key):
    form = sent(key, upload(jpeg()))

    assert list(form.errors) == ["photo_rights"]
    assert "required" not in str(form["photo_rights"])
    assert not PendingPhoto.objects.get().rights_confirmed


def test_photos_of_another_form_stay_out_of_reach(key):
    other = FormKey.fresh()
    sent(other, upload(jpeg()), text="").is_valid()
    photo = PendingPhoto.objects.get()

    form = sent(key, photo_rights="on", **{f"photos-remove-{photo.key}": "on", f"photos-alt-{photo.key}": "meins"})

    assert form.is_valid()
    assert form.photo_notes() == {}
    assert PendingPhoto.objects.get().alt == ""


def test_forged_key_keeps_the_photos_with_the_fresh_one():
    form = WishForm(
        QueryDict(f"form_key={uuid.uuid4()}&text=Bank&photo_rights=on"), MultiValueDict({"photos": [upload(jpeg())]})
    )

    assert not form.is_valid()
    again = WishForm(QueryDict(f"form_key={form['form_key'].value()}&text=Bank&photo_rights=on"))
    assert again.is_valid()
    assert len(again.photo_notes()) == 1


def test_number_of_queries_does_not_grow_with_the_photos(key, django_assert_num_queries):
    with django_assert_num_queries(8):
        sent(key, upload(jpeg(50)), photo_rights="on").is_valid()
    with django_assert_num_queries(8):
        sent(FormKey.fresh(), *(upload(jpeg(50 + number)) for number in range(3)), photo_rights="on").is_valid()


# ---------------------------------------------------------------- through the real request parser
def posted(key: FormKey, **files) -> WishForm:
    request = RequestFactory().post("/", {"form_key": key.sign("wish"), "text": "Eine Bank", **files})
    form = WishForm(request.POST, request.FILES)
    form.is_valid()
    request.close()
    return form


def test_twenty_megabytes_get_their_sentence_and_cost_no_typed_word(key):
    form = posted(key, photos=[upload(jpeg() + bytes(20 * 1024 * 1024), "riesig.jpg"), upload(jpeg(), "gut.jpg")])

    assert form.errors["photos"] == [f"„riesig.jpg“: {SENTENCES['too_large']}"]
    assert form["text"].value() == "Eine Bank"
    assert [photo.name for photo in form.pending_photos.accepted] == ["gut.jpg"]


def test_large_upload_is_never_written_beyond_the_limit(key):
    content = jpeg() + bytes(20 * 1024 * 1024)

    with full_disk(after=15 * 1024 * 1024):
        form = posted(key, photos=[upload(content, "riesig.jpg")])

    assert form.errors["photos"] == [f"„riesig.jpg“: {SENTENCES['too_large']}"]


def test_full_disk_while_uploading_keeps_the_typed_text(key):
    content = jpeg() + bytes(4 * 1024 * 1024)

    with full_disk(after=100_000):
        form = posted(key, photos=[upload(content, "gross.jpg")])

    assert form.errors["photos"] == [f"„gross.jpg“: {SENTENCES['not_stored']}"]
    assert form["text"].value() == "Eine Bank"
    assert stored_files() == []
