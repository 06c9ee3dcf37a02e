from odoo import api, fields, models
from odoo.tools import SQL

from .credit_task import SLOTS

#: Number of a source -> kind, model. Numbers are part of a row's id and stay.
SOURCES = {
    'bureau_match': (8, 'credit.bureau.match'),
    'bureau_quarantine': (9, 'credit.bureau.report'),
    'bureau_objection': (10, 'credit.bureau.objection'),
    'bureau_event': (11, 'credit.bureau.event'),
}


class CreditTask(models.Model):
    """Bureau data that waits for a person: matches, quarantine, objections, unseen stops."""

    _inherit = 'credit.task'

    _depends = {
        'credit.bureau.match': ['state', 'user_id'],
        'credit.bureau.report': ['state', 'decided_at'],
        'credit.bureau.objection': ['state', 'due_on', 'user_id'],
        'credit.bureau.event': ['is_open', 'level', 'seen_by_id'],
    }

    @api.model
    def _selection_kind(self):
        return [
            *super()._selection_kind(),
            ('bureau_match', self.env._("Match")),
            ('bureau_quarantine', self.env._("Bureau quarantine")),
            ('bureau_objection', self.env._("Objection")),
            ('bureau_event', self.env._("Bureau stop")),
        ]

    def _task_sources(self):
        return [
            *super()._task_sources(),
            self._bureau_fragment(
                'bureau_match', SQL("credit_bureau_match"), SQL("t.state = 'open'"),
                SQL("t.subject_name"), owner=SQL("t.user_id"), partner=SQL("NULL::int"),
            ),
            self._bureau_fragment(
                'bureau_quarantine', SQL("credit_bureau_report"),
                SQL("t.state = 'quarantine' AND t.decided_at IS NULL"), SQL("t.subject_name"),
            ),
            self._bureau_fragment(
                'bureau_objection', SQL("credit_bureau_objection"), SQL("t.state = 'open'"),
                SQL("left(t.statement, 60)"), owner=SQL("t.user_id"),
                deadline=SQL("t.due_on + time '17:00'"),
            ),
            self._bureau_fragment(
                'bureau_event', SQL("credit_bureau_event"),
                SQL("t.is_open AND t.level = 'stop' AND t.seen_by_id IS NULL"), SQL("b.name"),
                owner=SQL("p.user_id"),
                deadline=SQL("t.create_date + interval '1 day'"),
            ),
        ]

    def _bureau_fragment(self, kind, table, where, name, owner=None, deadline=None, partner=None):
        number, model = SOURCES[kind]
        deadline = deadline or SQL("NULL::timestamp")
        return SQL(
            """SELECT t.id * %(slots)s + %(number)s AS id, %(name)s AS name, %(kind)s AS kind,
                      %(model)s AS res_model, t.id AS res_id, p.id AS profile_id,
                      %(partner)s AS partner_id, t.company_id, c.currency_id,
                      NULL::numeric AS amount, NULL::timestamp AS ships_at,
                      %(deadline)s AS decide_by, %(owner)s AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late,
                      false AS ships_today, %(priority)s AS priority
                 FROM %(table)s t
                 JOIN res_company c ON c.id = t.company_id
            LEFT JOIN credit_bureau b ON b.id = t.bureau_id
            LEFT JOIN credit_profile p ON p.partner_id = %(partner)s
                      AND p.company_id = t.company_id AND p.active
                WHERE %(where)s""",
            slots=SLOTS, number=number, name=name, kind=kind, model=model, table=table,
            where=where, partner=partner or SQL("t.partner_id"),
            owner=owner or SQL("NULL::int"), deadline=deadline, now=fields.Datetime.now(),
            priority=self._priority_sql(deadline, SQL("NULL::timestamp"), SQL("t.company_id")),
        )

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        """Say in a glance what waits."""
        super()._compute_why()
        for kind, (_number, model) in SOURCES.items():
            tasks = self.filtered(lambda task, kind=kind: task.kind == kind)
            records = {record.id: record for record in self.env[model].browse(
                tasks.mapped('res_id')
            )}
            for task in tasks:
                task.why = records[task.res_id]._task_why()
