"""What a person or the night may ask of this room."""

from reports.actions.exception import ask_exception, decide_exception
from reports.actions.export import download_export, remove_expired, request_export
from reports.actions.period import open_due_periods, open_period, publish_period, restate_period
from reports.actions.period_reminder import remind_months
from reports.actions.publication import publish_run, refuse_run
from reports.actions.refresh import forget_done, refresh_all
from reports.actions.rollup import plan_nightly, request_rollup, run_rollup
from reports.actions.submission import decide_submission, save_submission, submit_month, take_back

__all__ = [
    "ask_exception",
    "decide_exception",
    "decide_submission",
    "download_export",
    "forget_done",
    "open_due_periods",
    "open_period",
    "plan_nightly",
    "publish_period",
    "publish_run",
    "refresh_all",
    "refuse_run",
    "remind_months",
    "remove_expired",
    "request_export",
    "request_rollup",
    "restate_period",
    "run_rollup",
    "save_submission",
    "submit_month",
    "take_back",
]
