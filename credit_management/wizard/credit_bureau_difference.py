from odoo import api, fields, models
from odoo.exceptions import UserError

#: Fields of a contact that a person may take over from a report. Never the tax number.
TAKEN = ('name', 'street', 'street2', 'zip', 'city', 'country_id', 'company_registry')


class CreditBureauDifference(models.TransientModel):
    """Where a report and the contact differ: proposals, of which a person takes over what is right.

    Nothing of a report is written to a contact by itself.
    """

    _name = 'credit.bureau.difference'
    _description = "Differences between Report and Contact"

    report_id = fields.Many2one('credit.bureau.report', required=True, readonly=True)
    partner_id = fields.Many2one(related='report_id.partner_id')
    line_ids = fields.One2many(
        'credit.bureau.difference.line', 'wizard_id', compute='_compute_line_ids', store=True,
        readonly=False,
    )

    @api.depends('report_id')
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [(5, 0, 0)] + [
                (0, 0, line) for line in wizard.report_id._differences()
            ]

    def action_take(self):
        """Write what was ticked to the contact, with the rights of who ticked it."""
        self.ensure_one()
        chosen = self.line_ids.filtered('take')
        if not chosen:
            raise UserError(self.env._("Tick what you take over, or close the dialog."))
        partner = self.partner_id
        partner.check_access('write')
        values = {
            line.field_name: line.value_id or line.theirs for line in chosen
            if line.field_name in TAKEN
        }
        if values:
            partner.write(values)
        self.env['credit.partner.identifier'].create([
            {'partner_id': partner.id, 'scheme': line.scheme, 'value': line.theirs,
             'source': 'bureau'}
            for line in chosen if line.scheme
        ])
        partner.message_post(body=self.env._(
            "Taken over from %(report)s: %(fields)s", report=self.report_id.name,
            fields=', '.join(f'{line.label}: {line.theirs}' for line in chosen),
        ))
        return {'type': 'ir.actions.act_window_close'}


class CreditBureauDifferenceLine(models.TransientModel):
    _name = 'credit.bureau.difference.line'
    _description = "Difference between Report and Contact"

    wizard_id = fields.Many2one('credit.bureau.difference', required=True, ondelete='cascade')
    field_name = fields.Char(readonly=True)
    scheme = fields.Char(readonly=True)
    value_id = fields.Integer(readonly=True)
    label = fields.Char(string="What", readonly=True)
    ours = fields.Char(string="Contact", readonly=True)
    theirs = fields.Char(string="Report", readonly=True)
    can_take = fields.Boolean(readonly=True)
    take = fields.Boolean(string="Take over")
