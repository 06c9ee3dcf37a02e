from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

OFFICER = 'credit_management.credit_management_group_officer'
MANAGER = 'credit_management.credit_management_group_manager'
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
            'max_write_off': self.max_write_off,
            'date_from': self.date_from or None, 'date_to': self.date_to or None,
            'substitute': self.substitute_id.id or None,
        })

    # === HOW FAR SOMEBODY MAY GO === #

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
        today, in_force = company._credit_today(), self._in_force(company)
        own = in_force.filtered(lambda line: line.user_id == user)
        if not own and user.has_group(MANAGER):
            # Who stands in for somebody below himself loses nothing by it.
            return ABOVE_ALL, None
        lines = own | in_force.filtered(
            lambda line: line.substitute_id == user and line._is_away(today)
        )
        if not lines:
            return 1, 0.0
        best = max(lines, key=lambda line: (line.max_excess, line.level))
        return best.level, best.max_excess

    def _is_away(self, today):
        return bool(self.away_from or self.away_to) and (
            (not self.away_from or self.away_from <= today)
            and (not self.away_to or self.away_to >= today)
        )

    @api.model
    def _raised(self, company, profile=None):
        """Return why a decision takes one level more today, one sentence a level.

        :param profile: whom it is about; without, only what is true of every customer

        Later parts extend it. None of it asks for more than the highest level that somebody has.
        """
        return []

    def _required(self, excess, late, company, profile=None):
        """Return the level that an `excess` over the limit takes; one more when paid `late`."""
        in_force = self._in_force(company)
        fitting = in_force.filtered(
            lambda line: company.currency_id.compare_amounts(line.max_excess, excess) >= 0
        )
        level = min(fitting.mapped('level'), default=1 if excess <= 0 else ABOVE_ALL)
        return self._lifted(level, late + len(self._raised(company, profile)), in_force, company)

    def _lifted(self, level, steps, lines, company):
        """Return `level` and `steps` more, but no higher than somebody is: then nobody could."""
        if not steps or level >= ABOVE_ALL:
            return level
        unbound = self._managers(company) - self._in_force(company).user_id
        top = ABOVE_ALL if unbound else max(lines.mapped('level'), default=ABOVE_ALL)
        return max(level, min(level + steps, top))

    @api.model
    def _needed(self, hold):
        """Return (excess, level) that releasing `hold` takes."""
        excess = hold._excess()
        late = ((hold.figures or {}).get('facts', {}).get('overdue_days') or 0) > 30
        return excess, self._required(excess, late, hold.company_id, hold.profile_id)

    @staticmethod
    def _reaches(level, bound, excess, needed, currency):
        """Tell whether an authority of `level` up to `bound` (None: any) is enough."""
        return bound is None or (
            currency.compare_amounts(excess, bound) <= 0 and level >= needed
        )

    @api.model
    def _why_raised(self, company, profile=None):
        """Say after an error why it takes one level more, or nothing."""
        return ''.join(
            ' ' + self.env._("One level more, because %(reason)s.", reason=reason)
            for reason in self._raised(company, profile)
        )

    @api.model
    def _check_release(self, user, hold, note):
        """Raise unless `user` may release `hold`; above his first level a note is needed."""
        company = hold.company_id
        excess, needed = self._needed(hold)
        level, bound = self._of_user(user, company)
        if not self._reaches(level, bound, excess, needed, company.currency_id):
            raise AccessError(self.env._(
                "%(hold)s is %(excess)s over the limit and needs level %(needed)s; yours goes to"
                " %(bound)s at level %(level)s. Assign it to someone with more authority.",
                hold=hold.name, excess=company.currency_id.format(max(excess, 0.0)), needed=needed,
                bound=company.currency_id.format(bound), level=level,
            ) + self._why_raised(company, hold.profile_id))
        if level > 1 and excess > 0 and not (note or '').strip():
            raise ValidationError(self.env._("Say why: above level 1 a release carries a note."))

    # === WHO DECIDES === #

    @api.model
    def _owner(self, hold):
        """Return who decides `hold` first: the customer's officer, or who stands in for him.

        Where there is none, or he may not, it is the lowest level that is enough.
        """
        person = self._first_of(hold.profile_id)
        if person and self._may_decide(person, hold):
            return person
        if hold.kind == 'manual':
            return hold.requester_id
        return self._next_above(hold)

    @api.model
    def _first_of(self, profile):
        """Return the customer's officer, or who stands in for him today."""
        officer = profile.user_id
        lines = self._in_force(profile.company_id).filtered(lambda line: line.user_id == officer)
        return lines[:1]._person() if lines else officer

    def _person(self):
        """Return who acts on this line today: the user, his substitute, or nobody."""
        if not self._is_away(self.company_id._credit_today()):
            return self.user_id
        return self.substitute_id

    @api.model
    def _may_decide(self, user, hold):
        """Tell whether `user` may decide `hold` at all, however large it is."""
        return (
            user.active and not user.share and user.has_group(OFFICER)
            and hold.company_id in user.company_ids.root_id
            and (hold.kind == 'manual' or user not in hold._other_eyes() | hold.first_signature_id)
        )

    @api.model
    def _next_above(self, hold):
        """Return who decides `hold` when its owner does not, or nobody.

        The nearest level above the owner's whose authority is enough; of several people the one
        with the fewest open holds.
        """
        level = self._of_user(hold.user_id, hold.company_id)[0] if hold.user_id else 0
        return self._nearest(hold, [
            (step, person) for step, person in self._deciders(hold)
            if step > level and person != hold.user_id
        ])

    @api.model
    def _second_signer(self, hold):
        """Return the manager who is asked for the second signature of `hold`, or nobody."""
        today = hold.company_id._credit_today()
        away = self._in_force(hold.company_id).filtered(lambda line: line._is_away(today)).user_id
        return self._nearest(hold, [
            (0, manager) for manager in self._managers(hold.company_id) - away
            if self._may_decide(manager, hold)
        ])

    def _deciders(self, hold):
        """Return ``[(level, user)]`` of those whose authority is enough for `hold` today."""
        company = hold.company_id
        excess, needed = self._needed(hold)
        in_force = self._in_force(company)
        found = [
            (line.level, line._person()) for line in in_force
            if self._reaches(line.level, line.max_excess, excess, needed, company.currency_id)
        ]
        managers = self._managers(company) - in_force.user_id
        found += [(ABOVE_ALL, manager) for manager in managers]
        stop = hold.verdict == 'stop'
        return [
            (level, person) for level, person in found
            if person and self._may_decide(person, hold)
            and (not stop or person.has_group(MANAGER))
        ]

    @api.model
    def _managers(self, company):
        """Return the credit managers of `company`."""
        group = self.env.ref(MANAGER).sudo()
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and company in user.company_ids.root_id
        )

    @api.model
    def _limit_giver(self, company, limit, asker):
        """Return the lowest manager whose authority gives `limit`, else any; not `asker` himself."""
        managers = self._managers(company) - asker - self.env.ref('base.user_root')
        fitting = self._in_force(company).filtered(
            lambda line: line.user_id in managers
            and company.currency_id.compare_amounts(line.max_limit, limit) >= 0
        )
        return fitting.sorted('level')[:1].user_id or managers[:1]

    @api.model
    def _check_limit(self, user, company, limit, profile=None):
        """Raise unless `user` may raise a customer's limit to `limit` (None: no bound) today.

        Any manager may, until something asks for one level more: then it takes the level whose
        authority gives such a limit, and the ones above.
        """
        steps, (own, bound) = len(self._raised(company, profile)), self._of_user(user, company)
        if not steps or bound is None:
            return
        managers = self._in_force(company).filtered(lambda line: line.user_id.has_group(MANAGER))
        fitting = managers.filtered(
            lambda line: limit is not None
            and company.currency_id.compare_amounts(line.max_limit, limit) >= 0
        )
        level = min(fitting.mapped('level'), default=max(managers.mapped('level'), default=1))
        needed = self._lifted(level, steps, managers, company)
        if own < needed:
            raise AccessError(self.env._(
                "A higher limit takes level %(needed)s; you are at level %(level)s. Ask a manager"
                " above you.", needed=needed, level=own,
            ) + self._why_raised(company, profile))

    def _nearest(self, hold, deciders):
        """Return the person of the lowest level among ``[(level, user)]``, or nobody."""
        lowest = min((level for level, _person in deciders), default=0)
        people = self.env['res.users'].union(*(
            person for level, person in deciders if level == lowest
        ))
        if len(people) < 2:
            return people
        busy = dict(self.env['credit.hold'].sudo()._read_group(
            [('state', '=', 'open'), ('user_id', 'in', people.ids)], ['user_id'], ['__count'],
        ))
        # Who keeps the system running is asked after those who decide about credit.
        return people.sorted(lambda user: (
            user.has_group('base.group_system'), busy.get(user, 0), user.id
        ))[:1]
