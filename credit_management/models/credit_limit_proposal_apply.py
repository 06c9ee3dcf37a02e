import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .credit_limit_proposal import DECIDED

_logger = logging.getLogger(__name__)

#: Customers that are decided on, or restored, and committed in one go.
BATCH = 100
#: What an opening decision changes, and what is put back.
CHANGED = ('limit_mode', 'credit_limit', 'review_date', 'limit_reason')
#: The log tells it; nobody follows two thousand changes in a chatter.
QUIET = {'tracking_disable': True}
#: What a signature is about.
OPEN = DECIDED & Domain('state', 'in', ('todo', 'refused'))
#: Names in a message.
NAMED = 5


class CreditLimitProposal(models.Model):
    """Applied as one decision, a batch a transaction; taken back the same way.

    Whoever signs decides on a list with a digest. The cron changes each customer through the same
    door as the dialog of one limit, with the rights of who signed. Whatever stops it, it goes on
    after the last batch: a line is changed together with its customer, or neither is.
    """

    _inherit = 'credit.limit.proposal'

    reason = fields.Char(readonly=True)
    signed_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    signed_at = fields.Datetime(readonly=True)
    digest = fields.Char(readonly=True, help="SHA-256 of the list that was signed.")
    undone_by_id = fields.Many2one('res.users', readonly=True, ondelete='set null')

    _open_idx = models.Index("(id) WHERE state IN ('applying', 'undoing')")

    # === SIGNING === #

    def sign(self, reason):
        """Decide on all limits at once; they are applied in the background.

        Signing what is being applied already does nothing. What was not applied can be signed
        again, by another manager.

        :param str reason: kept in the log, with the manager's name, for each customer
        """
        self.ensure_one()
        self._check_manager()
        self.check_access('read')
        proposal_sudo = self.sudo()
        proposal_sudo._lock()
        if proposal_sudo.state in ('applying', 'undoing'):
            return False
        if not self.env['credit.asked']._text('reason', reason or '').strip():
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        proposal_sudo._check_signable()
        proposal_sudo._sign(reason.strip())
        return True

    def _check_signable(self):
        """Raise what speaks against a signature."""
        if self.state == 'applied' and not self._count_and_sum(Domain('state', '=', 'refused'))[0]:
            raise UserError(self.env._("These limits are applied already. Undo them first."))
        if not self.line_ids:
            raise UserError(self.env._(
                "No customer has a credit profile yet. Make them in the step before."))
        silent = self.env['credit.limit.proposal.line'].search(self._lines(
            DECIDED & Domain('is_by_hand', '=', True) & Domain('why', '=', False)))
        if silent:
            raise UserError(self.env._(
                "%(count)s limits were changed by hand without a reason: %(customers)s. Say why in"
                " the list, or put the proposed limit back.", count=len(silent),
                customers=_names(silent),
            ))

    def _sign(self, reason):
        lines = self._open_lines()
        self._spread_reviews()
        lines.write({'state': 'todo', 'note': False})
        self.write({
            'state': 'applying', 'reason': reason, 'signed_by_id': self.env.uid,
            'signed_at': fields.Datetime.now(), 'digest': self._digest(),
        })
        self.env['credit.decision']._log(
            'opening', company=self.company_id, res_model=self._name, res_id=self.id,
            payload={
                'act': 'signed', 'proposal': self.id, 'reason': reason, 'customers': len(lines),
                'total': sum(lines.mapped('limit')), 'digest': self.digest,
                'by_hand': len(lines.filtered('is_by_hand')), 'rules': {
                    'as_of': str(self.date), 'months': self.months, 'uplift': self.uplift,
                    'tolerated_days': self.tolerated_days, 'smallest': self.smallest_limit,
                    'core_first': self.core_first,
                },
            },
        )
        self._trigger()

    def _open_lines(self):
        """Return the lines that a signature is about."""
        return self.env['credit.limit.proposal.line'].search(self._lines(OPEN))

    def _digest(self):
        """Return SHA-256 of ``profile:limit:review day``, comma by comma, of all decided lines."""
        [(digest,)] = self.env['credit.exposure']._read(None, SQL(
            """SELECT encode(sha256(string_agg(
                          profile_id || ':' || round("limit", 6) || ':'
                          || COALESCE(review_date::text, ''), ',' ORDER BY profile_id
                      )::bytea), 'hex')
                 FROM credit_limit_proposal_line WHERE proposal_id = %s AND NOT is_kept""", self.id,
        ))
        return digest

    @api.model
    def _trigger(self):
        self.env.ref('credit_management.credit_limit_proposal_cron').sudo()._trigger()

    # === TAKING BACK === #

    def take_back(self):
        """Restore what the customers had before; in the background."""
        self.ensure_one()
        self._check_manager()
        self.check_access('read')
        proposal_sudo = self.sudo()
        proposal_sudo._lock()
        if proposal_sudo.state != 'applied':
            return False
        applied = proposal_sudo._applied_lines()
        profiles = applied.profile_id.with_user(self.env.user)
        try:
            profiles._check_may_decide()
        except AccessError as error:
            raise UserError(self.env._(
                "%(why)s So another manager has to undo them.", why=str(error))) from error
        applied.write({'state': 'applied', 'note': False})
        proposal_sudo.write({'state': 'undoing', 'undone_by_id': self.env.uid})
        self.env['credit.decision'].sudo()._log(
            'opening', company=proposal_sudo.company_id, res_model=self._name, res_id=self.id,
            payload={'act': 'taken_back', 'proposal': self.id, 'customers': len(applied),
                     'digest': proposal_sudo.digest},
        )
        proposal_sudo._trigger()
        return True

    def _applied_lines(self):
        return self.env['credit.limit.proposal.line'].search(
            self._lines(Domain('state', 'in', ('applied', 'stuck'))))

    # === RUNNING === #

    @api.model
    def _cron_run(self):
        """Do what was signed or is taken back, a batch a transaction."""
        proposals = self.search([('state', 'in', ('applying', 'undoing'))], order='id')
        self.env['credit.failure']._in_turn('limits', proposals, lambda own: own._go_on())

    def _go_on(self):
        """Yield after each batch."""
        while self._step():
            yield

    def _step(self):
        """Do the next batch; return whether there may be more."""
        own = self.try_lock_for_update()
        own.invalidate_recordset()
        if not own:
            return False
        if own.state == 'applying':
            return own._step_of('todo', own.signed_by_id, '_apply', own._end_applying)
        if own.state == 'undoing':
            return own._step_of('applied', own.undone_by_id, '_restore', own._end_undoing)
        return False

    def _step_of(self, state, user, act, end):
        domain = Domain('state', '=', state)
        lines = self.env['credit.limit.proposal.line'].search(
            self._lines(DECIDED & domain if state == 'todo' else domain), limit=BATCH)
        if not lines:
            end()
            return False
        if state == 'todo' and self._digest() != self.digest:
            self._refuse_rest()
            return True
        for line in lines:
            line._do(act, user)
        return True

    def _refuse_rest(self):
        """Apply nothing more: somebody changed the list below Odoo after it was signed."""
        rest = self.env['credit.limit.proposal.line'].search(
            self._lines(DECIDED & Domain('state', '=', 'todo')))
        rest.write({'state': 'refused', 'note': self.env._(
            "The list is no longer the one that was signed. Look at it, and sign again.")})

    def _as(self, user):
        """Return the company's go-live, on behalf of a user."""
        go_live = self.env['credit.go.live']
        return go_live._of(self.company_id).with_user(user).sudo()._in_root()

    def _end_applying(self):
        self.state = 'applied'
        applied, total = self._count_and_sum(Domain('state', '=', 'applied'))
        self._as(self.signed_by_id)._done('limits', {
            'proposal': self.id, 'applied': applied, 'total': total,
            'refused': self._count_and_sum(Domain('state', '=', 'refused'))[0],
        })

    def _end_undoing(self):
        """Leave a draft again, with all that people wrote into it; or what could not be restored."""
        stuck = self._count_and_sum(Domain('state', '=', 'stuck'))[0]
        if stuck:
            self.state = 'applied'
            return
        rest = self.env['credit.limit.proposal.line'].search(
            self._lines(Domain('state', '=', 'refused')))
        rest.write({'state': 'todo', 'note': False})
        left = self._count_and_sum(Domain('note', '!=', False))[0]
        figures = {'proposal': self.id, 'left': left}
        self.write({
            'state': 'draft', 'reason': False, 'signed_by_id': False, 'signed_at': False,
            'digest': False,
        })
        self._as(self.undone_by_id)._undone('limits', figures)
        self.undone_by_id = False


