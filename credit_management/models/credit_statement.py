from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ('draft', "Draft"), ('sent', "Sent"), ('opened', "Link Opened"), ('confirmed', "Confirmed"),
    ('differs', "Differs"), ('silent', "Not Answered"), ('cancelled', "Cancelled"),
]
#: States in which the customer may still answer.
WAITS = ('sent', 'opened', 'silent')
#: States of what has gone to the customer.
GONE = (*WAITS, 'confirmed', 'differs')
#: What a draft alone may get another value of.
FIGURES = frozenset({
    'name', 'currency_id', 'previous_id', 'is_adhoc', 'date_from', 'date_to', 'opening', 'late',
    'invoiced', 'received', 'credited', 'other', 'closing', 'bands',
})


class CreditStatement(models.Model):
    """What a customer's account was over a period, in one currency, and what he said about it.

    Figures and lines are those of the moment it was made; once it went out nothing of them changes.
    A letter of kind *statement* carries it: approval, contact rules, mail are the letter's.
    """

    _name = 'credit.statement'
    _inherit = ['portal.mixin', 'mail.thread']
    _description = "Statement of Account"
    _order = 'date_to desc, id desc'
    _mail_post_access = 'read'

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, readonly=True, index=True,
        ondelete='restrict')
    partner_id = fields.Many2one(
        related='profile_id.partner_id', string="Contact", store=True, precompute=True, index=True)
    company_id = fields.Many2one(
        related='profile_id.company_id', store=True, precompute=True, index=True)
    currency_id = fields.Many2one('res.currency', required=True, readonly=True)
    run_id = fields.Many2one(
        'credit.statement.run', readonly=True, index='btree_not_null', ondelete='restrict')
    letter_id = fields.Many2one(
        'credit.letter', readonly=True, index='btree_not_null', ondelete='restrict',
        help="The letter that carries it.")
    previous_id = fields.Many2one(
        'credit.statement', string="Statement Before", readonly=True, index='btree_not_null',
        ondelete='restrict', help="The statement whose closing balance it begins with.")
    is_adhoc = fields.Boolean(
        string="On Demand", readonly=True, help="No statement begins where this one ended.")
    date_from = fields.Date(string="Period From", required=True, readonly=True)
    date_to = fields.Date(string="Period To", required=True, readonly=True)

    # === FIGURES, in its currency === #
    opening = fields.Monetary(readonly=True)
    late = fields.Monetary(
        string="Of Earlier Periods", readonly=True,
        help="Posted, changed or taken back since the statement before, for days of its time.")
    invoiced = fields.Monetary(readonly=True)
    received = fields.Monetary(string="Payments", readonly=True)
    credited = fields.Monetary(string="Credits", readonly=True)
    other = fields.Monetary(readonly=True)
    closing = fields.Monetary(string="Balance", readonly=True)
    bands = fields.Json(readonly=True, help="The last day of each band of the aging strip.")
    line_ids = fields.One2many('credit.statement.line', 'statement_id', readonly=True)
    due_amount = fields.Monetary(string="Due", compute='_compute_due_amount')
    refusal_text = fields.Char(related='letter_id.refusal_text')

    # === WHAT THE CUSTOMER SAYS === #
    state = fields.Selection(
        STATES, required=True, readonly=True, default='draft', copy=False, tracking=True)
    sent_on = fields.Date(readonly=True, copy=False)
    object_by = fields.Date(
        string="Answer By", readonly=True, copy=False, help="As the letter asks.")
    opened_at = fields.Datetime(readonly=True, copy=False)
    reminded_on = fields.Date(readonly=True, copy=False)
    answered_on = fields.Date(readonly=True, copy=False)
    confirmed = fields.Monetary(
        readonly=True, copy=False, help="The balance that the customer agrees to.")
    difference = fields.Monetary(
        readonly=True, copy=False, help="What he does not agree to, at the moment he answered.")
    dispute_ids = fields.One2many('credit.dispute', 'statement_id', readonly=True)
    signer_name = fields.Char(string="Signed By", readonly=True, copy=False)
    signer_title = fields.Char(string="Function", readonly=True, copy=False)
    signer_right = fields.Char(
        string="May Sign Because", copy=False,
        help="What shows that this person may confirm for the customer: legal representative,"
        " letter of authorization on file. Without it a court may not count the signature.")
    signed_at = fields.Datetime(readonly=True, copy=False)
    signer_address = fields.Char(
        string="Network Address", readonly=True, copy=False, help="From where it was signed.")
    signer_agent = fields.Char(string="Browser", readonly=True, copy=False)
    code_email = fields.Char(
        string="Code Sent To", readonly=True, copy=False,
        help="The address on file that received the one-time code.")
    signature = fields.Image(readonly=True, copy=False, max_width=1024, max_height=1024)
    document_hash = fields.Char(
        readonly=True, copy=False,
        help="SHA-256 of what was confirmed: figures, lines, wording.")

    # === LINK === #
    access_token = fields.Char(groups=fields.NO_ACCESS)
    access_until = fields.Date(
        string="Link Ends", readonly=True, copy=False, help="The last day of the customer's link.")

    _once_a_period = models.UniqueIndex(
        "(profile_id, currency_id, date_to) WHERE NOT is_adhoc AND state <> 'cancelled'",
        "This customer has a statement of this day already.")
    _adds_up = models.Constraint(
        'CHECK(ABS(opening + late + invoiced + received + credited + other - closing) < 0.005)',
        "Opening balance and movements are not the closing balance.")
    _waiting_idx = models.Index("(sent_on) WHERE state IN ('sent', 'opened')")
    _differs_idx = models.Index("(id) WHERE state IN ('differs', 'silent')")
    _chain_idx = models.Index('(partner_id, currency_id, date_to)')

    @api.depends('line_ids.open_amount', 'line_ids.date_due')
    def _compute_due_amount(self):
        for statement in self:
            statement.due_amount = sum(
                line.open_amount - line.disputed for line in statement.line_ids
                if line.open_amount > 0 and line.date_due <= statement.date_to)

    def _compute_access_url(self):
        super()._compute_access_url()
        for statement in self:
            statement.access_url = f'/my/statement/{statement.id}'

    # === WHAT WENT OUT STAYS === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(self.env._(
                "A statement is made from the customer's page, or by a run of statements."))
        return super().create(vals_list)

    def write(self, vals):
        own = {name for name in vals if not name.startswith(('message_', 'activity_'))}
        if own - {'signer_right'} and not self.env.su:
            raise UserError(self.env._("The server alone writes statements. Use the buttons."))
        if own & FIGURES and any(statement.state != 'draft' for statement in self):
            raise UserError(self.env._(
                "A statement that went out never changes. What was posted since stands in the next"
                " one."))
        res = super().write(vals)
        if 'signer_right' in own:
            self.env['credit.limitation'].sudo()._mark(self.sudo().profile_id)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(statement.state != 'draft' for statement in self):
            raise UserError(self.env._("Statements that went out are kept."))

    # === WORDS === #

    def _strip(self):
        """Return ``[(first day late or None, last day or None, what is open)]`` of the aging strip.

        What nobody allocated stands in no band; see `_unallocated`.
        """
        self.ensure_one()
        lasts = self.bands or []
        first = [None, 1, *(day + 1 for day in lasts)]
        last = [0, *lasts, None]
        sums = [0.0] * len(first)
        for line in self.line_ids:
            if line.open_amount > 0:
                days = (self.date_to - line.date_due).days
                sums[next(n for n, day in enumerate(last) if day is None or days <= day)] += (
                    line.open_amount)
        return list(zip(first, last, sums, strict=True))

    def _unallocated(self):
        """Return the payments and credits that are set off against nothing yet: 0 or below."""
        return sum(line.open_amount for line in self.line_ids if line.open_amount < 0)
