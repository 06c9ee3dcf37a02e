from odoo import fields, models


class CreditRpmStep(models.Model):
    """The contact in which a step is to be done."""

    _inherit = 'credit.rpm.step'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='set null')


class CreditRpmDone(models.Model):
    """The contact in which it was done."""

    _inherit = 'credit.rpm.done'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='restrict')