class CreditLimitProposalLine(models.Model):
    _inherit = 'credit.limit.proposal.line'

    def _do(self, act, user):
        """Apply or restore this line with the rights of `user`; note why where that fails."""
        try:
            with self.env.cr.savepoint():
                getattr(self, act)(self.profile_id.with_user(user).with_company(
                    self.sudo().company_id).with_context(**QUIET))
        except Exception as error:  # noqa: BLE001 - one customer must not stop the others
            if (type(error).__module__ or '').startswith('psycopg2'):
                raise  # Odoo tries the batch again
            if not isinstance(error, (AccessError, UserError, ValidationError)):
                _logger.exception("the limit of profile %s was not changed", self.profile_id.id)
            self.write({'state': 'refused' if act == '_apply' else 'stuck', 'note': str(error)[:500]})

    def _apply(self, profile):
        """Give the customer his limit, as the dialog of one limit does."""
        self._check_as_proposed(profile.sudo())
        before = profile._snapshot_values(CHANGED)
        self.write({'state': 'applied', 'note': False, 'before': _plain(before)})
        profile.write(self._given())

    def _given(self):
        proposal, why = self.proposal_id, self.why if self.is_by_hand else None
        reason = proposal.reason if not why else f'{proposal.reason} – {why}'
        return {
            'limit_mode': 'limited', 'credit_limit': self.limit, 'limit_reason': reason,
            'review_date': self.review_date,
        }

    def _check_as_proposed(self, profile_sudo):
        """Raise if somebody decided on the customer after the proposal was made."""
        if not profile_sudo.active or profile_sudo.merged_into_id:
            raise UserError(self.env._("The customer was archived or merged since."))
        same = self.currency_id.compare_amounts(
            profile_sudo.credit_limit, self.current_limit) == 0
        if profile_sudo.limit_mode != self.current_mode or not same:
            raise UserError(self.env._(
                "The customer's limit was changed to %(amount)s since this was proposed. Propose"
                " anew after undoing, or change it on the customer's page.",
                amount=self.currency_id.format(profile_sudo.credit_limit),
            ))

    def _restore(self, profile):
        """Put back what the customer had, unless somebody decided otherwise since."""
        given = _plain({name: self._given()[name] for name in CHANGED})
        now = _plain(profile._snapshot_values(CHANGED))
        if now != given:
            self.write({'state': 'todo', 'before': False, 'note': self.env._(
                "Decided otherwise since, so it was left as it is.")})
            return
        before = {name: value or False for name, value in self.before.items()}
        self.write({'state': 'todo', 'before': False, 'note': False})
        # Going back increases nothing, whatever the aging grade forbids; rights were asked before.
        profile.sudo().write(before)


def _plain(values):
    """Return values as JSON keeps them."""
    return {
        name: value if value is None or isinstance(value, (str, int, float)) else str(value)
        for name, value in values.items()
    }


def _names(lines):
    names = ', '.join(lines[:NAMED].mapped('partner_id.name'))
    return f'{names}, …' if len(lines) > NAMED else names
