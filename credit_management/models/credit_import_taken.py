import json

from odoo import fields, models
from odoo.exceptions import UserError


class CreditImportTaken(models.Model):
    """A list that was read in, with what it changed: it can be taken back as one decision too."""

    _name = 'credit.import.taken'
    _description = "List That Was Read In"
    _order = 'id DESC'
    _rec_name = 'filename'

    template = fields.Char(required=True, readonly=True)
    list_name = fields.Char(compute='_compute_list_name', string="List")
    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade')
    filename = fields.Char(string="File", readonly=True)
    digest = fields.Char(string="SHA-256", readonly=True)
    reason = fields.Char(readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    user_id = fields.Many2one('res.users', string="Read In By", readonly=True, ondelete='set null')
    date = fields.Datetime(string="On", readonly=True, default=fields.Datetime.now)
    changes = fields.Json(readonly=True)
    state = fields.Selection(
        [('taken', "Taken over"), ('undone', "Taken back")], default='taken', readonly=True)

    def _compute_list_name(self):
        names = self.env['credit.import']._templates()
        for taken in self:
            known = names.get(taken.template)
            taken.list_name = known.name if known else taken.template

    def _keep(self, wizard, changes, digest, rows):
        """Keep what `wizard` changed: ``[[model, id, values before or None if made, after]]``."""
        return self.sudo().create({
            'template': wizard.template, 'company_id': wizard.company_id.id, 'digest': digest,
            'filename': wizard.filename, 'reason': wizard.reason.strip(), 'row_count': rows,
            'user_id': self.env.uid, 'changes': json.loads(json.dumps(changes, default=str)),
        })

    def action_undo(self):
        """Take back what the list changed, all of it or nothing, with the reader's own rights."""
        self.ensure_one()
        imports = self.env['credit.import'].new({'template': self.template})
        imports._check_may()
        if self.state != 'taken':
            raise UserError(self.env._("This list was taken back already."))
        reason = self.env._("The list %(file)s was taken back.", file=self.filename or self.list_name)
        getattr(imports, f'_untake_{self.template}')(self.changes, reason)
        self.sudo().state = 'undone'
        self.env['credit.decision'].sudo()._log('import', company=self.company_id, payload={
            'list': self.template, 'rows': self.row_count, 'reason': reason, 'digest': self.digest,
            'undone': True,
        })
        return True
