"""Rows of a plan for SQL: documents by kind, and who was paid with what."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from .model import CLAIMS, CREDITS, RATE, UNIT
from .prototypes import TOTAL


def code(kind, is_euro):
    return f'{kind}_euro' if is_euro else kind


def create_tables(cr):
    cr.execute("CREATE SCHEMA seed")
    cr.execute(
        "CREATE UNLOGGED TABLE seed.document (kind text, n integer, partner_id integer,"
        " invoice_id integer, delivery_id integer, partner_name text, billed_name text, user_id integer,"
        " team_id integer, term_id integer, receivable_id integer, factor numeric,"
        " ordered timestamp, delivered timestamp, billed date, due date, order_name text,"
        " name text, prefix text, number integer, left_currency numeric, left_company numeric,"
        " full_id integer, matching text, payment_state text)"
    )


class Ledger:
    """Books the documents of a plan kind by kind, and remembers where they went."""

    def __init__(self, books, made):
        self.books, self.made = books, made
        self.by_kind = defaultdict(list)
        for document in made.documents:
            self.by_kind[document.kind, document.customer.euro].append(document)
        self.place = {
            document.n: place
            for documents in self.by_kind.values() for place, document in enumerate(documents)}
        self.groups = self._groups()
        self.receivable_id = books.env['res.partner']._fields[
            'property_account_receivable_id'].get_company_dependent_fallback(
            books.env['res.partner']).id
        # ids of receivable lines: first, width, position
        self.lines = {}
        cr = books.env.cr
        self.first_full, self.first_partial = (
            self._next(cr, table) for table in (
                'account_full_reconcile', 'account_partial_reconcile'))

    @staticmethod
    def _next(cr, table):
        cr.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")
        return cr.fetchone()[0]

    def kinds(self):
        return sorted(self.by_kind)

    # === DOCUMENTS === #

    def write_documents(self, cr):
        rows = [self._row(document) for document in self.made.documents]
        cr.execute_values("INSERT INTO seed.document VALUES %s", rows, page_size=1000)
        cr.execute("CREATE INDEX ON seed.document (kind, n)")
        # Lines lead to them, so they are there first.
        uid = self.books.env.uid
        cr.execute(
            "INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)"
            " SELECT %s + n, %s, %s, now(), now() FROM generate_series(0, %s) n",
            [self.first_full, uid, uid, self.closed - 1])
        cr.execute("ANALYZE seed.document")

    def _row(self, document):
        customer = document.customer
        himself, billed, delivered = self.books.partners[customer.n]
        prefix, _slash, number = document.name.rpartition('/')
        left = document.left / 100
        full_id, matching = self._matched(document)
        return (
            code(document.kind, customer.euro), self.place[document.n], himself.id, billed.id,
            delivered.id, himself.display_name, billed.display_name,
            self.books.sellers[customer.seller].id, self.books.team(customer).id,
            self.books.term(customer).id, self.receivable_id, self._factor(document),
            self._moment(document.ordered, document.n),
            self._moment(document.delivered, document.n), document.billed, document.due,
            document.order_name or None, document.name or None, f'{prefix}/', int(number or 0),
            left, document.dollars(document.left), full_id, matching, self._state(document),
        )

    @staticmethod
    def _factor(document):
        """Return how many times the prototype a document is."""
        cents = document.units * UNIT if document.units else document.cents
        return cents / 100 / TOTAL

    @staticmethod
    def _moment(day, n):
        """Return a moment of the day, in office hours and UTC."""
        return day and datetime.combine(day, time(8)) + timedelta(minutes=n % 480)

    @staticmethod
    def _state(document):
        """Return the state of payment of an invoice or credit note."""
        if not document.left:
            return 'paid'
        return 'partial' if document.left < document.cents else 'not_paid'

    # === ALLOCATIONS === #

    def _groups(self):
        """Return ``{document's n: (first partial, whether all of it is closed, number)}``.

        A group is what allocations hold together; closed, it is one full reconciliation.
        """
        leader = {}

        def find(n):
            while leader.setdefault(n, n) != n:
                n = leader[n]
            return n

        for match in self.made.matches:
            leader[find(match.claim.n)] = find(match.money.n)
        members, partial = defaultdict(list), {}
        for n in leader:
            members[find(n)].append(n)
        for place, match in enumerate(self.made.matches):
            partial.setdefault(find(match.claim.n), place)
        found, number = {}, 0
        for root, group in members.items():
            is_closed = not any(self.made.documents[n].left for n in group)
            for n in group:
                found[n] = (partial[root], is_closed, number)
            number += is_closed
        self.closed = number
        return found

    def _matched(self, document):
        """Return the full reconciliation of a document, and its number of matching."""
        if document.n not in self.groups:
            return None, None
        partial, is_closed, number = self.groups[document.n]
        if is_closed:
            return self.first_full + number, str(self.first_full + number)
        return None, f'P{self.first_partial + partial}'

    def remember(self, kind, is_euro, rows, places):
        """Keep where the receivable lines of a kind went."""
        if kind not in (*CLAIMS, *CREDITS):
            return
        first, width = places['account_move_line']
        lines = self.books.env['account.move.line'].browse(rows['account_move_line'])
        [position] = [
            place for place, line in enumerate(lines) if line.account_id.id == self.receivable_id]
        self.lines[kind, is_euro] = (first + position, width)

    def _line(self, document):
        first, width = self.lines[document.kind, document.customer.euro]
        return first + width * self.place[document.n]

    def allocate(self, cr):
        """Write allocations; the lines know of them already."""
        company, uid = self.books.company, self.books.env.uid
        cr.execute_values(
            "INSERT INTO account_partial_reconcile (id, debit_move_id, credit_move_id,"
            " full_reconcile_id, debit_currency_id, credit_currency_id, amount,"
            " debit_amount_currency, credit_amount_currency, max_date, company_id, create_uid,"
            " write_uid, create_date, write_date) VALUES %s",
            [(self.first_partial + place, *self._partial(match), company.id, uid, uid, match.day,
              match.day) for place, match in enumerate(self.made.matches)], page_size=1000)
        for table in ('account_full_reconcile', 'account_partial_reconcile'):
            cr.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                       f" (SELECT MAX(id) FROM {table}))")
        cr.execute(
            "UPDATE account_bank_statement_line line SET internal_index = to_char(move.date,"
            " 'YYYYMMDD') || lpad((2147483647 - line.sequence)::text, 10, '0')"
            " || lpad(line.id::text, 10, '0') FROM account_move move WHERE move.id = line.move_id")

    def _partial(self, match):
        is_euro = match.claim.customer.euro
        currency = (self.books.euro if is_euro else self.books.company.currency_id).id
        amount = match.cents / 100
        return (
            self._line(match.claim), self._line(match.money), self._matched(match.claim)[0],
            currency, currency, amount * (RATE if is_euro else 1), amount, amount, match.day)
