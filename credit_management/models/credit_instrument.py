from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import instruments as rules
from ..values import without_defaults
from .account_payment_method_line import INSTRUMENT_KINDS

STATES = [
    ('held', "In Hand"), ('deposited', "Deposited"), ('endorsed', "Endorsed"),
    ('discounted', "Discounted with recourse"), ('paid', "Paid"), ('dishonoured', "Dishonoured"),
    ('returned', "Returned"),
]
#: What people write by hand; where it is moves by buttons.
INPUTS = {
    'partner_id', 'company_id', 'kind', 'number', 'drawer', 'acceptor', 'amount', 'currency_id',
    'issued_on', 'matures_on', 'payment_id', 'line_ids', 'file', 'file_name', 'note',
}
#: What stays as it is once it left our hands, was paid or came back.
FIXED = {'partner_id', 'company_id', 'kind', 'amount', 'currency_id'}
CHATTER = {'message_follower_ids', 'message_ids', 'message_main_attachment_id'}
#: A held paper is a task so many days before its maturity: it has to be presented.
PRESENT_DAYS = 10


class CreditInstrument(models.Model):
    """A bill, a cheque or a collection of a customer, until it is honoured or comes back."""

    _name = 'credit.instrument'
    _inherit = ['mail.thread']
    _description = "Bill or Cheque"
    _order = 'matures_on, id'

    name = fields.Char(readonly=True, copy=False, default="New")
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='restrict',
        domain=[('parent_id', '=', False)])
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)])
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    kind = fields.Selection(INSTRUMENT_KINDS, required=True, default='commercial_bill')
    number = fields.Char(tracking=True)
    drawer = fields.Char(help="Who made it out; empty: the customer.")
    acceptor = fields.Char(help="Who has to pay it: the bank or company that accepted it.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(required=True, tracking=True)
    company_amount = fields.Monetary(
        string="Amount in Company Currency", currency_field='company_currency_id',
        compute='_compute_company_amount', store=True, compute_sudo=True)
    issued_on = fields.Date(
        string="Issued", required=True,
        default=lambda self: self.env.company.root_id._credit_today())
    matures_on = fields.Date(string="Maturity", tracking=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, copy=False, default='held', tracking=True,
        group_expand=True)
    payment_id = fields.Many2one(
        'account.payment', copy=False, index='btree_not_null', ondelete='restrict',
        help="The payment that closed the claim. Without one the claim itself is still open.")
    line_ids = fields.Many2many(
        'account.move.line', 'credit_instrument_line_rel', 'instrument_id', 'line_id',
        string="Covers")
    moved_on = fields.Date(string="There Since", readonly=True, copy=False)
    holder = fields.Char(
        string="With", readonly=True, copy=False,
        help="The bank or creditor who has it now.")
    dishonoured_on = fields.Date(readonly=True, copy=False)
    dishonour_reason = fields.Char(readonly=True, copy=False)
    file = fields.Binary(string="Copy", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    note = fields.Text()

    # === What follows === #
    last_day = fields.Date(
        compute='_compute_counts', help="Until then it may come back; empty: nobody knows yet.")
    counts = fields.Monetary(
        string="Counted", currency_field='company_currency_id', compute='_compute_counts',
        help="What of it is in the customer's exposure today.")
    is_booked = fields.Boolean(compute='_compute_counts')
    needs_reversal = fields.Boolean(compute='_compute_counts')
    colour = fields.Integer(compute='_compute_colour')

    # Exactly the predicate of `exposure.instrument.LIVE_SQL`.
    _live_idx = models.Index(
        "(partner_id) WHERE state IN ('held', 'deposited', 'endorsed', 'discounted', 'dishonoured',"
        " 'returned')")
    _wait_idx = models.Index("(id) WHERE state IN ('held', 'dishonoured', 'returned')")
    _given_idx = models.Index(
        "(company_id, matures_on) WHERE state IN ('deposited', 'endorsed', 'discounted')")
    _back_idx = models.Index("(partner_id, dishonoured_on) WHERE dishonoured_on IS NOT NULL")
    _positive = models.Constraint('CHECK (amount > 0)', "A paper is of an amount above 0.")

    # === COMPUTE === #

    @api.depends('name', 'number', 'kind')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for paper in self:
            paper.display_name = ' '.join(filter(None, (
                paper.name, kinds.get(paper.kind), paper.number)))

    @api.depends('amount', 'currency_id', 'company_id', 'issued_on')
    def _compute_company_amount(self):
        for paper in self:
            day = paper.issued_on or paper.company_id._credit_today()
            paper.company_amount = paper.currency_id._convert(
                paper.amount, paper.company_id.currency_id, paper.company_id, day)

    @api.depends('state', 'amount', 'matures_on', 'kind', 'payment_id.state')
    def _compute_counts(self):
        reversed_ids = self._reversed()
        for paper in self:
            settings = paper.company_id._credit_instrument_settings()
            paper.is_booked = paper.sudo().payment_id.state in ('in_process', 'paid') and (
                paper.sudo().payment_id.move_id.id not in reversed_ids)
            paper.needs_reversal = paper.is_booked and paper.state in rules.BACK
            paper.last_day = rules.last_day(paper.kind, paper.matures_on or None, settings)
            paper.counts = float(rules.counted(rules.Instrument(
                paper.kind, paper.state, paper.company_amount, paper.matures_on or None,
                paper.is_booked), paper.company_id._credit_today(), settings))

    def _reversed(self):
        """Return the ids of entries of payments that were reversed."""
        return set(self.env['account.move'].sudo().search([
            ('reversed_entry_id', 'in', self.sudo().payment_id.move_id.ids),
            ('state', '=', 'posted')]).reversed_entry_id.ids)

    @api.depends('state')
    def _compute_colour(self):
        colours = {'paid': 10, 'dishonoured': 1, 'discounted': 3, 'endorsed': 3, 'deposited': 4}
        for paper in self:
            paper.colour = colours.get(paper.state, 0)

    # === CONSTRAINTS === #

    @api.constrains('line_ids', 'partner_id', 'company_id')
    def _check_lines(self):
        for paper_sudo in self.sudo():
            foreign = paper_sudo.line_ids.filtered(lambda line, own=paper_sudo: (
                line.account_type != 'asset_receivable'
                or line.partner_id.commercial_partner_id != own.partner_id
                or line.company_id.root_id != own.company_id))
            if foreign:
                raise ValidationError(self.env._(
                    "%(document)s is no claim on %(customer)s. Take it out.",
                    document=foreign[0].display_name, customer=paper_sudo.partner_id.display_name))

    @api.constrains('payment_id', 'amount', 'currency_id', 'partner_id')
    def _check_payment(self):
        for paper_sudo in self.sudo().filtered('payment_id'):
            payment = paper_sudo.payment_id
            if (payment.partner_id.commercial_partner_id != paper_sudo.partner_id
                    or payment.payment_type != 'inbound'
                    or payment.company_id.root_id != paper_sudo.company_id):
                raise ValidationError(self.env._(
                    "%(payment)s is no receipt from %(customer)s. Choose another payment.",
                    payment=payment.display_name, customer=paper_sudo.partner_id.display_name))
            if payment.currency_id != paper_sudo.currency_id:
                raise ValidationError(self.env._(
                    "%(payment)s is in %(currency)s. Give the amount in that currency.",
                    payment=payment.display_name, currency=payment.currency_id.name))
            papers = self.sudo().search([('payment_id', '=', payment.id)])
            if payment.currency_id.compare_amounts(sum(papers.mapped('amount')), payment.amount) > 0:
                raise ValidationError(self.env._(
                    "The papers of %(payment)s are more than the %(amount)s it brought. Lower one"
                    " of them.", payment=payment.display_name,
                    amount=payment.currency_id.format(payment.amount)))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_inputs({name for name, value in vals.items() if value})
        barred = set() if self.env.su else set(self._fields) - INPUTS - CHATTER
        papers = super(CreditInstrument, without_defaults(self, barred)).create(vals_list)
        for paper in papers.sudo():
            paper.name = self.env['ir.sequence'].sudo().next_by_code('credit.instrument') or "PB"
            if not paper.moved_on:
                paper.write({'state': rules.first_state(paper.kind), 'moved_on': paper.issued_on})
        papers._notify_profiles('papers_changed')
        return papers

    def write(self, vals):
        self._check_inputs(set(vals))
        moved = self.filtered(lambda paper: paper.state != 'held')
        if not self.env.su and moved and FIXED & set(vals):
            raise UserError(self.env._(
                "%(paper)s has moved on: its amount and customer stay. Take it back first.",
                paper=moved[0].display_name))
        res = super().write(vals)
        if {'amount', 'payment_id', 'matures_on', 'kind', 'state', 'partner_id'} & set(vals):
            self._notify_profiles('papers_changed')
        return res

    def _check_inputs(self, names):
        if not self.env.su and names - INPUTS - CHATTER:
            raise UserError(self.env._("A paper moves by its buttons, so that each move is logged."))

    @api.ondelete(at_uninstall=False)
    def _unlink_unbooked(self):
        if kept := self.filtered(lambda paper: paper.payment_id or paper.state != 'held'):
            raise UserError(self.env._(
                "%(paper)s closed a claim, or has moved, and stays on record.",
                paper=kept[0].display_name))

    # === WHO HEARS OF IT === #

    def _profiles(self):
        """Return the profiles of the customers of these papers."""
        profiles = self.env['credit.profile'].sudo()
        for company, papers in self.sudo().grouped('company_id').items():
            profiles |= profiles._of_partners(papers.partner_id, company)
        return profiles

    def _notify_profiles(self, event):
        if profiles := self._profiles():
            profiles._notify(event, profiles, self._name)

    def _log(self, action, **more):
        self.ensure_one()
        if profile := self._profiles():
            self.env['credit.decision'].sudo()._log('instrument', profile=profile, payload={
                'action': action, 'instrument': self.id, 'kind': self.kind, 'state': self.state,
                'amount': self.amount, 'maturity': str(self.matures_on or ''), **more,
            }, res_model=self._name, res_id=self.id)

    # === TASKS === #

    def _task_why(self):
        """Return what the queue says of this paper."""
        if self.state in rules.BACK:
            return self.env._("Came back: reverse its payment, so that the claim is open again")
        if not self.matures_on:
            return self.env._("Write down its number, who accepted it and when it matures")
        if self.matures_on < self.company_id._credit_today():
            return self.env._("It was due: say what became of it")
        return self.env._("Present it in time")
