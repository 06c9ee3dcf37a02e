"""When open lines will be paid, as SQL: how late customers usually are, and the day expected."""

from dataclasses import dataclass

from odoo.tools import SQL

from .as_of import booked, open_lines
from .grouping import CUSTOMER, SALESPERSON

#: So many settled lines make a habit; who has fewer is as his segment, else as everybody.
FEWEST = 3
#: How long back habits are read.
MONTHS = 12

#: Whose habits there are.
LEVELS = ('own', 'segment', 'company')

#: Journals whose entries are money.
MONEY = SQL("ARRAY(SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit'))")

_CUSTOMER_JOINS = SQL(
    """LEFT JOIN res_partner contact ON contact.id = l.partner_id
       LEFT JOIN res_partner customer ON customer.id = contact.commercial_partner_id"""
)


@dataclass(frozen=True)
class Sources:
    """What days are read from.

    :param dates: ``[(code, SQL of a date or NULL)]``, the most trusted first; they read `l`
    :param joins: what those read besides
    :param habits: SQL as `habits` returns it
    :param segment: SQL of the segment of `customer` in the company of `l`
    :param rest: ``[(root company id, day without banks, the next bank day)]``
    """

    dates: list
    joins: list
    habits: SQL
    segment: SQL
    rest: list


def settled(asked, since, whose=None):
    """Return SQL of (line_id, company_id, partner_id, days): lines that money settled, how late.

    Sold on credit, settled by the day asked about, and money came after `since`. It counts on the
    day the last of it came; credit notes and write-offs beside it count for nothing.

    :param whose: an SQL condition on `line`
    """
    unsettled = SQL("") if asked.is_last else SQL(
        """AND NOT EXISTS (SELECT FROM account_partial_reconcile later
                            WHERE later.debit_move_id = line.id AND later.max_date > %s)""",
        asked.day,
    )
    return SQL(
        """SELECT line.id AS line_id, line.company_id, line.partner_id,
                  MAX(part.max_date) - line.date_maturity AS days
             FROM account_partial_reconcile part
             JOIN account_move_line money ON money.id = part.credit_move_id
             JOIN account_move_line line ON line.id = part.debit_move_id
            WHERE part.max_date > %(since)s AND part.max_date <= %(day)s
              AND money.account_id = ANY(%(accounts)s)
              AND money.journal_id = ANY(%(money)s) AND line.journal_id <> ALL(%(money)s)
              AND line.reconciled IS TRUE AND %(booked)s
              AND line.date_maturity > COALESCE(line.invoice_date, line.date)
              %(unsettled)s %(whose)s
            GROUP BY line.id""",
        since=since, day=asked.day, money=MONEY, accounts=asked.accounts, unsettled=unsettled,
        booked=booked(asked, 'line'), whose=SQL("AND %s", whose) if whose else SQL(""),
    )


def habits(asked, since, segment, whose=None, levels=LEVELS):
    """Return SQL of (level, root_id, customer_id, segment_id, lines, delay): medians of days late.

    Of two middle ones the later. All levels come from one reading of the allocations.
    """
    return SQL(
        """SELECT * FROM (
           SELECT CASE GROUPING(customer_id, segment_id)
                       WHEN 1 THEN 'own' WHEN 2 THEN 'segment' ELSE 'company' END AS level,
                  root_id, customer_id, segment_id, COUNT(*)::int AS lines,
                  -percentile_disc(0.5) WITHIN GROUP (ORDER BY -days) AS delay
             FROM (SELECT %(root)s AS root_id, %(customer)s AS customer_id,
                          %(segment)s AS segment_id, l.days
                     FROM (%(settled)s) l %(joins)s) paid
            GROUP BY GROUPING SETS ((root_id, customer_id), (root_id, segment_id), (root_id))) found
            WHERE level = ANY(%(levels)s)""",
        customer=CUSTOMER, segment=segment, settled=settled(asked, since, whose),
        root=asked.root_of(SQL("l.company_id")), joins=_CUSTOMER_JOINS, levels=list(levels),
    )


def constant_habits(rows):
    """Return SQL like `habits` of rows that were read before."""
    columns = list(zip(*rows, strict=True)) or [[]] * 6
    return SQL(
        """SELECT * FROM unnest(%s::text[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
               AS known (level, root_id, customer_id, segment_id, lines, delay)""",
        *map(list, columns),
    )


def belongs(alias, contact_ids):
    """Return the condition that an item belongs to one of these contacts; 0: to nobody."""
    partner = SQL("%s.partner_id", SQL.identifier(alias))
    theirs = SQL("%s = ANY(%s)", partner, list(contact_ids))
    return SQL("(%s IS NULL OR %s)", partner, theirs) if 0 in contact_ids else theirs


def expected_lines(asked, since, sources, whose=None):
    """Return SQL of the open lines with the day on which each will be paid, NULL if nobody knows.

    The columns of `as_of.open_lines` and root_id, customer_id, user_id, company_currency_id,
    segment_id, delay, delay_source, delay_lines, all_delay, all_lines (everybody's), date_source,
    is_credit, expected, week. Money comes on bank days, none before `since`. Credits are in it,
    without a day.

    :param whose: an SQL condition on `l` and `customer`
    """
    return SQL(
        """WITH habit AS MATERIALIZED (%(habits)s),
                shared AS MATERIALIZED (SELECT * FROM habit WHERE level <> 'own'),
                rest AS (SELECT * FROM unnest(%(roots)s::int[], %(days)s::date[], %(next)s::date[])
                                    AS rest (root_id, day, next_day))
           SELECT *, date_trunc('week', expected)::date AS week
             FROM (SELECT l.*, CASE WHEN NOT l.is_credit
                                     AND COALESCE(rest.next_day, l.wanted) >= %(since)s
                                    THEN COALESCE(rest.next_day, l.wanted) END AS expected
                     FROM (%(wanted)s) l
                LEFT JOIN rest ON rest.root_id = l.root_id AND rest.day = l.wanted) l""",
        habits=sources.habits, since=since, wanted=_wanted(sources, _delayed(asked, sources, whose)),
        roots=[row[0] for row in sources.rest], days=[row[1] for row in sources.rest],
        next=[row[2] for row in sources.rest],
    )


