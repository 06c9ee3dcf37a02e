"""The sums of a month-end: by day, so that bands are a matter of reading; and on how few it rests."""

from odoo.tools import SQL

from ..tools.aging import OLD_DAYS
from ..tools.aging_structure import HHI_SCALE
from .buckets import is_credit


def keep(snapshot_id, lines):
    """Return SQL that keeps the sums of `lines` and says what they are together.

    One reading of the lines. Its row: number of lines, open amount, customers with claims, the sum
    of their claims, those of the largest, the five and the ten largest, HHI; NULL without claims.

    :param SQL lines: partner_id, date, date_due, open_amount, is_credit
    """
    return SQL(
        """WITH grouped AS MATERIALIZED (%(grouped)s), ranked AS (%(ranked)s),
                kept AS (INSERT INTO credit_receivable_snapshot_sum
                                (snapshot_id, basis, date, claims, credits)
                         SELECT %(id)s, basis, COALESCE(date_due, date), claims, credits
                           FROM grouped WHERE basis IS NOT NULL)
           SELECT %(summary)s FROM ranked""",
        id=snapshot_id, grouped=_grouped(lines), ranked=_ranked(), summary=_summary(),
    )


def differences(snapshot_id, other_id):
    """Return SQL with a row where the sums of two month-ends by day differ, and none else."""
    one, other = (SQL(
        """SELECT basis, date, claims, credits FROM credit_receivable_snapshot_sum
            WHERE snapshot_id = %s""", each) for each in (snapshot_id, other_id))
    return SQL(
        "SELECT 1 WHERE EXISTS ((%(one)s) EXCEPT (%(other)s))"
        " OR EXISTS ((%(other)s) EXCEPT (%(one)s))", one=one, other=other)


def measure(lines, day, buckets):
    """Return SQL of the row of `keep` and, after it, those of `by_band`, of lines not kept.

    :param date day: on which `lines` were open
    """
    return SQL(
        """WITH grouped AS MATERIALIZED (%(grouped)s), ranked AS (%(ranked)s),
                banded AS (%(banded)s)
           SELECT %(summary)s, (SELECT sums FROM banded), (SELECT late FROM banded)
             FROM ranked""",
        grouped=_grouped(lines), ranked=_ranked(), summary=_summary(), banded=_banded(SQL(
            """SELECT 0 AS key, %s::date AS day, basis, COALESCE(date_due, date) AS date, claims,
                      credits
                 FROM grouped WHERE basis IS NOT NULL""", day,
        ), buckets),
    )


def by_band(snapshot_ids, buckets):
    """Return SQL of (snapshot id, sums, late) of month-ends.

    sums: [unallocated, total, one sum a band in order]; late, always by due date: [claims that are
    late, that are more than 90 days late, Σ late claim x days].
    """
    return _banded(SQL(
        """SELECT s.snapshot_id AS key, month.date AS day, s.basis, s.date, s.claims, s.credits
             FROM credit_receivable_snapshot_sum s
             JOIN credit_receivable_snapshot month ON month.id = s.snapshot_id
            WHERE s.snapshot_id = ANY(%s)""", list(snapshot_ids),
    ), buckets)


def _banded(source, buckets):
    """Return (key, sums, late) of (key, day, basis, date, claims, credits)."""
    bands = SQL(", ").join(
        SQL("COALESCE(SUM(claims) FILTER (WHERE %s AND bucket = %s), 0)",
            SQL("basis = %s", buckets.basis), int(code[1:]))
        for code, _first, _last in buckets.rows()
    )
    return SQL(
        """SELECT key, ARRAY[COALESCE(SUM(credits) FILTER (WHERE basis = %(basis)s), 0),
                             COALESCE(SUM(claims + credits) FILTER (WHERE basis = %(basis)s), 0),
                             %(bands)s] AS sums,
                  ARRAY[COALESCE(SUM(claims) FILTER (WHERE basis = 'due' AND days > 0), 0),
                        COALESCE(SUM(claims) FILTER (WHERE basis = 'due' AND days > %(old)s), 0),
                        COALESCE(SUM(claims * days) FILTER (WHERE basis = 'due' AND days > 0), 0)]
                      AS late
             FROM (SELECT source.*, day - date AS days,
                          width_bucket(day - date, %(first)s) AS bucket
                     FROM (%(source)s) source) aged
            GROUP BY key""",
        basis=buckets.basis, bands=bands, old=OLD_DAYS, first=list(buckets.first_days),
        source=source,
    )


def _grouped(lines):
    """Return (basis or NULL, date_due, date, partner_id, lines, claims, credits).

    By both days at once first, of which there are few pairs, and by each of them from there.
    """
    return SQL(
        """WITH cell AS MATERIALIZED (
               SELECT GROUPING(l.partner_id) = 0 AS is_partner, l.date_due, l.date, l.partner_id,
                      COUNT(*) AS lines,
                      COALESCE(SUM(l.open_amount) FILTER (WHERE NOT %(credit)s), 0) AS claims,
                      COALESCE(SUM(l.open_amount) FILTER (WHERE %(credit)s), 0) AS credits
                 FROM (%(lines)s) l
                GROUP BY GROUPING SETS ((l.date_due, l.date), (l.partner_id)))
           SELECT CASE GROUPING(date_due) WHEN 0 THEN 'due' ELSE 'posting' END AS basis, date_due,
                  date, NULL::int AS partner_id, SUM(lines) AS lines, SUM(claims) AS claims,
                  SUM(credits) AS credits
             FROM cell WHERE NOT is_partner GROUP BY GROUPING SETS ((date_due), (date))
           UNION ALL
           SELECT NULL, NULL, NULL, partner_id, lines, claims, credits FROM cell WHERE is_partner""",
        lines=lines, credit=is_credit(SQL("l")),
    )


def _ranked():
    """Return (claims, place) of the customers in `grouped`, the largest first."""
    return SQL(
        """SELECT claims, row_number() OVER (ORDER BY claims DESC) AS place
             FROM (SELECT SUM(g.claims) AS claims FROM grouped g
                LEFT JOIN res_partner contact ON contact.id = g.partner_id
                    WHERE g.basis IS NULL
                    GROUP BY COALESCE(contact.commercial_partner_id, g.partner_id)) customer
            WHERE claims > 0"""
    )


def _summary():
    return SQL(
        """(SELECT COALESCE(SUM(lines), 0) FROM grouped WHERE basis = 'due'),
           (SELECT COALESCE(SUM(claims + credits), 0) FROM grouped WHERE basis = 'due'),
           COUNT(*), SUM(claims), MAX(claims), SUM(claims) FILTER (WHERE place <= 5),
           SUM(claims) FILTER (WHERE place <= 10),
           %s * SUM(claims * claims) / SUM(claims) ^ 2""", HHI_SCALE,
    )


def by_day(snapshot_ids, basis):
    """Return SQL of (snapshot id, day, claims, credits), oldest first."""
    return SQL(
        """SELECT snapshot_id, date, claims, credits FROM credit_receivable_snapshot_sum
            WHERE snapshot_id = ANY(%s) AND basis = %s ORDER BY snapshot_id, date""",
        list(snapshot_ids), basis,
    )
