"""What the database itself holds of referrals. Each refusal is a check_violation that names its rule.

The service's row is locked before places are counted, so two who accept at once are served one after the other.
"""

from bapas_portal.core.refusals import with_refusals
from partners.choices_referral import NEXT_STAGES

_MOVES = ", ".join(f"('{old}', '{new}')" for old, after in NEXT_STAGES.items() for new in after)

CHECK_REFERRAL = with_refusals(
    """
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> 'DRAFT' THEN REFUSE referral_begins_as_draft; END IF;
    ELSE
        IF (OLD.guidance_id, OLD.form_key, OLD.rerouted_from_id)
           IS DISTINCT FROM (NEW.guidance_id, NEW.form_key, NEW.rerouted_from_id) THEN
            REFUSE referral_client_is_fixed;
        END IF;
        IF OLD.stage <> 'DRAFT' AND (OLD.offering_id, OLD.queued_at, OLD.consent_by, OLD.consent_on)
           IS DISTINCT FROM (NEW.offering_id, NEW.queued_at, NEW.consent_by, NEW.consent_on) THEN
            REFUSE referral_sent_is_fixed;
        END IF;
        IF OLD.stage <> NEW.stage AND (OLD.stage, NEW.stage) NOT IN (MOVES) THEN REFUSE referral_moves; END IF;
    END IF;
    SELECT * INTO held FROM partners_offering WHERE id = NEW.offering_id FOR UPDATE;
    IF NEW.partner_id IS NOT NULL AND NEW.partner_id <> held.organisation_id THEN
        REFUSE referral_partner_of_offering;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.stage = 'ACCEPTED' AND OLD.stage <> 'ACCEPTED' THEN
        IF held.places IS NOT NULL AND held.places <= (
            SELECT count(*) FROM partners_referral r WHERE r.offering_id = NEW.offering_id AND r.id <> NEW.id
                AND r.stage IN ('ACCEPTED', 'STARTED', 'PAUSED')) THEN
            REFUSE referral_within_places;
        END IF;
        IF EXISTS (SELECT 1 FROM partners_referral r WHERE r.offering_id = NEW.offering_id AND r.stage = 'WAITING'
                   AND (r.queued_at, r.id) < (NEW.queued_at, NEW.id)) THEN
            REFUSE referral_takes_its_turn;
        END IF;
    END IF;
    RETURN NEW;
""".replace("MOVES", _MOVES)
)

NEED_OF_CLIENT = with_refusals("""
    IF NOT EXISTS (SELECT 1 FROM partners_referral r JOIN clients_need n ON n.guidance_id = r.guidance_id
                   WHERE r.id = NEW.referral_id AND n.id = NEW.need_id) THEN
        REFUSE referral_need_of_client;
    END IF;
    RETURN NEW;
""")

SESSION_WHILE_SERVED = with_refusals("""
    SELECT * INTO held FROM partners_referral WHERE id = NEW.referral_id FOR SHARE;
    IF held.started_on IS NULL OR NEW.held_on < held.started_on THEN REFUSE referral_session_after_start; END IF;
    IF held.ended_on IS NOT NULL AND NEW.held_on > held.ended_on THEN REFUSE referral_session_before_end; END IF;
    IF NEW.replaces_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM partners_referralsession s WHERE s.id = NEW.replaces_id AND s.referral_id = NEW.referral_id) THEN
        REFUSE referral_session_replaces_its_own;
    END IF;
    RETURN NEW;
""")

OUTCOME_OF_REFERRAL = with_refusals("""
    IF NOT EXISTS (SELECT 1 FROM partners_referralreport p JOIN partners_referralneed n ON n.referral_id = p.referral_id
                   WHERE p.id = NEW.report_id AND n.id = NEW.need_id) THEN
        REFUSE outcome_of_its_referral;
    END IF;
    RETURN NEW;
""")
