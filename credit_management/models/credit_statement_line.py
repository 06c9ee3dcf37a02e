from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ('invoiced', "Invoice"), ('received', "Payment"), ('credited', "Credit note"),
    ('other', "Other"),
]


class CreditStatementLine(models.Model):
    """An entry of a customer's account as it stood when the statement was made."""

    _name = 'credit.statement.line'
    _description = "Line of a Statement"
    _order = 'statement_id, document_date, id'
    _log_access = False

    statement_id = fields.Many2one(
        'credit.statement', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', readonly=True, index=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", readonly=True, index='btree_not_null',
        ondelete='set null')
    move_id = fields.Many2one(
        'account.move', readonly=True, index='btree_not_null', ondelete='set null')
    name = fields.Char(string="Document", readonly=True)
    reference = fields.Char(string="Your Reference", readonly=True)
    document_date = fields.Date(string="Date", readonly=True)
    date = fields.Date(string="Booked On", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    amount = fields.Monetary(readonly=True)
    open_amount = fields.Monetary(
        string="Open", readonly=True, help="At the end of the last day of the statement.")
    open_company = fields.Float(readonly=True, help="What is open, in company currency.")
    disputed = fields.Monetary(readonly=True, help="Of what is open, when the statement was made.")
    is_movement = fields.Boolean(string="Of the Period", readonly=True)
    is_earlier = fields.Boolean(
        string="Of an Earlier Period", readonly=True,
        help="Posted after the statement before, for a day of its time.")

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(self.env._("The lines of a statement are those of the ledger."))

    def write(self, vals):
        raise UserError(self.env._("The lines of a statement never change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(line.statement_id.state != 'draft' for line in self):
            raise UserError(self.env._("Statements that went out are kept."))

    def _rows(self, what):
        """Return the lines that were booked in the period, or are earlier ones, or open before it."""
        return self.filtered({
            'movement': lambda line: line.is_movement,
            'earlier': lambda line: line.is_earlier,
            'before': lambda line: not line.is_movement and not line.is_earlier,
        }[what])

    def _is_objected_to(self):
        """Tell whether the customer said on its statement that it is not right."""
        return self in self.statement_id.dispute_ids.statement_line_id
