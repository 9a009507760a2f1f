"""The one library all component tags register in."""

from django import template

register = template.Library()
