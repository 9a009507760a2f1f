"""What the database itself holds of agreements. Each refusal is a check_violation that names its rule."""

from bapas_portal.core.refusals import with_refusals

AGREEMENT_MOVES = with_refusals("""
    IF OLD.stage = 'DIHENTIKAN' AND NEW.stage <> 'DIHENTIKAN' THEN REFUSE agreement_stop_is_final; END IF;
    IF OLD.signed_on IS NOT NULL AND NEW.signed_on IS NULL THEN REFUSE agreement_signing_is_final; END IF;
    IF (OLD.office_id, OLD.form_key) IS DISTINCT FROM (NEW.office_id, NEW.form_key) THEN
        REFUSE agreement_office_is_fixed;
    END IF;
    IF OLD.signed_on IS NOT NULL AND (OLD.kind, OLD.parent_id, OLD.renews_id)
       IS DISTINCT FROM (NEW.kind, NEW.parent_id, NEW.renews_id) THEN REFUSE agreement_kind_is_fixed; END IF;
    RETURN NEW;
""")

AGREEMENT_PARENT = with_refusals("""
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM partners_agreement p WHERE p.id = NEW.parent_id AND p.kind IN ('MOU', 'NK')) THEN
        REFUSE agreement_parent_is_frame;
    END IF;
    RETURN NEW;
""")

SITE_OF_PARTY = with_refusals("""
    IF NOT EXISTS (SELECT 1 FROM partners_agreementparty p JOIN partners_site s ON s.organisation_id = p.organisation_id
                   WHERE p.agreement_id = NEW.agreement_id AND s.id = NEW.site_id AND p.removed_at IS NULL) THEN
        REFUSE agreement_site_of_party;
    END IF;
    RETURN NEW;
""")
