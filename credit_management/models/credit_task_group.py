from odoo import api, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of the source; it is part of a row's id and stays.
NUMBER = 33


class CreditTask(models.Model):
    """Groups that somebody proposed with members, until a manager decides."""

    _inherit = 'credit.task'

    _depends = {
        'credit.group': ['state', 'pool_limit', 'name'],
        'credit.group.member': ['group_id', 'date_to'],
    }

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), ('group', self.env._("Group proposed"))]

    def _task_sources(self):
        return [*super()._task_sources(), self._task_source_group()]

    def _task_source_group(self):
        none = SQL("NULL::timestamp")
        return SQL(
            """SELECT t.id::bigint * %(slots)s + %(number)s AS id, t.name, 'group' AS kind,
                      'credit.group' AS res_model, t.id AS res_id, NULL::int AS profile_id,
                      t.head_id AS partner_id, t.company_id, t.currency_id, t.pool_limit AS amount,
                      %(none)s AS ships_at, %(none)s AS decide_by, NULL::int AS user_id,
                      false AS is_late, false AS ships_today, %(priority)s AS priority
                 FROM credit_group t
                WHERE t.state = 'draft' AND EXISTS (
                      SELECT 1 FROM credit_group_member m
                       WHERE m.group_id = t.id AND m.date_to IS NULL)""",
            slots=SLOTS, number=NUMBER, none=none,
            priority=self._priority_sql(none, none, SQL("t.company_id")),
        )

    def _groups(self):
        """Return the groups behind the lines that are some."""
        return self.env['credit.group'].browse(
            [task.res_id for task in self if task.kind == 'group'])

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        super()._compute_why()
        groups = {group.id: group for group in self._groups()}
        for task in self.filtered(lambda task: task.kind == 'group'):
            group = groups[task.res_id]
            task.why = self.env._(
                "%(user)s proposes %(count)s members; they owe %(amount)s together.",
                user=group.create_uid.name, count=group.member_count,
                amount=group.currency_id.format(group.exposure))

    def action_group_approve(self):
        return self._groups().action_approve()

    def _brief(self):
        """Add the button of whoever may decide."""
        brief = super()._brief()
        manager = self.env.user.has_group('credit_management.credit_management_group_manager')
        if self.kind == 'group' and manager:
            brief['buttons'] = [{
                'method': 'action_group_approve', 'text': self.env._("Put into force"), 'main': True,
            }]
        return brief
