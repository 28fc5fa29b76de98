import os
import random
import resource
import subprocess
import sys
import threading
import uuid
import warnings
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from eving.core.isolated import Refused, pictures
from eving.core.models import PendingPhoto
from eving.core.models.photos import path_of, photo_folder
from eving.core.photos import storage
from eving.runtime.database import locks
from projects.models import IdeaPhoto
from tests.factories import make_idea
from tests.photo_files import (
    MARKER,
    as_bytes,
    exif_with_place,
    heic,
    jpeg,
    picture,
    png_bomb,
    telltale_jpeg,
    upload,
)

RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def opened(encoded: storage.EncodedPhoto, ending: str = "") -> Image.Image:
    return Image.open(BytesIO(encoded.versions[ending or f"{encoded.width}.webp"])).convert("RGB")


def near(colour, expected) -> bool:
    return all(abs(one - other) <= 12 for one, other in zip(colour, expected, strict=True))


def refusal(content: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(storage.PhotoError) as caught:
        storage.encode(upload(content, name))
    return caught.value.code


def stored_files() -> list[str]:
    return sorted(path.name for path in photo_folder().glob("*/*"))


@contextmanager
def full_disk(after: int):
    """Real errors of the system when a file grows beyond ``after`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (after, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# ---------------------------------------------------------------- sizes and forms
def test_photo_is_stored_in_three_widths_and_one_jpeg():
    encoded = storage.encode(upload(jpeg(2400, 1800)))

    sizes = {ending: Image.open(BytesIO(content)).size for ending, content in encoded.versions.items()}
    assert sizes == {
        "1600.jpg": (1600, 1200),
        "1600.webp": (1600, 1200),
        "800.webp": (800, 600),
        "400.webp": (400, 300),
    }
    assert encoded.byte_size == sum(map(len, encoded.versions.values()))


@pytest.mark.parametrize(
    ("size", "expected"),
    [((640, 480), ["400.webp", "640.jpg", "640.webp"]), ((90, 60), ["90.jpg", "90.webp"])],
)
def test_small_photo_is_never_enlarged(size, expected):
    assert sorted(storage.encode(upload(jpeg(*size))).versions) == expected


def test_very_long_photo_keeps_its_shape_within_bounds():
    encoded = storage.encode(upload(as_bytes(picture(10, 9000), "PNG")))

    assert (encoded.width, encoded.height) == (4, 3200)


def test_names_in_the_model_are_the_names_that_are_stored():
    encoded = storage.encode(upload(jpeg(1000, 500)))

    photo = PendingPhoto(key="k" * 22, width=encoded.width, height=encoded.height)

    assert sorted(photo.file_names) == sorted(f"{photo.key}-{ending}" for ending in encoded.versions)
    assert photo.srcset == ", ".join(f"/medien/{photo.key}-{width}.webp {width}w" for width in (400, 800, 1000))
    assert [photo.stored_width(wanted) for wanted in (100, 400, 401, 900, 2000)] == [400, 400, 800, 1000, 1000]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_stands_upright_however_the_camera_was_held(orientation):
    content = jpeg(64, 48, exif=exif_with_place(orientation), quality=95)
    expected = ImageOps.exif_transpose(Image.open(BytesIO(content)))

    encoded = storage.encode(upload(content))

    assert (encoded.width, encoded.height) == expected.size
    result = opened(encoded)
    for place in [(4, 4), (expected.width - 4, 4), (4, expected.height - 4), (expected.width - 4, expected.height - 4)]:
        assert near(result.getpixel(place), expected.getpixel(place))


def test_large_jpeg_held_upright_is_turned_after_being_shrunk():
    encoded = storage.encode(upload(telltale_jpeg(orientation=6, width=4000, height=3000)))

    assert (encoded.width, encoded.height) == (1600, 2133)
    assert near(opened(encoded).getpixel((1500, 60)), WHITE)


@pytest.mark.parametrize(
    ("image", "form", "top_left", "right"),
    [
        (picture(mode="CMYK"), "JPEG", WHITE, BLUE),
        (picture(mode="L"), "JPEG", WHITE, (49, 49, 49)),
        (picture(mode="1"), "PNG", WHITE, None),
        (picture().quantize(8), "PNG", WHITE, BLUE),
        (picture(mode="LA"), "PNG", WHITE, (49, 49, 49)),
        (picture(mode="RGBA"), "WEBP", WHITE, BLUE),
    ],
    ids=["CMYK", "grey", "black and white", "palette", "grey with alpha", "WebP with alpha"],
)
def test_every_kind_of_colour_becomes_plain_colour(image, form, top_left, right):
    result = opened(storage.encode(upload(as_bytes(image, form, quality=95))))

    assert near(result.getpixel((3, 3)), top_left)
    assert right is None or near(result.getpixel((60, 40)), right)


def test_transparent_parts_become_white():
    image = picture(mode="RGBA")
    image.paste((0, 0, 0, 0), (32, 0, 64, 48))
    paletted = image.quantize(16)

    for content in (as_bytes(image, "PNG"), as_bytes(paletted, "PNG")):
        result = opened(storage.encode(upload(content, "logo.png")))
        assert near(result.getpixel((60, 40)), WHITE)
        assert near(result.getpixel((4, 40)), RED)


def test_sixteen_bits_of_grey_keep_their_brightness():
    image = Image.new("I;16", (40, 40), 0x8000)

    result = opened(storage.encode(upload(as_bytes(image, "PNG"), "scan.png")))

    assert near(result.getpixel((20, 20)), (128, 128, 128))


def test_colour_profile_is_applied_before_it_is_dropped():
    # The profile of sRGB with red and blue exchanged: whoever ignores it sees a red house, whoever obeys a blue one.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    content = as_bytes(Image.new("RGB", (40, 40), (200, 0, 0)), "JPEG", icc_profile=exchanged, quality=95)

    encoded = storage.encode(upload(content))

    assert near(opened(encoded).getpixel((20, 20)), (0, 0, 200))
    assert all("icc_profile" not in Image.open(BytesIO(version)).info for version in encoded.versions.values())


def test_photo_of_an_iphone_is_read_and_turned_once():
    encoded = storage.encode(
        upload(heic(quarter_turns=1, exif=b"Exif\0\0" + exif_with_place(6).tobytes()[6:]), "a.HEIC")
    )

    result = opened(encoded)
    dark, bright = result.getpixel((16, 28)), result.getpixel((16, 3))
    assert dark[0] < 60 < 200 < bright[0]


def test_first_picture_of_a_phone_that_stores_several_in_one_jpeg_is_taken():
    content = as_bytes(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24), "green")])

    encoded = storage.encode(upload(content))

    assert (encoded.width, encoded.height) == (64, 48)
    assert near(opened(encoded).getpixel((4, 40)), RED)


# ---------------------------------------------------------------- metadata
def telltales() -> dict[str, bytes]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARKER.decode())
    text.add_itxt("XML:com.adobe.xmp", MARKER.decode())
    exif = exif_with_place()
    return {
        "JPEG": telltale_jpeg(),
        "PNG": as_bytes(picture(), "PNG", pnginfo=text, exif=exif, icc_profile=MARKER),
        "WebP": as_bytes(picture(), "WEBP", exif=exif, xmp=MARKER, icc_profile=MARKER),
        "HEIC": heic(exif=b"Exif\0\0" + exif.tobytes()[6:]),
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "HEIC"])
def test_no_stored_byte_tells_where_or_by_whom_a_photo_was_taken(kind):
    content = telltales()[kind]
    assert MARKER in content or kind == "PNG"  # PNG packs its profile; its text and EXIF stand open
    assert MARKER in content

    key = storage.store(storage.encode(upload(content)))

    files = list(path_of(key).parent.glob(f"{key}-*"))
    assert len(files) == 2
    for path in files:
        stored = path.read_bytes()
        assert not [mark for mark in (MARKER, b"Exif", b"EXIF", b"http://ns.adobe", b"ICC", b"XMP") if mark in stored]
        image = Image.open(BytesIO(stored))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_a_photo"),
        (b"Liebes Quartiersbuero, anbei der Antrag.", "not_a_photo"),
        (as_bytes(picture(), "EPS"), "not_a_photo"),
        (as_bytes(picture(), "GIF"), "not_a_photo"),
        (as_bytes(picture(), "TIFF"), "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (heic()[:300], "not_a_photo"),
        (heic()[:-900], "damaged"),
        (jpeg(640, 480)[:6000], "damaged"),
        (as_bytes(picture(640, 480), "PNG")[:-600], "damaged"),
        (as_bytes(picture(640, 480), "WEBP")[:-300], "not_a_photo"),
        (as_bytes(picture(), "PNG", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "moving"),
        (as_bytes(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48))]), "moving"),
    ],
    ids=[
        "empty",
        "text",
        "EPS",
        "GIF",
        "TIFF",
        "SVG",
        "half a HEIC header",
        "cut HEIC",
        "cut JPEG",
        "cut PNG",
        "cut WebP",
        "moving PNG",
        "moving WebP",
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(content, reason):
    assert refusal(content) == reason


def test_each_reason_has_a_sentence_that_says_what_to_do():
    for sentence in storage.SENTENCES.values():
        assert "itte" in sentence


def test_broken_camera_data_costs_neither_the_photo_nor_a_warning():
    content = jpeg(exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\xff" * 9)

    encoded = storage.encode(upload(content))

    assert (encoded.width, encoded.height) == (64, 48)


def test_file_above_fifteen_megabytes_is_refused():
    assert refusal(jpeg() + bytes(15 * 1024 * 1024)) == "too_large"


def test_more_than_forty_megapixels_are_refused_by_the_header():
    exactly = as_bytes(Image.new("1", (8000, 5000)), "PNG")
    one_row_more = as_bytes(Image.new("1", (8000, 5001)), "PNG")

    assert storage.encode(upload(exactly)).width == 1600
    assert refusal(one_row_more) == "too_many_pixels"


MEMORY_OF = """
import re, sys
from PIL import Image
from eving.core.isolated import Refused, pictures
def peak():
    return int(re.search(r"VmHWM:\\s+([0-9]+) kB", open("/proc/self/status").read())[1])
small, bomb = (open(path, "rb").read() for path in sys.argv[2:])
pictures.encoded(small)
before = peak()
if sys.argv[1] == "ours":
    try:
        pictures.encoded(bomb)
    except Refused as problem:
        assert problem.code == "too_many_pixels"
else:
    import io
    Image.MAX_IMAGE_PIXELS = None
    Image.open(io.BytesIO(bomb)).convert("L")
print((peak() - before) // 1024)
"""


def megabytes_for(way: str, folder: Path) -> int:
    (folder / "small.jpg").write_bytes(jpeg(800, 600))
    (folder / "bomb.png").write_bytes(png_bomb())
    done = subprocess.run(
        [sys.executable, "-c", MEMORY_OF, way, str(folder / "small.jpg"), str(folder / "bomb.png")],
        capture_output=True,
        text=True,
        check=True,
        cwd=django_settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "eving.settings", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    )
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")
def test_small_file_of_huge_size_is_refused_without_unfolding_it(tmp_path):
    assert len(png_bomb()) < 40_000

    assert megabytes_for("ours", tmp_path) < 20


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process")
def test_that_file_would_have_taken_the_memory(tmp_path):
    assert megabytes_for("plain", tmp_path) > 100


def test_photos_are_decoded_one_after_the_other():
    waiting = threading.Thread(target=storage.encode, args=[upload(jpeg())])

    with storage.encoder.lock:
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)

    assert not waiting.is_alive()


GOOD = [jpeg(), as_bytes(picture(), "PNG"), as_bytes(picture(), "WEBP"), heic(), telltale_jpeg()]


@hypothesis_settings(max_examples=150, deadline=None)
@given(number=st.integers(0, len(GOOD) - 1), seed=st.integers(0, 2**32), hits=st.integers(1, 30))
def test_any_broken_file_is_either_read_or_refused(number, seed, hits):
    chance = random.Random(seed)
    content = bytearray(GOOD[number])
    for _ in range(hits):
        content[chance.randrange(len(content))] = chance.randrange(256)

    # In this process: starting one for each of them would take a minute.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            width, _height, _versions = pictures.encoded(bytes(content))
        except Refused as problem:
            assert problem.code in storage.SENTENCES
        else:
            assert width >= 1


# ---------------------------------------------------------------- files
def test_stored_names_cannot_be_guessed_and_lie_in_small_folders():
    encoded = storage.encode(upload(jpeg(500, 400)))

    keys = {storage.store(encoded) for _ in range(20)}

    assert len(keys) == 20
    assert {len(key) for key in keys} == {22}
    assert len(stored_files()) == 60
    assert all(path.parent.name == path.name[:2] for path in photo_folder().glob("*/*"))


def test_full_disk_leaves_no_file_and_a_clear_sentence():
    encoded = storage.encode(upload(as_bytes(Image.effect_noise((1000, 800), 90), "JPEG")))
    storage.delete_files(storage.store(encoded))
    smallest = min(map(len, encoded.versions.values()))

    with full_disk(after=smallest + 1), pytest.raises(storage.PhotoError) as caught:
        storage.store(encoded)

    assert caught.value.code == "not_stored"
    assert stored_files() == []


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """What the system was told to do with files, in order; it does it all the same."""
    told: list[str] = []
    sync, replace = os.fsync, os.replace

    def note_sync(number: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{number}"))
        told.append("sync folder" if path.is_dir() else f"sync {path.name.rpartition('-')[2]}")
        sync(number)

    def note_replace(source: Path, target: Path) -> None:
        told.append(f"name {Path(target).name.rpartition('-')[2]}")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(os, "replace", note_replace)
    return told


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells the name of an open file")
@pytest.mark.django_db
def test_a_photo_is_on_the_disk_before_its_row_is(written, form_key):
    photo = storage.keep_pending(form_key, upload(jpeg()))

    each = [["sync 64.jpg.draft", "name 64.jpg"], ["sync 64.webp.draft", "name 64.webp"]]
    expected = [step for file in each for step in (*file, "sync folder", "sync folder")]
    assert written == expected
    written.clear()
    storage.copy(photo, IdeaPhoto, {"idea": make_idea()}, alt="", sort=0)
    assert sorted(written) == sorted(expected)


def test_deleting_files_spares_other_photos():
    encoded = storage.encode(upload(jpeg()))
    one, other = storage.store(encoded), storage.store(encoded)

    storage.delete_files(one)

    assert stored_files() == [f"{other}-64.jpg", f"{other}-64.webp"]


# ---------------------------------------------------------------- photos of forms
@pytest.fixture
def form_key() -> uuid.UUID:
    return uuid.uuid4()


@pytest.mark.django_db
def test_photo_is_kept_for_its_form(form_key):
    photo = storage.keep_pending(form_key, upload(jpeg(900, 600), "C:\\Fotos\\Bank.jpg"), alt="Eine Bank")

    photo.refresh_from_db()
    assert (photo.name, photo.alt, photo.width, photo.height) == ("Bank.jpg", "Eine Bank", 900, 600)
    assert stored_files() == sorted(photo.file_names)
    assert photo.byte_size == sum(path.stat().st_size for path in photo.paths())


@pytest.mark.django_db
def test_same_file_twice_is_one_photo_of_a_form_but_not_of_two(form_key):
    first = storage.keep_pending(form_key, upload(jpeg()))
    again = storage.keep_pending(form_key, upload(jpeg(), "copy.jpg"))
    elsewhere = storage.keep_pending(uuid.uuid4(), upload(jpeg()))

    assert again == first
    assert elsewhere != first
    assert len(stored_files()) == 4


@pytest.mark.django_db
def test_fourth_photo_is_refused(form_key):
    for width in (50, 60, 70):
        storage.keep_pending(form_key, upload(jpeg(width)))

    with pytest.raises(storage.PhotoError) as caught:
        storage.keep_pending(form_key, upload(jpeg(80)))

    assert caught.value.code == "too_many"
    assert PendingPhoto.objects.count() == 3
    assert len(stored_files()) == 6


@pytest.mark.django_db
def test_good_photos_beside_bad_ones_are_kept_with_the_same_number_of_queries(form_key, django_assert_num_queries):
    def three():
        return [upload(jpeg(50)), upload(b"text", "brief.txt"), upload(jpeg(60)), upload(jpeg(50), "again.jpg")]

    with django_assert_num_queries(7):  # with two for the savepoint that only tests have
        kept, refused = storage.keep_uploads(form_key, three())
    with django_assert_num_queries(7):
        storage.keep_uploads(uuid.uuid4(), [upload(jpeg(50))])

    assert [photo.width for photo in kept] == [50, 60]
    assert [(file.name, problem.code) for file, problem in refused] == [("brief.txt", "not_a_photo")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bank.jpg", "Bank.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Fotos\\Bank.jpg", "Bank.jpg"),
        ("a\0b\n\u202ec.jpg", "abc.jpg"),
        ("a" * 60 + "-0042.jpg", "a" * 20 + "…" + "a" * 10 + "-0042.jpg"),
    ],
)
def test_file_name_is_shown_short_and_harmless(name, shown):
    assert storage.short_name(name) == shown


def in_parallel(number: int, deed) -> list:
    results: list = []

    def run(index: int) -> None:
        try:
            results.append(deed(index))
        except storage.PhotoError as problem:
            results.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_twenty_posts_of_the_same_photo_keep_one(committed, form_key, settings):
    settings.PHOTO_QUEUE, settings.PHOTO_WAIT_SECONDS = 20, 120

    results = in_parallel(20, lambda _index: storage.keep_pending(form_key, upload(jpeg())).key)

    assert len(results) == 20
    assert set(results) == {PendingPhoto.objects.get().key}
    assert len(stored_files()) == 2


def test_parallel_posts_together_keep_no_more_than_one_may(committed, form_key, settings):
    settings.PHOTO_WAIT_SECONDS = 120
    results = in_parallel(6, lambda index: storage.keep_pending(form_key, upload(jpeg(40 + index))).width)

    assert results.count("too_many") == 3
    assert PendingPhoto.objects.count() == 3
    assert len(stored_files()) == 6


def test_without_taking_turns_they_would_keep_more(committed, form_key, monkeypatch, settings):
    settings.PHOTO_WAIT_SECONDS = 120
    all_there = threading.Barrier(6)
    monkeypatch.setattr(locks, "take_turn", lambda _name: all_there.wait(30))

    in_parallel(6, lambda index: storage.keep_pending(form_key, upload(jpeg(40 + index))).width)

    assert PendingPhoto.objects.count() > 3


@pytest.mark.django_db
def test_full_disk_leaves_neither_row_nor_file(form_key):
    noise = as_bytes(Image.effect_noise((900, 700), 90), "JPEG")

    with full_disk(after=30_000):
        kept, refused = storage.keep_uploads(form_key, [upload(noise), upload(jpeg(40, 30))])

    assert [problem.code for _file, problem in refused] == ["not_stored"]
    assert [photo.width for photo in kept] == [40]
    assert stored_files() == sorted(kept[0].file_names)


# ---------------------------------------------------------------- from form to owner
@pytest.mark.django_db
def test_sent_form_hands_its_photos_to_the_idea(
    form_key, django_capture_on_commit_callbacks, django_assert_num_queries
):
    first = storage.keep_pending(form_key, upload(jpeg(50)), alt="Bank")
    second = storage.keep_pending(form_key, upload(jpeg(60)), alt="Laterne")
    idea = make_idea(state="unconfirmed")
    files = stored_files()

    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(3):
        taken = storage.adopt(form_key, IdeaPhoto, {"idea": idea}, [first.key, second.key])

    assert list(idea.photos.values_list("key", "alt", "sort", "width", "sha256")) == [
        (first.key, "Bank", 0, 50, first.sha256),
        (second.key, "Laterne", 1, 60, second.sha256),
    ]
    assert [photo.idea for photo in taken] == [idea, idea]
    assert PendingPhoto.objects.count() == 0
    assert stored_files() == files


@pytest.mark.django_db
def test_second_sending_of_a_form_finds_nothing_to_hand_over(form_key):
    storage.keep_pending(form_key, upload(jpeg()))
    idea = make_idea(state="unconfirmed")
    storage.adopt(form_key, IdeaPhoto, {"idea": idea})

    assert storage.adopt(form_key, IdeaPhoto, {"idea": idea}) == []
    assert idea.photos.count() == 1


@pytest.mark.django_db
def test_photo_that_is_not_taken_along_goes_with_its_files(form_key, django_capture_on_commit_callbacks):
    wanted = storage.keep_pending(form_key, upload(jpeg(50)))
    storage.keep_pending(form_key, upload(jpeg(60)))
    idea = make_idea(state="unconfirmed")

    with django_capture_on_commit_callbacks(execute=True):
        storage.adopt(form_key, IdeaPhoto, {"idea": idea}, [wanted.key])

    assert PendingPhoto.objects.count() == 0
    assert stored_files() == sorted(wanted.file_names)


def test_form_that_fails_while_sending_keeps_its_photos(committed, form_key):
    photo = storage.keep_pending(form_key, upload(jpeg()))
    idea = make_idea(state="unconfirmed")

    with pytest.raises(RuntimeError), transaction.atomic():
        storage.adopt(form_key, IdeaPhoto, {"idea": idea})
        raise RuntimeError("the power fails")

    assert PendingPhoto.objects.get() == photo
    assert IdeaPhoto.objects.count() == 0
    assert stored_files() == sorted(photo.file_names)


def idea_with_photo(form_key: uuid.UUID, **fields) -> IdeaPhoto:
    storage.keep_pending(form_key, upload(jpeg()))
    with transaction.atomic():
        (photo,) = storage.adopt(form_key, IdeaPhoto, {"idea": make_idea(**fields)})
    return photo


@pytest.mark.django_db
def test_removed_photo_loses_its_files_when_that_is_certain(form_key, django_capture_on_commit_callbacks):
    photo = idea_with_photo(form_key)

    with django_capture_on_commit_callbacks(execute=True):
        storage.remove(photo)
        assert len(stored_files()) == 2

    assert stored_files() == []


@pytest.mark.django_db
def test_photos_go_with_the_idea_they_belong_to(form_key, django_capture_on_commit_callbacks):
    photo = idea_with_photo(form_key, state="unconfirmed")

    with django_capture_on_commit_callbacks(execute=True):
        photo.idea.delete()

    assert IdeaPhoto.objects.count() == 0
    assert stored_files() == []


def test_deletion_taken_back_leaves_the_files(committed, form_key):
    photo = idea_with_photo(form_key)

    with pytest.raises(RuntimeError), transaction.atomic():
        storage.remove(photo)
        raise RuntimeError("the power fails")

    assert stored_files() == sorted(photo.file_names)
    assert IdeaPhoto.objects.count() == 1


@pytest.mark.django_db
def test_photo_is_found_in_whichever_table_it_lies(form_key, django_assert_num_queries):
    pending = storage.keep_pending(uuid.uuid4(), upload(jpeg()))
    adopted = idea_with_photo(form_key)

    with django_assert_num_queries(2):
        assert storage.find(adopted.key) == adopted
    assert storage.find(pending.key) == pending
    assert storage.find("A" * 22) is None


# ---------------------------------------------------------------- what goes by itself
@pytest.mark.django_db
def test_photos_of_forms_never_sent_go_after_a_day(form_key, django_capture_on_commit_callbacks):
    now = timezone.now()
    old = storage.keep_pending(form_key, upload(jpeg(50)))
    young = storage.keep_pending(form_key, upload(jpeg(60)))
    PendingPhoto.objects.filter(pk=old.pk).update(created_at=now - timedelta(hours=25))

    assert storage.purge_pending(now, dry_run=True) == 1
    assert PendingPhoto.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert storage.purge_pending(now) == 1
    assert storage.purge_pending(now) == 0

    assert stored_files() == sorted(young.file_names)


@pytest.mark.django_db
def test_files_without_photo_are_swept_after_a_day(form_key):
    now = timezone.now()
    known = storage.keep_pending(form_key, upload(jpeg()))
    orphan = storage.store(storage.encode(upload(jpeg())))
    path_of(f"{known.key}-64.webp.draft").write_bytes(b"half")

    assert storage.sweep_orphans(now) == 0
    tomorrow = now + timedelta(hours=25)
    assert storage.sweep_orphans(tomorrow, dry_run=True) == 3
    assert storage.sweep_orphans(tomorrow) == 3
    assert storage.sweep_orphans(tomorrow) == 0

    assert stored_files() == sorted(known.file_names)
    assert orphan not in "".join(stored_files())


def test_sweeping_without_any_photo_folder_finds_nothing(db):
    assert not photo_folder().exists()
    assert storage.sweep_orphans(timezone.now()) == 0
