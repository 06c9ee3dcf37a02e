from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..receivables.as_of import is_below_zero, open_lines

#: Customers whose lines are kept and committed in one go. Allocations stay within a customer.
BATCH = 500


class CreditReceivableSnapshot(models.Model):
    """The open maturity lines of a month-end, as they were known when it was kept.

    Append-only: a month-end that is kept again gets a new version beside the old one. The cron is
    the only writer; it may stop after any batch and goes on from the last customer it has kept.
    """

    _name = 'credit.receivable.snapshot'
    _inherit = ['credit.kept']
    _description = "Month-end of Receivables"
    _order = 'date desc, company_id, version desc'
    _rec_name = 'date'

    company_id = fields.Many2one('res.company', required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        selection=[('taking', "In progress"), ('done', "Kept")], required=True, readonly=True
    )
    taken_at = fields.Datetime(string="Kept On", required=True, readonly=True)
    last_partner_id = fields.Integer(
        readonly=True, help="Customers up to this number are kept; -1: none yet."
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    amount = fields.Monetary(string="Open Amount", readonly=True)
    ledger = fields.Monetary(
        string="General Ledger", readonly=True, help="Balance of the receivable accounts then."
    )
    line_count = fields.Integer(string="Lines", readonly=True)
    line_ids = fields.One2many('credit.receivable.snapshot.line', 'snapshot_id', readonly=True)

    _version_unique = models.UniqueIndex('(company_id, date, version)')
    _taking_idx = models.Index("(id) WHERE state = 'taking'")

    # === ACTIONS === #

    def action_keep_again(self):
        """Have the month-end kept anew by the cron, as a new version."""
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise AccessError(self.env._("Only a credit manager can do this. Ask one of them."))
        self.check_access('read')
        for snapshot in self:
            self._begin(snapshot.company_id, snapshot.date)
        self.env.ref('credit_management.credit_receivable_snapshot_cron').sudo()._trigger()
        return True

    def action_open_lines(self):
        """Open the kept lines; of a rebuilt month-end, what was open on the day as far as is known."""
        self.ensure_one()
        if self.kind == 'rebuilt':
            return self.env['credit.aging.report']._action_on(self.company_id, self.date)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Open on %(date)s", date=self.date),
            'res_model': 'credit.receivable.snapshot.line',
            'view_mode': 'list,pivot',
            'domain': [('snapshot_id', '=', self.id)],
        }

    # === KEEPING === #

    @api.model
    def _cron_keep(self):
        """Keep the last month-end of every company, once; finish what was begun, newest first."""
        failures = self.env['credit.failure']
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        failures._pending('month_end', roots_sudo, self._begin_missing)
        snapshots = self.search([('state', '=', 'taking')], order='kind, date desc, id')
        failures._in_turn('month_end', snapshots, type(self)._take)

    @api.model
    def _begin_missing(self, root_sudo):
        month_end = self._last_month_end(root_sudo)
        if not self._versions(root_sudo, month_end):
            self._begin(root_sudo, month_end)
        self._begin_first_rebuild(root_sudo)
        return False

    def _take(self):
        """Keep or rebuild one month-end, for `credit.failure._in_turn`."""
        return self._keep() if self.kind == 'kept' else self._rebuild()

    @api.model
    def _versions(self, root, day):
        return self.sudo().search([
            ('company_id', '=', root.id), ('date', '=', day), ('kind', '=', 'kept')])

    @api.model
    def _begin(self, root, day, kind='kept'):
        """Begin the next version, unless one of that kind is under way."""
        self.env.cr.execute(SQL(
            """INSERT INTO credit_receivable_snapshot
                      (company_id, date, version, kind, state, taken_at, last_partner_id,
                       line_count, create_uid, create_date)
               SELECT %(root)s, %(day)s, COALESCE(MAX(version), 0) + 1, %(kind)s, 'taking', %(now)s,
                      -1, 0, %(user)s, %(now)s
                 FROM credit_receivable_snapshot WHERE company_id = %(root)s AND date = %(day)s
               HAVING bool_and(state = 'done' OR kind <> %(kind)s) IS NOT FALSE""",
            root=root.id, day=day, kind=kind, now=fields.Datetime.now(), user=self.env.uid,
        ))
        self.invalidate_model()

    def _keep(self):
        """Keep what is left; yield after each batch but the last, for whoever commits."""
        partner_ids = self._partners_left(self._asked())
        while partner_ids:
            # Asked anew in each transaction: meanwhile somebody may have allocated.
            self._keep_batch(self._asked(), partner_ids[:BATCH])
            partner_ids = partner_ids[BATCH:]
            if partner_ids:
                yield
        self._keep_sums(self._lines_kept())

    def _asked(self):
        self.ensure_one()
        return self.env['credit.receivable']._question(self.company_id.sudo(), self.date)

    def _partners_left(self, asked):
        """Return the customers that are still to be kept, in order; 0 stands for lines without."""
        return [partner_id for (partner_id,) in self.env['credit.receivable']._rows(SQL(
            """SELECT DISTINCT COALESCE(l.partner_id, 0) AS partner FROM (%s) l
                WHERE COALESCE(l.partner_id, 0) > %s ORDER BY 1""",
            open_lines(asked), self.last_partner_id,
        ))]

    def _keep_batch(self, asked, partner_ids):
        whose = SQL("l.partner_id = ANY(%s)", partner_ids)
        if partner_ids[0] == 0:
            whose = SQL("(l.partner_id IS NULL OR %s)", whose)
        self.env.cr.execute(SQL(
            """INSERT INTO credit_receivable_snapshot_line
                      (snapshot_id, line_id, move_id, name, account_id, company_id, branch_id,
                       partner_id, currency_id, company_currency_id, date, date_due, amount,
                       open_amount, open_currency)
               SELECT %(id)s, l.id, l.move_id, l.move_name, l.account_id, %(root)s, l.company_id,
                      l.partner_id, l.currency_id, %(currency)s, l.date, l.date_due, l.amount,
                      l.open_amount, l.open_currency
                 FROM (%(lines)s) l WHERE %(whose)s
                   ON CONFLICT (snapshot_id, line_id) DO NOTHING""",
            id=self.id, root=self.company_id.id, currency=self.company_id.currency_id.id,
            lines=open_lines(asked), whose=whose,
        ))
        self._note(last_partner_id=partner_ids[-1])

    def _lines_kept(self):
        """Return SQL of the kept lines, as far as `receivables.sums` reads them."""
        return SQL(
            """SELECT partner_id, date, date_due, open_amount, %s AS is_credit
                 FROM credit_receivable_snapshot_line WHERE snapshot_id = %s""",
            is_below_zero(SQL("open_amount"), SQL("open_currency")), self.id,
        )

    def _note(self, **values):
        """Write by SQL what only the cron may."""
        self.env.cr.execute(SQL(
            "UPDATE credit_receivable_snapshot SET %s WHERE id = %s", SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
            ), self.id,
        ))
        self.invalidate_recordset()

    # === WHAT IT PROVES === #

    @api.model
    def _restated(self, roots, day):
        """Return ``{line id: open as kept}`` of lines of which more is open now on that month-end.

        Each company's last month-end kept until `day` tells, in its first version: the nearest to
        what was known then. An allocation that was taken back has left no other trace.
        """
        kept = {}
        for snapshot in self.sudo().search([
            ('company_id', 'in', roots.ids), ('date', '<=', day), ('state', '=', 'done'),
            ('kind', '=', 'kept'),
        ], order='company_id, date desc, version').grouped('company_id').values():
            kept.update(snapshot[0]._more_open())
        return kept

    def _more_open(self):
        return dict(self.env['credit.receivable']._rows(SQL(
            """SELECT l.id, COALESCE(kept.open_amount, 0)
                 FROM (%(lines)s) l
            LEFT JOIN credit_receivable_snapshot_line kept
                   ON kept.snapshot_id = %(id)s AND kept.line_id = l.id
                 JOIN account_move_line item ON item.id = l.id
                WHERE abs(l.open_amount) > abs(COALESCE(kept.open_amount, 0))
                  AND (kept.id IS NOT NULL OR item.create_date < %(taken_at)s)""",
            lines=open_lines(self._asked()), id=self.id, taken_at=self.taken_at,
        )))
