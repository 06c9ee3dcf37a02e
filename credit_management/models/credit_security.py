from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import securities as rules

KINDS = [
    ('deposit', "Deposit"), ('guarantee', "Guarantee"), ('retention', "Retention of title"),
    ('pledge', "Pledge, mortgage"), ('letter_of_credit', "Letter of credit"),
    ('bank_guarantee', "Bank guarantee"), ('factoring', "Factoring"),
    ('insurance', "Credit insurance"), ('prepayment', "Share paid beforehand"),
]
EFFECTS = [
    ('none', "Nothing: it is on record"), ('limit', "Raises the limit"),
    ('offset', "Takes off exposure"),
]
STATES = [
    ('draft', "Draft"), ('verified', "Verified"), ('active', "Active"), ('released', "Given Back"),
]
#: What people write while it is a draft.
INPUTS = {
    'profile_id', 'kind', 'effect', 'giver_id', 'reference', 'currency_id', 'value', 'haircut',
    'share', 'part_of_id', 'valid_from', 'valid_to', 'notice_days', 'contract_id', 'line_ids',
    'file', 'file_name', 'user_id', 'note', 'form', 'is_capped', 'company_guarantor',
    'resolution_checked', 'is_registered', 'asset', 'latest_shipment', 'presentation_days',
    'with_recourse', 'notified_on', 'insured_percent', 'is_discretionary', 'conditions', 'max_term',
    'extension_days', 'notify_days', 'handover_days', 'prepayment_percent',
}
#: What may still be written later: it changes nothing of what counts.
LATER = {'user_id', 'note', 'notice_days', 'line_ids'}


