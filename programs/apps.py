from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        """The room below cannot know service orders: the database refuses, and these are the words for it."""
        from clients.actions.rows import REFUSALS

        text = _("Kerja sosial klien ini masih berjalan. Tutup dahulu perintahnya pada tab Kerja sosial.")
        REFUSALS["guidance_no_running_order"] = ("ended_on", text)
