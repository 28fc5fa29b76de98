"""URLs of the demo's mailbox."""

from django.urls import path

from eving.demo import postbox

urlpatterns = [
    path("", postbox.box, name="postbox"),
    path("<str:name>/", postbox.letter, name="letter"),
    path("<str:name>/anhang/<int:number>/", postbox.attachment, name="letter-attachment"),
]
