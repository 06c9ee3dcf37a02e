from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.demand_letters import LETTERS, LIMITATION

KINDS = [
    ('reminder', "Reminder"), ('statement', "Statement"), ('demand', "Demand for payment"),
    ('limitation', "Limitation letter"), ('papers', "Papers asked for"),
]
STATES = [
    ('draft', "Draft"), ('approved', "Approved"), ('sent', "Sent"), ('delivered', "Arrived"),
    ('failed', "Failed"), ('cancelled', "Cancelled"),
]
CHANNELS = [('mail', "E-mail"), ('courier', "Courier or EMS"), ('hand', "By hand")]
#: What somebody may change in a draft; all else is the server's.
DRAFTED = {'subject', 'body', 'pay_by', 'channel', 'signer_id', 'line_ids', 'power_id'}
#: States in which a letter is on its way or has gone: the customer hears of it.
GOES = ('approved', 'sent', 'delivered', 'failed')


class CreditLetter(models.Model):
    """One letter to one customer about lines as they were on its day: text, amounts, evidence.

    It is a draft until somebody approves it, or a manager let its plan send by itself. What was
    approved is what is sent, printed and kept.
    """

    _name = 'credit.letter'
    _inherit = ['mail.thread']
    _description = "Credit Letter"
    _order = 'date desc, id desc'
    _rec_name = 'subject'

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, readonly=True, index=True,
        ondelete='restrict')
    company_id = fields.Many2one(
        related='profile_id.company_id', store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    partner_id = fields.Many2one(
        'res.partner', string="To", required=True, readonly=True, index=True, ondelete='restrict',
        help="The customer's address for invoices.")
    batch_id = fields.Many2one(
        'credit.letter.batch', readonly=True, index='btree_not_null', ondelete='restrict')
    kind = fields.Selection(KINDS, required=True, readonly=True)
    degree = fields.Integer(
        readonly=True, help="Of a demand: 1 notice, 2 warning, 3 lawyer's letter.")
    template = fields.Char(
        string="Text", required=True, readonly=True, help="Code of the text it was made of.")
    state = fields.Selection(
        STATES, required=True, readonly=True, default='draft', copy=False, tracking=True)
    date = fields.Date(required=True, readonly=True)
    pay_by = fields.Date()
    amount = fields.Monetary(
        string="Asked For", readonly=True, help="In company currency, less what is disputed.")
    line_ids = fields.One2many('credit.letter.line', 'letter_id', string="Lines")

    # === What the customer reads === #
    lang = fields.Char(string="Language", readonly=True)
    recipient = fields.Char(readonly=True, help="The customer's registered name.")
    address = fields.Text(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    bank_account = fields.Char(readonly=True)
    subject = fields.Char(required=True)
    body = fields.Html(sanitize='email_outgoing', sanitize_attributes=False)
    signer_id = fields.Many2one('res.users', string="Signed By", domain=[('share', '=', False)])
    copy_ids = fields.Many2many(
        'ir.attachment', 'credit_letter_copy_rel', 'letter_id', 'attachment_id', string="Copies",
        readonly=True, help="Copies of invoices and proofs of delivery that go with it.")
    power_id = fields.Many2one(
        'ir.attachment', string="Power of Attorney", ondelete='restrict',
        help="Of the lawyer who signs a letter of the third degree.")
    document_id = fields.Many2one(
        'ir.attachment', string="As Sent", readonly=True, copy=False, ondelete='restrict')

    # === Sending === #
    channel = fields.Selection(CHANNELS, required=True, default='mail')
    approved_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    approved_at = fields.Datetime(readonly=True, copy=False)
    is_automatic = fields.Boolean(
        readonly=True, help="Its plan sends by itself, as a manager decided.")
    sent_on = fields.Date(readonly=True, copy=False, index='btree_not_null')
    sent_by_id = fields.Many2one('res.users', readonly=True, copy=False)
    queued_at = fields.Datetime(readonly=True, copy=False)
    mail_id = fields.Many2one('mail.mail', readonly=True, copy=False, index='btree_not_null',
                              ondelete='set null')
    carrier_no = fields.Char(string="Consignment Number", readonly=True, copy=False)
    receiver = fields.Char(string="Taken By", readonly=True, copy=False)
    receiver_right = fields.Char(
        string="May Sign Because", readonly=True, copy=False,
        help="Legal representative, mail department, letter of authorization.")
    delivered_on = fields.Date(string="Arrived On", readonly=True, copy=False)
    evidence_ids = fields.Many2many(
        'ir.attachment', 'credit_letter_evidence_rel', 'letter_id', 'attachment_id',
        readonly=True, copy=False)
    failure = fields.Char(string="Why It Failed", readonly=True, copy=False)
    is_settled = fields.Boolean(readonly=True, copy=False)
    is_edited = fields.Boolean(
        readonly=True, copy=False, help="Somebody wrote in the draft: no night writes it anew.")
    refusal = fields.Selection(selection='_selection_refusal', string="Does Not Go", readonly=True,
                               copy=False)
    refusal_data = fields.Json(readonly=True, copy=False)
    reject_reason = fields.Char(string="Why Not", readonly=True, copy=False)

    _batch_profile_unique = models.UniqueIndex(
        '(batch_id, profile_id) WHERE batch_id IS NOT NULL',
        "This customer has a letter of this day already.")
    _waiting_idx = models.Index("(id) WHERE state = 'approved' AND queued_at IS NULL")
    _papers_idx = models.Index("(id) WHERE state = 'draft' AND kind = 'papers'")
    _approved_idx = models.Index("(id) WHERE state = 'approved'")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")
    _unsettled_idx = models.Index("(id) WHERE state IN ('sent', 'delivered') AND NOT is_settled")
    _story_idx = models.Index('(profile_id, date)')

    @api.model
    def _selection_refusal(self):
        return [
            ('other_system', self.env._("Another follow-up")),
            ('stop_list', self.env._("On the stop list")),
            ('unmatched_money', self.env._("Money not matched")),
            ('quiet_day', self.env._("Quiet day")),
            ('mail_today', self.env._("Mailed today")),
            ('reminder_lately', self.env._("Reminded lately")),
            ('no_followup', self.env._("No follow-up wanted")),
            ('no_email', self.env._("No e-mail address")),
            ('nothing_open', self.env._("Nothing is open")),
            ('changed', self.env._("Changed since")),
        ]

    @api.depends('profile_id', 'kind', 'date')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for letter in self:
            letter.display_name = f'{letter.sudo().recipient or ""} · {kinds.get(letter.kind, "")}'

    def _letter(self):
        """Return the `demand_letters.Letter` whose contents this one must have, or None."""
        self.ensure_one()
        if self.kind == 'limitation':
            return LIMITATION
        if self.kind == 'demand':
            return next((one for one in LETTERS if one.degree == self.degree), LETTERS[0])
        return None

    # === WHAT WAS APPROVED STAYS === #

    def write(self, vals):
        if not self.env.su:
            self._check_draft(set(vals))
            if {'subject', 'body', 'pay_by'} & set(vals):
                self.sudo().is_edited = True
            self._check_power(vals.get('power_id'))
        return super().write(vals)

    def _check_power(self, attachment_id):
        """Raise unless the user may read the file that is to go out, and a lawyer signs."""
        if not attachment_id:
            return
        self.env['ir.attachment'].browse(attachment_id).check_access('read')
        if other := self.filtered(lambda letter: letter.degree != 3)[:1]:
            raise UserError(self.env._(
                "%(letter)s is no letter of a lawyer, so no power of attorney goes with it.",
                letter=other.display_name))

    def _check_draft(self, names):
        """Raise unless `names` are what people may change in drafts."""
        if names - DRAFTED:
            raise AccessError(self.env._(
                "The server alone writes %(fields)s of a letter. Use the buttons of the letter.",
                fields=', '.join(sorted(names - DRAFTED))))
        gone = self.filtered(lambda letter: letter.state != 'draft')
        if gone:
            raise UserError(self.env._(
                "%(letter)s was approved or cancelled; what was approved is what is sent. Write a"
                " new letter instead.", letter=gone[0].display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Letters are kept: cancel a draft with its reason."))

    def _lock_in(self, *states):
        """Return those of `self` that are in one of `states`, locked, read anew."""
        self.lock_for_update()
        self.invalidate_recordset()
        return self.filtered(lambda letter: letter.state in states)

    def _open_form(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'view_mode': 'form', 'views': [(False, 'form')], 'name': self.display_name,
        }

    def _rule_kind(self):
        """Return the letter's kind for the rules of contacts."""
        self.ensure_one()
        if self.template == 'pre_due':
            return 'pre_due'
        return 'demand' if self.kind == 'limitation' else self.kind

    @api.model
    def _sent_lately(self, profile_ids, since, without=()):
        """Return ``{profile id: ((day, kind), …)}`` of what was mailed from `since` on, or will be.

        :param without: ids of letters that do not count
        """
        found = {}
        self.flush_model()
        for profile_id, day, kind in self.env.execute_query(SQL(
            """SELECT profile_id, COALESCE(sent_on, date), CASE WHEN template = 'pre_due'
                      THEN template ELSE kind END FROM credit_letter
                WHERE profile_id = ANY(%s) AND state IN %s AND channel = 'mail'
                  AND COALESCE(sent_on, date) >= %s AND id <> ALL(%s)
                ORDER BY id""",
            list(profile_ids), GOES, since, list(without),
        )):
            found.setdefault(profile_id, []).append(
                (day, 'demand' if kind == 'limitation' else kind))
        return {profile_id: tuple(sent) for profile_id, sent in found.items()}
