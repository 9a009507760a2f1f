"""What a person or the night may ask of this room."""

from reports.actions.export import download_export, remove_expired, request_export
from reports.actions.publication import publish_run, refuse_run
from reports.actions.refresh import forget_done, refresh_all
from reports.actions.rollup import plan_nightly, request_rollup, run_rollup

__all__ = [
    "download_export",
    "forget_done",
    "plan_nightly",
    "publish_run",
    "refresh_all",
    "refuse_run",
    "remove_expired",
    "request_export",
    "request_rollup",
    "run_rollup",
]
