from odoo import api, fields, models


class CreditDispute(models.Model):
    """A customer's objection to a part of one maturity line.

    It leaves the "overdue" that holds orders, up to a cap and an end date, and stays in exposure,
    receivables and DSO. Line, amount and day never change: what was disputed on a past day is
    known for ever. A wrong one is withdrawn; what was settled wrongly is opened again as a new one.
    """

    _name = 'credit.dispute'
    _inherit = ['credit.by.server', 'mail.thread', 'mail.activity.mixin']
    _description = "Dispute"
    _order = 'raised_on desc, id desc'
    _mail_post_access = 'read'
    # What whoever works on it writes; all else is the server's, so the past stays as it was.
    _written = frozenset({'user_id', 'deadline', 'note', 'root_cause', 'credit_move_id'})

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Receivable", readonly=True, index='btree_not_null',
        ondelete='set null', help="The maturity line. Empty while its invoice is a draft again.",
    )
    move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, index='btree_not_null',
        ondelete='set null')
    move_name = fields.Char(string="Document", readonly=True)
    amount = fields.Monetary(string="Disputed", required=True, readonly=True)
    reason_id = fields.Many2one(
        'credit.dispute.reason', required=True, readonly=True, ondelete='restrict', index=True)
    owner = fields.Selection(related='reason_id.owner', string="Department")
    note = fields.Text(help="What the customer says.")
    raised_on = fields.Date(required=True, readonly=True)
    raised_by_id = fields.Many2one('res.users', string="Written By", readonly=True)
    state = fields.Selection(
        [('open', "Open"), ('resolved', "Settled")], default='open', required=True, readonly=True,
        copy=False, tracking=True,
    )
    user_id = fields.Many2one(
        'res.users', string="Owner", tracking=True, domain=[('share', '=', False)])
    deadline = fields.Date(tracking=True, help="By when it is to be settled.")

    # === LATE ONES, AND THE CAP === #
    demand_on = fields.Date(
        string="First Formal Demand", readonly=True,
        help="Of its line, as known when the dispute was raised. After it an officer has to accept"
        " a dispute that is late.",
    )
    needs_acceptance = fields.Boolean(
        readonly=True, help="Raised late, or by who sells while an order is held: it counts once an"
        " officer accepts it.")
    accepted_on = fields.Date(readonly=True)
    accepted_by_id = fields.Many2one('res.users', readonly=True)
    uncapped_on = fields.Date(string="Beyond the Cap Since", readonly=True)

    counts_until = fields.Date(
        string="Not Overdue Until", compute='_compute_counts_until',
        help="The last day on which the line's disputed part holds no order. Empty: it counts.")

    # === SETTLED === #
    resolved_on = fields.Date(string="Settled On", readonly=True)
    resolved_by_id = fields.Many2one('res.users', string="Settled By", readonly=True)
    resolution = fields.Selection(
        selection='_selection_resolution', readonly=True, copy=False, tracking=True)
    resolution_note = fields.Char(string="Answer", readonly=True)
    root_cause = fields.Char(help="Why it could happen; read when causes are counted.")
    credited = fields.Monetary(readonly=True, copy=False)
    credit_move_id = fields.Many2one(
        'account.move', string="Credit Note", copy=False, index='btree_not_null',
        ondelete='set null', help="Settles the dispute when it is posted.",
        domain="[('move_type', '=', 'out_refund'), ('commercial_partner_id', '=', partner_id)]",
    )
    reopens_id = fields.Many2one(
        'credit.dispute', string="Opened Again From", readonly=True, index='btree_not_null',
        ondelete='set null')
    first_raised_on = fields.Date(
        readonly=True,
        help="Of one that was opened or raised again: it counts no longer than the first.")

    _amount_positive = models.Constraint('CHECK(amount > 0)', "A dispute is of more than 0.")
    # Those that rules ask for, and those that wait for a person: few among all that ever were.
    _open_idx = models.Index("(profile_id) INCLUDE (move_line_id) WHERE state = 'open'")
    _resolved_idx = models.Index("(resolved_on) WHERE resolved_on IS NOT NULL")
    _task_idx = models.Index("(deadline) WHERE state = 'open'")

    @api.model
    def _selection_resolution(self):
        return [
            ('credit_note', self.env._("Credit note")),
            ('partial', self.env._("Credited in part")),
            ('rejected', self.env._("Rejected")),
            ('withdrawn', self.env._("Withdrawn")),
            ('paid', self.env._("Paid after all")),
        ]

    @api.depends('move_name', 'reason_id.name')
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = ' · '.join(filter(None, (
                dispute.move_name, dispute.sudo().reason_id.name)))

    @api.depends('state', 'accepted_on', 'needs_acceptance', 'uncapped_on', 'move_line_id')
    def _compute_counts_until(self):
        out = self.env['credit.exposure']._disputed({
            dispute.profile_id.id: dispute.company_id.sudo()._credit_today() for dispute in self
        }, is_past=False)
        for dispute in self:
            own = out.get(dispute.profile_id.id, {}).get(dispute.move_line_id.id)
            counts = dispute.state == 'open' and (
                dispute.accepted_on or not dispute.needs_acceptance)
            dispute.counts_until = own.until if own and counts else False

    # === CRUD: the server writes === #

    @api.model
    def _by_server_words(self):
        return {
            'create': self.env._(
                "A dispute is raised from the invoice, the aging or the customer's page."),
            'write': self.env._(
                "Line, amount, reason and day of a dispute never change. Withdraw it, and raise the"
                " right one."),
            'unlink': self.env._("Disputes are never deleted. Withdraw a wrong one."),
        }

    def write(self, vals):
        if vals.get('credit_move_id'):
            self._check_note(self.env['account.move'].browse(vals['credit_move_id']))
        res = super().write(vals)
        if vals.keys() & {'user_id', 'deadline'}:
            self.sudo()._tell_new_owner()
        if vals.get('credit_move_id'):
            self._settle_by_notes(self.credit_move_id.sudo())
        return res
