from odoo import api, fields, models

#: What a promise is once nothing can be done about it, but ask again.
BROKEN = ('broken', 'partial')


class CreditPromise(models.Model):
    """A customer's promise to pay an amount by a day.

    Payments say what becomes of it: kept, kept in part, broken. Nobody writes that; a promise is
    replaced by another one, or a manager takes it out.
    """

    _name = 'credit.promise'
    _inherit = ['credit.by.server', 'mail.thread', 'mail.activity.mixin']
    _description = "Promise to Pay"
    _order = 'day desc, id desc'
    _mail_post_access = 'read'

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    amount = fields.Monetary(string="Promised", required=True, readonly=True)
    day = fields.Date(string="Promised For", required=True, readonly=True)
    made_on = fields.Date(required=True, readonly=True)
    line_ids = fields.Many2many(
        'account.move.line', 'credit_promise_line_rel', 'promise_id', 'move_line_id',
        string="Receivables", readonly=True, help="The maturity lines it is for. Empty: any.",
    )
    had_lines = fields.Boolean(
        readonly=True, copy=False, help="It was for certain lines, also where those are gone.")
    grace = fields.Integer(
        string="Days of Grace", readonly=True, help="As the company had it on that day.")
    tolerance = fields.Float(
        string="Tolerance (%)", readonly=True,
        help="So much may be missing, as the company had it on that day.")
    ends_on = fields.Date(
        string="Counts Until", required=True, readonly=True, help="Money of later days breaks it.")
    state = fields.Selection(
        selection='_selection_state', default='open', required=True, readonly=True, copy=False,
        tracking=True,
    )
    decided_on = fields.Date(readonly=True, copy=False)
    paid = fields.Monetary(readonly=True, copy=False)
    missing = fields.Monetary(
        readonly=True, copy=False, help="What has to come yet to keep it; 0 once it is decided.")
    user_id = fields.Many2one(
        'res.users', string="Taken By", readonly=True, index=True,
        help="Who took the promise; the kept rate of collectors counts by it.")
    source = fields.Selection(selection='_selection_source', required=True, readonly=True)
    channel = fields.Selection(selection='_selection_channel', default='phone', readonly=True)
    is_written = fields.Boolean(
        string="In Writing", readonly=True,
        help="The customer wrote it: that interrupts the limitation of the lines it names.")
    contact_id = fields.Many2one(
        'res.partner', string="Promised By", readonly=True, ondelete='set null')
    note = fields.Char(readonly=True)
    replaced_by_id = fields.Many2one(
        'credit.promise', readonly=True, copy=False, index='btree_not_null', ondelete='set null')
    replaced_on = fields.Date(readonly=True, copy=False)
    cancelled_on = fields.Date(readonly=True, copy=False)
    cancelled_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    cancelled_reason = fields.Char(readonly=True, copy=False)
    followed_on = fields.Date(
        string="Followed Up On", readonly=True, copy=False, help="Somebody dealt with the break.")

    # === FIGURES OF LISTS === #
    matured_amount = fields.Monetary(
        string="Matured", readonly=True, copy=False, help="Promised, and kept or broken.")
    kept_amount = fields.Monetary(string="Kept", readonly=True, copy=False)
    kept_rate = fields.Float(
        string="Kept (%)", readonly=True, copy=False, aggregator='avg',
        help="The part of what matured that was kept, by amount.")

    _amount_positive = models.Constraint('CHECK(amount > 0)', "A promise is of more than 0.")
    _day_not_before = models.Constraint(
        'CHECK(day >= made_on AND ends_on >= day)', "A promise is for the day it is made or later.")
    # Few are open, or broken and nobody has dealt with it.
    _open_idx = models.Index("(profile_id, ends_on) WHERE state = 'open'")
    _broken_idx = models.Index(
        "(profile_id) WHERE state IN ('broken', 'partial') AND followed_on IS NULL")
    _recent_idx = models.Index("(company_id, ends_on)")

    @api.model
    def _selection_state(self):
        return [
            ('open', self.env._("Open")),
            ('kept', self.env._("Kept")),
            ('partial', self.env._("Kept in part")),
            ('broken', self.env._("Broken")),
            ('replaced', self.env._("Replaced")),
            ('cancelled', self.env._("Cancelled")),
        ]

    @api.model
    def _selection_source(self):
        return [
            ('officer', self.env._("Credit")),
            ('sales', self.env._("Sales")),
            ('touch', self.env._("Contact")),
            ('release', self.env._("Release of a hold")),
        ]

    @api.model
    def _selection_channel(self):
        return [
            ('phone', self.env._("Phone")),
            ('mail', self.env._("Email")),
            ('letter', self.env._("Letter")),
            ('visit', self.env._("Visit")),
            ('meeting', self.env._("Meeting")),
        ]

    @api.depends_context('lang')
    @api.depends('amount', 'day', 'partner_id')
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(customer)s: %(amount)s", customer=promise.sudo().partner_id.display_name,
                amount=promise.currency_id.format(promise.amount))

    @api.model
    def _by_server_words(self):
        return {
            'create': self.env._(
                "A promise is taken in a contact, on the customer's page or in the aging."),
            'write': self.env._(
                "A promise never changes. Replace it, or ask a manager to cancel it."),
            'unlink': self.env._(
                "Promises are never deleted. A manager cancels a wrong one."),
        }
