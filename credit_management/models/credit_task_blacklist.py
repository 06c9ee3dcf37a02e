from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 50


class CreditTask(models.Model):
    """Entries of the blacklist that wait: for approval, for an answer, for a look."""

    _inherit = 'credit.task'

    _depends = {
        'credit.blacklist': ['state', 'user_id', 'decide_by', 'review_date'],
        'credit.blacklist.match': ['state'], 'credit.blacklist.objection': ['state'],
    }

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('blacklist', self.env._("Blacklist"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_blacklist()]

    def _task_source_blacklist(self):
        deadline = SQL("COALESCE(t.decide_by, %s)", self._evening_sql(
            SQL("t.review_date"), SQL("t.company_id")))
        today = self.env['res.company']._credit_today_sql(SQL("t.company_id"))
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, t.name, 'blacklist' AS kind,
                      'credit.blacklist' AS res_model, t.id AS res_id, NULL::int AS profile_id,
                      t.partner_id, t.company_id, c.currency_id, NULL::numeric AS amount,
                      NULL::timestamp AS ships_at, %(deadline)s AS decide_by, t.user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late, false AS ships_today,
                      %(priority)s AS priority
                 FROM credit_blacklist t JOIN res_company c ON c.id = t.company_id
                WHERE t.state IN ('submitted', 'removing')
                   OR t.state = 'in_force' AND (t.review_date <= %(today)s
                      OR EXISTS (SELECT FROM credit_blacklist_match m
                                  WHERE m.blacklist_id = t.id AND m.state = 'candidate')
                      OR EXISTS (SELECT FROM credit_blacklist_objection o
                                  WHERE o.blacklist_id = t.id AND o.state = 'open'))""",
            slots=SLOTS, number=NUMBER, deadline=deadline, now=fields.Datetime.now(), today=today,
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        entries = self._behind('credit.blacklist')
        for task in self.filtered(lambda task: task.kind == 'blacklist'):
            task.why = entries[task.res_id]._why()

    def action_approve_blacklist(self):
        return self.env['credit.blacklist'].browse(self.mapped('res_id')).action_approve()

    def _brief(self):
        """Add the button of whoever may agree."""
        brief = super()._brief()
        if self.kind == 'blacklist' and self._behind('credit.blacklist')[self.res_id].may_approve:
            brief['buttons'] = [
                {'method': 'action_approve_blacklist', 'text': self.env._("Approve"), 'main': True}]
        return brief


class CreditBlacklist(models.Model):
    _inherit = 'credit.blacklist'

    def _why(self):
        """Say what waits."""
        self.ensure_one()
        if self.state == 'submitted':
            return self.env._(
                "%(user)s asks to list %(subject)s: %(reason)s", user=self.requester_id.name,
                subject=self.subject, reason=self.reason_id.name)
        if self.state == 'removing':
            return self.env._(
                "%(user)s asks to take %(subject)s off: %(reason)s",
                user=self.removal_requester_id.name, subject=self.subject,
                reason=self.removal_reason)
        if self._open_objection():
            return self.env._("%(subject)s objects, and waits for an answer.", subject=self.subject)
        candidates = len(self.match_ids.filtered(lambda match: match.state == 'candidate'))
        if candidates:
            return self.env._(
                "%(count)s contacts look like %(subject)s: is it him?", count=candidates,
                subject=self.subject)
        return self.env._("Look whether %(subject)s still belongs here.", subject=self.subject)
