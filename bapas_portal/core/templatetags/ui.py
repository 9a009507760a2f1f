"""The page components as template tags; ``/_galeri/`` shows each in every state.

Block tags (``{% card %} … {% endcard %}``) take their body as first argument. Each template under
``templates/components/`` says at its top what it needs. The tags live by noun in ``core/ui/tags/``.
"""

from bapas_portal.core.ui.tags import boxes, figures, forms, frame, lists
from bapas_portal.core.ui.tags.library import register

__all__ = ["boxes", "figures", "forms", "frame", "lists", "register"]
