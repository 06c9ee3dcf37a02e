from odoo import fields, models

#: Answer in the dialog -> what is kept.
KEPT = {'good': True, 'bad': False, 'none': None}


class CreditRpmStepCompleteLine(models.TransientModel):
    """One question of a step, what Odoo knows of it, and the answer."""

    _name = 'credit.rpm.step.complete.line'
    _description = "Question at a Monitoring Step"
    _order = 'id'

    wizard_id = fields.Many2one(
        'credit.rpm.step.complete', required=True, index=True, ondelete='cascade')
    code = fields.Char(required=True)
    name = fields.Char(string="Question")
    fact = fields.Char(string="What Odoo Knows")
    answer = fields.Selection(
        [('good', "Right"), ('bad', "Wrong or missing"), ('none', "Does not apply")])
