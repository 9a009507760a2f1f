"""Which step of a plan a referral carries out."""

import pgtrigger
from django.conf import settings
from django.db import models

from bapas_portal.core.refusals import with_refusals
from partners.models import Referral
from programs.models.plan_part import PlanStep, ThroughStep

# The client of the step is the client of the referral.
SAME_CLIENT = with_refusals("""
    IF NOT EXISTS (
        SELECT 1 FROM programs_planstep s
        JOIN programs_planline l ON l.id = s.line_id
        JOIN programs_actionplan p ON p.id = l.plan_id
        JOIN partners_referral r ON r.guidance_id = p.guidance_id
        WHERE s.id = NEW.step_id AND r.id = NEW.referral_id) THEN
        REFUSE plan_referral_of_one_client;
    END IF;
    RETURN NEW;
""")


class PlanReferral(models.Model):
    """The referral that was drafted for a step; where it was rerouted, the one after it stands for the step too."""

    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="referrals")
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="plan_link")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ThroughStep.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="plan_referral_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="plan_referral_of_one_client",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=SAME_CLIENT,
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.referral_id} for step {self.step_id}"
