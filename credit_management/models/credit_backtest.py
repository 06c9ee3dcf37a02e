from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.backtest_verdict import Policy

#: Customers that are judged and committed in one go; as many as PostgreSQL looks up row by row.
BATCH = 200
MONTHS = (1, 36)
MANAGER = 'credit_management.credit_management_group_manager'


class CreditBacktest(models.Model):
    """A policy asked about the confirmed orders of some months: what it would have held.

    The cron judges batches of customers and may stop after any of them; `credit.backtest.part`
    says how far it came. Nothing but these tables is written.
    """

    _name = 'credit.backtest'
    _description = "Back-test"
    _order = 'id desc'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    policy_id = fields.Many2one(
        'credit.policy', readonly=True, index='btree_not_null', ondelete='cascade',
        help="Empty: the policies in force, each for its customers.",
    )
    other_policy_id = fields.Many2one(
        'credit.policy', string="Against", readonly=True, ondelete='set null',
        index='btree_not_null',
    )
    is_for_all = fields.Boolean(
        string="For All Customers", readonly=True,
        help="Nobody is judged by this policy or a version of it yet, so it is tried on everybody.",
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="Until", required=True, readonly=True)
    limits_from = fields.Selection(
        selection='_selection_limits_from', string="Limits", required=True, readonly=True,
        default='now', help="Standings are always those of the day of the order.",
    )
    limits = fields.Json(
        string="Proposed Limits", readonly=True,
        help="Limits that are only proposed, by the number of the credit profile.",
    )
    state = fields.Selection(
        selection=[('waiting', "Waiting"), ('running', "Running"), ('done', "Done"),
                   ('cancelled', "Cancelled"), ('failed', "Failed")],
        required=True, readonly=True, default='waiting',
    )
    customer_count = fields.Integer(string="Customers", readonly=True)
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    line_ids = fields.One2many('credit.backtest.line', 'backtest_id', readonly=True)
    part_ids = fields.One2many('credit.backtest.part', 'backtest_id', readonly=True)

    _open_idx = models.Index("(id) WHERE state IN ('waiting', 'running')")

    @api.model
    def _selection_limits_from(self):
        labels = {
            'now': self.env._("As they are now"), 'then': self.env._("As they were then"),
            'given': self.env._("As proposed"),
        }
        return list(labels.items())

    @api.depends('policy_id', 'date_from', 'date_to')
    def _compute_display_name(self):
        for backtest in self:
            policy = backtest.policy_id.sudo().display_name or self.env._("Policies in force")
            backtest.display_name = f'{policy}, {backtest.date_from} – {backtest.date_to}'

    # === STARTING === #

    @api.model
    def start(self, policy_id=None, months=12, limits_from='now', other_policy_id=None,
              company_id=None, limits=None):
        """Have a policy tried on the orders of the last months, in the background.

        :param int policy_id: any version, drafts too; None: the policies in force
        :param int other_policy_id: another version to compare it with
        :param str limits_from: ``now``; ``then``: as the log knows them; ``given``: by `limits`
        :param dict limits: ``{profile id: proposed limit}``, company currency; others have theirs of
            now
        :return: the id of the `credit.backtest`
        """
        self._check_manager()
        root_sudo = self.env['credit.receivable']._root_asked(company_id)
        self._check_question(months, limits_from, limits)
        policies = self._policy_asked(policy_id, root_sudo), self._policy_asked(
            other_policy_id, root_sudo)
        today = root_sudo._credit_today()
        backtest_sudo = self.sudo().create({
            'company_id': root_sudo.id, 'policy_id': policies[0].id,
            'other_policy_id': policies[1].id, 'limits_from': limits_from, 'limits': limits,
            'date_from': today - relativedelta(months=months), 'date_to': today,
            'is_for_all': self._is_for_all(policies[0], root_sudo),
            'customer_count': len(self._profiles_left(root_sudo, 0)),
        })
        self.env.ref('credit_management.credit_backtest_cron').sudo()._trigger()
        return backtest_sudo.id

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a credit manager can do this. Ask one of them."))

    @api.model
    def _check_question(self, months, limits_from, limits):
        least, most = MONTHS
        if isinstance(months, bool) or not isinstance(months, int) or not least <= months <= most:
            raise UserError(self.env._(
                "A back-test looks back %(least)s to %(most)s months, not %(months)s.",
                least=least, most=most, months=months,
            ))
        if limits_from not in dict(self._selection_limits_from()):
            raise UserError(self.env._(
                "Limits are taken as they are now, as they were then or as proposed, not"
                " %(choice)s.", choice=limits_from,
            ))
        if (limits_from == 'given') != bool(limits) or limits and not _are_limits(limits):
            raise UserError(self.env._(
                "Proposed limits are numbers of at least 0 by the number of a credit profile."
            ))

    @api.model
    def _policy_asked(self, policy_id, root_sudo):
        """Return the policy (superuser), or none; its company must be the one that is asked about."""
        policies = self.env['credit.policy']
        if not policy_id:
            return policies.sudo()
        policy = policies.search([
            ('id', '=', policy_id), ('company_id', 'in', [False, root_sudo.id]),
        ])
        if not policy:
            raise UserError(self.env._(
                "There is no policy %(id)s for %(company)s. Choose one of its policies.",
                id=policy_id, company=root_sudo.name,
            ))
        return policy.sudo()

    @api.model
    def _is_for_all(self, policy, root):
        """Tell whether nobody is judged by a version of `policy` now."""
        if not policy:
            return False
        family = policy._family()
        ids = self._profiles_left(root, 0)
        rows = self.env['credit.check'].sudo()._rows(self.env.cr, ids)
        resolved = self.env['credit.policy'].sudo()._resolve_rows(rows)
        return not any(policy_id in family for policy_id, _origin in resolved.values())

    # === STOPPING === #

    def action_cancel(self):
        """Stop the run after the batch that is under way; what it found stays readable."""
        self._check_manager()
        self.check_access('read')
        for backtest_sudo in self.sudo():
            if backtest_sudo.state in ('waiting', 'running'):
                backtest_sudo.write({'state': 'cancelled', 'ended_at': fields.Datetime.now()})
        return True

    # === RUNNING === #

    @api.model
    def _cron_run(self):
        """Judge what waits, a batch a transaction; whatever stops it, it goes on after the last."""
        backtests = self.search([('state', 'in', ('waiting', 'running'))], order='id')
        cron = self.env['ir.cron']
        cron._commit_progress(remaining=len(backtests))
        for backtest in backtests:
            while backtest._step():
                if not cron._commit_progress():
                    return
            if not cron._commit_progress(1):
                return

    def _step(self):
        """Judge the next batch of customers; return whether there may be more.

        Who cancels writes the run itself, so a batch writes only lines and parts: they never wait
        for each other.
        """
        self.invalidate_recordset()
        if self.state not in ('waiting', 'running'):
            return False
        try:
            with self.env.cr.savepoint():
                return self._judge_next()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            return False  # the next run goes on where this one stopped; the others wait for nobody
        except Exception as error:  # noqa: BLE001 - noted on the run, which others must not wait for
            self.write({
                'state': 'failed', 'ended_at': fields.Datetime.now(),
                'error': f'{type(error).__name__}: {error}'[:500],
            })
            return False

    def _judge_next(self):
        if self.state == 'waiting':
            self.write({'state': 'running', 'started_at': fields.Datetime.now()})
        ids = self._profiles_left(self.company_id, self._last_profile_id(), BATCH)
        if not ids:
            self.write({'state': 'done', 'ended_at': fields.Datetime.now()})
            return False
        self.env['credit.receivable']._plan_for_many()
        rows = self.env['credit.check']._rows(self.env.cr, ids)
        lines, figures = self._judge(rows)
        self.env['credit.backtest.line']._keep(self, lines)
        self.env['credit.backtest.part'].create({
            'backtest_id': self.id, 'last_profile_id': ids[-1], 'customer_count': len(ids),
            'figures': figures,
        })
        return True

    def _last_profile_id(self):
        return self.env['credit.backtest.part'].search(
            [('backtest_id', '=', self.id)], order='last_profile_id desc', limit=1
        ).last_profile_id

    @api.model
    def _profiles_left(self, root, after, limit=None):
        """Return the ids of active profiles above `after`, in order."""
        return [profile_id for (profile_id,) in self.env['credit.exposure']._read(None, SQL(
            "SELECT id FROM credit_profile WHERE company_id = %s AND active"
            " AND merged_into_id IS NULL AND id > %s ORDER BY id LIMIT %s", root.id, after, limit,
        ))]

    # === WHAT THE REPLAY ASKS === #

    def _policies_of(self, rows):
        """Return ``{profile id: (policy id, other policy id or None)}``; (None, …): not judged."""
        resolved = self.env['credit.policy'].sudo()._resolve_rows(rows)
        family = self.policy_id._family() if self.policy_id and not self.is_for_all else None
        found = {}
        for row in rows:
            current = resolved[row['id']][0]
            if self.policy_id:
                mine = self.policy_id.id if family is None or current in family else None
            else:
                mine = current
            found[row['id']] = mine, self.other_policy_id.id or None
        return found

    def _policy_of(self, policy_id):
        """Return a version as the replay takes it."""
        return Policy.of(self.env['credit.policy'].sudo().browse(policy_id)._values())

    def _minimum_of(self, policy_id):
        """Return the least amount of a line that a logged policy counted; None if it is gone."""
        policy = self.env['credit.policy'].sudo().browse(policy_id or []).exists()
        return (policy.ignore_line_below or 0.0) if policy else None

    def _rows_of_partners(self, partner_ids):
        """Return the rows of the profiles of these commercial partners."""
        profiles = self.env['credit.profile'].sudo().search([
            ('partner_id', 'in', list(partner_ids)), ('company_id', '=', self.company_id.id),
        ])
        return self.env['credit.check']._rows(self.env.cr, profiles.ids)

    def _limits_given(self, profile_ids):
        """Return ``{profile id: columns}`` to take instead of the real ones."""
        proposed = self.limits or {}
        return {
            profile_id: {
                'limit_mode': 'limited', 'credit_limit': float(proposed[str(profile_id)]),
                'temporary_limit': 0.0,
            } for profile_id in profile_ids if str(profile_id) in proposed
        }


def _are_limits(limits):
    return isinstance(limits, dict) and all(
        str(key).isdigit() and isinstance(limit, (int, float)) and not isinstance(limit, bool)
        and 0 <= limit < 1e15 for key, limit in limits.items()
    )


class CreditPolicy(models.Model):
    _inherit = 'credit.policy'

    def _family(self):
        """Return the ids of all versions of this policy: those before it and those after."""
        self.ensure_one()
        first = self.sudo()
        while first.previous_id:
            first = first.previous_id
        family, latest = first, first
        while latest := self.sudo().search([('previous_id', 'in', latest.ids)]):
            family |= latest
        return set(family.ids)
