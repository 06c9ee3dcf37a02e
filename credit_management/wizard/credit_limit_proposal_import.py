from odoo import fields, models

from ..models.credit_limit_proposal_line import EDITABLE


class CreditLimitProposalImport(models.TransientModel):
    """The dialog that reads a filled-in list: it shows each change and each error, then takes over."""

    _name = 'credit.limit.proposal.import'
    _inherit = ['credit.sheet']
    _description = "Read Limits from XLSX"

    proposal_id = fields.Many2one(
        'credit.limit.proposal', required=True, readonly=True, ondelete='cascade',
        default=lambda self: self.env['credit.limit.proposal']._of(
            self.env['credit.receivable']._root_asked()).id,
    )
    currency_id = fields.Many2one(related='proposal_id.currency_id')
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [('new', "New"), ('read', "Preview"), ('taken', "Taken over")], default='new', readonly=True)
    change_ids = fields.One2many(
        'credit.limit.proposal.import.row', 'import_id', domain=[('message', '=', False)],
        string="Changes", readonly=True)
    error_ids = fields.One2many(
        'credit.limit.proposal.import.row', 'import_id', domain=[('message', '!=', False)],
        string="Rows with an Error", readonly=True)
    change_count = fields.Integer(readonly=True)
    error_count = fields.Integer(readonly=True)
    same_count = fields.Integer(string="Unchanged", readonly=True)

    def action_read(self):
        """Read the file; nothing is changed by that."""
        self.ensure_one()
        changes, errors, same = self.proposal_id._read_xlsx(self._sheet_content(self.file))
        rows = self.env['credit.limit.proposal.import.row']
        rows.search([('import_id', '=', self.id)]).unlink()
        rows.create([self._change(*change) for change in changes] + [
            {'import_id': self.id, 'number': number, 'customer': customer, 'message': message}
            for number, customer, message in errors
        ])
        self.write({
            'state': 'read', 'change_count': len(changes), 'error_count': len(errors),
            'same_count': same,
        })
        return self._again()

    def _change(self, number, line, values):
        return {
            'import_id': self.id, 'number': number, 'before': line.limit,
            'customer': line.sudo().partner_id.display_name,
            'after': values.get('limit', line.limit), 'why': values.get('why', line.why),
            'is_kept': values.get('is_kept', line.is_kept),
        }

    def action_take(self):
        """Write what the file changes into the list; rows with an error stay in sight."""
        self.ensure_one()
        changes, _errors, _same = self.proposal_id._read_xlsx(self._sheet_content(self.file))
        lines = self.env['credit.limit.proposal.line'].union(*(line for _row, line, _new in changes))
        lines._check_may_write(EDITABLE)
        for _row, line, values in changes:
            line.sudo().write(values)
        self.state = 'taken'
        return self._again() if self.error_count else {'type': 'ir.actions.act_window_close'}

    def _again(self):
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': self.id,
            'name': self.env._("Read Limits from XLSX"), 'views': [(False, 'form')],
            'target': 'new',
        }


class CreditLimitProposalImportRow(models.TransientModel):
    """A row of a filled-in list: what it changes, or why it changes nothing."""

    _name = 'credit.limit.proposal.import.row'
    _description = "Row of Limits Read from XLSX"
    _order = 'number, id'

    import_id = fields.Many2one(
        'credit.limit.proposal.import', required=True, index=True, ondelete='cascade')
    currency_id = fields.Many2one(related='import_id.currency_id')
    number = fields.Integer(string="Row")
    customer = fields.Char()
    before = fields.Monetary()
    after = fields.Monetary()
    why = fields.Char()
    is_kept = fields.Boolean(string="Leave")
    message = fields.Char(string="What is wrong")
