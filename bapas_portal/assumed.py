"""Values the decrees leave open; domain.md marks them (assumed), so an installation may set each by its environment."""

import environ

_env = environ.FileAwareEnv()

_PATTERN = "{office}/{book}-{cohort}/{running:04d}/{month:02d}/{year}"
REGISTER_NUMBER_PATTERN = _env.str("REGISTER_NUMBER_PATTERN", default=_PATTERN)
# Permenkumham 12/2013: every year. The first one's days, and how long before the day one is told, are assumed.
ASSESSMENT_VALID_MONTHS = _env.int("ASSESSMENT_VALID_MONTHS", default=12)
ASSESSMENT_FIRST_DAYS = _env.int("ASSESSMENT_FIRST_DAYS", default=30)
ASSESSMENT_SOON_DAYS = _env.int("ASSESSMENT_SOON_DAYS", default=30)
# Minutes added or taken off outside any working day, in percent of a service order; assumed.
SERVICE_ADJUSTMENT_PERCENT = _env.int("SERVICE_ADJUSTMENT_PERCENT", default=5)
# UU 11/2012 art. 76: children serve "in daytime"; the law names no hours, so these are assumed.
SERVICE_CHILD_DAY = _env.str("SERVICE_CHILD_DAY", default="06:00-18:00")
# Klien Bapas Peduli: when an office without an activity is reminded, and by which day of the next month the report
# is with the Kanwil (domain.md 6.3).
CARE_REMINDER_DAY = _env.int("CARE_REMINDER_DAY", default=20)
CARE_REPORT_DUE_DAY = _env.int("CARE_REPORT_DUE_DAY", default=5)
# After a session missed without valid reason, in this order (domain.md 5.6 proposes them for other breaches; assumed).
SERVICE_LADDER = _env.str("SERVICE_LADDER", default="TEGURAN_1,TEGURAN_2,PEMERIKSAAN,LAPORAN_JAKSA")
# What an attended session must show besides its clock: WORD (the supervisor's own word, assumed enough), or
# PICTURE_OR_PLACE (a photo, a signature or a place).
SERVICE_PROOF = _env.str("SERVICE_PROOF", default="WORD")
# How far ahead sessions are opened from a site's weekly times, and how far is too far to travel; both assumed.
SERVICE_SESSIONS_AHEAD_DAYS = _env.int("SERVICE_SESSIONS_AHEAD_DAYS", default=62)
SERVICE_FAR_KM = _env.float("SERVICE_FAR_KM", default=40.0)
# How long an invited worker of a partner may set a password by the address that was given.
INVITATION_DAYS = _env.int("INVITATION_DAYS", default=7)
# How many days before a site's safety check runs out its office is told; assumed.
SITE_CHECK_SOON_DAYS = _env.int("SITE_CHECK_SOON_DAYS", default=30)
# How many months a check holds where who checked says nothing else; assumed.
SITE_CHECK_MONTHS = _env.int("SITE_CHECK_MONTHS", default=12)
# Signs of a form filled in without asking (clients/rules/entry_quality.py); both bounds are assumed.
ENTRY_STRAIGHT_LEAST_ITEMS = _env.int("ENTRY_STRAIGHT_LEAST_ITEMS", default=5)
ENTRY_FAST_SECONDS = _env.float("ENTRY_FAST_SECONDS", default=3.0)
# How often an action plan is looked at again, and how many days ahead one is told; both assumed.
PLAN_REVIEW_MONTHS = _env.int("PLAN_REVIEW_MONTHS", default=3)
PLAN_REVIEW_SOON_DAYS = _env.int("PLAN_REVIEW_SOON_DAYS", default=14)
# Days before an agreement's end on which the people named are told (issue 5), and from when it reads "akan berakhir"
# (domain.md section 7).
AGREEMENT_WARNING_DAYS = tuple(_env.list("AGREEMENT_WARNING_DAYS", cast=int, default=[90, 60, 30]))
AGREEMENT_SOON_DAYS = _env.int("AGREEMENT_SOON_DAYS", default=60)
# The daily report (domain.md 8.1): which offence groups are terrorism, and how an occupation that is school or no work
# begins; occupations are typed freely, so the words are assumed.
DAILY_TERROR_GROUPS = tuple(_env.list("DAILY_TERROR_GROUPS", default=["terorisme"]))
DAILY_SCHOOL_WORDS = tuple(
    _env.list(
        "DAILY_SCHOOL_WORDS", default=["pelajar", "siswa", "siswi", "mahasiswa", "mahasiswi", "santri", "sekolah"]
    )
)
_IDLE = ["belum", "tidak", "tanpa", "pengangguran", "mengurus rumah tangga", "ibu rumah tangga", "pensiun", "pensiunan"]
DAILY_IDLE_WORDS = tuple(_env.list("DAILY_IDLE_WORDS", default=[*_IDLE, "-"]))
# Who signs in with a second factor, and how many days after the first sign-in at the latest (BSSN 4/2021 names
# neither); the demonstration's accounts have a public password and need none. All assumed.
SECOND_FACTOR_ROLES = tuple(_env.list("SECOND_FACTOR_ROLES", default=["ADMIN", "DITJENPAS"]))
SECOND_FACTOR_PARTNERS = _env.bool("SECOND_FACTOR_PARTNERS", default=True)
SECOND_FACTOR_GRACE_DAYS = _env.int("SECOND_FACTOR_GRACE_DAYS", default=7)
SECOND_FACTOR_DEMO = _env.bool("SECOND_FACTOR_DEMO", default=False)
# Over how many whole months new service orders are averaged, to say how many to expect a month; assumed.
SECTORS_EXPECTED_MONTHS = _env.int("SECTORS_EXPECTED_MONTHS", default=6)
# The monthly cycle (domain.md 8.2): days of the next month by which Bapas and Kanwil are done, how many days before
# one is reminded, and which movement of a figure is to be explained; all assumed.
PERIOD_BAPAS_DUE_DAY = _env.int("PERIOD_BAPAS_DUE_DAY", default=5)
PERIOD_KANWIL_DUE_DAY = _env.int("PERIOD_KANWIL_DUE_DAY", default=10)
PERIOD_REMIND_DAYS = _env.int("PERIOD_REMIND_DAYS", default=2)
PERIOD_CHANGE_PERCENT = _env.int("PERIOD_CHANGE_PERCENT", default=25)
PERIOD_CHANGE_LEAST = _env.int("PERIOD_CHANGE_LEAST", default=5)
