"""Aging grades of maturity lines as SQL."""

from odoo.tools import SQL

from ..tools.aging_grades import first_days
from .buckets import is_credit


def grade_code(line, day, grades):
    """Return the code of the aging grade of `line` (an SQL alias) on `day`; NULL of credits.

    It counts calendar days from the due date, as the aging does, whatever its basis.
    """
    return SQL(
        "CASE WHEN NOT %(credit)s"
        " THEN (%(codes)s)[width_bucket(%(day)s::date - %(line)s.date_due, %(first)s) + 1] END",
        credit=is_credit(line), line=line, day=day, codes=[grade.code for grade in grades],
        first=first_days(grades),
    )
