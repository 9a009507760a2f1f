"""What the database itself holds of the catalogue: an intervention that a plan or a programme uses keeps its words."""

from bapas_portal.core.refusals import with_refusals

WORDS_IN_USE = with_refusals("""
    IF (OLD.name, OLD.kind, OLD.serves) IS DISTINCT FROM (NEW.name, NEW.kind, NEW.serves) AND (
        EXISTS (SELECT 1 FROM programs_planline l WHERE l.intervention_id = OLD.code)
        OR EXISTS (SELECT 1 FROM programs_programme p WHERE p.intervention_id = OLD.code)) THEN
        REFUSE intervention_in_use_is_fixed;
    END IF;
    RETURN NEW;
""")
