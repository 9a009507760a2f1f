"""What the database itself holds of partners' workers."""

from bapas_portal.core.refusals import with_refusals

WORKER_HOLDS_NO_ROLE = with_refusals("""
    IF EXISTS (SELECT 1 FROM accounts_rolegrant g WHERE g.user_id = NEW.user_id
               AND daterange(g.from_on, g.to_on, '[]') && daterange(NEW.from_on, NEW.to_on, '[]')) THEN
        REFUSE worker_holds_no_role;
    END IF;
    RETURN NEW;
""")
