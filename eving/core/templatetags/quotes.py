"""Titles that stand in quotation marks, for templates."""

from django import template

from eving.core import quotes

register = template.Library()
register.filter("inner_quotes", quotes.inner_quotes)
