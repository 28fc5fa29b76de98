"""The page /stil/ of the demo: every component in every state. Its words are German, as all content of the demo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from eving.demo.style import asking, lists, notices, things, words

CHAPTERS = (words.CHAPTER, notices.CHAPTER, lists.CHAPTER, things.CHAPTER, asking.CHAPTER)

WORDS = {
    "title": "So sieht das Portal aus",
    "lead": "Jeder Baustein in jedem Zustand, gezeichnet wie auf den Seiten. Kopf und Fuß sind die dieser Seite.",
    "chapters_label": "Auf dieser Seite",
}


def page(request: HttpRequest) -> HttpResponse:
    chapters = [
        {
            "code": chapter.code,
            "title": chapter.title,
            "pieces": [
                {"code": piece.code, "name": piece.name, "when": piece.when, "states": piece.drawn()}
                for piece in chapter.pieces
            ],
        }
        for chapter in CHAPTERS
    ]
    return render(request, "demo/style/page.html", {**WORDS, "chapters": chapters})
