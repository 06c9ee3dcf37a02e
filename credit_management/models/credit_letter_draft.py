import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools import contact_rules
from ..tools.rpm_items import Mark
from ..tools.touches import Work
from .credit_letter_make import TEXTS

#: Customers whose letters are written in one go.
CHUNK = 200


class CreditLetter(models.Model):
    """Which steps of monitoring a letter carries out."""

    _inherit = 'credit.letter'

    step_ids = fields.Many2many(
        'credit.rpm.step', 'credit_letter_step_rel', 'letter_id', 'step_id', string="Steps",
        readonly=True, copy=False)
    step_keys = fields.Json(
        readonly=True, copy=False, help="Item, line and code of each step: rows of steps come and"
        " go.")

    # Asked for by key: a customer gets more letters every year.
    _step_keys_idx = models.Index('USING gin (step_keys jsonb_path_ops) WHERE step_keys IS NOT NULL')


class CreditLetterBatch(models.Model):
    """The night: what a machine is to send today becomes drafts, one a customer."""

    _inherit = 'credit.letter.batch'

    @api.model
    def _draft_day(self, root, day):
        """Draft the letters of `day` in the root company; yield after each part of customers.

        Run again it writes nothing twice: a customer has one letter a batch, and a step that a
        letter carries, or that somebody decided not to send, is carried by no other. The draft of an
        earlier night that nobody approved is written anew, not beside a new one. A customer
        whose letter cannot be written is noted, and waits for the next night.
        """
        for part in split_every(CHUNK, self._due_customers(root, day), list):
            self.env['credit.failure']._apart(
                'letters', part, lambda own: self._draft_part(root, day, own),
                self.env['credit.profile'].browse)
            yield
        yield from self._let_go_by(root, day)

    def _let_go_by(self, root, day):
        """Let drafts of earlier nights go of which nothing is due any more."""
        while old := self.env['credit.letter'].with_context(tracking_disable=True).search(
            [('company_id', '=', root.id), *self._old_domain(day)], limit=CHUNK,
        ):
            old._supersede()
            yield

    def _old_domain(self, day):
        """Return the domain of drafts of earlier nights in which nobody wrote."""
        return [('state', '=', 'draft'), ('batch_id', '!=', False), ('date', '<', day),
                ('is_edited', '=', False)]

    def _due_domain(self, root, day):
        return [
            ('company_id', '=', root.id), ('status', '=', 'due'), ('is_automatic', '=', True),
            ('channel', '=', 'email'), ('day', '<=', day), ('plan_step_id', '!=', False),
        ]

    def _due_customers(self, root, day):
        """Return the ids of profiles for whom something is to be mailed and no draft of today is."""
        due = self.env['credit.rpm.step'].sudo()._read_group(
            self._due_domain(root, day), ['profile_id'])
        there = self.env['credit.letter'].sudo()._read_group(
            [('batch_id.company_id', '=', root.id), ('batch_id.date', '=', day)], ['profile_id'])
        have = {profile.id for (profile,) in there}
        return sorted(profile.id for (profile,) in due if profile.id not in have)

    def _draft_part(self, root, day, profile_ids):
        steps = self.env['credit.rpm.step'].sudo().search(
            [*self._due_domain(root, day), ('profile_id', 'in', profile_ids)])
        old = {letter.profile_id.id: letter for letter in self.env['credit.letter'].sudo().search(
            [('profile_id', 'in', profile_ids), *self._old_domain(day)], order='id')}
        taken = self._taken(steps, without=[letter.id for letter in old.values()])
        steps = steps.filtered(lambda step: _key(step) not in taken)
        drafts = self._drafts(root, steps, day, old)
        if not drafts:
            return
        batch = self._of_day(root, day)
        letters = self.env['credit.letter']._make_all(
            day, [{**draft, 'batch_id': batch.id} for draft in drafts])
        letters.filtered(lambda letter: not letter.refusal and all(
            step.item_id.plan_id.sends_itself for step in letter.step_ids
        ))._approve(self.env['res.users'], automatic=True)

    def _taken(self, steps, without=()):
        """Return the keys of those of `steps` that a letter carries already, or somebody left out.

        :param without: ids of letters that are written anew
        """
        self.env['credit.letter'].flush_model()
        keys = {_key(step) for step in steps}
        rows = self.env.execute_query(SQL(
            """SELECT step_keys FROM credit_letter
                WHERE step_keys @> ANY(%s::jsonb[]) AND id <> ALL(%s)
                  AND (state IN ('draft', 'approved', 'sent', 'delivered', 'failed')
                       OR reject_reason IS NOT NULL)""",
            [json.dumps([key]) for key in keys], list(without)))
        return keys & {tuple(key) for (found,) in rows for key in found}

    def _drafts(self, root, steps, day, old):
        """Return what `credit.letter._make_all` wants: one letter a customer, of his highest rung.

        What may not go for a reason that passes is written when it may.

        :param old: ``{profile id: draft of an earlier night}``
        """
        plain = {one.id: one._plain() for one in steps.plan_step_id}
        works = [
            Work(step.profile_id.id, step.item_id.id, Mark(
                plain[step.plan_step_id.id], step.move_line_id.id or None, step.date, step.day,
                'due', amount=step.amount)) for step in steps]
        recipients = self.env['credit.contact.rules']._recipients(
            steps.profile_id, day, without=[letter.id for letter in old.values()])
        rows = {_key(step): step for step in steps}
        drafts = []
        for mail in contact_rules.batch(works, recipients, day, root._credit_contact_rules()):
            if mail.refused in contact_rules.PASSING:
                continue
            profile = self.env['credit.profile'].browse(mail.customer)
            own = steps.browse(rows[work.item, work.mark.line or 0, work.mark.step.code].id
                               for work in mail.works)
            template = mail.template if mail.template in TEXTS else {
                'statement': 'statement', 'demand': 'demand_1'}.get(mail.kind, 'reminder')
            kind, degree = TEXTS[template]
            drafts.append({
                'profile': profile, 'kind': kind, 'degree': degree, 'template': template,
                'lines': own.move_line_id, **self._statement_period(kind, day),
                'step_ids': [(6, 0, own.ids)], 'step_keys': [_key(step) for step in own],
                'letter': old.get(profile.id),
            })
        return drafts

    def _statement_period(self, kind, day):
        """Return what a statement of the night is about: the account up to the last month-end."""
        if kind != 'statement':
            return {}
        return {'statement_day': day.replace(day=1) - timedelta(days=1), 'is_adhoc': False}


def _key(step):
    """Return what finds a step again: its row is written anew at each look."""
    return (step.item_id.id, step.move_line_id.id or 0, step.code)
