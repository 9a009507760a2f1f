"""Making the file of an export: once whole, never half."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from bapas_portal.accounts.scopes import scope_of
from bapas_portal.audit.trail import record
from bapas_portal.core.errors import NotAllowed
from bapas_portal.core.jobs import progress
from bapas_portal.core.models import Job
from reports.actions.export import check_may_export
from reports.choices import ExportKind
from reports.files.content import Content
from reports.files.csv import write_csv
from reports.files.names import file_name
from reports.files.pdf import write_pdf
from reports.files.xlsx import write_xlsx
from reports.models import Export

Writer = Callable[[Content, Path, Callable[[int, int, str], None]], None]
WRITERS: dict[str, Writer] = {ExportKind.XLSX: write_xlsx, ExportKind.CSV: write_csv, ExportKind.PDF: write_pdf}
CHUNK = 1024 * 1024


def make_export_file(*, job: Job) -> Export:
    """Make the file `job` asks for, under the rights the owner has now; made again, it takes the old one's place.

    Raises NotAllowed when the owner lost the right in between.
    """
    export = Export.objects.select_related("office", "owner").get(job=job)
    content = Content(export, _rights_of(export))

    def tell(done: int, total: int, message: str) -> None:
        progress(str(job.pk), done=done, total=total, message=message)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name(export)
        WRITERS[export.kind](content, path, tell)
        _keep(export, content, path)
    return export


def _rights_of(export: Export):
    """The owner's scope of today."""
    scope = scope_of(export.owner)
    if not scope.covers("reports.export", office_id=export.office_id):
        raise NotAllowed(_("Pemohon tidak lagi berwenang mengekspor kantor ini."))
    check_may_export(office=export.office, with_case_rows=export.with_case_rows, scope=scope)
    return scope


@transaction.atomic
def _keep(export: Export, content: Content, path: Path) -> None:
    old_name, storage = export.file.name, export.file.storage
    with path.open("rb") as file:
        export.digest = _digest(file)
        file.seek(0)
        export.file.save(f"{export.pk}{path.suffix}", File(file), save=False)
    export.size, export.data_as_of = path.stat().st_size, content.data_as_of
    export.save(update_fields=["file", "digest", "size", "data_as_of"])
    record(verb="export.made", subject=export, by=export.owner, digest=export.digest, size=export.size)
    if old_name:
        transaction.on_commit(lambda: storage.delete(old_name))


def _digest(file) -> str:
    """SHA-256 of the file, read in pieces."""
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
