"""What the database itself holds of directives: what was published stays as it was published.

Each refusal is a check_violation that names its rule as a constraint. A part of a version (a file, a target, a
share) locks its version first, so that none slips in beside a publication that is under way.
"""

from programs.models.service_sql import with_refusals

NAME_IS_FIXED = with_refusals("""
    IF (OLD.number, OLD.kind) IS DISTINCT FROM (NEW.number, NEW.kind) AND EXISTS (
        SELECT 1 FROM programs_directiveversion v WHERE v.directive_id = OLD.id AND v.state = 'PUBLISHED') THEN
        REFUSE directive_name_is_fixed;
    END IF;
    IF OLD.withdrawn_at IS NOT NULL AND (OLD.withdrawn_at, OLD.withdrawn_by_id, OLD.withdrawn_reason)
       IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_by_id, NEW.withdrawn_reason) THEN
        REFUSE directive_withdrawal_is_final;
    END IF;
    RETURN NEW;
""")

PART_OF_A_DRAFT = with_refusals("""
    IF TG_OP = 'INSERT' THEN
        SELECT v.state INTO held FROM programs_directiveversion v WHERE v.id = NEW.version_id FOR SHARE;
    ELSE
        SELECT v.state INTO held FROM programs_directiveversion v WHERE v.id = OLD.version_id FOR SHARE;
    END IF;
    IF held <> 'DRAFT' THEN REFUSE directive_version_is_fixed; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN REFUSE directive_version_is_fixed; END IF;
    RETURN NEW;
""")

SHARE_OF_A_DRAFT = with_refusals("""
    SELECT v.state INTO held FROM programs_directiveversion v
      JOIN programs_target t ON t.version_id = v.id WHERE t.id = NEW.target_id FOR SHARE OF v;
    IF held <> 'DRAFT' THEN REFUSE directive_version_is_fixed; END IF;
    RETURN NEW;
""")

READING_OF_WHAT_IS_PUBLISHED = with_refusals("""
    SELECT v.state INTO held FROM programs_directiveversion v WHERE v.id = NEW.version_id;
    IF held <> 'PUBLISHED' THEN REFUSE reading_of_published; END IF;
    RETURN NEW;
""")
