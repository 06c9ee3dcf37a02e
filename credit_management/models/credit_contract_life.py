from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CreditContract(models.Model):
    """Draft, checked by somebody else, in force, ended; a new version takes the place of the old."""

    _inherit = 'credit.contract'

    def action_check(self):
        """Say that somebody other than who wrote it has read it and found that it binds."""
        for contract in self:
            contract._check_moves('draft')
            contract._check_other_person()
            contract._check_rated()
            contract.sudo().write({'state': 'checked', 'checker_id': self.env.uid})
            contract._log('checked')
        return True

    def action_back_to_draft(self):
        for contract in self:
            contract._check_moves('checked')
            contract.sudo().write({'state': 'draft', 'checker_id': False})
            contract._log('back to draft')
        return True

    def action_in_force(self):
        """The signed paper is here: orders are checked against it from its first day on."""
        for contract in self:
            contract._check_moves('checked')
            contract._check_signed()
            contract.sudo().write({'state': 'in_force'})
            contract._end_old_version()
            contract._log('in force')
            contract._changed()
        return True

    def action_terminate(self, day, reason):
        """End it on `day`, the first on which it does not bind any more; `reason` is kept."""
        reason = self.env['credit.asked']._text('reason', reason or '').strip()
        day = self.env['credit.asked']._day('day', day)
        if not reason:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for contract in self:
            contract._check_moves('in_force')
            if not day or day < contract.date_from:
                raise UserError(self.env._(
                    "%(contract)s begins on %(day)s; it cannot end before.",
                    contract=contract.display_name,
                    day=format_date(self.env, contract.date_from)))
            contract._terminate(day, reason)
        return True

    def action_terminate_dialog(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Terminate"),
            'res_model': 'credit.paper.end', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_contract_id': self.id},
        }

    def action_new_version(self):
        """Open a draft that takes this contract's place when it comes into force."""
        self.ensure_one()
        self.check_access('write')
        if self.state not in ('in_force', 'terminated'):
            raise UserError(self.env._("It is not in force yet: change it itself."))
        begins = max(filter(None, (
            self.date_to and fields.Date.add(self.date_to, days=1),
            self.company_id._credit_today())))
        length = self.date_to and self.date_to - self.date_from
        draft_sudo = self.sudo().copy({
            'name': self.name, 'version': self.version + 1, 'replaces_id': self.id,
            'date_from': begins, 'date_to': length and begins + length, 'user_id': self.env.uid,
            'editor_id': self.env.uid,
        })
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': draft_sudo.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    # === WHAT HAS TO BE TRUE === #

    def _check_rated(self):
        points = self.point_ids | self.validity_ids
        if not points or (open_points := points.filtered(lambda point: not point.rating)):
            raise UserError(self.env._(
                "%(count)s points are not rated yet. Rate them, or delete those that do not apply.",
                count=len(open_points) if points else 0))
        if self.validity == 'void':
            missing = self.validity_ids.filtered(lambda point: point.rating == 'missing')
            raise UserError(self.env._(
                "It does not bind: %(points)s.",
                points=', '.join(missing.clause_id.mapped('name'))))

    def _check_signed(self):
        if not self.file or not self.signed_on:
            raise UserError(self.env._(
                "Put the signed contract on file, with the day on which it was signed."))
        if self.signed_on > self.company_id._credit_today():
            raise UserError(self.env._("The day of signing is still to come."))

    # === WHAT FOLLOWS === #

    def _end_old_version(self):
        old_sudo = self.sudo().replaces_id
        ends = not old_sudo.date_to or old_sudo.date_to >= self.date_from
        if old_sudo.state == 'in_force' and ends:
            old_sudo._terminate(max(self.date_from, old_sudo.date_from), self.env._(
                "replaced by version %(version)s", version=self.version))

    def _terminate(self, day, reason):
        self.sudo().write(
            {'state': 'terminated', 'terminated_on': day, 'terminate_reason': reason})
        self._log('terminated', day=str(day), reason=reason)
        self._changed()

    def _changed(self):
        """Let held orders be looked at again, and ask for the letters of who signed."""
        self.env['credit.profile'].sudo()._notify(
            'papers_changed', self.sudo().profile_id, 'contract')
        in_force_sudo = self.sudo().filtered(lambda one: one.state == 'in_force')
        if in_force_sudo:
            self.env['credit.hold']._rest_on(in_force_sudo)
        for contract_sudo in in_force_sudo:
            self.env['credit.authorization']._ask_for_signers(contract_sudo)

    def _log(self, action, **more):
        self.env['credit.decision'].sudo()._log('contract', profile=self.sudo().profile_id, payload={
            'action': action, 'contract': self.id, 'version': self.version, 'amount': self.amount,
            'from': str(self.date_from), 'until': str(self.date_to or ''), **more,
        }, res_model=self._name, res_id=self.id)

    # === REMINDERS === #

    @api.model
    def _cron_remind(self):
        """Tell who looks after them of contracts and letters that end soon; once an end."""
        roots = self.env['res.company'].sudo().search([('parent_id', '=', False)], order='id')
        self.env['credit.failure']._in_turn('papers', roots, self._remind)

    @api.model
    def _remind(self, root):
        today = root._credit_today()
        for model in ('credit.contract', 'credit.authorization'):
            ending = self.env[model].sudo().search(
                self.env[model]._ending_domain(root, today), order='date_to, id')
            for paper in ending:
                if fields.Date.subtract(paper.date_to, days=paper.notice_days) <= today:
                    paper._remind_owner()
                    yield

    @api.model
    def _ending_domain(self, root, today):
        return [('state', '=', 'in_force'), ('company_id', '=', root.id), ('date_to', '>=', today),
                ('reminded_for', '=', False)]

    def _remind_owner(self):
        self._tell_end(self, self.user_id or self.profile_id.user_id)

    @api.model
    def _tell_end(self, paper, owner):
        """Tell `owner` once, in his language, that `paper` ends."""
        told = paper.with_context(lang=owner.lang)
        told.message_post(
            body=told.env._(
                "%(paper)s ends on %(day)s. Renew it, or let it end.", paper=told.display_name,
                day=format_date(told.env, told.date_to)),
            partner_ids=owner.partner_id.ids, message_type='notification',
            subtype_xmlid='mail.mt_note')
        paper.reminded_for = paper.date_to

    def _task_why(self):
        """Return what the queue says of this contract."""
        if self.state == 'draft':
            return self.env._("Rate its points and have it checked: %(title)s", title=self.title)
        if self.state == 'checked':
            return self.env._("Have it signed by both sides: %(title)s", title=self.title)
        return self.env._(
            "Ends on %(day)s: renew it, or let it end", day=format_date(self.env, self.date_to))
