from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES


class CreditReviewDay(models.Model):
    """What is to be looked at and what ends, as a calendar: reviews, limits, increases, pools."""

    _name = 'credit.review.day'
    _description = "Day of a Review or an End"
    _auto = False
    _order = 'date, id'

    name = fields.Char(compute='_compute_name')
    date = fields.Date(readonly=True)
    kind = fields.Selection('_selection_kind', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Credit Officer", readonly=True)
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field='res_model', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(readonly=True, groups=FIGURES)

    _depends = {
        'credit.profile': ['review_date', 'limit_valid_until', 'temporary_to', 'active', 'user_id',
                           'credit_limit', 'temporary_limit'],
        'credit.group': ['valid_until', 'state', 'user_id', 'pool_limit'],
        'credit.blacklist': ['review_date', 'state'],
    }

    @api.model
    def _selection_kind(self):
        return [
            ('review', self.env._("Review")), ('limit', self.env._("Limit ends")),
            ('temporary', self.env._("Temporary increase ends")),
            ('pool', self.env._("Pool ends")), ('blacklist', self.env._("Blacklist")),
        ]

    @property
    def _table_query(self):
        of_profile = (
            (1, 'review', SQL("p.review_date"), SQL("p.credit_limit")),
            (2, 'limit', SQL("p.limit_valid_until"), SQL("p.credit_limit")),
            (3, 'temporary', SQL("p.temporary_to"), SQL("p.temporary_limit")),
        )
        parts = [SQL(
            """SELECT p.id::bigint * 8 + %(number)s AS id, %(day)s AS date, %(kind)s AS kind,
                      p.company_id, p.partner_id, p.user_id, 'credit.profile' AS res_model,
                      p.id AS res_id, c.currency_id, %(amount)s AS amount
                 FROM credit_profile p JOIN res_company c ON c.id = p.company_id
                WHERE p.active AND %(day)s IS NOT NULL""",
            number=number, kind=kind, day=day, amount=amount,
        ) for number, kind, day, amount in of_profile]
        parts.append(SQL(
            """SELECT g.id::bigint * 8 + 4, g.valid_until, 'pool', g.company_id, g.head_id, g.user_id,
                      'credit.group', g.id, g.currency_id, g.pool_limit
                 FROM credit_group g WHERE g.state = 'active' AND g.valid_until IS NOT NULL"""))
        parts.append(SQL(
            """SELECT b.id::bigint * 8 + 5, b.review_date, 'blacklist', b.company_id, b.partner_id,
                      NULL::int, 'credit.blacklist', b.id, NULL::int, NULL::numeric
                 FROM credit_blacklist b WHERE b.state = 'in_force'"""))
        return SQL(" UNION ALL ").join(parts)

    @api.depends_context('lang')
    @api.depends('kind', 'res_id')
    def _compute_name(self):
        kinds = dict(self._selection_kind())
        for model, days in self.grouped('res_model').items():
            names = {one.id: one.display_name for one in self.env[model].sudo().browse(
                days.mapped('res_id'))}
            for day in days:
                day.name = f'{kinds[day.kind]}: {names[day.res_id]}'

    def action_open(self):
        """Open what is looked at or ends."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }
