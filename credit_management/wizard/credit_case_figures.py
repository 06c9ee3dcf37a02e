from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, date_utils

from ..models.credit_case_action import CONTACTS
from ..models.credit_cause import SIDES
from ..models.credit_profile import FIGURES
from ..tools import causes, cures

BY = [('step', "Step"), ('channel', "Channel"), ('collector', "Collector")]
MONTHS = 12


class CreditCaseFigures(models.TransientModel):
    """What collecting brought and cost, and which causes weigh most: by `tools.cures`, `causes`."""

    _name = 'credit.case.figures'
    _description = "Figures of Collecting"

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company.root_id, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_from())
    date_to = fields.Date(
        string="Until", required=True, default=lambda self: self.env.company._credit_today())
    by = fields.Selection(BY, string="Cured By", required=True, default='step')
    cure_ids = fields.One2many(
        'credit.case.figures.cure', 'figures_id', compute='_compute_cure_ids', store=True)
    cause_ids = fields.One2many(
        'credit.case.figures.cause', 'figures_id', compute='_compute_cause_ids', store=True)
    cost = fields.Monetary(compute='_compute_cost', help="Logged on actions: postage, travel, fees.")
    collected = fields.Monetary(
        compute='_compute_cost',
        help="Money that was allocated to lines of cases while they were in one.")
    cost_rate = fields.Float(compute='_compute_cost', string="Cost of Collecting", digits=(6, 4))
    has_cost_rate = fields.Boolean(compute='_compute_cost')

    @api.depends_context('lang')
    def _compute_display_name(self):
        self.display_name = self.env._("Figures of Collecting")

    @api.model
    def _default_from(self):
        return date_utils.subtract(self.env.company._credit_today(), months=MONTHS)

    @api.model
    def action_open(self):
        """Open the page; the figures are made for whoever asks."""
        if not self.env.user.has_groups(FIGURES):
            raise AccessError(self.env._("These are figures of credit management. Ask a credit officer."))
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Figures of Collecting"),
            'res_model': self._name, 'res_id': self.create({}).id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'current',
        }

    def _of_own_companies(self):
        """Return `self`, or raise: the figures are read for whoever asks, of his own companies."""
        foreign = self.company_id - self.env.user.company_ids.sudo().root_id
        if foreign and not self.env.user._is_superuser():
            raise AccessError(self.env._(
                "These are figures of a company that is not among yours. Ask an administrator."))
        return self

    # === CURES === #

    @api.depends('date_from', 'date_to', 'by', 'company_id')
    def _compute_cure_ids(self):
        for figures in self._of_own_companies():
            actions = figures._actions()
            found = cures.cures(
                actions, figures._paid_on({one.line for one in actions}), figures.date_to, figures.by)
            figures.cure_ids = [(5,)] + [
                (0, 0, {
                    'name': figures._group_name(group), 'actions': cure.actions,
                    'cured': cure.cured, 'amount': float(cure.amount),
                    'cured_amount': float(cure.cured_amount),
                    'rate': float(cure.rate or 0), 'amount_rate': float(cure.amount_rate or 0),
                    'days': float(cure.days or 0), 'has_days': cure.days is not None,
                }) for group, cure in sorted(
                    found.items(), key=lambda item: (-item[1].cured_amount, str(item[0])))
            ]

    def _actions(self):
        """Return the `tools.cures.Action` of contacts on cases and of steps of monitoring."""
        period = [('day', '>=', self.date_from), ('day', '<=', self.date_to)]
        lines_sudo = self.env['credit.case.action.line'].sudo().search_fetch([
            ('company_id', '=', self.company_id.id), ('move_line_id', '!=', False),
            ('action_id', 'any', [('is_contact', '=', True), *period]),
        ], ['move_line_id', 'amount', 'action_id'])
        found = [
            cures.Action(line.move_line_id.id, line.action_id.day, line.amount,
                         line.action_id.route, line.action_id.kind, line.action_id.user_id.id)
            for line in lines_sudo
        ]
        done_sudo = self.env['credit.rpm.done'].sudo().search_fetch([
            ('company_id', '=', self.company_id.id), ('move_line_id', '!=', False),
            ('due_on', '!=', False), ('withdrawn_on', '=', False), *period,
        ], ['move_line_id', 'day', 'amount', 'code', 'user_id'])
        return found + [
            cures.Action(done.move_line_id.id, done.day, done.amount, done.code,
                         done.touch_id.channel, done.user_id.id)
            for done in done_sudo if (done.move_line_id.date_maturity or done.day) < done.day
        ]

    def _paid_on(self, line_ids):
        """Return ``{line: day on which the last of it was allocated}`` of those that are paid."""
        if not line_ids:
            return {}
        self.env.flush_all()
        return dict(self.env.execute_query(SQL(
            """SELECT l.id, MAX(part.max_date) FROM account_move_line l
                 JOIN account_partial_reconcile part ON part.debit_move_id = l.id
                WHERE l.id = ANY(%s) AND l.amount_residual <= 0 GROUP BY 1""", list(line_ids))))

    def _group_name(self, group):
        """Return a step, channel or collector in words; monitoring's steps keep their codes."""
        if self.by == 'collector':
            return self.env['res.users'].sudo().browse(group or []).name or self.env._("Nobody")
        routes = self.env['credit.case']._fields['route']._description_selection(self.env)
        kinds = self.env['credit.case.action']._fields['kind']._description_selection(self.env)
        words = dict(routes) if self.by == 'step' else {
            code: word for code, word in kinds if code in dict(CONTACTS)}
        return words.get(group, group) or self.env._("By itself")

    # === COST === #

    @api.depends('date_from', 'date_to', 'company_id')
    def _compute_cost(self):
        for figures in self._of_own_companies():
            [(cost,)] = self.env['credit.case.action'].sudo()._read_group([
                ('company_id', '=', figures.company_id.id),
                ('day', '>=', figures.date_from), ('day', '<=', figures.date_to),
            ], [], ['cost:sum'])
            figures.cost, figures.collected = cost or 0.0, figures._collected()
            rate = cures.cost_of_collecting(figures.cost, figures.collected)
            figures.cost_rate, figures.has_cost_rate = float(rate or 0), rate is not None

    def _collected(self):
        """Return the money allocated to lines of cases between their opening and closing."""
        self.env.flush_all()
        [(amount,)] = self.env.execute_query(SQL(
            """SELECT COALESCE(SUM(part.amount), 0) FROM account_partial_reconcile part
                 JOIN account_move_line money ON money.id = part.credit_move_id
                 JOIN account_journal journal ON journal.id = money.journal_id
                  AND journal.type IN ('bank', 'cash', 'credit')
                WHERE part.max_date BETWEEN %s AND %s AND EXISTS (
                      SELECT FROM credit_case_line_rel rel JOIN credit_case c ON c.id = rel.case_id
                       WHERE rel.line_id = part.debit_move_id AND c.company_id = %s
                         AND part.max_date BETWEEN c.opened_on
                             AND COALESCE(c.closed_on, 'infinity'::date))""",
            self.date_from, self.date_to, self.company_id.id))
        return float(amount)

    # === CAUSES === #

    @api.depends('date_from', 'date_to', 'company_id')
    def _compute_cause_ids(self):
        for figures in self._of_own_companies():
            late = figures._late()
            catalogue = {
                cause.code: cause for cause in self.env['credit.cause'].with_company(
                    figures.company_id).with_context(active_test=False).search([])}
            mended = {
                code: cause.mended_on for code, cause in catalogue.items() if cause.mended_on}
            back = causes.came_back(late, mended)
            figures.cause_ids = [(5,)] + [
                (0, 0, {
                    'cause_id': catalogue[row.cause].id, 'side': causes.CAUSES[row.cause].side,
                    'count': row.count, 'amount': float(row.amount),
                    'share': float(row.share or 0), 'cumulative': float(row.cumulative or 0),
                    'back_count': back.get(row.cause, (0, 0))[0],
                    'back_amount': float(back.get(row.cause, (0, 0))[1]),
                }) for row in causes.pareto(late) if row.cause in catalogue
            ]

    def _late(self):
        rows_sudo = self.env['credit.case.cause'].sudo().search([
            ('company_id', '=', self.company_id.id), ('is_current', '=', True),
            ('day', '>=', self.date_from), ('day', '<=', self.date_to),
        ])
        return [causes.Late(row.cause_id.code, row.amount, row.day) for row in rows_sudo]


