from odoo import fields, models


class CreditApplicationLine(models.Model):
    """What an applicant says of one information point."""

    _name = 'credit.application.line'
    _description = "Point of an Application for Credit"
    _order = 'point_id, id'
    _rec_name = 'value'

    application_id = fields.Many2one(
        'credit.application', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='application_id.company_id', store=True, index=True)
    point_id = fields.Many2one('credit.file.point', required=True, ondelete='restrict')
    value = fields.Char(string="Content")

    def write(self, vals):
        if not self.env.su:
            self.application_id._check_draft()
        return super().write(vals)
