"""Adding links to the chains of seals. The caller holds the orders' locks; the database checks that a link follows."""

from collections.abc import Sequence
from typing import Any

from programs.models import ServiceAttendance, ServiceProof, ServiceSeal
from programs.queries.service_seal import content_of, content_of_proof
from programs.rules.service_seal import seal_of


def add_seals(rows: Sequence[ServiceAttendance | ServiceProof]) -> list[ServiceSeal]:
    """One link a row, rows of different orders (at most one an order). Two queries."""
    orders = {row.order_id for row in rows}
    last = ServiceSeal.objects.filter(order_id__in=orders).order_by("order_id", "-number").distinct("order_id")
    ends = {seal.order_id: seal for seal in last}
    links: list[ServiceSeal] = []
    sealed: dict[str, Any]
    for row in rows:
        end = ends.get(row.order_id)
        previous, number = (end.seal, end.number + 1) if end else ("", 1)
        if isinstance(row, ServiceAttendance):
            sealed, content = {"attendance": row}, content_of(row)
        else:
            sealed, content = {"proof": row}, content_of_proof(row)
        seal = seal_of(content, previous)
        links.append(ServiceSeal(order_id=row.order_id, number=number, previous=previous, seal=seal, **sealed))
    return ServiceSeal.objects.bulk_create(links)
