from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..receivables import sums, tie
from ..receivables.as_of import first_booked, open_lines

#: So many month-ends have sums where the ledger is that old.
MONTHS = 24
#: Figures of a month-end that its sums by day do not say.
COMPARED = ('line_count', 'amount', 'ledger', 'customer_count', 'claims', 'largest_amount',
            'largest_5_amount', 'largest_10_amount', 'hhi')


class _SameSums(Exception):  # noqa: N818 - no error: it undoes a savepoint
    """A month-end that was rebuilt says what is known already."""


class CreditReceivableSnapshot(models.Model):
    """The sums of a month-end, kept with its lines, or rebuilt where it was never kept."""

    _inherit = 'credit.receivable.snapshot'

    kind = fields.Selection(
        selection=[('kept', "Kept"), ('rebuilt', "Rebuilt")], string="Source", required=True,
        readonly=True, default='kept',
        help="Kept: line by line, soon after the day. Rebuilt: sums only, from what the ledger says"
        " since; what was taken back later is not in them.",
    )
    sum_ids = fields.One2many('credit.receivable.snapshot.sum', 'snapshot_id', readonly=True)
    customer_count = fields.Integer(string="Customers with Claims", readonly=True)
    claims = fields.Monetary(readonly=True, help="Open amount without credits.")
    largest_amount = fields.Monetary(string="Largest Customer", readonly=True)
    largest_5_amount = fields.Monetary(string="Five Largest Customers", readonly=True)
    largest_10_amount = fields.Monetary(string="Ten Largest Customers", readonly=True)
    hhi = fields.Float(
        string="HHI", digits=(8, 2), readonly=True,
        help="Herfindahl-Hirschman index of claims by customer: 10,000 is one customer alone.",
    )

    # === KEEPING === #

    def _keep_sums(self, lines):
        """Keep the sums of `lines` with the month-end, finish it and tell whoever waits for it."""
        self.ensure_one()
        receivable = self.env['credit.receivable']
        [(count, amount, customers, claims, largest, five, ten, hhi)] = receivable._rows(
            sums.keep(self.id, lines))
        balance = sum(balance for _account, balance in receivable._rows(tie.ledger(self._asked())))
        self._note(
            state='done', line_count=count, amount=amount, ledger=balance,
            customer_count=customers, claims=claims or 0, largest_amount=largest or 0,
            largest_5_amount=five or 0, largest_10_amount=ten or 0, hhi=hhi,
        )
        self.env['credit.receivable.snapshot.sum'].invalidate_model()
        self._month_end_done()

    def _month_end_done(self):
        """Follow a month-end whose sums have just been written, in their transaction; for extension.

        Once for each version; `kind` tells a kept one from one that was rebuilt.
        """
        self.ensure_one()

    # === REBUILDING === #

    @api.model
    def action_rebuild(self):
        """Have the month-ends before the kept ones rebuilt by the cron, from today's ledger."""
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._("Only a credit manager can do this. Ask one of them."))
        self._begin_rebuild(self.env['credit.receivable']._root_asked())
        self.env.ref('credit_management.credit_receivable_snapshot_cron').sudo()._trigger()
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {'type': 'info', 'message': self.env._(
                "The last %(count)s month-ends are being worked out anew. Those that changed get a new"
                " version within minutes, the others stay.",
                count=MONTHS,
            )},
        }

    @api.model
    def _begin_first_rebuild(self, root):
        """Begin where no month-end before the last is there, as after an installation."""
        last = self._last_month_end(root)
        if not self.sudo().search_count(
            [('company_id', '=', root.id), ('date', '<', last)], limit=1
        ):
            self._begin_rebuild(root)

    @api.model
    def _begin_rebuild(self, root):
        """Begin a version of each of the last month-ends that was never kept."""
        last, first = self._last_month_end(root), self._first_booked(root)
        kept = set(self.sudo().search(
            [('company_id', '=', root.id), ('kind', '=', 'kept')]).mapped('date'))
        for months in range(MONTHS):
            day = last - relativedelta(months=months, day=31)
            if first and first <= day and day not in kept:
                self._begin(root, day, 'rebuilt')

    @api.model
    def _last_month_end(self, root):
        today = root._credit_today()
        return today - timedelta(days=today.day)

    @api.model
    def _first_booked(self, root):
        """Return the accounting date of the first receivable, or None."""
        receivable = self.env['credit.receivable']
        asked = receivable._question(root.sudo(), root._credit_today())
        return receivable._rows(first_booked(asked))[0][0]

    def _rebuild(self):
        """Rebuild the sums from the ledger of now; a version that says nothing new is dropped."""
        try:
            with self.env.cr.savepoint():
                self._keep_sums(open_lines(self._asked()))
                if self._says_the_same():
                    raise _SameSums
        except _SameSums:
            self.env.cr.execute(SQL(
                "DELETE FROM credit_receivable_snapshot WHERE id = %s", self.id))
            self.invalidate_model()

    def _says_the_same(self):
        """Tell whether the newest version before this one has the same sums, day by day."""
        before = self.sudo().search([
            ('company_id', '=', self.company_id.id), ('date', '=', self.date),
            ('kind', '=', 'rebuilt'), ('state', '=', 'done'), ('version', '<', self.version),
        ], order='version desc', limit=1)
        return bool(before) and all(
            self[name] == before[name] for name in COMPARED
        ) and not self.env['credit.receivable']._rows(sums.differences(self.id, before.id))

    # === READING === #

    @api.model
    def _month_ends(self, root, since=None, until=None):
        """Return the month-ends of a root company that have sums, one a day, oldest first.

        A kept one goes before one that was rebuilt, and the newest version before the others.
        Whoever calls has checked the rights.
        """
        domain = [('company_id', '=', root.id), ('state', '=', 'done')]
        if since:
            domain.append(('date', '>=', since))
        if until:
            domain.append(('date', '<=', until))
        found = self.sudo().search(domain, order='date, kind desc, version')
        return self.sudo().union(*{snapshot.date: snapshot for snapshot in found}.values())

    def _by_band(self, buckets):
        """Return ``{id: (unallocated, total, [amount a band])}``, one query for all; `Buckets`."""
        return {month_id: sums for month_id, (sums, _late) in self._measured(buckets).items()}

    def _measured(self, buckets):
        """Return ``{id: (what `_by_band` gives, (late, more than 90 days late, Σ late x days))}``."""
        found = {key: row for key, *row in self.env['credit.receivable']._rows(
            sums.by_band(self.ids, buckets))}
        nothing = [0.0] * (2 + len(buckets.rows())), [0.0] * 3
        measured = {}
        for month in self:
            own, late = found.get(month.id, nothing)
            unallocated, total, *amounts = map(month.currency_id.round, own)
            measured[month.id] = (unallocated, total, amounts), tuple(late)
        return measured

    def _by_day(self, basis):
        """Return ``{id: [(day, claims, credits)]}`` by due (``due``) or posting date, oldest first."""
        found = {snapshot.id: [] for snapshot in self}
        for snapshot_id, *row in self.env['credit.receivable']._rows(sums.by_day(self.ids, basis)):
            found[snapshot_id].append(tuple(row))
        return found
