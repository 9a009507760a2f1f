"""What the database itself refuses of second factors and their recovery codes."""

from bapas_portal.core.refusals import with_refusals

# A code taken stays taken (last_step never falls); an end is final, and leaves no secret behind. The secret itself may
# be written anew under another key of NIK_KEYS.
FACTOR_IS_KEPT = with_refusals("""
    IF OLD.ended_at IS NOT NULL THEN
        REFUSE second_factor_is_ended;
    END IF;
    IF NEW.user_id <> OLD.user_id OR NEW.made_at <> OLD.made_at OR NEW.last_step < OLD.last_step
       OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) THEN
        REFUSE second_factor_is_kept;
    END IF;
    IF (NEW.ended_at IS NULL) = (octet_length(NEW.secret) = 0) THEN
        REFUSE second_factor_secret;
    END IF;
    RETURN NEW;
""")
RECOVERY_CODE_IS_KEPT = with_refusals("""
    IF OLD.used_at IS NOT NULL OR OLD.replaced_at IS NOT NULL
       OR NEW.factor_id <> OLD.factor_id OR NEW.digest <> OLD.digest THEN
        REFUSE recovery_code_is_kept;
    END IF;
    RETURN NEW;
""")
