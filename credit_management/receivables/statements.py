"""The account of each of a set of customers in each of his currencies, for `credit.statement`.

A payment in another currency than its invoice leaves both: what was allocated stands in the account
of each as an entry of its own, so that the closing balance is what is open, currency by currency.
"""

from odoo.tools import SQL

from .as_of import booked, open_lines
from .movements import KIND

#: What `heads` returns of a customer, in its order.
HEADS = ('currency_id', 'previous_id', 'date_from', 'opening', 'late', 'invoiced', 'received',
         'credited', 'other', 'closing')


def entries(asked, partner_ids):
    """Return SQL of the entries of customers up to the day of `asked`.

    partner_id (the commercial one), currency_id, line_id (NULL: an allocation to another currency),
    move_id, name, reference, document_date, date, date_due, kind, amount (in the currency), created.
    """
    return SQL("%s UNION ALL %s UNION ALL %s", _lines(asked, partner_ids),
               _converted(asked, partner_ids, 'debit', 'credit', SQL("-1")),
               _converted(asked, partner_ids, 'credit', 'debit', SQL("1")))


def _lines(asked, partner_ids):
    return SQL(
        """SELECT contact.commercial_partner_id AS partner_id, l.currency_id, l.id AS line_id,
                  l.move_id, COALESCE(entry.name, '/') AS name, entry.ref AS reference,
                  COALESCE(entry.invoice_date, l.date) AS document_date, l.date,
                  COALESCE(l.date_maturity, l.date) AS date_due, %(kind)s AS kind,
                  l.amount_currency AS amount, l.create_date AS created
             FROM account_move_line l
             JOIN res_partner contact ON contact.id = l.partner_id
             JOIN account_move entry ON entry.id = l.move_id
             JOIN account_journal journal ON journal.id = entry.journal_id
            WHERE contact.commercial_partner_id = ANY(%(partners)s) AND %(booked)s
                  AND l.amount_currency <> 0""",
        kind=KIND, partners=list(partner_ids), booked=booked(asked),
    )


def _converted(asked, partner_ids, side, other, sign):
    """Return what of lines on one side was allocated to a line in another currency."""
    names = {'mine': SQL.identifier(f'{side}_move_id'), 'theirs': SQL.identifier(f'{other}_move_id'),
             'amount': SQL.identifier(f'{side}_amount_currency')}
    return SQL(
        """SELECT contact.commercial_partner_id, l.currency_id, NULL::int, theirs.move_id,
                  theirs.move_name, NULL, part.max_date, part.max_date, part.max_date, 'received',
                  %(sign)s * part.%(amount)s, part.create_date
             FROM account_move_line l
             JOIN res_partner contact ON contact.id = l.partner_id
             JOIN account_partial_reconcile part ON part.%(mine)s = l.id
             JOIN account_move_line theirs ON theirs.id = part.%(theirs)s
                  AND theirs.currency_id <> l.currency_id
            WHERE contact.commercial_partner_id = ANY(%(partners)s) AND %(booked)s
                  AND part.max_date <= %(day)s AND part.%(amount)s <> 0""",
        **names, sign=sign, partners=list(partner_ids), booked=booked(asked), day=asked.day,
    )


def heads(asked, partner_ids, root_id, month_start):
    """Return SQL of one row a customer and currency: the figures of a statement.

    partner_id, currency_id, previous_id, date_from, opening, late, invoiced, received, credited,
    other, closing. Without a balance and an entry in the period there is none.
    """
    return SQL(
        """WITH previous AS (%(previous)s), entry AS (%(entries)s)
           SELECT entry.partner_id, entry.currency_id, previous.id,
                  COALESCE(previous.date_to + 1, %(start)s) AS date_from,
                  COALESCE(previous.closing, COALESCE(SUM(amount) FILTER (WHERE %(past)s), 0)),
                  CASE WHEN previous.id IS NULL THEN 0 ELSE
                       COALESCE(SUM(amount) FILTER (WHERE %(past)s), 0) - previous.closing END,
                  %(kinds)s, SUM(amount)
             FROM entry
        LEFT JOIN previous ON previous.partner_id = entry.partner_id
                  AND previous.currency_id = entry.currency_id
            GROUP BY entry.partner_id, entry.currency_id, previous.id, previous.date_to,
                     previous.closing
           HAVING SUM(amount) <> 0 OR previous.closing <> 0 OR bool_or(NOT %(past)s)
            ORDER BY 1, 2""",
        previous=_previous(asked, partner_ids, root_id), start=month_start,
        entries=entries(asked, partner_ids), past=_is_past(month_start),
        kinds=SQL(", ").join(SQL(
            "COALESCE(SUM(amount) FILTER (WHERE kind = %s AND NOT %s), 0)", kind,
            _is_past(month_start)) for kind in ('invoiced', 'received', 'credited', 'other')),
    )


