from odoo import fields, models
from odoo.tools import SQL

from .res_company import INTERNAL


class ResCompany(models.Model):
    """By which law a company's claims are counted, and from when on people are told of them."""

    _inherit = 'res.company'

    credit_limitation_law_id = fields.Many2one(
        'credit.limitation.law', string="Limitation Law", groups=INTERNAL,
        help="Empty: the law of the company's country.",
    )
    credit_limitation_from = fields.Date(
        string="Watch Limitation From", groups=INTERNAL,
        help="From this day on claims whose last safe day comes near are somebody's task. Empty:"
        " nobody is told; the list shows them all the same.",
    )
    credit_limitation_least = fields.Monetary(
        string="Watched From Amount", groups=INTERNAL,
        help="Smaller claims are counted too, and are nobody's task.",
    )
    credit_limitation_counted_on = fields.Date(readonly=True, groups=INTERNAL)
    credit_limitation_counted_upto = fields.Integer(readonly=True, groups=INTERNAL)

    def write(self, vals):
        """Another law counts: all clocks are counted anew by it."""
        res = super().write(vals)
        if {'credit_limitation_law_id', 'country_id'} & set(vals) and self.env.registry.ready and (
            roots := self.filtered(lambda company: not company.parent_id)
        ):
            self.env['credit.limitation'].sudo()._look_again(roots)
        return res

    def _credit_limitation_place(self, upto, day=None):
        """Keep how far the counting got."""
        self.env.cr.execute(SQL(
            "UPDATE res_company SET credit_limitation_counted_upto = %s,"
            " credit_limitation_counted_on = COALESCE(%s::date, credit_limitation_counted_on)"
            " WHERE id = ANY(%s)", upto, day, self.ids))
        self._credit_limitation_reread()

    def _credit_limitation_again(self):
        """Let the counting begin anew."""
        self.env.cr.execute(SQL(
            "UPDATE res_company SET credit_limitation_counted_upto = 0,"
            " credit_limitation_counted_on = NULL WHERE id = ANY(%s)", self.ids))
        self._credit_limitation_reread()

    def _credit_limitation_reread(self):
        self.invalidate_recordset(
            ['credit_limitation_counted_on', 'credit_limitation_counted_upto'])
