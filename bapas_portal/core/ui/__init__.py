"""What the page components draw: plain functions from values to markup or to template contexts.

The template tags of :mod:`bapas_portal.core.templatetags.ui` are thin doors to these modules.
"""
