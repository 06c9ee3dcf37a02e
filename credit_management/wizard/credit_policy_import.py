import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.policy_json import read


class CreditPolicyImport(models.TransientModel):
    """A policy's file: checked and shown before a draft is made of it."""

    _name = 'credit.policy.import'
    _description = "Import a Credit Policy"

    file = fields.Binary(attachment=False)
    filename = fields.Char()
    previous_id = fields.Many2one(
        'credit.policy', string="Next Version Of", domain=[('state', '=', 'published')],
        help="Empty: a policy of its own.",
    )
    name = fields.Char(compute='_compute_read')
    problems = fields.Text(compute='_compute_read')
    currency = fields.Char(compute='_compute_read')
    own_currency = fields.Char(compute='_compute_read')
    changes = fields.Json(compute='_compute_read')
    against_id = fields.Many2one('credit.policy', compute='_compute_read')

    @api.depends('file', 'previous_id')
    def _compute_read(self):
        policies, root = self.env['credit.policy'], self.env.company.root_id
        in_force = policies.search([
            ('state', '=', 'published'), ('company_id', 'in', [False, root.id])], limit=1)
        for wizard in self:
            wizard.name = wizard.problems = wizard.currency = wizard.changes = False
            wizard.against_id = wizard.previous_id or in_force
            wizard.own_currency = root.currency_id.name
            if not wizard.file:
                continue
            values, problems = read(wizard._text(), policies._rules())
            wizard.problems = '\n'.join(map(policies._problem_text, problems))
            if values:
                wizard.name, wizard.currency = values['name'], values['currency']
                now = wizard.against_id._values()
                wizard.changes = policies._in_words(now, {
                    **values, 'rules': policies._whole(wizard.against_id, values['rules'])})

    def _text(self):
        return base64.b64decode(self.file or b'')

    def action_import(self):
        """Make the draft and open it."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("There is no file. Choose one that Export has made."))
        draft_id = self.env['credit.policy'].import_json(self._text(), self.previous_id.id)
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.policy', 'res_id': draft_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
