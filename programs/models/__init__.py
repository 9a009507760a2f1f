"""The tables of plans and activities, one file a noun."""

from programs.models.activity import CareActivity, Participation
from programs.models.activity_part import ActivityLink, ActivityOutput, ParticipationMark
from programs.models.activity_photo import ActivityPhoto, PhotoPerson
from programs.models.calendar import CalendarEntry, CareReminder
from programs.models.catalogue import Intervention, InterventionDosage
from programs.models.directive import Answer, Directive, DirectiveFile, DirectiveVersion, Question, Reading
from programs.models.feed import FeedAddress
from programs.models.paper import PaperList, PaperRow, PaperScan
from programs.models.plan import ActionPlan, PlanLine, PlanLineState, PlanVersion
from programs.models.plan_part import IndicatorReading, PlanStep, PlanStepState
from programs.models.plan_referral import PlanReferral
from programs.models.plan_review import PlanAnswer, PlanReview, PlanReviewGoal
from programs.models.programme import Enrolment, EnrolmentStep, Programme, ProgrammeCertificate
from programs.models.seat_word import SeatWord
from programs.models.service import HoursEntry, ServiceOrder, ServicePause
from programs.models.service_attendance import ServiceAttendance, ServiceProof, ServiceSeal
from programs.models.service_consent import ServiceConsent
from programs.models.service_plan import ServicePlan
from programs.models.service_session import ServiceBusy, ServicePlacement, ServiceSession, SessionSeat
from programs.models.service_step import ServiceStep, ServiceStepAct
from programs.models.session import Attendance, AttendanceMark, GuidanceSession
from programs.models.target import Target, TargetShare

__all__ = [
    "ActionPlan",
    "ActivityLink",
    "ActivityOutput",
    "ActivityPhoto",
    "Answer",
    "Attendance",
    "AttendanceMark",
    "CalendarEntry",
    "CareActivity",
    "CareReminder",
    "Directive",
    "DirectiveFile",
    "DirectiveVersion",
    "Enrolment",
    "EnrolmentStep",
    "FeedAddress",
    "GuidanceSession",
    "HoursEntry",
    "IndicatorReading",
    "Intervention",
    "InterventionDosage",
    "PaperList",
    "PaperRow",
    "PaperScan",
    "Participation",
    "ParticipationMark",
    "PhotoPerson",
    "PlanAnswer",
    "PlanLine",
    "PlanLineState",
    "PlanReferral",
    "PlanReview",
    "PlanReviewGoal",
    "PlanStep",
    "PlanStepState",
    "PlanVersion",
    "Programme",
    "ProgrammeCertificate",
    "Question",
    "Reading",
    "SeatWord",
    "ServiceAttendance",
    "ServiceBusy",
    "ServiceConsent",
    "ServiceOrder",
    "ServicePause",
    "ServicePlacement",
    "ServicePlan",
    "ServiceProof",
    "ServiceSeal",
    "ServiceSession",
    "ServiceStep",
    "ServiceStepAct",
    "SessionSeat",
    "Target",
    "TargetShare",
]
