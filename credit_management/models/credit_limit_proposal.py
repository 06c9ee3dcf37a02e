from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import STANDINGS
from ..tools.limits import Rules, Trade, opening, review_days, risk

MANAGER = 'credit_management.credit_management_group_manager'
#: How many of the largest a person looks at one by one.
LARGEST = 50
#: Lines that are decided on.
DECIDED = Domain('is_kept', '=', False)


class CreditLimitProposal(models.Model):
    """Limits for all customers of a company at once, from how they traded; applied as one decision.

    One a company. `credit_limit_proposal_apply.py` applies it and takes it back.
    """

    _name = 'credit.limit.proposal'
    _description = "Proposed Limits"
    _order = 'company_id'
    _rec_name = 'company_id'

    company_id = fields.Many2one('res.company', required=True, readonly=True, ondelete='cascade')
    currency_id = fields.Many2one(related='company_id.currency_id')
    state = fields.Selection(
        selection=[('draft', "Proposed"), ('applying', "Being applied"), ('applied', "In force"),
                   ('undoing', "Being taken back")],
        required=True, readonly=True, default='draft',
    )
    date = fields.Date(string="As of", required=True, readonly=True)
    user_id = fields.Many2one(
        'res.users', string="Proposed By", readonly=True, ondelete='set null'
    )
    months = fields.Selection(
        selection=[('12', "12 months"), ('24', "24 months")], string="High Credit Of",
        required=True, readonly=True, default='12',
    )
    uplift = fields.Float(
        string="More Than the High Credit (%)", readonly=True, default=15.0, digits=(5, 2))
    tolerated_days = fields.Integer(
        string="Days Beyond Terms Granted", readonly=True, default=15)
    smallest_limit = fields.Monetary(
        readonly=True, help="The flat limit of everybody who would get less."
    )
    core_first = fields.Boolean(
        string="Odoo's Own Limit Goes First", readonly=True,
        help="Else the larger of it and what the history says.",
    )
    line_ids = fields.One2many('credit.limit.proposal.line', 'proposal_id', readonly=True)

    _company_unique = models.UniqueIndex('(company_id)')

    @api.constrains('uplift', 'tolerated_days', 'smallest_limit')
    def _check_rules(self):
        for proposal in self:
            if min(proposal.uplift, proposal.tolerated_days, proposal.smallest_limit) < 0:
                raise ValidationError(self.env._("Use figures of at least 0."))

    # === PROPOSING === #

    @api.model
    def _check_manager(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a credit manager can do this. Ask one of them."))

    @api.model
    def _of(self, root_sudo):
        """Return what is proposed for a root company, as superuser; may be empty."""
        return self.sudo().search([('company_id', '=', root_sudo.id)])

    @api.model
    def propose(self, company_id=None, **rules):
        """Propose a limit for each customer with a profile; what was set by hand stays.

        :param rules: any of `months` ('12', '24'), `uplift` (%), `tolerated_days`,
            `smallest_limit`, `core_first`; those that are not given stay
        :return: the id of the `credit.limit.proposal`
        """
        self._check_manager()
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        self._check_asked(rules)
        proposal_sudo = self._of(root_sudo) or self._begin(root_sudo)
        proposal_sudo._lock_draft()
        proposal_sudo.write({
            **rules, 'date': root_sudo._credit_today(), 'user_id': self.env.uid})
        proposal_sudo._fill()
        return proposal_sudo.id

    @api.model
    def _check_asked(self, rules):
        if unknown := set(rules) - self._rules_of_users():
            raise UserError(self.env._(
                "Proposals know no rule %(rule)s.", rule=', '.join(sorted(unknown))))
        asked = self.env['credit.asked']
        checks = {
            'months': lambda value: asked._choice('months', value, ('12', '24')),
            'uplift': lambda value: asked._number('uplift', value, 0, 1_000),
            'tolerated_days': lambda value: asked._whole('tolerated_days', value, 0, 1_000),
            'smallest_limit': lambda value: asked._number('smallest_limit', value, 0, 1e14),
            'core_first': bool,
        }
        for name, value in rules.items():
            checks[name](value)

    @staticmethod
    def _rules_of_users():
        return {'months', 'uplift', 'tolerated_days', 'smallest_limit', 'core_first'}

    @api.model
    def _begin(self, root_sudo):
        defaults = self.env['credit.health']._defaults(root_sudo)
        return self.sudo().create({
            'company_id': root_sudo.id, 'date': root_sudo._credit_today(),
            'smallest_limit': defaults['smallest_limit'] or 0.0,
        })

    def _lock(self, shared=False):
        """Wait for whoever signs or takes back; `shared`: not for others who change lines."""
        self.flush_recordset()
        self.env.cr.execute(SQL(
            "SELECT FROM credit_limit_proposal WHERE id = ANY(%s) FOR %s", self.ids,
            SQL("SHARE") if shared else SQL("UPDATE"),
        ))
        self.invalidate_recordset()

    def _lock_draft(self, shared=False):
        """Lock the proposal; what is applied is not changed any more.

        :raise UserError: when it is no draft
        """
        self.ensure_one()
        self._lock(shared)
        if self.state != 'draft':
            raise UserError(self.env._(
                "These limits are %(state)s, so they are not changed here any more. Undo them in"
                " Go-live, or change one customer's limit on his page.",
                state=self._state_word(),
            ))

    def _state_word(self):
        return dict(self._fields['state']._description_selection(self.env))[self.state].lower()

    def _rules(self):
        self.ensure_one()
        return Rules(
            uplift=self.uplift / 100, tolerated=self.tolerated_days,
            smallest=self.smallest_limit, core_first=self.core_first,
            step=self.currency_id.rounding,
        )

    def _fill(self):
        """Write the lines anew, but for what people wrote into them."""
        self.ensure_one()
        customers, by_hand = self._customers(), self._by_hand()
        trades, rules = self._trades(customers), self._rules()
        values = [
            self._line_values(row, *trades[row['id']], rules, by_hand.get(row['id']))
            for row in customers
        ]
        values.sort(key=lambda line: (-line['proposed_limit'], -line['sales'], line['profile_id']))
        for rank, line in enumerate(values, start=1):
            line['rank'] = rank
        self.env['credit.limit.proposal.line']._replace(self, values)
        self._spread_reviews()

    def _customers(self):
        """Return the profiles that are alive, as rows."""
        # What is not more than this is how Odoo's field says "no credit".
        nothing = 0.01
        columns = ('id', 'partner_id', 'limit_mode', 'credit_limit', 'standing', 'grade', 'core',
                   'is_new')
        rows = self.env['credit.exposure']._read(None, SQL(
            """SELECT id, partner_id, limit_mode, credit_limit::float8, standing, grade,
                      NULLIF(GREATEST((core_limits ->> %s)::float8, %s), %s),
                      EXISTS (SELECT FROM credit_go_live_profile made
                               WHERE made.profile_id = credit_profile.id)
                 FROM credit_profile WHERE company_id = %s AND active AND merged_into_id IS NULL
                ORDER BY id""",
            str(self.company_id.id), nothing, nothing, self.company_id.id,
        ))
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _by_hand(self):
        """Return ``{profile id: line}`` of those that people changed."""
        lines = self.env['credit.limit.proposal.line'].search(self._lines(
            Domain('is_by_hand', '=', True) | Domain('why', '!=', False)
            | Domain('is_kept', '=', True) & Domain('is_decided', '=', False)
            | Domain('is_kept', '=', False) & Domain('is_decided', '=', True)))
        return {line.profile_id.id: line for line in lines}

    def _trades(self, customers):
        """Return ``{profile id: (Trade, day of the high credit)}``, by three queries for all."""
        peaks, bought, late = self.env['credit.limit.advice']._trading(
            self.company_id, self.date, int(self.months))
        return {
            row['id']: self._trade(
                row, *peaks.get(row['partner_id'], (None, None)),
                *bought.get(row['partner_id'], (None, None)), late.get(row['partner_id']),
            ) for row in customers
        }

    @staticmethod
    def _trade(row, peak, on, sales, term, late):
        return Trade(
            sales=sales, term=None if term is None else float(term), high_credit=peak,
            late=None if late is None else float(late), core=row['core'],
        ), on

    def _line_values(self, row, trade, on, rules, own):
        """Return the columns of one line; `own`: the line that a person had changed, or None."""
        found = opening(trade, rules)
        limit = own.limit if own and own.is_by_hand else found.limit
        decided = self._is_decided(row)
        return {
            'profile_id': row['id'], 'partner_id': row['partner_id'],
            'sales': trade.sales or 0.0, 'high_credit': trade.high_credit or 0.0,
            'high_credit_date': on and on.isoformat(),
            'has_term': trade.term is not None, 'term_days': trade.term or 0.0,
            'has_late': trade.late is not None, 'late_days': trade.late or 0.0,
            'core_limit': trade.core or 0.0, 'current_mode': row['limit_mode'],
            'current_limit': row['credit_limit'] or 0.0,
            'need': found.need or 0.0, 'history': found.history or 0.0, 'factor': found.factor,
            'proposed_limit': found.limit, 'source': found.source, 'limit': limit,
            'is_by_hand': self.currency_id.compare_amounts(limit, found.limit) != 0,
            'why': own.why or None if own else None, 'is_decided': decided,
            'is_kept': own.is_kept if own else decided,
        }

    def _is_decided(self, row):
        """Tell whether somebody decided on a customer before: such limits are left as they are.

        Odoo's own limit, taken over when the profile was made, is none of our decisions; nor is a
        profile that going live made without any bound.
        """
        if row['limit_mode'] == 'limited' and row['credit_limit']:
            return self.currency_id.compare_amounts(row['credit_limit'], row['core'] or 0.0) != 0
        return row['limit_mode'] == 'cash_only' or (
            row['limit_mode'] == 'unlimited' and not row['is_new'])

    def _spread_reviews(self):
        """Give each line to be applied the day of its next review: the riskiest first."""
        rows = self.env['credit.exposure']._read(None, SQL(
            """SELECT line.id, profile.standing, profile.grade,
                      CASE WHEN line.has_late THEN line.late_days END, line."limit"::float8
                 FROM credit_limit_proposal_line line
                 JOIN credit_profile profile ON profile.id = line.profile_id
                WHERE line.proposal_id = %s AND NOT line.is_kept
                  AND line.state IN ('todo', 'refused')""", self.id,
        ))
        rows.sort(key=lambda row: (*risk(STANDINGS.index(row[1]), *row[2:]), row[0]))
        self.env.cr.execute(SQL(
            """UPDATE credit_limit_proposal_line line SET review_date = spread.day
                 FROM unnest(%s::int[], %s::date[]) AS spread (id, day) WHERE line.id = spread.id""",
            [row[0] for row in rows], review_days(len(rows), self.company_id._credit_today()),
        ))
        self.env['credit.limit.proposal.line'].invalidate_model(['review_date'])

    # === READING === #

    def _lines(self, domain=Domain.TRUE):
        """Return the domain of own lines."""
        self.ensure_one()
        return Domain('proposal_id', '=', self.id) & Domain(domain)

    def _count_and_sum(self, domain=Domain.TRUE):
        """Return (count, sum of limits) of own lines."""
        [(count, amount)] = self.env['credit.limit.proposal.line'].sudo()._read_group(
            self._lines(domain), aggregates=['__count', 'limit:sum'])
        return count, amount or 0.0
