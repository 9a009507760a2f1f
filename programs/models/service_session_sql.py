"""What the database itself holds of sessions and seats. Each refusal is a check_violation that names its rule.

Seats come by the thousand when orders are planned again, so the rules are checked once a statement over all its new
rows. Orders are locked before sessions, each in the order of their ids, so that two planners wait and never deadlock.
A seat that was given up stays given up, so only an INSERT can fill a session.
"""

from programs.models.service_sql import with_refusals

# The rules of one seat in the order in which they are named; `broken` is the first that any new seat breaks.
CHECK_SEATS = with_refusals("""
    PERFORM 1 FROM programs_serviceorder o
      WHERE o.id IN (SELECT a.order_id FROM added a) ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM 1 FROM programs_servicesession s
      WHERE s.id IN (SELECT a.session_id FROM added a) ORDER BY s.id FOR NO KEY UPDATE;
    day := string_to_array(
        COALESCE(NULLIF(current_setting('bapas.service_child_day', true), ''), '06:00-18:00'), '-')::time[];
    SELECT MIN(s.held_on), (ARRAY['seat_session_open', 'seat_order_running', 'seat_same_office', 'seat_within_period',
                                  'seat_child_daytime', 'seat_site_suits'])[MIN(CASE
          WHEN s.state = 'CANCELLED' THEN 1
          WHEN o.state <> 'RUNNING' THEN 2
          WHEN g.office_id <> s.office_id THEN 3
          WHEN s.held_on NOT BETWEEN o.start_on AND o.deadline_on THEN 4
          WHEN o.kind = 'YANMAS' AND (s.starts_at < day[1] OR s.ends_at > day[2]) THEN 5
          WHEN NOT (CASE WHEN o.kind = 'YANMAS' THEN t.for_children ELSE t.for_adults END)
            OR NOT (CASE WHEN g.sex = 'F' THEN t.for_women ELSE t.for_men END) THEN 6
        END)]
      INTO since, broken
      FROM added a
      JOIN programs_serviceorder o ON o.id = a.order_id
      JOIN clients_guidance g ON g.id = o.guidance_id
      JOIN programs_servicesession s ON s.id = a.session_id
      JOIN partners_site t ON t.id = s.site_id;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = broken, MESSAGE = broken;
    END IF;
    IF EXISTS (SELECT 1 FROM added a JOIN programs_servicesession s ON s.id = a.session_id
               JOIN programs_servicepause p ON p.order_id = a.order_id
               WHERE s.held_on BETWEEN p.from_on AND COALESCE(p.to_on, 'infinity')) THEN
        REFUSE seat_outside_pause;
    END IF;
    -- Sorted by their start, the seats of an order's day lie apart when each ends before the next begins.
    IF EXISTS (SELECT 1 FROM (
                 SELECT s.starts_at,
                        LAG(s.ends_at) OVER (PARTITION BY x.order_id, s.held_on ORDER BY s.starts_at) AS freed
                 FROM programs_sessionseat x JOIN programs_servicesession s ON s.id = x.session_id
                 WHERE x.order_id IN (SELECT a.order_id FROM added a WHERE a.state <> 'RELEASED')
                   AND x.state <> 'RELEASED' AND s.held_on >= since) seats
               WHERE seats.freed > seats.starts_at) THEN
        REFUSE seats_of_an_order_apart;
    END IF;
    IF EXISTS (SELECT 1 FROM programs_servicesession s
               JOIN programs_sessionseat x ON x.session_id = s.id AND x.state <> 'RELEASED'
               WHERE s.id IN (SELECT a.session_id FROM added a)
               GROUP BY s.id, s.seats HAVING COUNT(*) > s.seats) THEN
        REFUSE seats_never_beyond_session;
    END IF;
    RETURN NULL;
""")

SEAT_MOVES = with_refusals("""
    IF (OLD.session_id, OLD.order_id, OLD.form_key, OLD.moved_from_id)
       IS DISTINCT FROM (NEW.session_id, NEW.order_id, NEW.form_key, NEW.moved_from_id) THEN
        REFUSE seat_terms_are_fixed;
    END IF;
    IF OLD.state = 'RELEASED' AND NEW.state <> 'RELEASED' THEN REFUSE seat_released_is_final; END IF;
    RETURN NEW;
""")

SAFE_SITE = with_refusals("""
    SELECT t.is_active INTO is_open FROM partners_site t WHERE t.id = NEW.site_id FOR SHARE;
    IF NOT is_open THEN REFUSE session_site_active; END IF;
    SELECT c.is_safe AND NEW.held_on <= c.valid_until INTO is_open FROM partners_sitecheck c
      WHERE c.site_id = NEW.site_id ORDER BY c.checked_on DESC, c.id DESC LIMIT 1;
    IF is_open IS NOT TRUE THEN REFUSE session_site_safe; END IF;
    -- A site that signed agreements name takes nobody on a day when none of them holds.
    SELECT BOOL_OR(NEW.held_on BETWEEN a.starts_on AND a.ends_on AND NEW.held_on < COALESCE(a.stopped_on, 'infinity'))
      INTO is_open FROM partners_agreementsite p JOIN partners_agreement a ON a.id = p.agreement_id
      WHERE p.site_id = NEW.site_id AND p.removed_at IS NULL AND a.signed_on IS NOT NULL;
    IF is_open IS FALSE THEN REFUSE session_site_agreed; END IF;
    -- A planner that read the slot before somebody ended it skips the days after its last one, and fails nothing else.
    PERFORM 1 FROM partners_siteslot l WHERE l.id = NEW.slot_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM partners_siteslot l WHERE l.id = NEW.slot_id AND l.valid_to < NEW.held_on) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
""")

SESSION_MOVES = with_refusals("""
    IF (OLD.office_id, OLD.site_id, OLD.slot_id, OLD.held_on, OLD.starts_at, OLD.ends_at, OLD.form_key)
       IS DISTINCT FROM (NEW.office_id, NEW.site_id, NEW.slot_id, NEW.held_on, NEW.starts_at, NEW.ends_at,
                         NEW.form_key)
    THEN REFUSE session_terms_are_fixed; END IF;
    IF OLD.state = 'CANCELLED' AND NEW.state <> 'CANCELLED' THEN REFUSE session_cancel_is_final; END IF;
    SELECT COUNT(*) INTO taken FROM programs_sessionseat x WHERE x.session_id = NEW.id AND x.state <> 'RELEASED';
    IF NEW.state = 'CANCELLED' AND taken > 0 THEN REFUSE session_cancel_frees_seats; END IF;
    IF NEW.seats < taken THEN REFUSE seats_never_beyond_session; END IF;
    RETURN NEW;
""")

PAUSE_FREES_SEATS = with_refusals("""
    PERFORM 1 FROM programs_serviceorder o WHERE o.id = NEW.order_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM programs_sessionseat x JOIN programs_servicesession s ON s.id = x.session_id
               WHERE x.order_id = NEW.order_id AND x.state = 'BOOKED'
                 AND s.held_on BETWEEN NEW.from_on AND COALESCE(NEW.to_on, 'infinity')) THEN
        REFUSE pause_frees_seats;
    END IF;
    RETURN NEW;
""")

END_FREES_SEATS = with_refusals("""
    IF NEW.state <> 'RUNNING' AND EXISTS (
        SELECT 1 FROM programs_sessionseat x WHERE x.order_id = NEW.id AND x.state = 'BOOKED') THEN
        REFUSE service_end_frees_seats;
    END IF;
    RETURN NEW;
""")
