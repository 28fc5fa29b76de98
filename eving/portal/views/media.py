"""Photo files: public ones for everybody, others for staff and for the person who uploaded them."""

import re

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from eving.core.models import Photo
from eving.core.models.photos import path_of
from eving.core.photos import storage

NAME = re.compile(r"(?P<key>[A-Za-z0-9_-]{22})-[0-9]{1,4}\.(?P<ending>webp|jpg)")
CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def serve_photo(request: HttpRequest, name: str) -> HttpResponse:
    parts = NAME.fullmatch(name)
    photo = storage.find(parts["key"]) if parts else None
    if parts is None or photo is None or name not in photo.file_names:
        raise Http404
    is_public = photo.is_public()
    if not is_public and not may_see(request, photo):
        raise Http404
    response = HttpResponse(content_type=CONTENT_TYPES[parts["ending"]])
    try:
        if settings.X_ACCEL_PREFIX:
            path_of(name).stat()
            response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/photos/{name[:2]}/{name}"
        else:
            response.content = path_of(name).read_bytes()  # a few hundred kilobytes, so no streaming
    except FileNotFoundError:
        raise Http404 from None
    response["X-Content-Type-Options"] = "nosniff"
    # A file never changes under its name, so a public one may be cached for ever.
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_public else "private, no-store"
    return response


def may_see(request: HttpRequest, photo: Photo) -> bool:
    """Whether this visitor may see a photo that is not public."""
    if photo.is_opened_by(request.GET.get("permit", "")):
        return True
    # Reading the session would set “Vary: Cookie”; without a cookie there is no session to read.
    return settings.SESSION_COOKIE_NAME in request.COOKIES and admin.site.has_permission(request)
