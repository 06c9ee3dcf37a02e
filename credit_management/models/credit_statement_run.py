from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, split_every

from ..receivables import statements as sql
from ..tools import statements as pure

CRON = 'credit_management.credit_statement_cron'
#: Customers whose statements are made, and letters whose sending is decided, in one part.
CHUNK = 500
GRADES = 'ABCDE'


class CreditStatementRun(models.Model):
    """Statements of many customers up to one day: who gets one, how far it is, who answered.

    A worker makes them part by part and goes on where it stopped; nothing leaves before approval.
    """

    _name = 'credit.statement.run'
    _description = "Run of Statements"
    _order = 'date_to desc, id desc'
    _rec_name = 'date_to'

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, index=True, ondelete='cascade',
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related='company_id.currency_id')
    date_to = fields.Date(
        string="Account Up To", required=True,
        default=lambda self: fields.Date.subtract(
            self.env.company._credit_today().replace(day=1), days=1))
    grades = fields.Char(
        help="Who gets a statement each month, e.g. D, E. The others by quarter.")
    amount = fields.Monetary(
        string="From a Balance Of", help="Who gets a statement each month. The others by quarter.")
    state = fields.Selection([
        ('draft', "Draft"), ('making', "Being Made"), ('ready', "To Approve"),
        ('approved', "Being Approved"), ('done', "Done"), ('cancelled', "Cancelled"),
    ], required=True, readonly=True, default='draft', copy=False)
    user_id = fields.Many2one('res.users', string="Approved By", readonly=True, copy=False)
    wanted_count = fields.Integer(string="Customers Chosen", readonly=True, copy=False)
    made_count = fields.Integer(string="Done With", readonly=True, copy=False)
    progress = fields.Float(compute='_compute_progress')
    statement_ids = fields.One2many('credit.statement', 'run_id', readonly=True)
    letter_ids = fields.One2many('credit.letter', 'statement_run_id', readonly=True)
    statement_count = fields.Integer(string="Statements", compute='_compute_counts')
    refused_count = fields.Integer(string="Do Not Go", compute='_compute_counts')
    gone_count = fields.Integer(string="Out", compute='_compute_counts')
    answered_count = fields.Integer(string="Customers Who Answered", compute='_compute_counts')
    completion = fields.Float(string="Answered (%)", compute='_compute_counts')

    _working_idx = models.Index("(id) WHERE state IN ('making', 'approved')")

    @api.depends('date_to')
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.date_to and self.env._(
                "Statements up to %(day)s", day=format_date(self.env, run.date_to))

    @api.depends('wanted_count', 'made_count')
    def _compute_progress(self):
        for run in self:
            run.progress = 100 * run.made_count / run.wanted_count if run.wanted_count else 0

    def _compute_counts(self):
        states, letters = {}, self.env['credit.letter'].sudo()
        for run, profile, state, count in self.env['credit.statement'].sudo()._read_group(
            [('run_id', 'in', self.ids)], ['run_id', 'profile_id', 'state'], ['__count'],
        ):
            states.setdefault(run.id, {}).setdefault(profile.id, []).extend([state] * count)
        refused = {run.id: count for run, count in letters._read_group(
            [('statement_run_id', 'in', self.ids), ('state', '=', 'draft'),
             ('refusal', '!=', False)], ['statement_run_id'], ['__count'])}
        for run in self:
            own = states.get(run.id, {})
            every = [state for mine in own.values() for state in mine]
            answered, due = pure.completion(own)
            run.statement_count = len(every)
            run.gone_count = sum(state not in ('draft', 'cancelled') for state in every)
            run.refused_count = refused.get(run.id, 0)
            run.answered_count = answered
            run.completion = 100 * answered / due if due else 0

    @api.constrains('grades')
    def _check_grades(self):
        for run in self:
            if unknown := run._grades() - set(GRADES):
                raise UserError(self.env._(
                    "%(grade)s is no grade. Write letters from A to E, e.g. D, E.",
                    grade=', '.join(sorted(unknown))))

    def _grades(self):
        return {part.strip().upper() for part in (self.grades or '').split(',') if part.strip()}

    def write(self, vals):
        names = {'date_to', 'grades', 'amount', 'company_id'} & set(vals)
        if not self.env.su and (set(vals) - {'date_to', 'grades', 'amount'} or names and any(
            run.state != 'draft' for run in self
        )):
            raise UserError(self.env._(
                "A run that was begun stays as it is. Cancel it, and begin another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft(self):
        if any(run.state != 'draft' for run in self):
            raise UserError(self.env._("A run that was begun is kept. Cancel it."))

    # === BUTTONS === #

    def action_start(self):
        """Let the worker make the drafts."""
        self.ensure_one()
        self.check_access('write')
        today = self.company_id._credit_today()
        if self.date_to > today:
            raise UserError(self.env._(
                "%(day)s is still to come. A statement is of a day up to %(today)s.",
                day=format_date(self.env, self.date_to), today=format_date(self.env, today)))
        self._become('making', 'draft')

    def action_approve(self):
        """Let all go that may; what lacks something stays a draft, with its reason."""
        self.ensure_one()
        self.check_access('write')
        self.sudo().user_id = self.env.uid
        self._become('approved', 'ready')

    def action_cancel(self):
        """Take back what nobody approved; what is approved goes on."""
        self.ensure_one()
        self.check_access('write')
        self._become('cancelled', 'draft', 'making', 'ready', 'approved')
        self.sudo().letter_ids.filtered(lambda letter: letter.state == 'draft')._supersede()

    def _become(self, state, *before):
        if self.state not in before:
            raise UserError(self.env._("This run is not at that point. Load it again."))
        self.sudo().state = state
        self.env.ref(CRON).sudo()._trigger()

    def action_open_statements(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_statement_action')
        return {**action, 'domain': [('run_id', '=', self.id)], 'context': {},
                'name': self.display_name}

    def action_open_letters(self):
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_letter_action')
        return {**action, 'domain': [('statement_run_id', '=', self.id)],
                'name': self.display_name, 'context': {'create': False}}

    # === WORK === #

    @api.model
    def _cron_work(self):
        """Make what is begun, let go what is approved; stops anywhere and goes on there."""
        runs = self.search([('state', 'in', ('making', 'approved'))], order='id')
        self.env['credit.failure']._in_turn('statements', runs, type(self)._work)

    def _work(self):
        yield from (self._make_parts() if self.state == 'making' else self._approve_parts())

    def _make_parts(self):
        """Make the drafts of those who get one and have none of this run; yield after each part."""
        ids = self._chosen()
        have = {profile.id for (profile,) in self.env['credit.letter']._read_group(
            [('statement_run_id', '=', self.id)], ['profile_id'])}
        self.write({'wanted_count': len(ids), 'made_count': len(have & set(ids))})
        day = self.company_id._credit_today()
        for part in split_every(CHUNK, [one for one in ids if one not in have], list):
            self.env['credit.failure']._apart(
                'statements', part, lambda own: self._make_part(day, own),
                self.env['credit.profile'].browse)
            self.made_count += len(part)
            yield
            if self.state != 'making':
                return
        self.state = 'ready'

    def _make_part(self, day, profile_ids):
        profiles = self.env['credit.profile'].browse(profile_ids)
        self.env['credit.statement']._make(profiles, self.date_to, run_id=self.id)
        self.env['credit.letter']._make_all(day, [{
            'profile': profile, 'kind': 'statement', 'statement_day': self.date_to,
            'is_adhoc': False, 'statement_run_id': self.id,
        } for profile in profiles])

    def _chosen(self):
        """Return the ids of the profiles that get a statement: one query for all customers."""
        asked = self.env['credit.receivable']._question(self.company_id, self.date_to)
        choice = pure.Choice(frozenset(self._grades()), self.amount or None)
        return [profile_id for profile_id, grade, balance in self.env['credit.receivable']._rows(
            sql.balances(asked, self.company_id.id))
            if pure.gets_one(choice, self.date_to.month, grade, balance)]

    def _approve_parts(self):
        """Approve the drafts that may go; yield after each part."""
        # Whether the statement before is approved by now is looked at again with the rest.
        drafts = self.letter_ids.filtered(lambda one: one.state == 'draft' and (
            not one.refusal or one.refusal == 'statement_before'))
        for part in split_every(CHUNK, drafts.ids, list):
            letters = self.env['credit.letter'].browse(part)
            letters._approve(self.user_id, is_set=True)
            letters._queue_together()
            yield
            if self.state != 'approved':
                return
        self.state = 'done'
