from odoo import api, models
from odoo.exceptions import UserError

from .credit_letter_make import TEXTS

#: Degree of a demand -> its usual step, for plans that have none.
CODES = {1: 'R11', 2: 'R13', 3: 'R15'}


def _degree(plan_step):
    """Return the degree of the demand that a step of a plan makes."""
    return TEXTS.get(plan_step.template, ('demand', 1))[1] or 1


class CreditRpmItem(models.Model):
    """At the end of a night, what is due by mail is drafted."""

    _inherit = 'credit.rpm.item'

    @api.model
    def _night_done(self, root, today):
        before = super()._night_done(root, today)
        if before is not None:
            yield from before
        yield from self.env['credit.letter.batch'].sudo()._draft_day(root, today)


class CreditLetter(models.Model):
    """A letter that is out has done the steps it carries."""

    _inherit = 'credit.letter'

    def _settle(self):
        super()._settle()
        by = self.approved_by_id or self.env.user
        steps = self._steps_now() | self._steps_demanded()
        if steps:
            steps.with_user(by)._complete('sent', letter=self, day=self.sent_on)
        self._note_demands(by)

    def _steps_now(self):
        """Return the rows of the steps that this letter carries: looks at items renew them."""
        keys = {tuple(key) for key in self.step_keys or ()}
        if not keys:
            return self.env['credit.rpm.step']
        return self.env['credit.rpm.step'].sudo().search(
            [('item_id', 'in', [key[0] for key in keys])]).filtered(
                lambda step: (step.item_id.id, step.move_line_id.id or 0, step.code) in keys)


    def _unsettle(self):
        """What a letter did that did not arrive is due again."""
        super()._unsettle()
        for company, letters in self.grouped('company_id').items():
            self.env['credit.rpm.done'].sudo().search([
                ('letter_id', 'in', letters.ids), ('withdrawn_on', '=', False),
            ])._withdraw(company._credit_today())

    # === A DEMAND IS ONE OF ALL ITS LINES, WHOEVER WROTE IT === #

    def _demanded(self):
        """Return the maturity lines that this letter formally demands."""
        if self.kind != 'demand':
            return self.env['account.move.line']
        return self.sudo().line_ids.filtered(lambda line: line.asked > 0).move_line_id

    def _steps_demanded(self):
        """Return the demands of monitoring that this letter makes: of its degree or below."""
        return self.env['credit.rpm.step'].sudo().search([
            ('move_line_id', 'in', self._demanded().ids), ('is_demand', '=', True),
        ]).filtered(lambda step: _degree(step.plan_step_id) <= self.degree)

    def _note_demands(self, user):
        """Write down that lines were demanded whose plan had no such step at hand."""
        noted = self.env['credit.rpm.done'].sudo().search(
            [('letter_id', '=', self.id), ('withdrawn_on', '=', False)])
        lines = self._demanded() - noted.filtered('is_demand').move_line_id
        links = self.env['credit.rpm.item.line'].sudo().search(
            [('move_line_id', 'in', lines.ids)], order='id')
        first = {line: own[:1].item_id for line, own in links.grouped('move_line_id').items()}
        noted.create([self._demand_values(item, line, user) for line, item in first.items()])
        items = links.item_id
        items._look(items)

    def _demand_values(self, item, line, user):
        own = item.plan_id.step_ids.filtered(
            lambda step: step.is_demand and _degree(step) <= self.degree).sorted('offset')[-1:]
        return {
            'item_id': item.id, 'move_line_id': line.id, 'document': line.move_id.name,
            'profile_id': self.profile_id.id, 'company_id': item.company_id.id,
            'code': own.code or CODES[self.degree], 'plan_id': item.plan_id.id,
            'day': self.sent_on, 'outcome': 'sent', 'user_id': user.id, 'letter_id': self.id,
            'is_demand': True, 'is_formal': True, 'amount': line.amount_residual,
            'effects': ','.join(own._effects()) if own else
            'hold_new_orders' if self.degree > 1 else False,
        }


class CreditTouch(models.Model):
    """What of a contact is due by letter is written from here."""

    _inherit = 'credit.touch'

    def _call_extras(self):
        may_write = self.env['credit.letter'].sudo(False).has_access('write')
        letters = self.step_ids._by_letter() if may_write else self.step_ids.browse()
        return {**super()._call_extras(), 'letters': letters.ids}

    def action_write_letter(self):
        """Write the draft of what is due by letter in this contact, and open it."""
        self.ensure_one()
        self._check_may_work()
        return self.step_ids.action_write_letter()


class CreditRpmStep(models.Model):
    """A step by letter: its draft is written from here."""

    _inherit = 'credit.rpm.step'

    def action_write_letter(self):
        """Write the draft of these steps of one customer, and open it."""
        self.check_access('read')
        self.env['credit.letter'].check_access('write')
        if len(self.profile_id) != 1:
            raise UserError(self.env._("A letter is to one customer. Choose steps of one."))
        steps = self._by_letter()
        if not steps:
            raise UserError(self.env._("None of these steps is a letter or a mail."))
        known = self.env['credit.letter'].search([
            ('step_ids', 'in', steps.ids), ('state', 'in', ('draft', 'approved'))], limit=1)
        return (known or steps._write_letter())._open_form()

    def _by_letter(self):
        """Return those that somebody does by letter or mail."""
        return self.filtered(
            lambda step: step.channel in ('letter', 'email') and not step.is_automatic)

    def _write_letter(self):
        """Return a draft that carries these steps, in the words of the highest one."""
        lead = self.sorted(lambda step: (step.date, step.id))[-1:]
        template = lead.sudo().plan_step_id.template
        if template not in TEXTS:
            template = 'demand_1' if lead.is_demand else 'reminder'
        kind, degree = TEXTS[template]
        return self.env['credit.letter']._make(
            self.profile_id, kind, degree, lines=self.move_line_id, template=template,
            channel='mail' if lead.channel == 'email' else 'courier', signer_id=self.env.uid,
            step_ids=[(6, 0, self.ids)],
            step_keys=[(step.item_id.id, step.move_line_id.id or 0, step.code) for step in self])
