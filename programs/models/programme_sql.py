"""Checks of programmes and sessions that the database runs inside the writer's transaction.

Each refusal is a check_violation that names its rule as a constraint. The programme's row is locked before places
are counted, so two officers who enrol at once are served one after the other.
"""

from programs.models.service_sql import with_refusals

CHECK_ENROLMENT = with_refusals("""
    IF NEW.plan_line_id IS NOT NULL AND NEW.guidance_id <> (
        SELECT p.guidance_id FROM programs_planline l JOIN programs_actionplan p ON p.id = l.plan_id
        WHERE l.id = NEW.plan_line_id) THEN
        REFUSE enrolment_line_of_client;
    END IF;
    SELECT * INTO held FROM programs_programme WHERE id = NEW.programme_id FOR UPDATE;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO person FROM clients_guidance WHERE id = NEW.guidance_id;
        IF person.office_id <> held.office_id THEN REFUSE enrolment_of_office; END IF;
        IF (held.audience = 'DEWASA' AND person.is_child) OR (held.audience = 'ANAK' AND NOT person.is_child) THEN
            REFUSE enrolment_fits_audience;
        END IF;
    END IF;
    IF NEW.state IN ('WAITING', 'ENROLLED') AND held.state NOT IN ('OPEN', 'RUNNING') THEN
        REFUSE enrolment_while_open;
    END IF;
    IF NEW.state IN ('ENROLLED', 'COMPLETED') THEN
        SELECT count(*) INTO seated FROM programs_enrolment e
          WHERE e.programme_id = NEW.programme_id AND e.id <> NEW.id AND e.state IN ('ENROLLED', 'COMPLETED');
        IF seated + 1 > held.capacity THEN REFUSE enrolment_within_capacity; END IF;
    END IF;
    RETURN NEW;
""")

CHECK_CAPACITY = with_refusals("""
    IF NEW.capacity < (SELECT count(*) FROM programs_enrolment e
                       WHERE e.programme_id = NEW.id AND e.state IN ('ENROLLED', 'COMPLETED')) THEN
        REFUSE programme_holds_the_enrolled;
    END IF;
    RETURN NEW;
""")

CHECK_SESSION = with_refusals("""
    IF NEW.plan_line_id IS NOT NULL AND NEW.guidance_id <> (
        SELECT p.guidance_id FROM programs_planline l JOIN programs_actionplan p ON p.id = l.plan_id
        WHERE l.id = NEW.plan_line_id) THEN
        REFUSE session_line_of_client;
    END IF;
    RETURN NEW;
""")

CHECK_MARK = with_refusals("""
    SELECT * INTO held FROM programs_attendance WHERE id = NEW.attendance_id FOR UPDATE;
    IF NEW.number <> held.version + 1 THEN REFUSE mark_on_the_last_one; END IF;
    IF EXISTS (SELECT 1 FROM programs_guidancesession s
               WHERE s.id = held.session_id AND s.cancelled_at IS NOT NULL) THEN
        REFUSE mark_session_stands;
    END IF;
    RETURN NEW;
""")

MOVE_MARK = """
    UPDATE programs_attendance
       SET mark = NEW.mark, note = NEW.note, version = NEW.number, marked_by_id = NEW.by_id, marked_at = NEW.recorded_at
     WHERE id = NEW.attendance_id;
    RETURN NULL;
"""
