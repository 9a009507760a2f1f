"""The ledger's own checks, run by the database inside the entry's transaction.

Each refusal is a check_violation that names its rule as a constraint, so that an action can say it in words.
What is done is summed from the entries: the balance moves only after a statement that adds several at once.
A correction (ADJUSTMENT, REVERSAL) may come after the period; work, travel and penalties lie within it.
"""

from bapas_portal.core.refusals import with_refusals as with_refusals

CHECK_ENTRY = with_refusals("""
    SELECT * INTO held FROM programs_serviceorder WHERE id = NEW.order_id FOR UPDATE;
    IF held.state <> 'RUNNING' THEN REFUSE hours_order_running; END IF;
    IF NEW.kind = 'REVERSAL' THEN
        SELECT * INTO old FROM programs_hoursentry WHERE id = NEW.reverses_id;
        IF old.order_id <> NEW.order_id OR old.kind = 'REVERSAL' THEN
            REFUSE hours_reversal_fits;
        END IF;
        NEW.minutes := -old.minutes;
        NEW.worked_on := old.worked_on;
    ELSIF NEW.kind <> 'ADJUSTMENT' THEN
        IF NEW.worked_on NOT BETWEEN held.start_on AND held.deadline_on THEN
            REFUSE hours_within_period;
        END IF;
        IF EXISTS (SELECT 1 FROM programs_servicepause p WHERE p.order_id = NEW.order_id
                   AND NEW.worked_on BETWEEN p.from_on AND COALESCE(p.to_on, 'infinity')) THEN
            REFUSE hours_outside_pause;
        END IF;
    END IF;
    SELECT COALESCE(SUM(e.minutes), 0), COALESCE(SUM(e.minutes) FILTER (
             WHERE e.worked_on = NEW.worked_on AND COALESCE(undone.kind, e.kind) <> 'ADJUSTMENT'), 0)
      INTO so_far, that_day FROM programs_hoursentry e
      LEFT JOIN programs_hoursentry undone ON undone.id = e.reverses_id
      WHERE e.order_id = NEW.order_id;
    IF COALESCE(old.kind, NEW.kind) <> 'ADJUSTMENT' THEN
        IF NEW.minutes > 0 AND that_day + NEW.minutes > held.minutes_per_day THEN
            REFUSE hours_day_limit;
        END IF;
        IF NEW.minutes < 0 AND that_day + NEW.minutes < 0 THEN REFUSE hours_penalty_of_day; END IF;
    END IF;
    IF so_far + NEW.minutes > held.minutes_ordered THEN
        REFUSE hours_never_beyond_order;
    END IF;
    IF so_far + NEW.minutes < 0 THEN REFUSE hours_never_below_zero; END IF;
    RETURN NEW;
""")

CHECK_PAUSE = with_refusals("""
    PERFORM 1 FROM programs_serviceorder WHERE id = NEW.order_id FOR UPDATE;
    IF EXISTS (SELECT 1 FROM programs_hoursentry e WHERE e.order_id = NEW.order_id AND e.kind IN ('CREDIT', 'TRAVEL')
               AND e.worked_on BETWEEN NEW.from_on AND COALESCE(NEW.to_on, 'infinity')
               AND NOT EXISTS (SELECT 1 FROM programs_hoursentry r WHERE r.reverses_id = e.id)) THEN
        REFUSE pause_holds_no_work;
    END IF;
    RETURN NEW;
""")

# The terms of a verdict may be corrected, but never below what was worked under them.
CHECK_TERMS = with_refusals("""
    IF EXISTS (SELECT 1 FROM programs_hoursentry e WHERE e.order_id = NEW.id AND e.kind IN ('CREDIT', 'TRAVEL')
               AND e.worked_on > NEW.deadline_on
               AND NOT EXISTS (SELECT 1 FROM programs_hoursentry r WHERE r.reverses_id = e.id)) THEN
        REFUSE terms_deadline_after_work;
    END IF;
    IF NEW.minutes_per_day < OLD.minutes_per_day AND EXISTS (
            SELECT 1 FROM programs_hoursentry e LEFT JOIN programs_hoursentry undone ON undone.id = e.reverses_id
            WHERE e.order_id = NEW.id AND COALESCE(undone.kind, e.kind) <> 'ADJUSTMENT'
            GROUP BY e.worked_on HAVING SUM(e.minutes) > NEW.minutes_per_day) THEN
        REFUSE terms_day_holds_work;
    END IF;
    RETURN NEW;
""")

MOVE_BALANCE = """
    UPDATE programs_serviceorder SET minutes_done = minutes_done + NEW.minutes WHERE id = NEW.order_id;
    RETURN NULL;
"""

CHECK_CONSENT = with_refusals("""
    IF NEW.guardian = '' AND EXISTS (
        SELECT 1 FROM programs_serviceorder o WHERE o.id = NEW.order_id AND o.kind = 'YANMAS'
    ) THEN REFUSE consent_of_child_names_guardian; END IF;
    RETURN NEW;
""")

CHECK_SEAL = with_refusals("""
    PERFORM 1 FROM programs_serviceorder WHERE id = NEW.order_id FOR UPDATE;
    SELECT * INTO last FROM programs_serviceseal WHERE order_id = NEW.order_id ORDER BY number DESC LIMIT 1;
    IF NEW.previous <> COALESCE(last.seal, '') OR NEW.number <> COALESCE(last.number, 0) + 1 THEN
        REFUSE service_seal_follows;
    END IF;
    RETURN NEW;
""")

CHECK_STEP = with_refusals("""
    PERFORM 1 FROM programs_serviceorder WHERE id = NEW.order_id FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM programs_serviceattendance a WHERE a.id = NEW.miss_id AND a.order_id = NEW.order_id
                   AND a.outcome = 'MISSED' AND NOT EXISTS (
                       SELECT 1 FROM programs_serviceattendance later WHERE later.replaces_id = a.id)) THEN
        REFUSE service_step_of_a_miss;
    END IF;
    IF EXISTS (SELECT 1 FROM programs_servicestep s WHERE s.miss_id = NEW.miss_id AND NOT EXISTS (
                   SELECT 1 FROM programs_servicestepact w WHERE w.step_id = s.id AND w.act = 'WITHDRAWN')) THEN
        REFUSE service_step_once_a_miss;
    END IF;
    RETURN NEW;
""")

CHECK_STEP_ACT = with_refusals("""
    IF NEW.act <> 'WITHDRAWN' AND EXISTS (
        SELECT 1 FROM programs_servicestep s WHERE s.id = NEW.step_id AND s.by_id = NEW.by_id
    ) THEN REFUSE service_step_needs_second_person; END IF;
    RETURN NEW;
""")
