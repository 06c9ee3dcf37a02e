from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .credit_profile import FIGURES


class CreditRpmItem(models.Model):
    """A receivable item: one delivery's claim, or one invoice's where nothing was delivered.

    Its steps are computed from facts and a day (`tools.rpm`); the server writes it, nobody else.
    """

    _name = 'credit.rpm.item'
    _description = "Receivable Item"
    _order = 'next_on, id'
    _log_access = False

    name = fields.Char(required=True, readonly=True)
    profile_id = fields.Many2one(
        'credit.profile', required=True, index=True, readonly=True, ondelete='restrict')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer")
    company_id = fields.Many2one('res.company', required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    kind = fields.Selection(
        [('delivery', "Delivery"), ('invoice', "Invoice")], required=True, readonly=True)
    picking_id = fields.Many2one(
        'stock.picking', string="Transfer", readonly=True, ondelete='restrict')
    move_id = fields.Many2one(
        'account.move', string="Invoice", readonly=True, ondelete='set null',
        help="Of an item without a delivery.")
    dispatch_date = fields.Date(readonly=True)
    arrival_date = fields.Date(
        readonly=True, help="By the proof of delivery, else by the usual days on the way.")
    has_proof = fields.Boolean(string="Proof of Delivery", readonly=True)
    invoice_date = fields.Date(readonly=True, help="Of the first invoice.")
    amount = fields.Monetary(
        readonly=True, groups=FIGURES, help="Delivered less returned, with tax; or invoiced.")
    unbilled = fields.Monetary(
        string="Not Invoiced", readonly=True, groups=FIGURES,
        help="Delivered, not returned and on no invoice yet.")
    open_amount = fields.Monetary(
        string="Open", readonly=True, groups=FIGURES,
        help="On the day of the last look: not invoiced, or invoiced and not paid.")
    is_first_sale = fields.Boolean(string="First Sale", readonly=True)
    is_watched = fields.Boolean(string="Watched", readonly=True)
    plan_id = fields.Many2one(
        'credit.rpm.plan', readonly=True, ondelete='restrict', groups=FIGURES)
    state = fields.Selection(
        [('open', "Open"), ('closed', "Closed")], required=True, readonly=True, default='open')
    status = fields.Selection(
        [('unstarted', "Not begun"), ('open', "Open"), ('paused', "Paused"),
         ('finished', "No step left"), ('closed', "Closed")],
        required=True, readonly=True, default='unstarted')
    closed_on = fields.Date(readonly=True)
    paused_until = fields.Date(readonly=True)
    followed_from = fields.Date(
        readonly=True, help="Set where it was taken over later than it began: what came due before"
        " is made up for by one step.")
    plan_grade = fields.Char(readonly=True, groups=FIGURES)
    is_small = fields.Boolean(
        readonly=True, groups=FIGURES,
        help="So little is open, and late of the customer, that no person asks.")
    moved_on = fields.Date(
        readonly=True, groups=FIGURES, help="When another plan, another grade or another amount late"
        " gave its steps other days: nobody missed those that lie before.")
    again_on = fields.Date(
        string="Try Again On", readonly=True, help="Nobody is to try before this day.")
    next_code = fields.Char(string="Next Step", readonly=True)
    next_on = fields.Date(readonly=True)
    due_date = fields.Date(
        string="Due", readonly=True, help="Of its oldest line with something open.")
    days_late = fields.Integer(compute='_compute_days_late', help="Calendar days after that.")
    look_on = fields.Date(readonly=True, help="When its steps are looked at next.")
    looked_on = fields.Date(readonly=True, help="When its steps were looked at last.")
    line_ids = fields.One2many('credit.rpm.item.line', 'item_id', string="Maturity Lines")
    step_ids = fields.One2many('credit.rpm.step', 'item_id', string="Steps")
    done_ids = fields.One2many('credit.rpm.done', 'item_id')

    _picking_unique = models.UniqueIndex('(picking_id) WHERE picking_id IS NOT NULL')
    _move_unique = models.UniqueIndex('(move_id) WHERE move_id IS NOT NULL')
    _look_idx = models.Index(
        "(company_id, look_on, id) WHERE look_on IS NOT NULL")
    _profile_open_idx = models.Index("(profile_id, next_on) WHERE state = 'open'")
    _plan_idx = models.Index("(plan_id) WHERE state = 'open'")

    @api.depends('due_date', 'state')
    def _compute_days_late(self):
        for item in self:
            today = item.company_id.sudo()._credit_today()
            is_late = item.state == 'open' and item.due_date and item.due_date < today
            item.days_late = (today - item.due_date).days if is_late else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was followed stays. Items close when nothing is open."))

    @api.model
    def _look_soon(self, condition, today):
        """Let the items of `condition` (SQL, on `credit_rpm_item`) be looked at by the next worker."""
        self.flush_model()
        self.env.cr.execute(SQL(
            "UPDATE credit_rpm_item SET look_on = %(day)s"
            " WHERE (look_on IS NULL OR look_on > %(day)s) AND (%(condition)s)",
            day=today, condition=condition,
        ))
        self.invalidate_model(['look_on'])