class CreditCaseFiguresCure(models.TransientModel):
    _name = 'credit.case.figures.cure'
    _description = "What Collecting Brought"

    figures_id = fields.Many2one('credit.case.figures', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='figures_id.currency_id')
    name = fields.Char(string="Group", readonly=True)
    actions = fields.Integer(readonly=True, help="Decided: paid, followed by another one, or over time.")
    cured = fields.Integer(readonly=True)
    rate = fields.Float(string="Cure Rate", readonly=True)
    amount = fields.Monetary(string="Asked For", readonly=True)
    cured_amount = fields.Monetary(string="Paid", readonly=True)
    amount_rate = fields.Float(string="Paid (%)", readonly=True)
    days = fields.Float(string="Days to Cure", digits=(6, 1), readonly=True)
    has_days = fields.Boolean(readonly=True)


class CreditCaseFiguresCause(models.TransientModel):
    _name = 'credit.case.figures.cause'
    _description = "What Causes Weigh"

    figures_id = fields.Many2one('credit.case.figures', required=True, ondelete='cascade')
    currency_id = fields.Many2one(related='figures_id.currency_id')
    cause_id = fields.Many2one('credit.cause', readonly=True)
    side = fields.Selection(SIDES, string="Whose Cause", readonly=True)
    count = fields.Integer(string="Lines", readonly=True)
    amount = fields.Monetary(string="Late", readonly=True)
    share = fields.Float(readonly=True)
    cumulative = fields.Float(string="With Those Above", readonly=True)
    back_count = fields.Integer(string="Came Back", readonly=True, help="Since it should be gone.")
    back_amount = fields.Monetary(string="Late Again", readonly=True)
