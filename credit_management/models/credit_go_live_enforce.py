from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.waves import WAVES, in_order
from .credit_go_live import Step


class CreditGoLive(models.Model):
    """The last step: customers are held wave by wave, from days that two managers signed.

    Who stops it needs nobody: a pause, and a step back of one wave, are one person's.
    """

    _inherit = 'credit.go.live'

    plan = fields.Json(readonly=True, help="First days of the waves that wait for a signature.")
    first_signature_id = fields.Many2one('res.users', readonly=True, ondelete='set null')
    first_signed_at = fields.Datetime(readonly=True)

    @api.model
    def _steps(self):
        return {**super()._steps(), 'enforce': Step(self.env._("Enforce"), writes=True)}

    # === WHAT IT SHOWS === #

    def _step_enforce(self):
        told = self._enforce_told()
        held = sum(wave['count'] for wave in told['waves'] if wave['begun'])
        return {
            'data': told,
            'figures': [
                {'name': self.env._("Ready"), 'kind': 'text', 'value': '{} / {}'.format(
                    sum(check['fine'] for check in told['checks']), len(told['checks']))},
                {'name': self.env._("Customers held"), 'value': held, 'kind': 'integer'},
                {'name': self.env._("Customers waiting"), 'kind': 'integer',
                 'value': sum(wave['count'] for wave in told['waves']) - held},
            ],
            'note': None if self._is_done('report') else self.env._(
                "Report first: nobody is held before you have seen what would be."),
        }

    def _enforce_told(self):
        company = self.company_id
        waves = self.env['credit.wave'].sudo().search([('company_id', '=', company.id)])
        counts = dict(self.env['credit.profile'].sudo()._read_group(
            [('company_id', '=', company.id)], ['wave_id'], ['__count']))
        plan = self.plan or [None] * len(WAVES)
        first = self.first_signature_id
        return {
            'checks': self.env['credit.readiness']._told(company),
            'waves': [{
                'number': number, 'name': self._wave_name(number),
                'count': counts.get(wave, 0), 'begun': bool(wave) and wave._has_begun(),
                'date': fields.Date.to_string(wave.date_from) if wave.date_from else None,
                'planned': plan[number - 1],
            } for number, wave in (
                (number, waves.filtered(lambda wave, number=number: wave.number == number))
                for number in WAVES
            )],
            'no_wave': counts.get(waves.browse(), 0),
            'mode': company.credit_mode, 'may_plan': self._is_done('report'),
            'today': fields.Date.to_string(company._credit_today()),
            'signed_by': first.name or None, 'is_mine': first.id == self.env.uid,
            'signed_at': self.first_signed_at and fields.Datetime.to_string(self.first_signed_at),
            'single': company.credit_single_approver,
            'paused_until': fields.Datetime.to_string(company.credit_pause_until)
            if company._credit_mode_now() != company.credit_mode else None,
        }

    def _wave_name(self, number):
        return self.env['credit.wave'].new({'number': number}).display_name

    def _act_enforce(self):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_profile_action')
        return {**action, 'context': {'group_by': 'wave_id'}}

    # === SIGNING === #

    @api.model
    def plan_enforcement(self, days, company_id=None):
        """Sign, as the first of two, the days from which the waves are held.

        :param days: ISO texts, one a wave in its order; None: not planned yet. A wave that has begun
            keeps its day
        :raise UserError: for a plan that is none, or while what is needed is missing
        """
        go_live = self._asked('enforce', company_id)
        go_live_sudo = go_live._enforce_locked()
        days = [day and fields.Date.to_string(day) for day in go_live_sudo._check_plan(days)]
        go_live_sudo.write({
            'plan': days, 'first_signature_id': self.env.uid,
            'first_signed_at': fields.Datetime.now(),
        })
        go_live._log('signed', 'enforce', {'days': days})
        if go_live_sudo.company_id.credit_single_approver:
            go_live._enforce()
        return True

    @api.model
    def sign_enforcement(self, days, company_id=None):
        """Sign as the second, another manager, what the first has signed; from then on it is so.

        :param days: the plan as it was read; another one is not signed unseen
        """
        go_live = self._asked('enforce', company_id)
        go_live_sudo = go_live._enforce_locked()
        if not go_live_sudo.plan:
            raise UserError(self.env._("No plan waits for a signature. Plan the waves first."))
        if go_live_sudo.plan != days:
            raise UserError(self.env._("The plan was changed meanwhile. Read it again and sign."))
        if go_live_sudo.first_signature_id == self.env.user:
            raise AccessError(self.env._(
                "You signed first; the second signature is another manager's."))
        go_live_sudo._check_plan(days)
        go_live._enforce()
        return True

    @api.model
    def withdraw_plan(self, company_id=None):
        """Take a plan back that waits for its second signature."""
        go_live = self._asked('enforce', company_id)
        if go_live.plan:
            go_live._enforce_locked()._forget_plan()
            go_live._log('withdrawn', 'enforce')
        return True

    def _forget_plan(self):
        self.write({'plan': False, 'first_signature_id': False, 'first_signed_at': False})

    def _enforce_locked(self):
        go_live_sudo = self.sudo()
        go_live_sudo.lock_for_update()
        return go_live_sudo

    def _check_plan(self, days):
        """Return `days` as dates; raise unless they are a plan, and the company is ready for it."""
        if not self._is_done('report'):
            raise UserError(self.env._(
                "Report first: nobody is held before you have seen what would be."))
        try:
            dates = [fields.Date.to_date(day) for day in days]
        except (KeyError, TypeError, ValueError):
            dates = []
        if len(dates) != len(WAVES) or not dates[0] or not in_order(dates):
            raise UserError(self.env._(
                "Each wave begins with the one before it or later, and the first has a day."))
        today = self.company_id._credit_today()
        for wave, day in zip(self.env['credit.wave']._of(self.company_id), dates, strict=True):
            if wave._has_begun() and wave.date_from != day:
                raise UserError(self.env._(
                    "%(wave)s is held since %(day)s. Step back first.", wave=wave.display_name,
                    day=wave.date_from))
            if day and day < today and not wave._has_begun():
                raise UserError(self.env._(
                    "%(day)s is over. Let %(wave)s begin today or later.", day=day,
                    wave=wave.display_name))
        missing = [check['name'] for check in self.env['credit.readiness']._told(self.company_id)
                   if check['needed'] and not check['fine']]
        if missing:
            raise UserError(self.env._(
                "Not ready: %(checks)s. Mend it first.", checks=', '.join(missing)))
        return dates

    # === BEGINNING, STEPPING BACK === #

    def _enforce(self):
        """Let the signed plan be so: waves with their days and customers, and the mode."""
        go_live_sudo = self.sudo()
        days, company_sudo = go_live_sudo.plan, go_live_sudo.company_id
        counts = go_live_sudo._assign_waves()
        for wave, day in zip(self.env['credit.wave']._of(company_sudo), days, strict=True):
            wave.date_from = day
        company_sudo.credit_mode = 'enforce'
        figures = {
            'days': days, 'customers': counts, 'first': go_live_sudo.first_signature_id.id,
            'second': self.env.uid, 'open': [
                check['code'] for check in self.env['credit.readiness']._told(company_sudo)
                if not check['fine']],
        }
        go_live_sudo._forget_plan()
        if self._is_done('enforce'):
            self._log('planned', 'enforce', figures)
        else:
            self._done('enforce', figures)

    def _assign_waves(self):
        """Put customers into waves by their grades of now; who is held already stays so.

        :return: ``{number of the wave: customers}``
        """
        waves = {wave.number: wave for wave in self.env['credit.wave']._of(self.company_id)}
        profiles = self.env['credit.profile'].search([('company_id', '=', self.company_id.id)])
        if self.company_id.credit_mode == 'enforce':
            profiles = profiles.filtered('is_waiting')
        numbers = self.env['credit.scope']._waves_of(profiles)
        for number, own in profiles.grouped(lambda profile: numbers[profile.id]).items():
            own.filtered(lambda profile, wave=waves[number]: profile.wave_id != wave).write(
                {'wave_id': waves[number].id})
        return {
            str(wave.number): count for wave, count in self.env['credit.profile']._read_group(
                [('wave_id', 'in', [wave.id for wave in waves.values()])], ['wave_id'], ['__count'])
        }

    @api.model
    def step_back(self, company_id=None):
        """Hold the customers of the last wave no more, and plan none after it; one person's."""
        go_live = self._asked('enforce', company_id)
        company_sudo = go_live._enforce_locked().company_id
        waves = self.env['credit.wave'].sudo().search([('company_id', '=', company_sudo.id)])
        begun = waves.filtered(lambda wave: wave._has_begun())
        last = begun[-1:] or waves.filtered('date_from')[:1]
        if not last or company_sudo.credit_mode != 'enforce':
            raise UserError(self.env._("No wave is held, so there is none to step back."))
        waves.filtered(lambda wave: wave.number >= last.number).date_from = False
        if last.number == WAVES[0]:
            company_sudo.credit_mode = 'report'
        go_live._log('stepped_back', 'enforce', {
            'wave': last.number, 'mode': company_sudo.credit_mode,
            'customers': self.env['credit.profile'].sudo().search_count(
                [('wave_id', '=', last.id)]),
        })
        return True
