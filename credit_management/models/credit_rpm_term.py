from odoo import api, fields, models


class CreditRpmTerm(models.Model):
    """A word of plans: a kind of evidence, or an effect of a step. Closed lists, named for people."""

    _name = 'credit.rpm.term'
    _description = "Monitoring Term"
    _order = 'kind, sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [('evidence', "Evidence"), ('effect', "Effect")], required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex('(kind, code)', "This term exists already.")

    @api.model
    def _of(self, kind, codes):
        return self.search([('kind', '=', kind), ('code', 'in', list(codes))])
