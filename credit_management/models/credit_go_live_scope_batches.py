import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.provisional_grades import provisional
from ..tools.waves import wave_of
from .credit_go_live_scope import figures_of

_logger = logging.getLogger(__name__)

#: Profiles that are made, or taken back, and committed in one go.
BATCH = 500
#: A limit of Odoo's own field that says less than this says that there is no credit.
NO_CREDIT = 0.01
#: Made quietly: nobody is told, nothing is tracked, the log has it.
QUIET = {'tracking_disable': True, 'mail_create_nolog': True, 'mail_create_nosubscribe': True}


class CreditGoLive(models.Model):
    """Profiles made and taken back, a batch a transaction; whatever stops it, it goes on."""

    _inherit = 'credit.go.live'

    def _scope_go_on(self, log=True):
        """Do the first batch at once, leave the rest to the cron.

        :return: figures once it is over, else False
        """
        self.ensure_one()
        figures = self._scope_next(log)
        if figures is False:
            self.env.ref('credit_management.credit_go_live_scope_cron').sudo()._trigger()
        return figures

    @api.model
    def _cron_scope(self):
        under_way = self.search([('scope_state', '!=', False)])
        self.env['credit.failure']._in_turn('scope', under_way, self._scope_by_batches)

    @staticmethod
    def _scope_by_batches(go_live):
        while go_live._scope_step():
            yield

    def _scope_step(self):
        """Do one batch for the cron; return whether there may be more."""
        self.invalidate_recordset()
        own = self.try_lock_for_update()
        if not own or not own.scope_state:
            return False
        user = own.scope_user_id or self.env.user
        return own._in_root().with_user(user).sudo()._scope_next() is False

    def _scope_next(self, log=True):
        """Do the next batch; return figures when it was the last, else False.

        :param log: whether to say itself that the step is done or undone
        """
        making = self.scope_state == 'making'
        more = self._scope_make() if making else self._scope_take_back()
        if more:
            return False
        return self._scope_made() if making else self._scope_taken_back(log)

    # === MAKING === #

    def _scope_make(self):
        """Make the next batch of profiles; return whether there was any."""
        batch = [key for key in self.scope_ids if key > self.scope_last_id][:BATCH]
        if not batch:
            return False
        left = self._scope_without_profile(batch)
        paying = self.env['credit.scope']._paying(self.company_id, left)
        limits = self._scope_core_limits(left)
        try:
            with self.env.cr.savepoint():
                self._scope_create(left, paying, limits)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # noqa: BLE001 - one customer must not stop the others
            self._scope_one_by_one(left, paying, limits)
        self.scope_last_id = batch[-1]
        return len(batch) == BATCH

    def _scope_without_profile(self, partner_ids):
        known = self.env['credit.profile'].with_context(active_test=False).search([
            ('company_id', '=', self.company_id.id), ('partner_id', 'in', partner_ids),
        ]).partner_id
        return [key for key in partner_ids if key not in known._ids]

    def _scope_core_limits(self, partner_ids):
        """Return ``{partner id: limit of Odoo's own field, or None}``."""
        return dict(self.env['credit.exposure']._read(None, SQL(
            "SELECT id, (credit_limit ->> %s)::float8 FROM res_partner WHERE id = ANY(%s)",
            str(self.company_id.id), partner_ids,
        )))

    def _scope_create(self, partner_ids, paying, limits):
        waves = {wave.number: wave.id for wave in self.env['credit.wave']._of(self.company_id)}
        profiles = self.env['credit.profile'].with_context(**QUIET).create([
            self._scope_values(key, paying.get(key), limits.get(key) or 0.0, waves)
            for key in partner_ids
        ])
        self.env['credit.go.live.profile'].create([{
            'go_live_id': self.id, 'profile_id': profile.id, 'made_as': profile._decided(),
            **figures_of(paying.get(profile.partner_id.id)),
        } for profile in profiles])

    def _scope_values(self, partner_id, paying, limit, waves):
        """Return a new profile: Odoo's own limit, or none yet; a grade that nobody has decided."""
        grade = provisional(paying) if paying else None
        return {
            'partner_id': partner_id, 'company_id': self.company_id.id,
            'limit_mode': 'limited' if limit > NO_CREDIT else 'unlimited',
            'credit_limit': limit if limit > NO_CREDIT else 0.0,
            'grade': grade or False, 'has_provisional_grade': bool(grade),
            'wave_id': waves[wave_of(grade, paying.months if paying else None)],
        }

    def _scope_one_by_one(self, partner_ids, paying, limits):
        """Make a batch again, customer by customer; note those who cannot have a profile."""
        failed = list(self.scope.get('failed') or [])
        for key in partner_ids:
            try:
                with self.env.cr.savepoint():
                    self._scope_create([key], paying, limits)
            except Exception:  # noqa: BLE001 - noted, and shown on the page
                _logger.exception("no credit profile for contact %s", key)
                failed.append(key)
        self.scope = {**self.scope, 'failed': failed}

    def _scope_made(self):
        """Say that the step is done; return its figures."""
        figures = {
            'made': len(self.profile_row_ids), 'grades': self.scope['grades'],
            'left_out': self.scope['left_out'], 'failed': self.scope.get('failed') or [],
        }
        self.write({'scope_state': False, 'scope_last_id': 0, 'scope_ids': False})
        self._done('scope', figures)
        return figures

    # === TAKING BACK === #

    def _scope_take_back(self):
        """Take back the next batch of profiles; return whether there may be more."""
        rows = self.env['credit.go.live.profile'].search(
            [('go_live_id', '=', self.id), ('id', '>', self.scope_last_id)],
            order='id', limit=BATCH)
        if not rows:
            return False
        self.scope_last_id = rows[-1].id
        rows._untouched().profile_id.with_context(**QUIET).unlink()
        return len(rows) == BATCH

    def _scope_taken_back(self, log):
        """Return the figures of an undone step; what somebody touched stays, and is his now."""
        kept = len(self.profile_row_ids)
        self.profile_row_ids.unlink()
        self.env['credit.wave']._forget(self.company_id)
        self.write({
            'scope': False, 'scope_state': False, 'scope_last_id': 0, 'scope_user_id': False})
        figures = {'kept': kept}
        if log:
            self._undone('scope', figures)
        return figures
