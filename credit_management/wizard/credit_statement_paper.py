import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.credit_statement_signer import SEALS
from ..tools.papers import refusal


class CreditStatementPaper(models.TransientModel):
    """Enter the statement that the customer signed on paper: who, when, with which seal, the scan."""

    _name = 'credit.statement.paper'
    _description = "Statement Signed on Paper"

    statement_id = fields.Many2one('credit.statement', required=True, readonly=True)
    currency_id = fields.Many2one(related='statement_id.currency_id')
    closing = fields.Monetary(related='statement_id.closing')
    signer_name = fields.Char(string="Signed By", required=True)
    signer_title = fields.Char(string="Function", required=True)
    day = fields.Date(string="Day on the Paper", required=True)
    seal = fields.Selection(SEALS, required=True, default='none')
    confirmed = fields.Monetary(
        string="Balance Confirmed", required=True, compute='_compute_confirmed', store=True,
        precompute=True, readonly=False, help="As it stands on the paper.")
    differs = fields.Boolean(compute='_compute_differs')
    line_id = fields.Many2one(
        'credit.statement.line', string="What Differs",
        domain="[('statement_id', '=', statement_id), ('open_amount', '>', 0)]")
    reason_id = fields.Many2one('credit.dispute.reason')
    paper = fields.Binary(string="Scan", required=True)
    paper_name = fields.Char()

    @api.depends('statement_id')
    def _compute_confirmed(self):
        for wizard in self:
            statement = wizard.statement_id
            wizard.confirmed = statement.closing - statement.difference

    @api.depends('confirmed', 'statement_id')
    def _compute_differs(self):
        for wizard in self:
            left = wizard.statement_id.closing - wizard.statement_id.difference
            wizard.differs = bool(wizard.currency_id) and bool(
                wizard.currency_id.compare_amounts(wizard.confirmed, left))

    def action_apply(self):
        """Sign the statement; limitation, monitoring and the signer's letter are looked at."""
        self.ensure_one()
        self.statement_id.check_access('write')
        statement_sudo = self.statement_id.sudo()
        statement_sudo._lock()
        self._check(statement_sudo)
        statement_sudo._sign_on_paper({
            'signer_name': self.signer_name.strip(), 'signer_title': self.signer_title.strip(),
            'seal': self.seal, 'answered_on': self.day, 'confirmed': self.confirmed,
            'paper': self.paper, 'paper_name': self.paper_name,
        }, self.line_id.sudo(), self.reason_id.sudo())
        return {'type': 'ir.actions.act_window_close'}

    def _check(self, statement_sudo):
        """Refuse what no paper can be: of a draft, answered, of another time, without its file."""
        if not statement_sudo._may_answer():
            raise UserError(self.env._(
                "%(statement)s waits for no answer: it is a draft, or was answered already.",
                statement=statement_sudo.name))
        today = statement_sudo.company_id._credit_today()
        if not statement_sudo.date_to <= self.day <= today:
            raise UserError(self.env._(
                "The paper is signed between %(end)s, the last day of the statement, and today.",
                end=format_date(self.env, statement_sudo.date_to)))
        if not self.signer_name.strip() or not self.signer_title.strip():
            raise UserError(self.env._("Say who signed it, and his function."))
        if why := refusal(self.paper_name or '', base64.b64decode(self.paper)):
            raise UserError(self.env['ir.attachment']._paper_words(
                self.paper_name or self.env._("The scan"), why))
        if self.differs and not (self.line_id and self.reason_id):
            raise UserError(self.env._(
                "The paper confirms %(confirmed)s of %(closing)s. Name the entry that differs, and"
                " why.", confirmed=self.currency_id.format(self.confirmed),
                closing=self.currency_id.format(self.closing)))
