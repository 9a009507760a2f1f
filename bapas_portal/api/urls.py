"""The API's addresses: resources under /api/v1/, the schema and its page beside them."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from bapas_portal.accounts.api import MeView, OfficeViewSet
from bapas_portal.api import views
from clients.api import AssessmentViewSet, GuidanceViewSet, NeedViewSet
from partners.api.agreement import AgreementViewSet
from partners.api.organisation import OrganisationViewSet
from partners.api.referral import ReferralViewSet
from partners.api.site import SiteViewSet
from programs.api import (
    AttendanceViewSet,
    CalendarEntryViewSet,
    CareActivityViewSet,
    CertificateViewSet,
    DirectiveViewSet,
    EnrolmentViewSet,
    GroupSessionViewSet,
    IndicatorReadingViewSet,
    InterventionViewSet,
    PlanAnswerViewSet,
    PlanDueViewSet,
    PlanReviewViewSet,
    PlanStepViewSet,
    PlanViewSet,
    ProgrammeViewSet,
    ReadingViewSet,
    ServiceAttendanceViewSet,
    ServiceOrderViewSet,
    ServiceSessionViewSet,
    SingleSessionViewSet,
)
from reports.api import FigureRowViewSet, FigureViewSet, PeriodViewSet, ReleaseViewSet, SubmissionViewSet

app_name = "api"
router = SimpleRouter(use_regex_path=False)
router.register("v1/clients", GuidanceViewSet, basename="client")
router.register("v1/assessments", AssessmentViewSet, basename="assessment")
router.register("v1/needs", NeedViewSet, basename="need")
router.register("v1/plans", PlanViewSet, basename="plan")
router.register("v1/programmes", ProgrammeViewSet, basename="programme")
router.register("v1/enrolments", EnrolmentViewSet, basename="enrolment")
router.register("v1/programme-certificates", CertificateViewSet, basename="programme_certificate")
router.register("v1/group-sessions", GroupSessionViewSet, basename="group_session")
router.register("v1/single-sessions", SingleSessionViewSet, basename="single_session")
router.register("v1/session-attendance", AttendanceViewSet, basename="session_attendance")
router.register("v1/plan-steps", PlanStepViewSet, basename="plan_step")
router.register("v1/indicator-readings", IndicatorReadingViewSet, basename="indicator_reading")
router.register("v1/plan-answers", PlanAnswerViewSet, basename="plan_answer")
router.register("v1/plan-reviews", PlanReviewViewSet, basename="plan_review")
router.register("v1/plan-reviews-due", PlanDueViewSet, basename="plan_due")
router.register("v1/service-orders", ServiceOrderViewSet, basename="service_order")
router.register("v1/service-sessions", ServiceSessionViewSet, basename="service_session")
router.register("v1/activities", CareActivityViewSet, basename="activity")
router.register("v1/calendar", CalendarEntryViewSet, basename="calendar_entry")
router.register("v1/directives", DirectiveViewSet, basename="directive")
router.register("v1/directive-readings", ReadingViewSet, basename="directive_reading")
router.register("v1/service-attendance", ServiceAttendanceViewSet, basename="service_attendance")
router.register("v1/interventions", InterventionViewSet, basename="intervention")
router.register("v1/organisations", OrganisationViewSet, basename="organisation")
router.register("v1/sites", SiteViewSet, basename="site")
router.register("v1/referrals", ReferralViewSet, basename="referral")
router.register("v1/agreements", AgreementViewSet, basename="agreement")
router.register("v1/offices", OfficeViewSet, basename="office")
router.register("v1/figures/rows", FigureRowViewSet, basename="figure_row")
router.register("v1/figures", FigureViewSet, basename="figure")
router.register("v1/periods", PeriodViewSet, basename="period")
router.register("v1/submissions", SubmissionViewSet, basename="submission")
router.register("v1/releases", ReleaseViewSet, basename="release")
urlpatterns = [
    path("v1/me/", MeView.as_view(), name="me"),
    *router.urls,
    path("v1/<path:rest>", views.NoSuchAddress.as_view(), name="no_such_address"),
    path("schema/", views.schema, name="schema"),
    path("docs/", views.docs, name="docs"),
]
