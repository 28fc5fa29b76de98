"""What the frame of form pages needs beyond Django's own tags."""

from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context: dict[str, Any], name: str) -> str:
    """The content of a block a second time: the title of a page is its heading as well."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.nodelist.render(context)