def _is_past(month_start):
    return SQL("(entry.date < COALESCE(previous.date_to + 1, %s))", month_start)


def _previous(asked, partner_ids, root_id):
    """Return the last statement of a period before the day, out or not, a customer and currency."""
    return SQL(
        """SELECT DISTINCT ON (s.partner_id, s.currency_id) s.id, s.partner_id, s.currency_id,
                  s.date_to, s.closing
             FROM credit_statement s
            WHERE s.partner_id = ANY(%s) AND s.company_id = %s AND s.date_to < %s
                  AND NOT s.is_adhoc AND s.state <> 'cancelled'
            ORDER BY s.partner_id, s.currency_id, s.date_to DESC, s.id DESC""",
        list(partner_ids), root_id, asked.day,
    )


def insert_lines(asked, partner_ids, statement_ids):
    """Return SQL that writes the lines of new statements: what was booked in their period, what
    was posted since for earlier ones, and what is open at their end."""
    return SQL(
        """WITH entry AS (%(entries)s),
                open AS (SELECT o.id, o.open_currency, o.open_amount FROM (%(open)s) o
                           JOIN res_partner contact ON contact.id = o.partner_id
                          WHERE contact.commercial_partner_id = ANY(%(partners)s)),
                disputed AS (SELECT move_line_id, SUM(amount) AS amount FROM credit_dispute
                              WHERE state = 'open' AND move_line_id IS NOT NULL GROUP BY 1)
           INSERT INTO credit_statement_line (
                  statement_id, company_id, currency_id, move_line_id, move_id, name, reference,
                  document_date, date, date_due, kind, amount, open_amount, open_company, disputed,
                  is_movement, is_earlier)
           SELECT s.id, s.company_id, s.currency_id, entry.line_id, entry.move_id, entry.name,
                  entry.reference, entry.document_date, entry.date, entry.date_due, entry.kind,
                  entry.amount, COALESCE(open.open_currency, 0), COALESCE(open.open_amount, 0),
                  COALESCE(disputed.amount * open.open_currency / NULLIF(open.open_amount, 0), 0),
                  entry.date >= s.date_from, late.is_it
             FROM credit_statement s
             JOIN entry ON entry.partner_id = s.partner_id AND entry.currency_id = s.currency_id
        LEFT JOIN open ON open.id = entry.line_id
        LEFT JOIN disputed ON disputed.move_line_id = entry.line_id
       CROSS JOIN LATERAL (SELECT %(late)s AS is_it) late
            WHERE s.id = ANY(%(ids)s)
                  AND (entry.date >= s.date_from OR late.is_it OR open.open_currency <> 0)
            ORDER BY s.id, entry.date, entry.line_id""",
        entries=entries(asked, partner_ids), open=open_lines(asked), partners=list(partner_ids),
        late=_is_late(), ids=list(statement_ids),
    )


def _is_late():
    """Return the condition that no statement before `s` could know `entry`, which is of its time."""
    earlier = SQL(
        """known_in.partner_id = s.partner_id AND known_in.currency_id = s.currency_id
           AND known_in.company_id = s.company_id AND NOT known_in.is_adhoc
           AND known_in.state <> 'cancelled' AND known_in.date_to < s.date_to""")
    return SQL(
        """s.previous_id IS NOT NULL AND entry.date < s.date_from AND entry.line_id IS NOT NULL
           AND (entry.created > (SELECT COALESCE(made_at, create_date) FROM credit_statement
                                  WHERE id = s.previous_id)
                OR entry.date >= (SELECT MIN(known_in.date_from) FROM credit_statement known_in
                                   WHERE %(earlier)s))
           AND NOT EXISTS (SELECT FROM credit_statement_line known
                             JOIN credit_statement known_in ON known_in.id = known.statement_id
                            WHERE known.move_line_id = entry.line_id
                                  AND (known.is_movement OR known.is_earlier) AND %(earlier)s)""",
        earlier=earlier,
    )


def balances(asked, root_id):
    """Return SQL of (profile, grade, what is open in company currency) of those who owe or have."""
    return SQL(
        """SELECT profile.id, profile.grade, SUM(o.open_amount)
             FROM (%s) o
             JOIN res_partner contact ON contact.id = o.partner_id
             JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id
                  AND profile.company_id = %s AND profile.active
            GROUP BY profile.id HAVING SUM(o.open_amount) <> 0 ORDER BY profile.id""",
        open_lines(asked), root_id,
    )
