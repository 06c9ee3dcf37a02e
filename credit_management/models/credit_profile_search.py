from odoo import models


class CreditProfile(models.Model):
    """Profiles found by figures that no column holds."""

    _inherit = 'credit.profile'

    def _search_figure(self, figure, operator, value):
        ids = self.env['credit.exposure'].sudo()._search_profiles(figure, operator, value)
        return [('id', 'in', ids)]

    def _search_exposure(self, operator, value):
        return self._search_figure('exposure', operator, value)

    def _search_available(self, operator, value):
        return self._search_figure('available', operator, value)

    def _search_utilisation(self, operator, value):
        return self._search_figure('utilisation', operator, value)

    def _search_overdue_amount(self, operator, value):
        return self._search_figure('overdue_amount', operator, value)

    def _search_overdue_days(self, operator, value):
        return self._search_figure('overdue_days', operator, value)
