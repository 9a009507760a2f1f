"""What the database itself holds of services on offer."""

from bapas_portal.core.refusals import with_refusals

OFFERING_OF_ITS_PARTNER = with_refusals("""
    IF NEW.branch_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM partners_branch b WHERE b.id = NEW.branch_id AND b.organisation_id = NEW.organisation_id) THEN
        REFUSE offering_branch_of_its_partner;
    END IF;
    RETURN NEW;
""")

OFFERING_HOLDS_ITS_CLIENTS = with_refusals("""
    IF NEW.places < (SELECT count(*) FROM partners_referral r
                     WHERE r.offering_id = NEW.id AND r.stage IN ('ACCEPTED', 'STARTED', 'PAUSED')) THEN
        REFUSE offering_holds_its_clients;
    END IF;
    RETURN NEW;
""")
