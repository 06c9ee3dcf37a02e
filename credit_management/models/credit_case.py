from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: The routes of `tools.case_routes`, the mildest first.
ROUTES = [
    ('salesperson', "Salesperson"),
    ('credit', "Credit"),
    ('third_party', "Agency"),
    ('lawyer', "Lawyer"),
    ('court', "Court"),
    ('write_off', "Write-off"),
]
CLASSES = [
    ('K1', "K1 Cooperative"),
    ('K2', "K2 Distressed"),
    ('K3', "K3 Strategic"),
    ('K4', "K4 Hopeless"),
]
#: Why a case is looked at next; see `tools.case_agenda`.
REASONS = [
    ('limitation', "Claim runs out"),
    ('guarantee', "Guarantee runs out"),
    ('court', "Deadline at court"),
    ('promise', "Promise is due"),
    ('dispute', "Dispute is due"),
    ('planned', "Agreed"),
    ('routine', "Next contact"),
]


class CreditCase(models.Model):
    """What is late of one customer, in one pair of hands until it is paid or given up.

    Nobody writes on a case: what people do goes through methods that log it. The amount is kept
    by Odoo itself, in the transaction in which a line of it changes.
    """

    _name = 'credit.case'
    _description = "Collection Case"
    _order = 'next_action_on, amount desc, id'

    name = fields.Char(string="Case", required=True, readonly=True, copy=False)
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    user_id = fields.Many2one('res.users', string="Collector", readonly=True, index=True)
    salesperson_id = fields.Many2one(related='partner_id.user_id', string="Salesperson")

    state = fields.Selection(
        [('open', "Open"), ('closed', "Closed")], default='open', required=True, readonly=True)
    origin = fields.Selection(
        [('policy', "By policy"), ('hand', "By hand"), ('step', "By monitoring")],
        string="Opened", required=True, readonly=True,
    )
    opened_on = fields.Date(required=True, readonly=True)
    closed_on = fields.Date(readonly=True)
    close_reason = fields.Selection(
        [('paid', "Nothing is open any more"), ('hand', "By hand"), ('merged', "Joined another case"),
         ('undone', "Its contact was taken back")],
        string="Closed Because", readonly=True,
    )
    looked_on = fields.Date(readonly=True, help="The day of the last nightly look.")

    # === What it is about === #
    line_ids = fields.Many2many(
        'account.move.line', 'credit_case_line_rel', 'case_id', 'line_id', string="Lines",
        readonly=True,
    )
    amount = fields.Monetary(
        string="Late Amount", compute='_compute_amount', store=True,
        help="What is still open of its lines.")
    disputed_amount = fields.Monetary(
        string="Disputed of It", compute='_compute_disputed_amount',
        help="It stays in the case, and counts as overdue nowhere while the dispute counts.")
    line_count = fields.Integer(
        string="Late Lines", compute='_compute_amount', store=True)
    oldest_due = fields.Date(compute='_compute_amount', store=True)
    days = fields.Integer(string="Days Late", compute='_compute_days', help="Of its oldest line.")

    # === Where it stands === #
    route = fields.Selection(ROUTES, required=True, readonly=True, group_expand=True)
    route_on = fields.Date(string="On This Route Since", readonly=True)
    next_action = fields.Selection(REASONS, string="Why Then", readonly=True)
    next_action_on = fields.Date(readonly=True)
    planned_on = fields.Date(
        string="Agreed Day", readonly=True, help="A day that somebody chose for the next contact.")
    action_ids = fields.One2many('credit.case.action', 'case_id', string="Actions", readonly=True)
    last_action_on = fields.Date(readonly=True)

    _one_open = models.UniqueIndex(
        "(profile_id) WHERE state = 'open'", "This customer has an open case already.")
    _due_idx = models.Index("(next_action_on) WHERE state = 'open'")
    _look_idx = models.Index("(company_id, looked_on) WHERE state = 'open'")
    _paid_idx = models.Index("(id) WHERE state = 'open' AND amount <= 0")
    _again_idx = models.Index("(id) WHERE state = 'closed' AND close_reason = 'paid' AND amount > 0")

    # === COMPUTE === #

    @api.depends('name', 'partner_id')
    def _compute_display_name(self):
        for case in self:
            case.display_name = ' · '.join(
                filter(None, (case.name, case.sudo().partner_id.display_name)))

    @api.depends('line_ids.amount_residual', 'line_ids.parent_state', 'line_ids.date_maturity')
    def _compute_amount(self):
        for case in self:
            lines = case.line_ids._credit_case_open()
            case.amount = sum(lines.mapped('amount_residual'))
            case.line_count = len(lines)
            case.oldest_due = min((line.date_maturity or line.date for line in lines), default=False)

    @api.depends('line_ids', 'amount')
    def _compute_disputed_amount(self):
        disputed = dict(self.env['credit.dispute'].sudo()._read_group(
            [('move_line_id', 'in', self.line_ids.ids), ('state', '=', 'open')],
            ['move_line_id'], ['amount:sum']))
        for case in self:
            case.disputed_amount = sum(
                min(disputed.get(line, 0.0), line.amount_residual)
                for line in case.line_ids.sudo()._credit_case_open())

    @api.depends('oldest_due')
    def _compute_days(self):
        for case in self:
            today = case.company_id._credit_today() if case.company_id else None
            case.days = max((today - case.oldest_due).days, 0) if case.oldest_due else 0

    # === CRUD: by methods that log what they do === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_server()
        for vals in vals_list:
            company = self.env['credit.profile'].browse(vals['profile_id']).company_id
            vals['name'] = self.env['ir.sequence'].with_company(company).next_by_code('credit.case')
        return super().create(vals_list)

    def write(self, vals):
        self._check_server()
        return super().write(vals)

    def _check_server(self):
        if not self.env.su:
            raise AccessError(self.env._(
                "A case changes by what is done about it. Log an action, or use the buttons."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was done about a customer is kept. Close the case instead."))

    def _checked(self):
        """Return `self` in sudo mode after checking that this person works on cases."""
        self.check_access('read')
        if not self.env.su and not self.env.user.has_group(
                'credit_management.credit_management_group_officer'):
            raise AccessError(self.env._(
                "Cases are worked on by credit officers. Ask one of them."))
        return self.sudo()

    # === ACTIONS === #

    def action_open_profile(self):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }

    def action_open_lines(self):
        """Open the lines of the case that are not paid."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Lines of %(case)s", case=self.name),
            'res_model': 'account.move.line', 'view_mode': 'list,form',
            'domain': [('id', 'in', self.sudo().line_ids._credit_case_open().ids)],
        }

    # === DIALOGS === #

    def action_log_dialog(self):
        self.ensure_one()
        return self._dialog('credit.case.log', self.env._("Log"), {'default_case_id': self.id})

    def action_excuse_dialog(self):
        self.ensure_one()
        return self._dialog(
            'credit.case.excuse.answer', self.env._("Answer an excuse"), {'default_case_id': self.id})

    def action_route_dialog(self):
        return self._decide_dialog('route', self.env._("Route"))

    def action_class_dialog(self):
        return self._decide_dialog('class', self.env._("Class"))

    def action_owner_dialog(self):
        return self._decide_dialog('owner', self.env._("Hand over"))

    def action_close_dialog(self):
        return self._decide_dialog('close', self.env._("Close"))

    def action_reopen(self):
        return self.reopen()

    def _decide_dialog(self, what, title):
        return self._dialog('credit.case.decide', title, {
            'default_case_ids': [(6, 0, self.ids)], 'default_what': what})

    def _dialog(self, model, title, context):
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window', 'name': title, 'res_model': model, 'target': 'new',
            'view_mode': 'form', 'views': [(False, 'form')], 'context': context,
        }
