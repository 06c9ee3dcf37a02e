from odoo import api, fields, models

from ..tools import evidence_scores as pure
from .credit_profile import FIGURES

#: Who can fetch what is missing.
ROLES = [
    ('sales', "Sales"), ('warehouse', "Warehouse"), ('accounting', "Accounting"),
    ('credit', "Credit"),
]
ITEMS = [
    ('contract', "Contract"), ('order', "Customer's order"), ('delivery', "Proof of delivery"),
    ('invoice', "Receipt"), ('statement', "Statement"),
]
GRADES = [('weak', "Weak"), ('adequate', "Adequate"), ('strong', "Strong")]


class CreditEvidenceScore(models.Model):
    """How well an open maturity line could be proved; one row a line.

    Weighed by `tools.evidence_scores`, nightly and seconds after a paper came. Nobody writes it.
    """

    _name = 'credit.evidence.score'
    _inherit = ['credit.guarded']
    _description = "Evidence of a Claim"
    _log_access = False
    _order = 'amount DESC, id'
    _rec_name = 'move_id'

    profile_id = fields.Many2one(
        'credit.profile', string="Customer", required=True, readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id', string="Customer's Contact")
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Claim", required=True, readonly=True, ondelete='cascade')
    move_id = fields.Many2one(
        'account.move', string="Document", required=True, readonly=True, index=True,
        ondelete='cascade')
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(string="Open Amount", readonly=True, groups=FIGURES)
    contract_level = fields.Selection(
        [('full', "Signed with authority"), ('unsigned', "Performed, not signed"),
         ('none', "Missing"), ('na', "Not needed")], string="Contract", readonly=True)
    order_level = fields.Selection(
        [('full', "Signed or on file"), ('email', "By mail, number"), ('none', "Missing")],
        string="Customer's Order", readonly=True)
    delivery_level = fields.Selection(
        [('full', "Signed with authority"), ('unauthorised', "Signed without authority"),
         ('carrier', "By carrier"), ('none', "Missing"), ('na', "Nothing to deliver")],
        string="Proof of Delivery", readonly=True)
    invoice_level = fields.Selection(
        [('full', "Received"), ('sent', "Sent"), ('none', "Not sent")], string="Invoice",
        readonly=True)
    statement_level = fields.Selection(
        [('full', "Confirmed"), ('unauthorised', "Confirmed without authority"),
         ('silent', "Not answered in time"), ('none', "Missing")], string="Statement",
        readonly=True)
    points = fields.Integer(readonly=True, aggregator=None)
    possible = fields.Integer(
        string="Of", readonly=True, aggregator=None,
        help="Points of what applies to the claim.")
    percent = fields.Float(string="Score (%)", readonly=True, aggregator='avg', digits=(5, 1))
    grade = fields.Selection(GRADES, string="Evidence", readonly=True)
    lacks = fields.Selection(
        ITEMS, string="Fetch First", readonly=True, help="What would bring most.")
    role = fields.Selection(
        ROLES, string="By Whom", readonly=True, help="Who can fetch it.")
    item_ids = fields.One2many('credit.evidence.item', 'score_id', string="Papers")
    missing_text = fields.Char(string="Missing", compute='_compute_missing_text')
    user_id = fields.Many2one(related='profile_id.user_id', string="Officer")

    _line_once = models.UniqueIndex('(move_line_id)')
    _sent_idx = models.Index(
        "(company_id) INCLUDE (profile_id, move_id, amount) WHERE invoice_level = 'sent'")
    _weak_idx = models.Index(
        "(company_id, amount DESC) INCLUDE (profile_id) WHERE grade = 'weak'")

    @api.depends('move_id', 'date_due')
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = claim.sudo().move_id.name

    @api.depends_context('lang')
    @api.depends('points', 'possible')
    def _compute_missing_text(self):
        names = dict(self._fields['lacks']._description_selection(self.env))
        for claim in self:
            gaps = pure.score(claim._levels()).gaps
            claim.missing_text = ', '.join(
                f"{names[item]} (+{points})" for item, points in gaps)

    def _levels(self):
        """Return ``{item: level}`` as it was weighed last."""
        return {item: self[f'{item}_level'] or pure.NONE for item in pure.ITEMS}

    def _task_why(self):
        """Return what the queue says of it."""
        self.ensure_one()
        return self.env._(
            "Evidence %(percent)s %%. Missing: %(missing)s",
            percent=round(self.percent), missing=self.missing_text)

    # === PEOPLE === #

    def action_open_move(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_handover(self):
        """Put the papers of these claims into one file."""
        claims = self.filtered(lambda claim: claim.profile_id == self[:1].profile_id)
        return self.env['credit.handover']._make(
            claims.profile_id, claims.move_line_id)._action_open()

    @api.model
    def _open_of(self, lines, name):
        """Return the action of the evidence of maturity lines: the page of one, a list of several."""
        claims = self.search([('move_line_id', 'in', lines.ids)])
        action = {
            'type': 'ir.actions.act_window', 'name': name, 'res_model': self._name,
            'views': [(False, 'list'), (False, 'form')], 'domain': [('id', 'in', claims.ids)],
        }
        if len(claims) == 1:
            action |= {'views': [(False, 'form')], 'res_id': claims.id}
        return action
