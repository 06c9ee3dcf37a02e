from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bureau_values import parse_instant

#: An agent that was not heard of for so long is shown as silent.
SILENT_AFTER = timedelta(days=2)


class CreditBureauRun(models.Model):
    """A run of the agent, as it says itself: so that a silent agent is seen."""

    _name = 'credit.bureau.run'
    _description = "Bureau Agent Run"
    _order = 'started_at desc, id desc'
    _rec_name = 'run_id'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    user_id = fields.Many2one('res.users', readonly=True)
    agent = fields.Char(required=True, readonly=True)
    run_id = fields.Char(required=True, readonly=True)
    started_at = fields.Datetime(required=True, readonly=True)
    ended_at = fields.Datetime(readonly=True)
    exit_code = fields.Integer(readonly=True)
    has_exit_code = fields.Boolean(readonly=True)
    counts = fields.Json(readonly=True)
    counts_text = fields.Char(compute='_compute_counts_text', string="Reports")
    message = fields.Text(readonly=True)
    state = fields.Selection(
        [('running', "Running"), ('done', "Done"), ('partial', "Partly"), ('failed', "Failed")],
        compute='_compute_state',
    )

    _run_unique = models.UniqueIndex('(company_id, run_id)')
    _started_idx = models.Index('(company_id, started_at)')

    @api.depends('counts')
    def _compute_counts_text(self):
        for run in self:
            run.counts_text = ', '.join(
                f'{count} {name}' for name, count in sorted((run.counts or {}).items()) if count
            )

    @api.depends('ended_at', 'exit_code', 'has_exit_code')
    def _compute_state(self):
        for run in self:
            if not run.ended_at:
                run.state = 'running'
            elif run.exit_code == 0:
                run.state = 'done'
            else:
                run.state = 'partial' if run.exit_code == 3 else 'failed'

    @api.model
    def _record(self, company, run):
        """Enter or update a run; return its row. Raises a user error that names what is wrong."""
        values = self._values(run)
        known = self.search([
            ('company_id', '=', company.id), ('run_id', '=', values['run_id'])
        ])
        if known:
            known.write(values)
            return known
        return self.create({**values, 'company_id': company.id, 'user_id': self.env.uid})

    def _values(self, run):
        run = run if isinstance(run, dict) else {}
        started, ended = (parse_instant(run.get(name)) for name in ('started_at', 'ended_at'))
        for name, there in (
            ('agent', isinstance(run.get('agent'), str) and run['agent']),
            ('run_id', isinstance(run.get('run_id'), str) and run['run_id']),
            ('started_at', started), ('ended_at', ended or run.get('ended_at') is None),
            ('counts', isinstance(run.get('counts') or {}, dict)),
        ):
            if not there:
                raise UserError(self.env._(
                    "A run needs '%(field)s' in the form of the report contract.", field=name
                ))
        code = run.get('exit_code')
        return {
            'agent': run['agent'][:200], 'run_id': run['run_id'][:200], 'started_at': started,
            'ended_at': ended or False, 'exit_code': code or 0, 'has_exit_code': code is not None,
            'counts': run.get('counts') or {}, 'message': str(run.get('message') or '')[:8000],
        }

    @api.model
    def _state_of(self, company):
        """Return ``{"last_at", "is_silent", "has_failed", "message"}`` of the company's agent.

        `last_at` is None where no agent ever reported: nobody waits for it then.
        """
        run = self.sudo().search([('company_id', '=', company.root_id.id)], limit=1)
        last = run and (run.ended_at or run.started_at) or None
        return {
            'last_at': last, 'message': run.message or '',
            'is_silent': bool(last) and last < fields.Datetime.now() - SILENT_AFTER,
            'has_failed': bool(run) and run.state == 'failed',
        }
