from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.touches import again_on, outcomes_of
from .credit_touch import OFFICER

#: Open invoices and talks that a call shows; the customer's page has them all.
LINES, TALKS = 60, 6
#: Outcome -> key in call mode.
KEYS = {
    'will_pay': 'w', 'disputes': 'd', 'has_paid': 'h', 'wants_papers': 'p', 'cannot_pay': 'c',
    'refuses': 'r', 'confirmed': 'e', 'no_answer': 'n', 'call_back': 'b', 'decided': 'y',
    'later': 'l',
}
#: What a caller may say beside the outcome, and what the server takes it for.
DAYS, IDS = ('said_on', 'next_on'), ('step_ids', 'line_ids')
KNOWN = {
    *DAYS, *IDS, 'note', 'channel', 'contact_id', 'amount', 'reason_id', 'papers', 'instalments',
    'answers',
}


class CreditTouch(models.Model):
    """Call mode: one customer after the other, what is owed line by line, what was said last."""

    _inherit = 'credit.touch'

    # === WHOM TO CALL === #

    @api.model
    @api.readonly
    def call_list(self):
        """Return the user's touches that are to be done by today, in their order.

        :return: ``[{"id", "customer", "amount", "currency_id", "channel", "kind", "codes",
            "starts_at"}]``; appointments first, then what brings most
        """
        self.check_access('read')
        today = self.env.company.root_id._credit_today()
        own = Domain([
            ('user_id', '=', self.env.uid), ('state', '=', 'planned'), ('day', '<=', today)])
        # Whoever is through goes on with what did not fit into his day.
        touches_sudo = self.sudo().browse((
            self.search(own & Domain('is_overflow', '=', False)) or self.search(own)).ids)
        touches_sudo.fetch(['partner_id', 'amount', 'score', 'starts_at', 'codes'])
        ordered = touches_sudo.sorted(lambda one: (
            not one.starts_at, one.starts_at or fields.Datetime.now(), -one.score, -one.amount,
            one.id))
        return [{
            'id': one.id, 'customer': one.partner_id.display_name, 'amount': one.amount,
            'currency_id': one.currency_id.id, 'channel': one.channel, 'kind': one.kind,
            'codes': one.codes or '',
            'starts_at': one.starts_at and fields.Datetime.to_string(one.starts_at),
        } for one in ordered]

    # === WHAT TO KNOW === #

    def call_sheet(self):
        """Return what somebody needs who talks to the customer of this touch; plain JSON."""
        self.ensure_one()
        self._check_may_work()
        sudo = self.sudo()
        today = sudo.company_id._credit_today()
        lines, count, total, late = sudo._call_lines(today)
        return {
            'id': sudo.id, 'kind': sudo.kind, 'state': sudo.state, 'channel': sudo.channel,
            'partner_id': sudo.partner_id.id, 'customer': sudo.partner_id.display_name,
            'profile_id': sudo.profile_id.id, 'currency_id': sudo.currency_id.id,
            'amount': sudo.amount, 'purpose': sudo.purpose or '', 'today': str(today),
            'deadline': sudo.deadline and str(sudo.deadline),
            'since': sudo.first_day and sudo.first_day < today and str(sudo.first_day),
            'starts_at': sudo.starts_at and fields.Datetime.to_string(sudo.starts_at),
            'owner': sudo.user_id.name or '', 'tries': sudo._tries().get(sudo.profile_id.id, 0),
            'contact_id': sudo.contact_id.id, 'contacts': sudo._call_contacts(),
            'lines': lines, 'line_count': count, 'total': total, 'late': late,
            'papers': sudo._call_papers(), 'talks': sudo._call_talks(),
            'script': sudo._call_script(today), 'outcomes': sudo._call_outcomes(today),
            'may_take_back': sudo.state == 'done' and sudo.done_on == today and not sudo.undone_at,
            **sudo._call_extras(),
        }

    def _call_extras(self):
        """Return what later parts add to the sheet, by name."""
        return {}

    def _open_lines(self):
        """Return the domain of the maturity lines that the customer owes."""
        return self.profile_id._open_lines_domain() & Domain('amount_residual', '>', 0)

    def _call_lines(self, today):
        """Return (the oldest lines, how many there are, what is open, what of it is late)."""
        model, domain = self.env['account.move.line'].sudo(), self._open_lines()
        steps = {}
        for step in self.step_ids.filtered('move_line_id'):
            steps.setdefault(step.move_line_id.id, []).append(step)
        [(count, total)] = model._read_group(domain, [], ['__count', 'amount_residual:sum'])
        [(late,)] = model._read_group(
            domain & Domain('date_maturity', '<', today), [], ['amount_residual:sum'])
        found = model.search(domain, order='date_maturity, id', limit=LINES)
        found |= model.browse(steps).filtered(lambda line: line.amount_residual > 0)
        asked, papers = set(self.follows_id.line_ids.ids), self._papers_there(found)
        return [{
            'id': line.id, 'document': line.move_id.name,
            'due': line.date_maturity and str(line.date_maturity),
            'days': (today - line.date_maturity).days if line.date_maturity else 0,
            'open': line.amount_residual, 'is_asked': line.id in steps or line.id in asked,
            'steps': [{'id': step.id, 'code': step.code} for step in steps.get(line.id, [])],
            'papers': papers[line.id],
        } for line in found], count, total or 0.0, late or 0.0

    def _call_papers(self):
        """Return the steps that are about papers and no line."""
        labels = self.env['credit.rpm.plan.step']._labels()
        return [{
            'id': step.id, 'code': step.code, 'label': labels.get(step.code, step.code),
            'document': step.item_id.name, 'amount': step.amount,
        } for step in self.step_ids if not step.move_line_id]

    def _call_contacts(self):
        """Return whom to talk to: who was reached last, then who gets the invoices."""
        people = self.contact_id | self.profile_id.contact_ids | self.partner_id
        return [{
            'id': person.id, 'name': person.name or self.partner_id.name,
            'function': person.function or '', 'phone': person.phone or '',
            'email': person.email or '', 'lang': person.lang or '',
        } for person in people]

    def _call_talks(self):
        """Return what was said last, the newest first."""
        words = dict(self._fields['outcome']._description_selection(self.env))
        # Decisions of the desk, and what others noted, are not for who sells.
        own = Domain.TRUE if self.env.user.has_group(OFFICER) else Domain('user_id', '=', self.env.uid)
        return [{
            'id': talk.id, 'at': fields.Datetime.to_string(talk.done_at),
            'by': talk.done_by_id.name or '', 'outcome': words.get(talk.outcome, ''),
            'who': talk.contact_id.name or '', 'note': talk.note or '', 'channel': talk.channel,
            'amount': talk.said_amount, 'said_on': talk.said_on and str(talk.said_on),
            'is_undone': bool(talk.undone_at), 'undone_reason': talk.undone_reason or '',
        } for talk in self.search(
            own & Domain('profile_id', '=', self.profile_id.id) & Domain('state', '=', 'done'),
            order='done_at desc, id desc', limit=TALKS)]

    def _call_script(self, today):
        """Return what to ask, by what is due; a sentence each."""
        lines, last = [], self.search([
            ('profile_id', '=', self.profile_id.id), ('state', '=', 'done'),
            ('undone_at', '=', False), ('said_on', '!=', False)],
            order='done_at desc', limit=1)
        if last.outcome == 'will_pay' and last.said_on < today:
            lines.append(self.env._(
                "Said on the last call: %(amount)s by %(day)s. Ask what came in between.",
                amount=self.currency_id.format(last.said_amount), day=last.said_on))
        texts, codes = self._scripts(), set((self.codes or '').split())
        lines += [text for group, text in texts if group & codes]
        return lines or [self.env._("Say what the call is about, and agree on the next step.")]

    def _scripts(self):
        """Return ``[(codes, what to ask)]``, the gravest first."""
        return [
            ({'R14', 'R15', 'R16', 'R17'}, self.env._(
                "Say which day is the last, and what happens after it.")),
            ({'R11', 'R12', 'R13'}, self.env._(
                "A formal demand is out or due: ask for a day and an amount, not for reasons.")),
            ({'R10', 'TO'}, self.env._(
                "Find the cause: does the customer not want to pay, not have the money, or is"
                " something wrong with goods or invoice?")),
            ({'R7', 'R8', 'R9'}, self.env._("Ask on which day the payment leaves their bank.")),
            ({'R5', 'R6'}, self.env._("Ask whether anything stands in the way of paying on time.")),
            ({'R3'}, self.env._("Ask whether the invoice is there and accepted for payment.")),
            ({'R2'}, self.env._("Ask whether the quality is accepted, and for the signed form.")),
            ({'R1'}, self.env._(
                "Ask whether goods and invoice arrived, complete and undamaged.")),
            ({'R0'}, self.env._("Check contract, order, authorization and delivery note.")),
        ]

    def _call_outcomes(self, today):
        """Return the buttons: ``[{"code", "word", "key", "opens", "again"}]``."""
        words = dict(self._fields['outcome']._description_selection(self.env))
        rest = self.company_id._credit_rest()[self.company_id.id]
        outcomes = outcomes_of(self.kind)
        return [{
            'code': code, 'word': words[code], 'key': KEYS[code], 'opens': follow.opens or '',
            'again': str(again_on(code, today, rest, outcomes) or ''),
        } for code, follow in outcomes.items()]

    # === WHAT WAS SAID === #

    def close(self, outcome, values=None):
        """Note what came of this touch: one call closes all its lines.

        :param str outcome: one of the sheet's
        :param dict values: `note`, `channel`, `contact_id`, `step_ids` and `line_ids` (what it was
            about; default: all), `amount` and `said_on` (what the customer pays when, or paid),
            `reason_id` (of a dispute), `papers` (codes of the sheet's), `instalments`
            (``[[day, amount]]``), `answers` (``{step id: {question: true, false or null}}``),
            `next_on`; days as ISO texts; other names are left out
        :return: whom to call next, as `call_list` does
        """
        self.ensure_one()
        self._check_may_work()
        self._close(outcome, **self._checked_values(values))
        return self.call_list()

    def _checked_values(self, values):
        """Return what a caller said, as the server takes it."""
        asked = self.env['credit.asked']
        if not isinstance(values, (dict, type(None))):
            raise UserError(self.env._(
                "values cannot be %(value)s. Give names and values.", value=asked._told(values)))
        checked = {name: value for name, value in (values or {}).items()
                   if value is not None and name in KNOWN}
        for name in DAYS:
            checked[name] = self._day_of(name, checked.get(name))
        for name in IDS:
            if name in checked:
                if not isinstance(checked[name], list):
                    asked._whole(name, checked[name], 1)
                checked[name] = [asked._whole(name, one, 1) for one in checked[name]]
        if checked.get('line_ids'):
            checked['line_ids'] = self.env['account.move.line'].sudo().search(
                self.sudo()._open_lines() & Domain('id', 'in', checked['line_ids'])).ids
        if checked.get('amount'):
            asked._number('amount', checked['amount'], 0, 10 ** 15)
        if checked.get('note'):
            asked._text('note', checked['note'])
        if checked.get('channel'):
            asked._choice('channel', checked['channel'], tuple(dict(
                self._fields['channel'].selection)))
        self._check_contact(asked._id('contact_id', checked.get('contact_id')))
        self._check_said(checked)
        return checked

    def _check_said(self, checked):
        """Check what a part takes, and write into `checked` how it takes it; each adds its own."""

    def _day_of(self, name, value):
        try:
            return fields.Date.to_date(value or None)
        except (TypeError, ValueError):
            raise UserError(self.env._(
                "%(name)s cannot be %(value)s. Give a day as 2026-11-30.", name=name,
                value=self.env['credit.asked']._told(value))) from None

    def _check_contact(self, contact_id):
        person = self.env['res.partner'].sudo().browse(contact_id or []).exists()
        if contact_id and person.commercial_partner_id != self.sudo().partner_id:
            raise UserError(self.env._(
                "%(person)s is no contact of %(customer)s.", person=person.name or contact_id,
                customer=self.sudo().partner_id.name))

    # === OPENED === #

    @api.model
    def _of_today(self, profile):
        """Return the contact with a customer that is planned by today, or a new one of the reader's."""
        today = profile.sudo().company_id._credit_today()
        planned = self.search([
            ('profile_id', '=', profile.id), ('state', '=', 'planned'), ('kind', '=', 'contact'),
            ('day', '<=', today)], order='day', limit=1)
        return planned or self.create({'profile_id': profile.id, 'day': today, 'channel': 'phone'})

    def action_call(self):
        """Open call mode at this touch, or at the first of the day; a page, for it opens dialogs."""
        return {
            'type': 'ir.actions.client', 'tag': 'credit_management.call', 'target': 'current',
            'name': self.env._("Call mode"), 'params': {'touch_id': self[:1].id},
        }

    def action_hand_over_dialog(self):
        """Ask to whom these touches go."""
        self._check_may_work()
        self._check_planned()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Hand over"),
            'res_model': 'credit.touch.hand.over', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_touch_ids': self.ids},
        }

    def action_take_back_dialog(self):
        """Ask why the outcome is wrong."""
        self.ensure_one()
        self._check_may_work()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Take back"),
            'res_model': 'credit.touch.take.back', 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
            'context': {'default_touch_id': self.id},
        }

    def _hand_over(self, user):
        """Give planned touches to `user`, who keeps them in the nights to come."""
        self._check_may_work()
        self._check_planned()
        self.sudo().write({'user_id': user.id, 'is_handed_over': True, 'is_overflow': False})
