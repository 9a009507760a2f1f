"""What saving the parts of a partner shares: a name taken, a point and a region, each said at its field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bapas_portal.accounts.models import Region
from bapas_portal.core.errors import Invalid
from bapas_portal.core.maps import is_in_indonesia
from clients.actions.rows import constraint_of


@contextmanager
def saving(refusals: Mapping[str, tuple[str, str | Promise]]) -> Iterator[None]:
    """A savepoint; a constraint of `refusals` is said at its field. Raises Invalid."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in refusals:
            raise
        field, text = refusals[name]
        raise Invalid(text, {field: text}) from error


def point_faults(latitude: float | None, longitude: float | None) -> dict[str, str]:
    """What is wrong with a point in WGS 84 degrees, by field."""
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        return {missing: _("Isi lintang dan bujur, atau kosongkan dua-duanya.")}
    if latitude is not None and longitude is not None and not is_in_indonesia(latitude, longitude):
        return {"latitude": _("Titik ini di luar Indonesia. Periksa lintang dan bujurnya; lintang selatan negatif.")}
    return {}


def region_faults(code: str | None, field: str = "region_id") -> dict[str, str]:
    """An official code that is on no list, by field."""
    if code and not Region.objects.filter(pk=code).exists():
        return {field: _("Pilih wilayah dari daftar.")}
    return {}
