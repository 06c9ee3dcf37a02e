from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..receivables.as_of import open_lines
from ..receivables.cash_in import belongs, constant_habits, expected_lines, habits
from ..receivables.grouping import CUSTOMER
from ..tools.forecast import week_of

#: Customers whose sums are kept and committed in one go.
BATCH = 1000
#: Lines that are deleted and committed in one go.
DROPPED = 50_000


class CreditCashSnapshot(models.Model):
    """The forecast with which a week began: what was expected of whom, in which week.

    Append-only; the cron is the only writer, and may stop after any batch. It is made of the
    ledger of the Sunday before, so it is the same on whatever day of its week it is kept.
    """

    _name = 'credit.cash.snapshot'
    _inherit = ['credit.kept']
    _description = "Kept Forecast"
    _order = 'week desc, company_id'
    _rec_name = 'week'

    company_id = fields.Many2one('res.company', required=True, readonly=True)
    week = fields.Date(string="Week From", required=True, readonly=True, help="A Monday.")
    state = fields.Selection(
        selection=[('taking', "In progress"), ('done', "Kept")], required=True, readonly=True
    )
    taken_at = fields.Datetime(string="Kept On", required=True, readonly=True)
    last_partner_id = fields.Integer(
        readonly=True, help="Customers up to this number are kept; -1: none yet."
    )
    habits = fields.Json(
        readonly=True, help="How late segments and everybody were; read once, for all batches."
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    amount = fields.Monetary(string="Expected", readonly=True)
    undated = fields.Monetary(string="Without a Date", readonly=True)
    line_ids = fields.One2many('credit.cash.snapshot.line', 'snapshot_id', readonly=True)

    _week_unique = models.UniqueIndex('(company_id, week)')
    _taking_idx = models.Index("(id) WHERE state = 'taking'")

    def action_open_lines(self):
        self.ensure_one()
        if self.state == 'done' and not self.line_ids[:1] and (self.amount or self.undated):
            raise UserError(self.env._(
                "Whose money was expected in the forecast of %(week)s is not kept any more, only its"
                " totals. Settings › Credit says for how many weeks it is.", week=self.week,
            ))
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Forecast of %(week)s", week=self.week),
            'res_model': 'credit.cash.snapshot.line',
            'view_mode': 'list,pivot',
            'domain': [('snapshot_id', '=', self.id)],
        }

    # === KEEPING === #

    @api.model
    def _cron_keep(self):
        """Keep the forecast of this week of every company, once; finish what was begun."""
        failures = self.env['credit.failure']
        roots_sudo = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        failures._pending('forecast', roots_sudo, self._begin_week)
        if failures._in_turn(
            'forecast', self.search([('state', '=', 'taking')], order='id'), type(self)._keep
        ):
            failures._in_turn('forecast', roots_sudo, self._drop_old_lines)

    @api.model
    def _drop_old_lines(self, root_sudo):
        """Delete whose money was expected so long ago; yield after each batch but the last."""
        weeks = timedelta(weeks=root_sudo.credit_forecast_weeks)
        deleted = DROPPED
        while deleted == DROPPED:
            self.env.cr.execute(SQL(
                """DELETE FROM credit_cash_snapshot_line WHERE id IN (
                       SELECT line.id FROM credit_cash_snapshot made
                         JOIN credit_cash_snapshot_line line ON line.snapshot_id = made.id
                        WHERE made.company_id = %s AND made.week < %s AND made.state = 'done'
                        LIMIT %s)""",
                root_sudo.id, week_of(root_sudo._credit_today()) - weeks, DROPPED,
            ))
            deleted = self.env.cr.rowcount
            if deleted == DROPPED:
                yield
        self.env['credit.cash.snapshot.line'].invalidate_model()

    @api.model
    def _begin_week(self, root_sudo):
        self._begin(root_sudo, week_of(root_sudo._credit_today()))
        return False

    @api.model
    def _begin(self, root, week):
        """Begin the forecast of a week, unless it is there; what all batches share is read now."""
        if self.sudo().search_count([('company_id', '=', root.id), ('week', '=', week)], limit=1):
            return
        asked = self.env['credit.receivable']._question(root.sudo(), week - timedelta(days=1))
        forecast = self.env['credit.cash.forecast']
        known = self.env['credit.receivable']._rows_of_all(habits(
            asked, forecast._habits_since(asked), forecast._segment_sql(asked),
            levels=('segment', 'company'),
        ))
        self.env.cr.execute(SQL(
            """INSERT INTO credit_cash_snapshot
                      (company_id, week, state, taken_at, last_partner_id, habits, create_uid,
                       create_date)
               VALUES (%(root)s, %(week)s, 'taking', %(now)s, -1, %(habits)s, %(user)s, %(now)s)
                   ON CONFLICT (company_id, week) DO NOTHING""",
            root=root.id, week=week, now=fields.Datetime.now(), user=self.env.uid,
            habits=fields.Json().convert_to_column([list(row) for row in known], self),
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
        self._finish()

    def _asked(self):
        self.ensure_one()
        return self.env['credit.receivable']._question(
            self.company_id.sudo(), self.week - timedelta(days=1)
        )

    def _partners_left(self, asked):
        """Return the customers that are still to be kept, in order; 0 stands for lines without."""
        self.env['res.partner'].flush_model(['commercial_partner_id'])
        return [partner_id for (partner_id,) in self.env['credit.receivable']._rows(SQL(
            """SELECT DISTINCT COALESCE(%(customer)s, 0) AS customer FROM (%(lines)s) l
            LEFT JOIN res_partner contact ON contact.id = l.partner_id
                WHERE COALESCE(%(customer)s, 0) > %(last)s ORDER BY 1""",
            customer=CUSTOMER, lines=open_lines(asked), last=self.last_partner_id,
        ))]

    def _keep_batch(self, asked, partner_ids):
        forecast = self.env['credit.cash.forecast']
        contact_ids = forecast._contacts(partner_ids)
        whose, paid = belongs('l', contact_ids), belongs('line', contact_ids)
        habit = SQL(
            "%s UNION ALL SELECT * FROM (%s) shared", habits(
                asked, forecast._habits_since(asked), forecast._segment_sql(asked), paid, ('own',),
            ), constant_habits(self.habits or []),
        )
        lines = expected_lines(
            asked, self.week, forecast._sources(asked, self.week, habit), whose
        )
        self.env.cr.execute(SQL(
            """INSERT INTO credit_cash_snapshot_line
                      (snapshot_id, company_id, partner_id, week, amount)
               SELECT %s, %s, customer_id, week, SUM(open_amount) FROM (%s) l WHERE NOT is_credit
                GROUP BY 3, 4""", self.id, self.company_id.id, lines,
        ))
        self._note(last_partner_id=partner_ids[-1])

    def _finish(self):
        [(amount, undated)] = self.env['credit.receivable']._rows(SQL(
            """SELECT COALESCE(SUM(amount) FILTER (WHERE week IS NOT NULL), 0),
                      COALESCE(SUM(amount) FILTER (WHERE week IS NULL), 0)
                 FROM credit_cash_snapshot_line WHERE snapshot_id = %s""", self.id,
        ))
        self._note(state='done', amount=amount, undated=undated)

    def _note(self, **values):
        """Write by SQL what only the cron may."""
        self.env.cr.execute(SQL(
            "UPDATE credit_cash_snapshot SET %s WHERE id = %s", SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
            ), self.id,
        ))
        self.invalidate_recordset()
