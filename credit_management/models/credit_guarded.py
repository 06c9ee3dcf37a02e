from odoo import api, models
from odoo.fields import Domain


class CreditGuarded(models.AbstractModel):
    """Records that nobody finds by what he may not read.

    Odoo asks for the groups of fields with a column; not of those with a search method, nor of those
    that are related to another record's.
    """

    _name = 'credit.guarded'
    _description = "Guarded Search"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            for condition in Domain(domain).iter_conditions():
                field = self._fields.get(condition.field_expr.partition('.')[0])
                if field:
                    self._check_field_access(field, 'read')
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
