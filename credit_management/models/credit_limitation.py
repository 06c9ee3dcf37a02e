from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools.legal_dates import add_months, days_left
from .credit_profile import FIGURES

#: What the server alone writes, by SQL.
LEVELS = [
    ('unknown', "Not known"),
    ('calm', "Far away"),
    ('letter', "Letter due"),
    ('first', "First alert"),
    ('second', "Second alert"),
    ('last', "Last alert"),
    ('expired', "Over"),
    ('court', "In a procedure"),
]
#: Levels at which somebody has to do something.
URGENT = ('letter', 'first', 'second', 'last', 'expired')


class CreditLimitation(models.Model):
    """Until when an open maturity line can be sued for (诉讼时效); one row a line.

    Counted by `tools.limitation` from events with evidence, nightly and seconds after something
    happened. Nobody writes it; what people saw they write as `credit.limitation.event`.
    """

    _name = 'credit.limitation'
    _inherit = ['credit.guarded', 'credit.watched']
    _description = "Limitation of a Claim"
    _log_access = False
    _order = 'safe_date, id'
    _rec_name = 'move_id'

    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, index=True,
        ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id')
    company_id = fields.Many2one('res.company', required=True, readonly=True)
    currency_id = fields.Many2one(related='company_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Claim", required=True, readonly=True, ondelete='cascade')
    move_id = fields.Many2one(
        'account.move', string="Document", required=True, readonly=True, index=True,
        ondelete='cascade')
    law_id = fields.Many2one(
        'credit.limitation.law', required=True, readonly=True, index=True, ondelete='restrict')
    date_due = fields.Date(string="Due Date", readonly=True)
    amount = fields.Monetary(string="Open Amount", readonly=True, groups=FIGURES)
    start_date = fields.Date(string="Begins", readonly=True)
    anchor_date = fields.Date(string="Counts From", readonly=True)
    safe_date = fields.Date(
        string="Last Safe Day", readonly=True,
        help="Counted by events whose evidence is complete, and moved off no holiday.")
    arguable_date = fields.Date(
        string="Arguable Until", readonly=True,
        help="What it would be with all evidence; what is missing stands beside it.")
    letter_on = fields.Date(
        string="Letter Due", readonly=True,
        help="From this day on a limitation letter should go out. Empty: a letter does not help.")
    moved_kind = fields.Char(readonly=True)
    moved_on = fields.Date(readonly=True)
    moved_ended = fields.Date(readonly=True)
    pending_kind = fields.Char(readonly=True)
    pending_on = fields.Date(readonly=True)
    missing = fields.Char(
        string="Missing Codes", readonly=True, help="Codes of the evidence that is not on file.")
    act_on = fields.Date(
        readonly=True,
        help="The day from which on somebody should do something about it.")

    days_left = fields.Integer(
        compute='_compute_level', aggregator=None, help="0 on the last safe day.")
    level = fields.Selection(
        LEVELS, string="State", compute='_compute_level', search='_search_level')
    missing_text = fields.Char(string="Missing", compute='_compute_words')
    explanation = fields.Char(string="What Moved It", compute='_compute_words')

    _line_once = models.UniqueIndex('(move_line_id)')
    _safe_idx = models.Index('(company_id, safe_date)')
    _act_idx = models.Index("(act_on) INCLUDE (profile_id) WHERE act_on IS NOT NULL")

    @api.depends('move_id', 'date_due')
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = claim.sudo().move_id.name

    # === HOW NEAR === #

    @api.depends_context('uid')
    @api.depends('safe_date', 'letter_on', 'pending_kind', 'law_id')
    def _compute_level(self):
        today = {company: company._credit_today() for company in self.company_id}
        for claim in self:
            day = today.get(claim.company_id)
            claim.level = claim._level_on(day)
            claim.days_left = days_left(claim.safe_date or None, day) or 0

    def _level_on(self, today):
        """Return the level on a day."""
        if not self.safe_date:
            return 'unknown'
        if self.pending_kind:
            return 'court'
        left = (self.safe_date - today).days
        law = self.law_id.sudo()
        if left < 0:
            return 'expired'
        for level, days in (
            ('last', law.alert_last), ('second', law.alert_second), ('first', law.alert_first),
        ):
            if left <= days:
                return level
        return 'letter' if self.letter_on and self.letter_on <= today else 'calm'

    def _search_level(self, operator, value):
        if operator != 'in':
            return NotImplemented
        wanted = [level for level in value if level]
        return [('id', 'in', SQL(
            "(SELECT claim.id FROM (%s) claim WHERE claim.level = ANY(%s))",
            self._levels_sql(), wanted,
        ))]

    @api.model
    def _levels_sql(self):
        """Return SQL of (id, level) of all claims, as `_level_on` says."""
        self.env.flush_all()
        today = self.env['res.company']._credit_today_sql(SQL("l.company_id"))
        left = SQL("l.safe_date - %s", today)
        return SQL(
            """SELECT l.id, CASE
                      WHEN l.safe_date IS NULL THEN 'unknown'
                      WHEN l.pending_kind IS NOT NULL THEN 'court'
                      WHEN %(left)s < 0 THEN 'expired'
                      WHEN %(left)s <= law.alert_last THEN 'last'
                      WHEN %(left)s <= law.alert_second THEN 'second'
                      WHEN %(left)s <= law.alert_first THEN 'first'
                      WHEN l.letter_on <= %(today)s THEN 'letter'
                      ELSE 'calm' END AS level
                 FROM credit_limitation l JOIN credit_limitation_law law ON law.id = l.law_id""",
            left=left, today=today,
        )

    # === PEOPLE === #

    def _alerts_before(self):
        law = self.law_id
        if self.pending_kind:
            # Once a year, for as long as it runs.
            years = self.company_id._credit_today().year - self.pending_on.year
            days = (add_months(self.pending_on, 12 * (years + more)) for more in (0, 1))
            today = self.company_id._credit_today()
            return next(day for day in days if day > today), (0,)
        return self.safe_date or None, (law.alert_first, law.alert_second, law.alert_last)

    def _of_task(self):
        """Return the claims that ask for somebody together with this one: all of the customer's."""
        today = self.company_id._credit_today()
        return self.search([
            ('profile_id', '=', self.profile_id.id), ('act_on', '<=', today),
            '|', ('seen_until', '=', False), ('seen_until', '<=', today),
        ])

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        if self.pending_kind:
            return self.env._(
                "%(document)s hangs on this since %(day)s: %(event)s. Does it still run?",
                document=self.sudo().move_id.name, day=format_date(self.env, self.pending_on),
                event=self._kind_word(self.pending_kind))
        return self.env._(
            "%(level)s: %(document)s can be sued for until %(day)s",
            level=dict(self._fields['level']._description_selection(self.env))[self.level],
            document=self.sudo().move_id.name, day=format_date(self.env, self.safe_date))

    def action_open(self):
        """Open the document; Odoo checks there whether this user may."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_write_event(self):
        """Write down what happened to the claims that were chosen."""
        profile = self.profile_id[:1]
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("What Happened"),
            'res_model': 'credit.limitation.event', 'view_mode': 'form', 'target': 'new',
            'views': [(self.env.ref(
                'credit_management.credit_limitation_event_view_form_dialog').id, 'form')],
            'context': {
                'default_profile_id': profile.id, 'default_line_ids': self.filtered(
                    lambda claim: claim.profile_id == profile).move_line_id.ids,
            },
        }

    # === LOOKING AGAIN === #

    @api.model
    def _mark(self, profiles):
        """Note that claims on `profiles` deserve another look; a worker gives it."""
        if not profiles.ids:
            return
        self.env.cr.execute(SQL(
            "INSERT INTO credit_limitation_mark (profile_id) SELECT unnest(%s)", profiles.ids))
        self.env.ref('credit_management.credit_limitation_cron').sudo()._trigger()

    @api.model
    def _look_again(self, companies=None):
        """Let the next night begin anew for these root companies, or all: a law changed."""
        roots = companies or self.env['res.company'].sudo().search([('parent_id', '=', False)])
        roots.sudo()._credit_limitation_again()
        self.env['credit.guarantee.clock'].sudo().with_context(active_test=False).search(
            [('company_id', 'in', roots.ids)])._recount()
        self.env['credit.court.deadline'].sudo()._count(self.env['credit.court.event'].sudo().search(
            [('company_id', 'in', roots.ids)]).profile_id)
        self.env.ref('credit_management.credit_limitation_cron').sudo()._trigger()
