"""The sums of a month-end: by day, so that bands are a matter of reading; and on how few it rests."""

from odoo.tools import SQL

from .buckets import is_credit

#: What `by_day` puts into which basis: the bits of GROUPING(date_due, date, partner_id).
_BASES = {0b011: 'due', 0b101: 'posting'}

#: The scale of Herfindahl and Hirschman, as in `tools.aging_structure`.
_HHI_SCALE = 10_000


def keep(snapshot_id, lines):
    """Return SQL that keeps the sums of `lines` and says what they are together.

    One reading of the lines. Its row: number of lines, open amount, customers with claims, the sum
    of their claims, those of the largest, the five and the ten largest, HHI; NULL without claims.

    :param SQL lines: partner_id, date, date_due, open_amount, open_currency
    """
    return SQL(
        """WITH grouped AS MATERIALIZED (%(grouped)s),
                kept AS (INSERT INTO credit_receivable_snapshot_sum
                                (snapshot_id, basis, date, claims, credits)
                         SELECT %(id)s, basis, COALESCE(date_due, date), claims, credits
                           FROM grouped WHERE basis IS NOT NULL),
                ranked AS (SELECT claims, row_number() OVER (ORDER BY claims DESC) AS place
                             FROM (SELECT SUM(g.claims) AS claims FROM grouped g
                                LEFT JOIN res_partner contact ON contact.id = g.partner_id
                                    WHERE g.basis IS NULL
                                    GROUP BY COALESCE(contact.commercial_partner_id, g.partner_id)
                                  ) customer WHERE claims > 0)
           SELECT (SELECT COALESCE(SUM(lines), 0) FROM grouped WHERE basis = 'due'),
                  (SELECT COALESCE(SUM(claims + credits), 0) FROM grouped WHERE basis = 'due'),
                  COUNT(*), SUM(claims), MAX(claims),
                  SUM(claims) FILTER (WHERE place <= 5), SUM(claims) FILTER (WHERE place <= 10),
                  %(scale)s * SUM(claims * claims) / SUM(claims) ^ 2
             FROM ranked""",
        id=snapshot_id, grouped=_grouped(lines), scale=_HHI_SCALE,
    )


def _grouped(lines):
    """Return (basis or NULL, date_due, date, partner_id, lines, claims, credits)."""
    return SQL(
        """SELECT CASE GROUPING(l.date_due, l.date, l.partner_id) %(bases)s END AS basis,
                  l.date_due, l.date, l.partner_id, COUNT(*) AS lines,
                  COALESCE(SUM(l.open_amount) FILTER (WHERE NOT %(credit)s), 0) AS claims,
                  COALESCE(SUM(l.open_amount) FILTER (WHERE %(credit)s), 0) AS credits
             FROM (%(lines)s) l
            GROUP BY GROUPING SETS ((l.date_due), (l.date), (l.partner_id))""",
        bases=SQL(" ").join(SQL("WHEN %s THEN %s", bits, basis) for bits, basis in _BASES.items()),
        lines=lines, credit=is_credit(SQL("l")),
    )


def by_band(snapshot_ids, buckets):
    """Return SQL of (snapshot id, [unallocated, total, one sum a band in order])."""
    bands = SQL(", ").join(
        SQL("COALESCE(SUM(claims) FILTER (WHERE bucket = %s), 0)", int(code[1:]))
        for code, _first, _last in buckets.rows()
    )
    return SQL(
        """SELECT snapshot_id, ARRAY[SUM(credits), SUM(claims + credits), %(bands)s]
             FROM (SELECT s.snapshot_id, s.claims, s.credits,
                          width_bucket(month.date - s.date, %(first)s) AS bucket
                     FROM credit_receivable_snapshot_sum s
                     JOIN credit_receivable_snapshot month ON month.id = s.snapshot_id
                    WHERE s.snapshot_id = ANY(%(ids)s) AND s.basis = %(basis)s) aged
            GROUP BY 1""",
        ids=list(snapshot_ids), basis=buckets.basis, first=list(buckets.first_days), bands=bands,
    )


def by_day(snapshot_ids, basis):
    """Return SQL of (snapshot id, day, claims, credits), oldest first."""
    return SQL(
        """SELECT snapshot_id, date, claims, credits FROM credit_receivable_snapshot_sum
            WHERE snapshot_id = ANY(%s) AND basis = %s ORDER BY snapshot_id, date""",
        list(snapshot_ids), basis,
    )
