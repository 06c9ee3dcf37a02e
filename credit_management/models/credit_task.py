from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FIGURES

#: Room for the sources of tasks: id = source id * 64 + number of the source.
SLOTS = 64


class CreditTask(models.Model):
    """Anything that waits for a person: one queue over many sources.

    A source is a `_task_source_<name>` method that returns an SQL fragment (starting from a
    partial index on open rows) with the columns of this model; later parts add theirs by
    extending `_task_sources`. Owner and deadline are written on the source's record.
    """

    _name = 'credit.task'
    _description = "Credit Task"
    _auto = False
    _order = 'is_late desc, ships_at, decide_by, amount desc, id'

    name = fields.Char(readonly=True)
    kind = fields.Selection(selection='_selection_kind', readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', readonly=True)
    profile_id = fields.Many2one('credit.profile', readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(readonly=True, groups=FIGURES)
    ships_at = fields.Datetime(string="Ships", readonly=True)
    decide_by = fields.Datetime(readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", readonly=True)
    is_late = fields.Boolean(string="Late", readonly=True)
    ships_today = fields.Boolean(readonly=True, help="By the calendar of the company.")
    priority = fields.Selection([('0', "Normal"), ('1', "Near"), ('2', "Today")], readonly=True)
    why = fields.Char(string="Why, and Cheapest Cure", compute='_compute_why')

    @api.model
    def _selection_kind(self):
        return [
            ('hold', self.env._("Hold")),
            ('second_signature', self.env._("Second signature")),
        ]

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._task_sources())

    _depends = {
        'credit.hold': [
            'state', 'user_id', 'decide_by', 'amount', 'is_urgent', 'second_signature_due',
            'signer_id', 'ship_date', 'snooze_until',
        ],
    }

    def _task_sources(self):
        """Return the SQL fragment of each source; extend to add one."""
        return [self._task_source_hold(), self._task_source_second_signature()]

    def _task_source_hold(self):
        return self._hold_fragment(
            0, 'hold', SQL(
                "h.state = 'open' AND (h.snooze_until IS NULL OR h.snooze_until < %s)",
                fields.Datetime.now(),
            ),
            SQL("h.decide_by"), SQL("h.user_id"),
        )

    def _task_source_second_signature(self):
        return self._hold_fragment(
            1, 'second_signature',
            SQL("h.is_urgent AND h.second_signature_due IS NOT NULL AND h.state = 'released'"),
            SQL("h.second_signature_due"), SQL("h.signer_id"),
        )

    def _hold_fragment(self, number, kind, where, deadline, owner):
        return SQL(
            """SELECT h.id * %(slots)s + %(number)s AS id, h.name, %(kind)s AS kind,
                      'credit.hold' AS res_model, h.id AS res_id, h.profile_id, p.partner_id,
                      h.company_id, c.currency_id, h.amount, h.ship_date AS ships_at,
                      %(deadline)s AS decide_by, %(owner)s AS user_id,
                      COALESCE(%(deadline)s < %(now)s, false) AS is_late,
                      %(ships_today)s AS ships_today, %(priority)s AS priority
                 FROM credit_hold h
                 JOIN credit_profile p ON p.id = h.profile_id
                 JOIN res_company c ON c.id = h.company_id
                WHERE %(where)s""",
            slots=SLOTS, number=number, kind=kind, where=where, deadline=deadline, owner=owner,
            now=fields.Datetime.now(),
            ships_today=SQL(
                "COALESCE(%s, false)", self._due_today(SQL("h.ship_date"), SQL("h.company_id"))
            ),
            priority=self._priority_sql(deadline, SQL("h.ship_date"), SQL("h.company_id")),
        )

    def _priority_sql(self, deadline, ships_at, company):
        """Return SQL: 2 late or ships today, 1 due today, 0 later."""
        return SQL(
            "CASE WHEN %s < %s OR %s THEN '2' WHEN %s THEN '1' ELSE '0' END",
            deadline, fields.Datetime.now(), self._due_today(ships_at, company),
            self._due_today(deadline, company),
        )

    def _due_today(self, moment, company):
        """Return SQL: `moment` is today or earlier by the calendar of the root `company`."""
        zone = self.env['res.company']._credit_zone_sql(company)
        day, today = (
            SQL("((%s) AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", each, zone)
            for each in (moment, SQL("%s::timestamp", fields.Datetime.now()))
        )
        return SQL("%s <= %s", day, today)

    @api.depends_context('uid', 'lang')
    def _compute_why(self):
        holds = self.env['credit.hold'].browse(
            [task.res_id for task in self if task.res_model == 'credit.hold']
        )
        texts = {hold.id: hold._why() for hold in holds}
        for task in self:
            task.why = texts.get(task.res_id, '')

    def _behind(self, model):
        """Return ``{id: record}`` of what the lines of a model stand for, to be read together."""
        return {record.id: record for record in self.env[model].browse(
            [task.res_id for task in self if task.res_model == model])}

    def action_open(self):
        """Open the document that waits."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': self.res_model, 'res_id': self.res_id,
            'view_mode': 'form', 'name': self.name,
        }
