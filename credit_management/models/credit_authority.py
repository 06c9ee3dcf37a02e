from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

#: A manager without a line of authority stands above every level.
ABOVE_ALL = 9


class CreditAuthority(models.Model):
    """How far one person may go, in one company, between two dates."""

    _name = 'credit.authority'
    _description = "Credit Authority"
    _order = 'company_id, level, id'
    _rec_name = 'user_id'

    user_id = fields.Many2one('res.users', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    level = fields.Integer(default=1, required=True)
    max_excess = fields.Monetary(
        help="Releases: how far the order may take the customer over his effective limit."
    )
    max_limit = fields.Monetary(help="Requests: up to which resulting limit.")
    date_from = fields.Date()
    date_to = fields.Date()
    substitute_id = fields.Many2one('res.users', help="Decides while the user is away.")
    away_from = fields.Date()
    away_to = fields.Date()

    _level_positive = models.Constraint('CHECK (level BETWEEN 1 AND 8)', "Levels run from 1 to 8.")

    @api.constrains('substitute_id', 'user_id')
    def _check_substitute(self):
        for line in self:
            if line.substitute_id == line.user_id:
                raise ValidationError(
                    self.env._("Nobody stands in for himself; choose another user.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line in lines:
            line._log_change('authority added')
        return lines

    def write(self, vals):
        res = super().write(vals)
        for line in self:
            line._log_change('authority changed')
        return res

    def _log_change(self, what):
        self.env['credit.decision'].sudo()._log('setting', company=self.company_id, payload={
            'what': what, 'user': self.user_id.id, 'level': self.level,
            'max_excess': self.max_excess, 'max_limit': self.max_limit,
            'date_from': self.date_from or None, 'date_to': self.date_to or None,
            'substitute': self.substitute_id.id or None,
        })

    # === BUSINESS === #

    @api.model
    def _in_force(self, company):
        """Return the company's lines of today."""
        today = company._credit_today()
        return self.sudo().search(
            Domain('company_id', '=', company.root_id.id)
            & (Domain('date_from', '=', False) | Domain('date_from', '<=', today))
            & (Domain('date_to', '=', False) | Domain('date_to', '>=', today))
        )

    def _of_user(self, user, company):
        """Return (level, max excess or None for no bound) of `user`, own or as a substitute."""
        today = company._credit_today()
        lines = self._in_force(company).filtered(
            lambda line: line.user_id == user or line.substitute_id == user and line._is_away(today)
        )
        if lines:
            best = max(lines, key=lambda line: (line.max_excess, line.level))
            return best.level, best.max_excess
        if user.has_group('credit_management.credit_management_group_manager'):
            return ABOVE_ALL, None
        return 1, 0.0

    def _is_away(self, today):
        return bool(self.away_from or self.away_to) and (
            (not self.away_from or self.away_from <= today)
            and (not self.away_to or self.away_to >= today)
        )

    def _required(self, excess, late, company):
        """Return the level that an `excess` over the limit takes; one more when paid `late`."""
        fitting = self._in_force(company).filtered(
            lambda line: company.currency_id.compare_amounts(line.max_excess, excess) >= 0
        )
        level = min(fitting.mapped('level'), default=1 if excess <= 0 else ABOVE_ALL)
        return level + 1 if late and level < ABOVE_ALL else level

    @api.model
    def _check_release(self, user, hold, note):
        """Raise unless `user` may release `hold`; above his first level a note is needed."""
        company, figures = hold.company_id, (hold.figures or {}).get('facts', {})
        excess = hold._excess()
        late = (figures.get('overdue_days') or 0) > 30
        level, bound = self._of_user(user, company)
        needed = self._required(excess, late, company)
        if bound is not None and (
            company.currency_id.compare_amounts(excess, bound) > 0
            or level < needed and needed < ABOVE_ALL
        ):
            raise AccessError(self.env._(
                "%(hold)s is %(excess)s over the limit and needs level %(needed)s; yours goes to"
                " %(bound)s at level %(level)s. Assign it to someone with more authority.",
                hold=hold.name, excess=company.currency_id.format(max(excess, 0.0)), needed=needed,
                bound=company.currency_id.format(bound), level=level,
            ))
        if level > 1 and excess > 0 and not (note or '').strip():
            raise ValidationError(self.env._("Say why: above level 1 a release carries a note."))

    @api.model
    def _stand_in(self, user, company):
        """Return who decides for `user` today because he is away, or nobody."""
        if not user:
            return user
        today = company._credit_today()
        return self._in_force(company).filtered(
            lambda line: line.user_id == user and line.substitute_id and line._is_away(today)
        )[:1].substitute_id

    @api.model
    def _next_above(self, user, company):
        """Return the person of the next level above `user`'s, or nobody."""
        level = self._of_user(user, company)[0] if user else 0
        above = self._in_force(company).filtered(
            lambda line: line.level > level and line.user_id != user
        )
        return above.sorted('level')[:1].user_id