class CreditSecurity(models.Model):
    """What stands behind a customer's debt, with its worth, its days and its paper.

    Two people look at it before it counts, and it counts on its days alone: nothing has to run.
    """

    _name = 'credit.security'
    _inherit = ['credit.paper']
    _description = "Security"
    _order = 'valid_to, id'

    _inputs, _later = INPUTS, LATER
    _sequence_code, _letters = 'credit.security', "SE"

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, index=True, ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Customer's Contact", store=True, index=True)
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    company_currency_id = fields.Many2one(
        related='company_id.currency_id', string="Company Currency")
    kind = fields.Selection(KINDS, required=True, default='guarantee', tracking=True)
    effect = fields.Selection(EFFECTS, required=True, default='none', tracking=True)
    giver_id = fields.Many2one(
        'res.partner', string="Given by", index='btree_not_null', ondelete='restrict',
        help="Guarantor, bank, insurer or factor; empty: the customer.")
    reference = fields.Char(string="Number", help="Of the policy, the letter or the register.")
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id)
    value = fields.Monetary(
        string="Full Value", tracking=True, help="Of an insurance the insurer's limit for this customer.")
    haircut = fields.Float(
        string="Haircut (%)", tracking=True, help="What a sale in a hurry would not bring.")
    share = fields.Float(
        string="Our Share (%)", default=100.0, tracking=True,
        help="Of a paper that stands for several customers, what counts for this one.")
    part_of_id = fields.Many2one(
        'credit.security', string="Same Paper As", index='btree_not_null', ondelete='restrict',
        domain="[('kind', '=', kind), ('part_of_id', '=', False), ('id', '!=', id)]",
        help="Their shares together are 100 % at most.")
    valid_from = fields.Date(
        string="From", required=True, tracking=True,
        default=lambda self: self.env.company.root_id._credit_today())
    valid_to = fields.Date(string="Until", tracking=True, help="Its last day; empty: no end.")
    notice_days = fields.Integer(
        string="Remind Before (days)", default=60, help="So many days before its end it is a task.")
    contract_id = fields.Many2one('credit.contract', index='btree_not_null', ondelete='restrict')
    line_ids = fields.Many2many(
        'account.move.line', 'credit_security_line_rel', 'security_id', 'line_id', string="Claims",
        help="For what it was given; empty: for all that is owed.")
    file = fields.Binary(string="Paper", attachment=True, copy=False)

    # === Guarantee === #
    form = fields.Selection(
        [('general', "General guarantee"), ('joint', "Joint guarantee")],
        help="Empty: the paper is unclear, and it counts as the law says.")
    is_capped = fields.Boolean(string="Up to the Value", help="Else for the whole debt.")
    company_guarantor = fields.Boolean(string="Given by a Company")
    resolution_checked = fields.Boolean(
        help="The resolution of its board or shareholders was seen: without it the guarantee may"
        " not bind the company.")
    clock_id = fields.Many2one(
        'credit.guarantee.clock', readonly=True, copy=False, index='btree_not_null',
        ondelete='restrict')
    # === Retention of title, pledge === #
    is_registered = fields.Boolean(
        string="Registered", help="Unregistered it does not hold against others in good faith.")
    asset = fields.Char(help="What is pledged or stays ours.")
    # === Letter of credit === #
    latest_shipment = fields.Date()
    presentation_days = fields.Integer(help="After shipment the papers are presented within these.")
    # === Factoring === #
    with_recourse = fields.Boolean(default=True, help="What comes back to us is no security.")
    notified_on = fields.Date(
        string="Customer Told On", help="Until he is told of it, he may go on paying us.")
    # === Insurance === #
    insured_percent = fields.Float(string="Insured (%)", default=90.0)
    is_discretionary = fields.Boolean(
        string="Discretionary Limit", help="By our own experience, not decided by the insurer.")
    conditions = fields.Char()
    max_term = fields.Integer(string="Longest Term (days)")
    extension_days = fields.Integer(
        string="Maximum Extension (days)",
        help="Days past due. With a line older than that, deliveries are not insured.")
    notify_days = fields.Integer(
        string="To Be Notified Within (days)", help="Days past due.")
    handover_days = fields.Integer(
        string="To Be Handed Over Within (days)", default=30, help="After the maximum extension.")
    # === Share paid beforehand === #
    prepayment_percent = fields.Float(string="Beforehand (%)")

    # === Life === #
    state = fields.Selection(
        STATES, default='draft', required=True, readonly=True, copy=False, tracking=True)
    verifier_id = fields.Many2one('res.users', string="Verified By", readonly=True, copy=False)
    replaces_id = fields.Many2one(
        'credit.security', readonly=True, copy=False, index='btree_not_null', ondelete='restrict')
    released_on = fields.Date(readonly=True, copy=False, tracking=True)
    release_reason = fields.Char(readonly=True, copy=False)

    # === What follows === #
    eligible = fields.Monetary(
        string="Worth", currency_field='company_currency_id', readonly=True, copy=False,
        help="Its value less the haircut, our share of it, in company currency.")
    stage = fields.Selection(
        [('draft', "Draft"), ('verified', "Verified"), ('future', "Not Begun"),
         ('active', "Active"), ('expiring', "Ends Soon"), ('expired', "Expired"),
         ('released', "Given Back")], string="Now", compute='_compute_stage')

    _active_idx = models.Index("(profile_id) WHERE state = 'active'")
    _end_idx = models.Index("(valid_to) WHERE state = 'active' AND valid_to IS NOT NULL")
    _open_idx = models.Index("(id) WHERE state IN ('draft', 'verified')")
    _percents = models.Constraint(
        'CHECK (haircut BETWEEN 0 AND 100 AND share BETWEEN 0 AND 100'
        ' AND insured_percent BETWEEN 0 AND 100 AND prepayment_percent BETWEEN 0 AND 100)',
        "Percentages are from 0 to 100.")
    _not_negative = models.Constraint(
        'CHECK (value >= 0 AND notice_days >= 0 AND presentation_days >= 0 AND max_term >= 0'
        ' AND extension_days BETWEEN 0 AND 3660 AND notify_days BETWEEN 0 AND 3660'
        ' AND handover_days BETWEEN 0 AND 3660)', "Values and days are not below zero.")
    _in_order = models.Constraint(
        'CHECK (valid_to IS NULL OR valid_to >= valid_from)', "A security ends after it begins.")

    # === COMPUTE === #

    @api.depends('name', 'kind', 'giver_id')
    @api.depends_context('lang')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for security in self:
            security.display_name = ' '.join(filter(None, (
                security.name, kinds.get(security.kind), security.sudo().giver_id.name)))

    @api.depends('state', 'valid_from', 'valid_to', 'notice_days')
    def _compute_stage(self):
        for security in self:
            security.stage = security._stage()

    def _stage(self):
        if self.state != 'active':
            return self.state
        today = self.company_id._credit_today()
        if self.valid_from > today:
            return 'future'
        if self.valid_to and self.valid_to < today:
            return 'expired'
        notice = self.valid_to and self.valid_to - timedelta(days=self.notice_days)
        return 'expiring' if notice and notice <= today else 'active'

    @api.onchange('kind')
    def _onchange_kind(self):
        self.effect = rules.EFFECTS[self.kind][0]

    # === WHAT IT IS WORTH === #

    def _as_security(self):
        """Return this record as `tools.securities.Security`, its value in company currency."""
        self.ensure_one()
        value = self.currency_id._convert(
            self.value, self.company_id.currency_id, self.company_id, self.valid_from)
        return rules.Security(
            self.kind, value, self.haircut, self.share, self.insured_percent,
            self.company_guarantor, self.resolution_checked, self.is_registered, self._paid_part(),
            self.with_recourse, bool(self.notified_on))

    def _paid_part(self):
        """Return which part of its claims is paid; nothing where it names none."""
        claims_sudo = self.sudo().line_ids
        whole = sum(claims_sudo.mapped('balance'))
        return 1 - sum(claims_sudo.mapped('amount_residual')) / whole if whole > 0 else 0.0

    def _recount(self):
        """Count anew what each is worth; return those that changed."""
        changed = self.browse()
        for security in self.sudo():
            worth = security.company_id.currency_id.round(
                float(rules.eligible(security._as_security())))
            if security.company_id.currency_id.compare_amounts(worth, security.eligible):
                security.eligible = worth
                changed |= security
        return changed

    # === CONSTRAINTS === #

    @api.constrains('kind', 'effect')
    def _check_effect(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        effects = dict(self._fields['effect']._description_selection(self.env))
        for security in self:
            if security.effect not in rules.EFFECTS[security.kind]:
                raise ValidationError(self.env._(
                    "%(kind)s: it may not do “%(effect)s”. Choose one of: %(effects)s.",
                    kind=kinds[security.kind], effect=effects[security.effect], effects=', '.join(
                        effects[code] for code in rules.EFFECTS[security.kind])))

    @api.constrains('share', 'part_of_id')
    def _check_shares(self):
        for security in self.sudo():
            first = security.part_of_id or security
            others = self.sudo().search([('part_of_id', '=', first.id)])
            live = (first | others).filtered(lambda one: one.state != 'released')
            if first.part_of_id or first in others:
                raise ValidationError(self.env._(
                    "%(paper)s is a share itself. Choose the paper it is a share of.",
                    paper=first.display_name))
            if rules.share_left(live.mapped('share')) < 0:
                raise ValidationError(self.env._(
                    "The shares of %(paper)s are %(sum)s %% together. Lower them to 100 %% at most.",
                    paper=first.display_name, sum=f"{sum(live.mapped('share')):g}"))

    @api.constrains('line_ids', 'profile_id')
    def _check_claims(self):
        for security in self:
            security.profile_id._check_claims(security.line_ids)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        securities = super().create(vals_list)
        securities._recount()
        return securities

    def write(self, vals):
        res = super().write(vals)
        if INPUTS & set(vals):
            self._recount()
        return res
