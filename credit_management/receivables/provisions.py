"""What allowances are made of, as SQL: claims by segment and age, what was lost of old sales, how
the allowance account moved.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from .as_of import booked, open_lines
from .buckets import Buckets
from .grouping import profile_join

#: Numbers of `cohort` in place of a bucket.
SOLD, CREDITED = -1, -2

#: Journals that money comes through.
MONEY = ('bank', 'cash', 'credit')


@dataclass(frozen=True)
class Part:
    """A segment: whose lines (`condition`; None: all that are left) and its bands."""

    number: int
    condition: SQL
    first_days: tuple


def claims(asked, parts, basis, alone=(), deducts=False):
    """Return SQL of (part, partner_id, bucket, amount, deducted): what is open, summed up.

    A line belongs to the first of `parts` that fits it. `partner_id` is given for customers in
    `alone`, else NULL. Credits that nobody allocated are in bucket -1, below zero, whatever was
    deducted; `deducted` is what they took from the claims of that row.

    :param deducts: take a customer's credits off his oldest claims
    """
    return SQL(
        """SELECT part, CASE WHEN customer_id = ANY(%(alone)s) THEN customer_id END AS partner_id,
                  bucket, SUM(amount - deducted) AS amount, SUM(deducted) AS deducted
             FROM (SELECT customer_id, %(part)s AS part, amount, deducted,
                          CASE WHEN amount < 0 THEN -1 ELSE %(bucket)s END AS bucket
                     FROM (%(lines)s) line %(joins)s) found
            GROUP BY 1, 2, 3""",
        alone=list(alone), part=_choice(parts, lambda part: SQL("%s", part.number)),
        bucket=_choice(parts, lambda part: SQL(
            "width_bucket(line.age, %s)", list(part.first_days[1:]))),
        lines=_aged(asked, basis, deducts), joins=SQL(
            """LEFT JOIN res_partner customer ON customer.id = line.customer_id
               %s""", profile_join(SQL("customer.id"), asked.root_of(SQL("line.company_id")))
        ),
    )


def _choice(parts, value):
    *some, rest = parts
    if not some:
        return value(rest)
    return SQL("CASE %s ELSE %s END", SQL(" ").join(
        SQL("WHEN %s THEN %s", part.condition, value(part)) for part in some
    ), value(rest))


def _aged(asked, basis, deducts):
    """Return (customer_id, company_id, currency_id, age, amount, deducted), a row a line."""
    lines = SQL(
        """SELECT l.id, COALESCE(contact.commercial_partner_id, l.partner_id) AS customer_id,
                  l.company_id, l.currency_id, %(age)s AS age, l.open_amount AS amount
             FROM (%(lines)s) l LEFT JOIN res_partner contact ON contact.id = l.partner_id
            WHERE l.open_amount <> 0""",
        age=Buckets(basis, ()).age(SQL("l"), asked.day), lines=open_lines(asked),
    )
    if not deducts:
        return SQL("SELECT l.*, 0 AS deducted FROM (%s) l", lines)
    return SQL(
        """SELECT l.customer_id, l.company_id, l.currency_id, l.age, l.amount,
                  CASE WHEN l.amount > 0 AND l.customer_id IS NOT NULL
                       THEN LEAST(l.amount, GREATEST(l.credit - l.older, 0)) ELSE 0 END AS deducted
             FROM (SELECT l.*,
                          -SUM(LEAST(l.amount, 0)) OVER (PARTITION BY l.customer_id) AS credit,
                          SUM(GREATEST(l.amount, 0)) OVER (
                              PARTITION BY l.customer_id ORDER BY l.age DESC, l.id)
                              - GREATEST(l.amount, 0) AS older
                     FROM (%s) l) l""",
        lines,
    )


def fits(country_ids=(), currency_ids=(), grades=(), ungraded=False, segment=None):
    """Return the condition that a line of `claims` is in one of each kind that is given.

    :param SQL segment: a condition on `customer`, of the segments of customers
    """
    conditions = [segment] if segment else []
    if country_ids:
        conditions.append(SQL("customer.country_id = ANY(%s)", list(country_ids)))
    if currency_ids:
        conditions.append(SQL("line.currency_id = ANY(%s)", list(currency_ids)))
    if grades or ungraded:
        conditions.append(SQL(
            "(profile.grade = ANY(%s) OR %s AND profile.grade IS NULL)", list(grades), ungraded
        ))
    return SQL(" AND ").join(conditions)


def in_segments(all_segments, segment_ids):
    """Return the condition that `customer` belongs to one of `segment_ids`, the first that matches.

    :param all_segments: plain segments in order (`credit.segment._all`)
    """
    return SQL("CASE %s ELSE FALSE END", SQL(" ").join(
        SQL("WHEN %s THEN %s", _belongs(segment), segment['segment'] in segment_ids)
        for segment in all_segments
    )) if all_segments else SQL("FALSE")


def _belongs(segment):
    conditions = [SQL("TRUE")]
    if segment['categories']:
        conditions.append(SQL(
            """EXISTS (SELECT 1 FROM res_partner_res_partner_category_rel tag
                        WHERE tag.partner_id = customer.id AND tag.category_id = ANY(%s))""",
            segment['categories'],
        ))
    if segment['teams']:
        conditions.append(SQL(
            """EXISTS (SELECT 1 FROM crm_team_member member
                        WHERE member.user_id = customer.user_id AND member.active
                          AND member.crm_team_id = ANY(%s))""",
            segment['teams'],
        ))
    return SQL(" AND ").join(conditions)


def cohort(asked, first, last, basis, first_days):
    """Return SQL of (bucket, amount): what became of the invoices posted from `first` to `last`.

    Bucket -1: sold; -2: taken back by credit notes; others: money that came at that age. What else
    they were allocated with, as a write-off, is no money; nor is the part of a payment's entry that
    went to a loss, as a difference that was let go.
    """
    return SQL(
        """WITH sold AS (
               SELECT l.id, l.balance, l.date, COALESCE(l.date_maturity, l.date) AS date_due
                 FROM account_move_line l JOIN account_move entry ON entry.id = l.move_id
                WHERE %(booked)s AND l.balance > 0 AND l.date BETWEEN %(first)s AND %(last)s
                  AND entry.move_type IN ('out_invoice', 'out_receipt'))
           SELECT %(sold)s AS bucket, SUM(balance) FROM sold
           UNION ALL
           SELECT CASE WHEN entry.move_type = 'out_refund' THEN %(credited)s
                       ELSE width_bucket(part.max_date - sold.%(since)s, %(days)s) END,
                  SUM(part.amount * CASE WHEN entry.move_type = 'out_refund' THEN 1
                                         ELSE COALESCE(whole.money, 1) END)
             FROM sold
             JOIN account_partial_reconcile part ON part.debit_move_id = sold.id
             JOIN account_move_line paid ON paid.id = part.credit_move_id
             JOIN account_move entry ON entry.id = paid.move_id
             JOIN account_journal journal ON journal.id = entry.journal_id
            CROSS JOIN LATERAL (
                  SELECT LEAST(GREATEST(1 - COALESCE(SUM(l.balance) FILTER (
                             WHERE split_part(a.account_type, '_', 1) IN ('expense', 'income')), 0)
                             / NULLIF(-SUM(l.balance)
                             FILTER (WHERE a.account_type = 'asset_receivable'), 0), 0), 1) AS money
                    FROM account_move_line l JOIN account_account a ON a.id = l.account_id
                   WHERE l.move_id = entry.id) whole
            WHERE part.max_date <= %(day)s AND paid.parent_state = 'posted'
              AND (journal.type = ANY(%(money)s) OR entry.move_type = 'out_refund')
            GROUP BY 1""",
        booked=booked(asked), first=first, last=last, sold=SOLD, credited=CREDITED,
        since=SQL("date_due" if basis == 'due' else "date"), days=list(first_days[1:]),
        day=asked.day, money=list(MONEY),
    )


def allowance_moves(company_ids, account_id, since, day, exchange_journal_ids):
    """Return SQL of (opening, written_off, recovered, exchange, closing), credit positive.

    Drafts count: what is drafted once need not be drafted twice. An entry that also stands on a
    receivable uses the allowance up, or brings something back; money that comes to it does too.
    """
    return SQL(
        """SELECT COALESCE(-SUM(l.balance) FILTER (WHERE l.date < %(since)s), 0),
                  COALESCE(SUM(l.balance) FILTER (WHERE kind = 'used' AND l.balance > 0), 0),
                  COALESCE(-SUM(l.balance) FILTER (WHERE kind = 'used' AND l.balance < 0), 0),
                  COALESCE(-SUM(l.balance) FILTER (WHERE kind = 'exchange'), 0),
                  COALESCE(-SUM(l.balance), 0)
             FROM (SELECT l.balance, l.date, CASE
                              WHEN l.date < %(since)s THEN 'before'
                              WHEN l.journal_id = ANY(%(exchange)s) THEN 'exchange'
                              WHEN EXISTS (
                                   SELECT 1 FROM account_move_line other
                                     JOIN account_account account ON account.id = other.account_id
                                    WHERE other.move_id = l.move_id
                                      AND account.account_type IN ('asset_receivable', 'asset_cash')
                                   ) THEN 'used'
                              ELSE 'charged' END AS kind
                     FROM account_move_line l
                    WHERE l.account_id = %(account)s AND l.company_id = ANY(%(companies)s)
                      AND l.parent_state IN ('posted', 'draft') AND l.date <= %(day)s) l""",
        since=since, day=day, account=account_id, companies=list(company_ids),
        exchange=list(exchange_journal_ids),
    )

