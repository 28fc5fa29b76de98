"""Preview of an idea before it is sent, with pieces that look like personal data."""

from typing import Any

from eving.core.models import Contribution
from eving.core.people import private_data
from eving.core.people.private_data import Finding
from projects.cards import ideas
from projects.cards.pages import text_and_facts
from projects.forms.ideas import IdeaForm
from projects.models import Idea
from projects.services.similar import join_address, similar_ideas

PUBLIC_TEXTS = ("title", "text", "place_note", "own_contribution", "cost_text")


def findings(form: IdeaForm) -> list[Finding]:
    """Pieces that look like personal data in all texts to be published, including descriptions of photos."""
    if not form.is_bound:
        return []
    texts = [str(form.data.get(name, ""))[:5000] for name in PUBLIC_TEXTS]
    return private_data.find_in([*texts, *(photo.alt for photo in form.pending_photos.accepted)])


def private_pieces(form: IdeaForm) -> list[dict[str, str]]:
    return [{"label": str(finding.kind.label), "piece": finding.piece} for finding in findings(form)]


def as_everyone_sees_it(form: IdeaForm) -> dict[str, Any]:
    """Context of the preview. Needs a valid form; nothing is saved."""
    draft, author = form.draft(), form.author()
    idea = Idea(
        title=draft.title,
        text=draft.text,
        street=draft.street,
        place_note=draft.place_note,
        field=draft.field,
        own_contribution=draft.own_contribution,
        cost_text=draft.cost_text,
        actor=draft.actor,
        contribution=Contribution(name=author.name, name_display=author.name_display),
    )
    photos = [
        {
            "src": photo.private_url(800),
            "alt": photo.alt,
            "width": photo.stored_width(800),
            "height": photo.stored_height(photo.stored_width(800)),
        }
        for photo in form.pending_photos.accepted
    ]
    return {
        **text_and_facts(idea, topics=draft.topics, photos=photos),
        "similar": similar_cards(draft.title, draft.text),
    }


def similar_cards(title: str, text: str = "") -> list[dict[str, Any]]:
    return [
        {
            **ideas.idea_card(idea),
            "text": idea.text,
            "join_url": join_address(idea),
        }
        for idea in similar_ideas(title, text)
    ]
