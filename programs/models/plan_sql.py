"""The database's own checks of a plan's parts, as PL/pgSQL bodies for pgtrigger.

A step is written while its line is share-locked, so that a line's days and its steps cannot pass each other by.
Only a planned step binds: what was done or was not done keeps the day it had.
"""

CHECK_STEP_DAY = """
    SELECT start_on, due_on INTO held FROM programs_planline WHERE id = NEW.line_id FOR SHARE;
    IF NEW.removed_at IS NULL AND NEW.state = 'PLANNED' AND NEW.due_on NOT BETWEEN held.start_on AND held.due_on THEN
        RAISE EXCEPTION 'the step is due outside the days of its line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_within_line';
    END IF;
    RETURN NEW;
"""

CHECK_LINE_DAYS = """
    IF EXISTS (
        SELECT FROM programs_planstep
        WHERE line_id = NEW.id AND removed_at IS NULL AND state = 'PLANNED'
          AND due_on NOT BETWEEN NEW.start_on AND NEW.due_on
    ) THEN
        RAISE EXCEPTION 'a step of the line is due outside its days'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_within_line';
    END IF;
    RETURN NEW;
"""
