from odoo import api, fields, models


class CreditCase(models.Model):
    """What else is done about a customer while he has a case: letters, contacts, promises, disputes."""

    _inherit = 'credit.case'

    def action_promise(self):
        self.ensure_one()
        self.check_access('read')
        return self.profile_id.action_promise()

    def action_dispute(self):
        self.ensure_one()
        self.check_access('read')
        return self.profile_id.action_dispute()

    def action_letter(self):
        self.ensure_one()
        self.check_access('read')
        return self.profile_id.action_new_letter()

    def _last_contacts(self):
        """Return ``{profile id: day of his last contact or letter}`` outside the log of cases."""
        own = [('profile_id', 'in', self.profile_id.ids)]
        found = {}
        for model, day, domain in (
            ('credit.touch', 'done_on', [
                ('state', '=', 'done'), ('kind', '=', 'contact'), ('undone_at', '=', False)]),
            ('credit.letter', 'sent_on', [('state', 'in', ('sent', 'delivered'))]),
        ):
            for profile, last in self.env[model].sudo()._read_group(
                    [*own, *domain], ['profile_id'], [f'{day}:max']):
                if last:
                    found[profile.id] = max(found.get(profile.id, last), last)
        return found

    def _agenda_facts(self):
        """Add the last days of claims and guarantees, and the next deadline at court."""
        facts = super()._agenda_facts()
        own = [('profile_id', 'in', self.profile_id.ids)]
        today = min((company._credit_today() for company in self.company_id), default=None)
        ends = dict(self.env['credit.limitation'].sudo()._read_group(
            [('move_line_id', 'in', self.line_ids._credit_case_open().ids),
             ('pending_kind', '=', False)],
            ['move_line_id'], ['safe_date:min']))
        courts, clocks = (
            dict(self.env[model].sudo()._read_group(
                [*own, *open_], ['profile_id'], [f'{day}:min'])) if self else {}
            for model, day, open_ in (
                # A deadline that was missed counts until it is closed.
                ('credit.court.deadline', 'date', ()),
                ('credit.guarantee.clock', 'end_date',
                 (('kept_on', '=', False), ('end_date', '>=', today))),
            )
        )
        for case in self:
            days = [ends.get(line) for line in case.line_ids._credit_case_open()]
            facts[case.id].update({
                'limitation': min(filter(None, days), default=None),
                'court': courts.get(case.profile_id), 'guarantee': clocks.get(case.profile_id),
            })
        return facts

    def _evidence(self):
        """A mandate that was given, a file that is ready, a request to write off are evidence."""
        found = super()._evidence()
        for model, states, code in (
            ('credit.mandate', ('active',), 'mandate'),
            ('credit.handover', ('ready',), 'claim_file'),
            ('credit.write.off', ('waiting', 'approved', 'entry', 'done'), 'write_off_request'),
        ):
            if self.env[model].sudo().search_count([
                ('profile_id', '=', self.profile_id.id), ('state', 'in', states),
            ], limit=1):
                found.add(code)
        return found

    @api.model
    def _link(self, records):
        """Let letters or touches point to the open case of their customer."""
        cases = self.search([('profile_id', 'in', records.profile_id.ids), ('state', '=', 'open')])
        for case in cases:
            records.filtered(
                lambda one, case=case: one.profile_id == case.profile_id and not one.case_id
            ).write({'case_id': case.id})

    @api.model
    def _plan_of(self, profiles):
        """Set the next day of the open cases of `profiles` anew."""
        self.sudo().search(
            [('profile_id', 'in', profiles.ids), ('state', '=', 'open')])._plan()


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    def _notify(self, event, profiles, origin):
        super()._notify(event, profiles, origin)
        # What ended waits for nothing any more; a new one plans the case where it is made.
        if event in ('promise_changed', 'dispute_changed'):
            self.env['credit.case']._plan_of(profiles)


class CreditTouch(models.Model):
    _inherit = 'credit.touch'

    case_id = fields.Many2one(
        'credit.case', readonly=True, copy=False, index='btree_not_null', ondelete='set null',
        groups='credit_management.credit_management_group_officer,'
               'credit_management.credit_management_group_auditor')

    @api.model_create_multi
    def create(self, vals_list):
        touches = super().create(vals_list)
        self.env['credit.case'].sudo()._link(touches.sudo())
        return touches

    def _follow_case(self, values):
        """Who refuses to pay has a case, at least about what was talked of."""
        super()._follow_case(values)
        touch_sudo = self.sudo()
        lines = self.env['account.move.line'].sudo().browse(values.get('line_ids') or [])
        lines = lines._credit_case_open()
        if lines:
            case_sudo = self.env['credit.case']._open(
                touch_sudo.profile_id, lines, 'step', touch_sudo)
            touch_sudo.case_id = case_sudo

    def _unfollow(self):
        """A case that a wrong outcome opened is none, unless somebody works on it by now."""
        super()._unfollow()
        self.env['credit.case']._undo_opened(self, self.undone_reason)


class CreditLetter(models.Model):
    _inherit = 'credit.letter'

    case_id = fields.Many2one(
        'credit.case', readonly=True, copy=False, index='btree_not_null', ondelete='set null')

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        self.env['credit.case'].sudo()._link(letters.sudo())
        return letters


class CreditPromise(models.Model):
    """A promise is waited for: the case has its next day at once."""

    _inherit = 'credit.promise'

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        self.env['credit.case']._plan_of(promises.sudo().profile_id)
        return promises


class CreditDispute(models.Model):
    _inherit = 'credit.dispute'

    @api.model_create_multi
    def create(self, vals_list):
        disputes = super().create(vals_list)
        cases_sudo = self.env['credit.case'].sudo().search(
            [('profile_id', 'in', disputes.sudo().profile_id.ids), ('state', '=', 'open')])
        cases_sudo._classify()
        cases_sudo._plan()
        return disputes
