"""Template filter for titles within quotation marks."""

from django import template

from eving.core.texts import quotes

register = template.Library()
register.filter("inner_quotes", quotes.inner_quotes)
