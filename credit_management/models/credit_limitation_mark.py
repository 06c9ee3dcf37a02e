from odoo import fields, models


class CreditLimitationMark(models.Model):
    """A customer whose claims are to be looked at again, appended by the event itself.

    Whoever posts a bank statement waits for nobody's limitation: a worker looks seconds later.
    """

    _name = 'credit.limitation.mark'
    _description = "Limitation to Look at Again"
    _log_access = False
    _order = 'id'

    profile_id = fields.Many2one('credit.profile', required=True, ondelete='cascade', index=True)
