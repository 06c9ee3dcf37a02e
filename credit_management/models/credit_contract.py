from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..facts.terms import final_due_date
from ..tools import contracts as rules
from .credit_profile import FIGURES

STATES = [
    ('draft', "Draft"), ('checked', "Checked"), ('in_force', "In Force"),
    ('terminated', "Terminated"),
]
#: What people write while it is a draft.
INPUTS = {
    'profile_id', 'title', 'reference', 'kind', 'date_from', 'date_to', 'notice_days', 'currency_id',
    'amount', 'payment_term_id', 'category_ids', 'signatory_ids', 'own_signatory_ids',
    'may_suspend', 'debtor_kind', 'is_small', 'pay_when_paid', 'forces_bills', 'point_ids',
    'validity_ids', 'user_id', 'note', 'file', 'file_name', 'signed_on',
}
#: What may still be added to one that is checked, and to one in force.
SIGNING = {'file', 'file_name', 'signed_on', 'user_id', 'note', 'notice_days'}
LATER = {'user_id', 'note', 'notice_days'}


class CreditContract(models.Model):
    """A contract with a customer: what was agreed, how well, and what may still be ordered under it.

    Its end is a date: nothing has to run for a contract to be over.
    """

    _name = 'credit.contract'
    _inherit = ['credit.paper']
    _description = "Contract"
    _order = 'date_from DESC, id DESC'

    _inputs, _later = INPUTS, LATER
    _sequence_code, _letters = 'credit.contract', "CT"

    title = fields.Char(string="Subject", required=True, tracking=True)
    reference = fields.Char(string="Their Number")
    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer's Contact", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    kind = fields.Selection(
        [('framework', "Framework"), ('single', "Single")], required=True, default='framework')
    version = fields.Integer(default=1, readonly=True, copy=False)
    replaces_id = fields.Many2one(
        'credit.contract', readonly=True, copy=False, ondelete='restrict', index='btree_not_null')
    date_from = fields.Date(
        string="From", required=True, tracking=True,
        default=lambda self: self.env.company.root_id._credit_today())
    date_to = fields.Date(string="Until", tracking=True, help="Its last day; empty: no end.")
    notice_days = fields.Integer(
        string="Remind Before (days)", default=60, help="So many days before its end it is a task.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    amount = fields.Monetary(
        tracking=True, help="What may be ordered under it, tax included; 0: no amount was agreed.")
    payment_term_id = fields.Many2one(
        'account.payment.term', string="Payment Terms", tracking=True, ondelete='restrict',
        help="Empty: the contract says nothing.")
    category_ids = fields.Many2many(
        'product.category', string="Goods", help="And those below; empty: all goods.")
    signatory_ids = fields.Many2many(
        'res.partner', 'credit_contract_signatory_rel', string="Signed by (customer)")
    own_signatory_ids = fields.Many2many(
        'res.users', 'credit_contract_own_signatory_rel', string="Signed by (us)")
    may_suspend = fields.Boolean(
        string="We May Suspend",
        help="The contract lets us stop or cancel deliveries when something is overdue or over the"
             " limit.")
    debtor_kind = fields.Selection(
        [('other', "Neither"), ('large', "Large company"), ('public', "Public body")],
        string="Customer is", required=True, default='other')
    is_small = fields.Boolean(
        string="We Declared to Be Small", help="In writing, when the contract was signed.")
    pay_when_paid = fields.Boolean(string="Pays When Paid")
    forces_bills = fields.Boolean(string="Forces Acceptance Bills")
    point_ids = fields.One2many(
        'credit.contract.clause', 'contract_id', string="Clauses", copy=True,
        domain=[('kind', '=', 'clause')])
    validity_ids = fields.One2many(
        'credit.contract.clause', 'contract_id', string="What It Needs to Bind", copy=True,
        domain=[('kind', '=', 'validity')])
    file = fields.Binary(string="Signed Contract", attachment=True, copy=False)
    signed_on = fields.Date(copy=False, tracking=True)
    state = fields.Selection(
        STATES, default='draft', required=True, readonly=True, copy=False, index=True,
        tracking=True)
    checker_id = fields.Many2one('res.users', string="Checked By", readonly=True, copy=False)
    terminated_on = fields.Date(readonly=True, copy=False, tracking=True)
    terminate_reason = fields.Char(readonly=True, copy=False)
    reminded_for = fields.Date(readonly=True, copy=False)

    stage = fields.Selection(
        [('draft', "Draft"), ('checked', "Checked"), ('future', "Not Begun"),
         ('in_force', "In Force"), ('expiring', "Ends Soon"), ('expired', "Expired"),
         ('terminated', "Terminated")], string="Now", compute='_compute_stage')
    used = fields.Monetary(string="Ordered", compute='_compute_used')
    left = fields.Monetary(compute='_compute_used')
    score = fields.Float(compute='_compute_score', string="Checklist (%)", groups=FIGURES)
    has_score = fields.Boolean(compute='_compute_score', groups=FIGURES)
    gaps = fields.Char(compute='_compute_score', groups=FIGURES)
    validity = fields.Selection(
        [('valid', "Binds"), ('doubtful', "Doubtful"), ('void', "Does not bind"),
         ('unknown', "Not looked at")], compute='_compute_score', groups=FIGURES)
    payment_law = fields.Text(compute='_compute_payment_law', groups=FIGURES)

    _party_idx = models.Index("(partner_id, company_id) WHERE state IN ('in_force', 'terminated')")
    _end_idx = models.Index("(date_to) WHERE state = 'in_force' AND date_to IS NOT NULL")
    _open_idx = models.Index("(id) WHERE state IN ('draft', 'checked')")
    _not_negative = models.Constraint(
        'CHECK (amount >= 0 AND notice_days >= 0)', "Amount and days are not below zero.")
    _in_order = models.Constraint(
        'CHECK (date_to IS NULL OR date_to >= date_from)', "A contract ends after it begins.")

    # === COMPUTE === #

    @api.depends('name', 'title', 'version')
    def _compute_display_name(self):
        for contract in self:
            version = f" v{contract.version}" if contract.version > 1 else ''
            contract.display_name = f"{contract.name}{version} {contract.title or ''}"

    @api.depends('state', 'date_from', 'date_to', 'terminated_on', 'notice_days')
    def _compute_stage(self):
        for contract in self:
            contract.stage = contract._stage()

    def _stage(self):
        today = (self.company_id or self.env.company.root_id)._credit_today()
        if self.state in ('draft', 'checked'):
            return self.state
        if self.terminated_on and today >= self.terminated_on:
            return 'terminated'
        if self.date_from > today:
            return 'future'
        if self.date_to and self.date_to < today:
            return 'expired'
        notice = self.date_to and self.date_to - timedelta(days=self.notice_days)
        return 'expiring' if notice and notice <= today else 'in_force'

    @api.depends('amount', 'state', 'currency_id')
    def _compute_used(self):
        found = self._origin._used()
        for contract in self:
            contract.used = found.get(contract._origin.id, 0.0)
            contract.left = contract.amount - contract.used if contract.amount else 0.0

    @api.depends('point_ids.rating', 'validity_ids.rating', 'point_ids.clause_id.is_key')
    def _compute_score(self):
        for contract in self:
            found = rules.score(contract.point_ids._plain())
            names = {point.clause_id.code: point.clause_id.name for point in contract.point_ids}
            contract.score, contract.has_score = found.percent or 0.0, found.percent is not None
            contract.gaps = ', '.join(names[code] for code in found.gaps)
            contract.validity = rules.validity(contract.validity_ids._plain())

    @api.depends('debtor_kind', 'is_small', 'payment_term_id', 'pay_when_paid', 'forces_bills')
    @api.depends_context('lang')
    def _compute_payment_law(self):
        words = self._law_words()
        for contract in self:
            found = rules.payment_law(
                contract.debtor_kind, contract.is_small, contract._credit_days(),
                contract.pay_when_paid, contract.forces_bills)
            contract.payment_law = '\n'.join(words[code] for code, _severity in found)

    def _credit_days(self):
        """Return the days of credit of its payment terms, None where it says nothing."""
        if not self.payment_term_id:
            return None
        today = self.env.company._credit_today()
        return (final_due_date(self.payment_term_id, today) - today).days

    def _law_words(self):
        return {
            'not_declared': self.env._(
                "We did not declare in writing that we are small: the law for small creditors does"
                " not help. Declare it when the next contract is signed."),
            'over_cap': self.env._("A public body may not agree on more than 60 days."),
            'needs_agreement': self.env._(
                "A public body pays within 30 days unless more was agreed; write that down."),
            'must_be_reasonable': self.env._(
                "More than 60 days with a large company binds only where it is reasonable; keep"
                " what shows why."),
            'pay_when_paid': self.env._(
                "Paying only when its own customer paid may not be asked of us."),
            'forces_bills': self.env._("Acceptance bills may not be forced on us."),
        }

    # === CONSTRAINTS === #

    @api.constrains('profile_id', 'signatory_ids')
    def _check_signatories(self):
        for contract in self:
            own = contract.sudo().partner_id
            for person_sudo in contract.sudo().signatory_ids:
                if person_sudo.commercial_partner_id != own:
                    raise ValidationError(self.env._(
                        "%(person)s is no contact of %(customer)s. Choose one of its contacts.",
                        person=person_sudo.display_name, customer=own.display_name))

    # === CRUD === #

    @api.model
    def default_get(self, fields_list):
        """Begin with all points of the library, not rated yet."""
        values = super().default_get(fields_list)
        library = self.env['credit.clause'].search(
            [('kind', 'in', ('clause', 'validity'))])
        for name, kind in (('point_ids', 'clause'), ('validity_ids', 'validity')):
            if name in fields_list and name not in values:
                values[name] = [
                    fields.Command.create({'clause_id': clause.id, 'text': clause.text})
                    for clause in library if clause.kind == kind]
        return values

    def _to_number(self):
        """A new version keeps its contract's number."""
        return self.filtered(lambda contract: contract.version == 1)

    def _free_in(self, state):
        return SIGNING if state == 'checked' else super()._free_in(state)
