"""Refusals of the database: SQL of a trigger says `REFUSE some_rule;`, an action answers in words at the field."""

import re


def with_refusals(sql: str) -> str:
    """`REFUSE some_rule;` written out: a check_violation that names its rule as a constraint."""
    raise_it = r"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '\1', MESSAGE = '\1';"
    return re.sub(r"REFUSE (\w+);", raise_it, sql)
