from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        """What the rooms below cannot know of service orders: words for a refusal, where a client sets out from."""
        from clients.actions.rows import REFUSALS

        text = _("Kerja sosial klien ini masih berjalan. Tutup dahulu perintahnya pada tab Kerja sosial.")
        origins = import_module("partners.queries.origin")
        origins.add_home_source(import_module("programs.queries.schedule").home_point)
        REFUSALS["guidance_no_running_order"] = ("ended_on", text)
