"""The component tags by noun; all register in one library, which ``templatetags/ui.py`` hands to Django."""
