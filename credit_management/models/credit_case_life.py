from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.case_routes import needed, proposed_route
from .credit_case_action import CONTACTS, EVIDENCE

CONTACT_KINDS = tuple(kind for kind, _label in CONTACTS)
#: Contacts, and what a later reader wants to see the lines of.
WITH_LINES = (*CONTACT_KINDS, 'opened', 'joined', 'route', 'reopened', 'closed', 'excuse')


class CreditCase(models.Model):
    """A case's life: opened, worked on, handed over, closed, opened again, merged."""

    _inherit = 'credit.case'

    # === OPENED === #

    @api.model
    def _open(self, profile, lines, origin, touch=None):
        """Open a case about `lines` of a customer, or let them join the one that is open.

        :param origin: *policy*, *hand* or *step*; :param touch: the contact that it comes of
        :return: the case, in sudo mode
        """
        profile_sudo = profile.sudo()
        case_sudo = self.sudo().search(
            [('profile_id', '=', profile.id), ('state', '=', 'open')], limit=1)
        if case_sudo:
            case_sudo._join(lines)
            return case_sudo
        return self.sudo()._open_many([(profile_sudo, lines)], origin, touch)

    @api.model
    def _open_many(self, pairs, origin, touch=None):
        """Open a case each of ``[(profile, lines)]`` that have none; in sudo mode."""
        vals_list = []
        for profile, lines in pairs:
            today = profile.company_id._credit_today()
            oldest = min((line.date_maturity or line.date for line in lines), default=today)
            vals_list.append({
                'profile_id': profile.id, 'origin': origin, 'opened_on': today, 'looked_on': today,
                'line_ids': [(6, 0, lines.ids)], 'route_on': today,
                'route': self._first_route((today - oldest).days),
                'user_id': (profile.user_id or self._default_collector(profile)).id,
            })
        cases = self.create(vals_list)
        for case in cases:
            case._log_action('opened', False, touch_id=touch and touch.id)
        cases._classify()
        cases._plan()
        return cases

    @api.model
    def _first_route(self, days):
        """Return the route on which a case begins: so far as it goes without evidence."""
        route = None
        while (above := proposed_route(route, max(days, 1))) != route and not needed(above):
            route = above
        return route

    @api.model
    def _default_collector(self, profile):
        """Return who collects from a customer without a credit officer."""
        return self.env['res.users'] if self.env.su and self.env.uid == 1 else self._officer()

    @api.model
    def _officer(self):
        user = self.env.user
        is_officer = user.has_group('credit_management.credit_management_group_officer')
        return user if is_officer else self.env['res.users']

    def _join(self, lines):
        """Let late lines join the case."""
        for case in self:
            new = lines - case.line_ids
            if new:
                case.line_ids |= new
                case._log_action('joined', False, lines=new)

    # === LOGGED === #

    def _log_action(self, kind, note, **values):
        """Log what was done, or happened; a contact sets the next day anew.

        :param kind: of `credit_case_action.KINDS`
        :param values: fields of `credit.case.action`; `lines`: what it is about, default all that
            is open; `files`: attachments
        :return: the action, in sudo mode
        """
        self.ensure_one()
        case_sudo = self.sudo()
        today = case_sudo.company_id._credit_today()
        lines = values.pop('lines', None)
        if lines is None:
            lines = case_sudo.line_ids._credit_case_open()
        files = values.pop('files', None)
        is_contact = kind in CONTACT_KINDS
        action_sudo = self.env['credit.case.action'].sudo().create({
            'case_id': case_sudo.id, 'day': values.pop('day', None) or today, 'kind': kind,
            'note': note, 'is_contact': is_contact, 'user_id': self.env.uid,
            'route': case_sudo.route, 'amount': sum(lines.mapped('amount_residual')),
            'attachment_ids': [(6, 0, files.ids)] if files else False,
            'line_ids': [(0, 0, {
                'move_line_id': line.id, 'move_name': line.move_name,
                'amount': line.amount_residual,
            }) for line in lines] if kind in WITH_LINES else False,
            **values,
        })
        if files:
            files.sudo().write({'res_model': action_sudo._name, 'res_id': action_sudo.id})
        if is_contact:
            last = case_sudo.last_action_on
            values = {'last_action_on': max(filter(None, (last, action_sudo.day)))}
            # One that was forgotten and is logged later changes nothing that was agreed since.
            if action_sudo.next_on or not last or action_sudo.day >= last:
                values['planned_on'] = action_sudo.next_on
            case_sudo.write(values)
            case_sudo._classify()
            case_sudo._plan()
        return action_sudo

    def log(self, kind, note, line_ids=None, cause_id=None, is_reached=None, contact_id=None,
            day=None, next_on=None, cost=0.0, evidence=None, files=None):
        """Log what was done about this case, see `_log_action`.

        :param line_ids: lines of the case that it was about, default all that is open
        :param cause_id: why they are late; :param is_reached: *yes* or *no*
        :param str day, next_on: ISO dates
        :param evidence: of the kind *evidence* alone: what its `files` prove; ids of attachments
        """
        self.ensure_one()
        case_sudo, asked = self._checked(), self.env['credit.asked']
        asked._choice('kind', kind, (*CONTACT_KINDS, 'note', 'evidence'))
        files_sudo = asked._files(files, 'credit.case.log')
        self._check_evidence(kind, evidence, files_sudo)
        lines = case_sudo.line_ids._credit_case_open()
        if line_ids is not None:
            lines = case_sudo.line_ids.filtered(lambda line: line.id in line_ids)
        cause_sudo = self.env['credit.cause'].sudo().browse(cause_id or []).exists()
        action_sudo = case_sudo._log_action(
            kind, note, lines=lines, files=files_sudo, is_reached=is_reached,
            contact_id=contact_id, day=fields.Date.to_date(day) or None,
            next_on=fields.Date.to_date(next_on) or None, cost=cost or 0.0, evidence=evidence)
        if cause_sudo:
            self.env['credit.case.cause'].sudo()._find(case_sudo, lines, cause_sudo)
        return action_sudo.id

    def _check_evidence(self, kind, evidence, files):
        """Raise if a route would be opened by what nobody can read."""
        if evidence:
            self.env['credit.asked']._choice(
                'evidence', evidence, tuple(code for code, _label in EVIDENCE))
        if bool(evidence) != (kind == 'evidence') or kind == 'evidence' and not files:
            raise UserError(self.env._("Say what it proves, and add the file."))

    # === HANDED OVER === #

    def hand_over(self, user_id, note=None):
        """Give these cases to another collector; he hears of it by his queue.

        :param int user_id: a credit officer
        """
        cases_sudo = self._checked()
        user = self.env['res.users'].browse(self.env['credit.asked']._id('user_id', user_id))
        user_sudo = user.sudo().exists()
        if not user_sudo or not user_sudo.has_group(
                'credit_management.credit_management_group_officer'):
            raise UserError(self.env._("A collector is a credit officer. Choose one of them."))
        for case_sudo in cases_sudo.filtered(
                lambda case: case.state == 'open' and case.user_id != user_sudo):
            if case_sudo.company_id not in user_sudo.company_ids.root_id:
                raise UserError(self.env._(
                    "%(user)s does not work for %(company)s. Choose a collector who does.",
                    user=user_sudo.name, company=case_sudo.company_id.name))
            before = case_sudo.user_id.name
            case_sudo.user_id = user_sudo
            case_sudo._log_action('owner', ' · '.join(filter(None, (
                f'{before or "–"} → {user_sudo.name}', note))))
        return True

    # === CLOSED, OPENED AGAIN === #

    def _close(self, reason, note=False):
        for case in self:
            case._log_action('closed', note, lines=case.line_ids._credit_case_open())
            case.write({
                'state': 'closed', 'close_reason': reason, 'planned_on': False,
                'closed_on': case.company_id._credit_today(),
                'next_action': False, 'next_action_on': False,
            })

    def close(self, note):
        """Close these cases by hand, with a reason; their lines open no case by policy any more."""
        cases_sudo = self._checked()
        if not self.env.user.has_group('credit_management.credit_management_group_manager'):
            raise UserError(self.env._(
                "Something is still open. A credit manager closes a case that is not paid."))
        note = self.env['credit.asked']._text('note', note or '').strip()
        if not note:
            raise UserError(self.env._("Say why: the reason is kept in the log."))
        for case_sudo in cases_sudo.filtered(lambda case: case.state == 'open'):
            case_sudo._close('hand', note)
            case_sudo._decide('closed', note, {'amount': case_sudo.amount})
        return True

    @api.model
    def _undo_opened(self, touch, reason):
        """Take back the cases that `touch` opened, as if they had never been; a case about which
        something was done since stays open, and says that its contact was taken back.
        """
        opened_sudo = self.env['credit.case.action'].sudo().search(
            [('touch_id', '=', touch.id), ('kind', '=', 'opened')])
        for case_sudo in opened_sudo.case_id.filtered(lambda case: case.state == 'open'):
            case_sudo.lock_for_update()
            if case_sudo._is_worked_on(touch):
                case_sudo._log_action('note', self.env._(
                    "The contact that opened this case was taken back: %(reason)s", reason=reason))
                continue
            case_sudo._close('undone', reason)
            case_sudo.line_ids = False

    def _is_worked_on(self, touch):
        """Tell whether anything was done about this case beside `touch`, which opened it."""
        return bool(
            self.action_ids.filtered(lambda action: action.kind not in ('opened', 'joined'))
            or self.env['credit.letter'].sudo().search_count(
                [('case_id', '=', self.id), ('state', '!=', 'cancelled')], limit=1)
            or self.env['credit.touch'].sudo().search_count([
                ('case_id', '=', self.id), ('state', '=', 'done'), ('undone_at', '=', False),
                ('id', '!=', touch.id)], limit=1))

    def reopen(self, note=None):
        """Open closed cases again, as they were: route, class and log stay."""
        cases_sudo = self._checked()
        for case_sudo in cases_sudo:
            if case_sudo.state == 'open':
                continue
            if case_sudo.close_reason == 'merged' or not case_sudo.line_count:
                raise UserError(self.env._(
                    "Nothing of %(case)s is open. Open a case about what is late now.",
                    case=case_sudo.display_name))
            case_sudo._reopen(note)
        return True

    def _reopen(self, note=False):
        """Open one case again; where the customer has another one, the lines join that."""
        self.ensure_one()
        other = self.search([('profile_id', '=', self.profile_id.id), ('state', '=', 'open')])
        if other:
            other._join(self.line_ids._credit_case_open())
            self.close_reason = 'merged'
            return
        self.write({'state': 'open', 'closed_on': False, 'close_reason': False})
        self._log_action('reopened', note)
        self._classify()
        self._plan()

    # === MERGED CUSTOMERS === #

    def _move_to(self, survivor):
        """Give the cases of a merged customer to the one he was merged into."""
        own = self.search([('profile_id', '=', survivor.id), ('state', '=', 'open')])
        for case in self:
            if own and case.state == 'open':
                lines = case.line_ids._credit_case_open()
                own._join(lines)
                case._close('merged', own.name)
                case.line_ids -= lines
            case.profile_id = survivor

    def _decide(self, what, reason, values):
        """Write to the log what a person decided about the case."""
        self.env['credit.decision'].sudo()._log(
            'case', profile=self.profile_id, res_model='credit.case', res_id=self.id,
            payload={'case': self.name, 'what': what, 'reason': reason, **values})


class CreditProfile(models.Model):
    _inherit = 'credit.profile'

    def _merge_into(self, partner, kind):
        survivor = super()._merge_into(partner, kind)
        cases_sudo = self.env['credit.case'].sudo()
        cases_sudo.search([('profile_id', '=', self.id)])._move_to(survivor.sudo())
        return survivor
