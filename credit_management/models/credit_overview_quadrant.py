from odoo import api, models

#: Customers with a bubble on the tile; the others are pooled by corner.
BUBBLES = 40


class CreditOverview(models.AbstractModel):
    """The quadrant of today, small, with the company's lines."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'quadrant': self._tile_quadrant}

    @api.model
    def _tile_quadrant(self, root_sudo):
        """Return the answer of `get_quadrant` without words, or None where nothing is late."""
        report = self.env['credit.aging.report']
        _root, day, customers = report._customers(None, None, 'due')
        lines = report._quadrant_lines(root_sudo, customers, is_mine=False)
        answer = report._quadrant_answer(root_sudo, day, customers, lines, BUBBLES)
        return {**answer, 'basis': 'due'} if answer['customers'] else None

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code != 'quadrant' or not data:
            return data
        return self.env['credit.aging.report']._quadrant_words(data)