def _delayed(asked, sources, whose):
    """Return the open lines with whose they are and how late he usually is.

    Reads `habit`, and the few of them that are nobody's own from `shared`.
    """
    lines = SQL(
        """SELECT l.*, %(root)s AS root_id, branch.currency_id AS company_currency_id,
                  %(customer)s AS customer_id, %(salesperson)s AS user_id,
                  %(segment)s AS segment_id
             FROM (%(lines)s) l LEFT JOIN res_company branch ON branch.id = l.company_id
        LEFT JOIN account_move entry ON entry.id = l.move_id
                  %(joins)s %(whose)s""",
        customer=CUSTOMER, salesperson=SALESPERSON, segment=sources.segment,
        root=asked.root_of(SQL("l.company_id")), lines=open_lines(asked), joins=_CUSTOMER_JOINS,
        whose=SQL("WHERE %s", whose) if whose else SQL(""),
    )
    return SQL(
        """SELECT l.*, COALESCE(own.delay, kin.delay, everybody.delay) AS delay,
                  CASE WHEN own.delay IS NOT NULL THEN 'own'
                       WHEN kin.delay IS NOT NULL THEN 'segment'
                       WHEN everybody.delay IS NOT NULL THEN 'company' ELSE 'none' END
                      AS delay_source,
                  COALESCE(own.lines, kin.lines, everybody.lines, 0) AS delay_lines,
                  everybody.delay AS all_delay, everybody.lines AS all_lines
             FROM (%(lines)s) l
        LEFT JOIN habit own ON own.level = 'own' AND own.root_id = l.root_id
                  AND own.customer_id = l.customer_id AND own.lines >= %(fewest)s
        LEFT JOIN shared kin ON kin.level = 'segment' AND kin.root_id = l.root_id
                  AND kin.segment_id = l.segment_id AND kin.lines >= %(fewest)s
        LEFT JOIN shared everybody ON everybody.level = 'company'
                  AND everybody.root_id = l.root_id""",
        lines=lines, fewest=FEWEST,
    )


def _wanted(sources, lines):
    """Return `lines` with the day that the most trusted source names, before banks rest."""
    named = [*sources.dates, ('habit', SQL("l.date_due + COALESCE(l.delay, 0)"))]
    return SQL(
        "SELECT l.*, COALESCE(%s) AS wanted, CASE %s END AS date_source FROM (%s) l %s",
        SQL(", ").join(day for _code, day in named),
        SQL(" ").join(SQL("WHEN %s IS NOT NULL THEN %s", day, code) for code, day in named),
        lines, SQL(" ").join(sources.joins),
    )


def by_customer(lines, monday, weeks, limit=None):
    """Return SQL of (is_total, customer_id, [unallocated, without a day, later, week …], delay,
    delay_source, everybody's delay, its lines, customers who owe and have a habit).

    The row of all first, then who owes most, `limit` of them.
    """
    names = [SQL.identifier(name) for name in (
        'unallocated', 'undated', 'later', *(f'week_{number}' for number in range(weeks)))]
    places = (-1, -2, weeks, *range(weeks))
    return SQL(
        """WITH customer AS MATERIALIZED (
               SELECT customer_id, %(sums)s, SUM(open_amount) FILTER (WHERE place <> -1) AS owed,
                      MIN(delay) AS delay, MIN(delay_source) AS delay_source,
                      MIN(all_delay) AS all_delay, MIN(all_lines) AS all_lines,
                      BOOL_OR(delay_source = 'own' AND place <> -1) AS has_habit
                 FROM (SELECT l.*, %(place)s AS place FROM (%(lines)s) l) l GROUP BY 1)
           SELECT TRUE, NULL::int, ARRAY[%(totals)s], MIN(delay), MIN(delay_source),
                  MIN(all_delay), MIN(all_lines), COUNT(customer_id) FILTER (WHERE has_habit)
             FROM customer
           UNION ALL
           (SELECT FALSE, customer_id, ARRAY[%(names)s], delay, delay_source, all_delay, all_lines,
                   NULL
              FROM customer ORDER BY owed DESC NULLS LAST, customer_id LIMIT %(limit)s)""",
        sums=SQL(", ").join(
            SQL("SUM(open_amount) FILTER (WHERE place = %s) AS %s", place, name)
            for place, name in zip(places, names, strict=True)),
        totals=SQL(", ").join(SQL("SUM(%s)", name) for name in names),
        names=SQL(", ").join(names), lines=lines, limit=limit,
        place=SQL(
            "CASE WHEN is_credit THEN -1 WHEN week IS NULL THEN -2"
            " ELSE LEAST((week - %s::date) / 7, %s) END", monday, weeks,
        ),
    )


def received(asked, since):
    """Return SQL of (week, customer_id, amount): money of customers from `since` to the day."""
    return SQL(
        """SELECT date_trunc('week', l.date)::date AS week, %(customer)s AS customer_id,
                  -SUM(l.balance) AS amount
             FROM account_move_line l %(joins)s
            WHERE %(booked)s AND l.date >= %(since)s AND l.journal_id = ANY(%(money)s)
            GROUP BY 1, 2""",
        customer=CUSTOMER, joins=_CUSTOMER_JOINS, booked=booked(asked, 'l'), since=since,
        money=MONEY,
    )
