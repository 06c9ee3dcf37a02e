import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.limits import SOURCES

_COLUMNS = {
    'profile_id': 'int', 'partner_id': 'int', 'rank': 'int', 'sales': 'numeric',
    'high_credit': 'numeric', 'high_credit_date': 'date', 'has_term': 'boolean',
    'term_days': 'float8', 'has_late': 'boolean', 'late_days': 'float8', 'core_limit': 'numeric',
    'current_mode': 'text', 'current_limit': 'numeric', 'need': 'numeric', 'history': 'numeric',
    'factor': 'float8', 'proposed_limit': 'numeric', 'source': 'text', 'limit': 'numeric',
    'is_by_hand': 'boolean', 'why': 'text', 'is_decided': 'boolean', 'is_kept': 'boolean',
}
#: What a manager writes.
EDITABLE = {'limit', 'why', 'is_kept'}


class CreditLimitProposalLine(models.Model):
    """One customer's proposed limit, with every figure that it came from."""

    _name = 'credit.limit.proposal.line'
    _description = "Proposed Limit"
    _order = 'rank, id'
    _rec_name = 'partner_id'

    proposal_id = fields.Many2one(
        'credit.limit.proposal', required=True, readonly=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='proposal_id.company_id')
    currency_id = fields.Many2one(related='proposal_id.company_id.currency_id')
    proposal_state = fields.Selection(related='proposal_id.state', string="Proposal State")
    profile_id = fields.Many2one(
        'credit.profile', required=True, readonly=True, ondelete='cascade', index=True
    )
    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, readonly=True, ondelete='cascade',
        index=True,
    )
    rank = fields.Integer(readonly=True, aggregator=None, help="1 is the largest proposal.")

    # === What is known === #
    sales = fields.Monetary(
        string="Sales, 12 Months", readonly=True, help="Invoiced, tax included, less credit notes."
    )
    high_credit = fields.Monetary(
        readonly=True, help="The most that the customer owed at the end of a day."
    )
    high_credit_date = fields.Date(string="Peak Day", readonly=True)
    has_term = fields.Boolean(readonly=True)
    term_days = fields.Float(
        string="Agreed Days", readonly=True, digits=(6, 1), aggregator='avg')
    has_late = fields.Boolean(readonly=True)
    late_days = fields.Float(
        string="Days Beyond Terms", readonly=True, digits=(6, 1), aggregator='avg',
        help="By amount: what was paid, and what is late now.",
    )
    core_limit = fields.Monetary(string="Odoo's Limit", readonly=True)
    current_mode = fields.Selection(
        selection=lambda self: self.env['credit.profile']._fields['limit_mode'].selection,
        string="Now", readonly=True,
    )
    current_limit = fields.Monetary(string="Limit Now", readonly=True)

    # === What follows from it === #
    need = fields.Monetary(
        readonly=True, help="A year's purchases for the agreed days and those granted beyond."
    )
    history = fields.Monetary(
        string="From High Credit", readonly=True,
        help="The high credit and a little more; less for who pays late.",
    )
    factor = fields.Float(string="Behaviour", readonly=True, digits=(4, 2), aggregator='avg')
    proposed_limit = fields.Monetary(string="Proposed", readonly=True)
    source = fields.Selection('_selection_source', string="Follows From", readonly=True)

    # === What people make of it === #
    limit = fields.Monetary(string="Mine", help="The limit that is given. Say why if you change it.")
    is_by_hand = fields.Boolean(
        string="By Hand", compute='_compute_is_by_hand', store=True, readonly=True
    )
    why = fields.Char()
    is_decided = fields.Boolean(string="Decided Before", readonly=True)
    is_kept = fields.Boolean(
        string="Leave", help="The customer keeps what he has now; nothing is decided about him."
    )
    review_date = fields.Date(string="Next Review", readonly=True)

    # === What came of it === #
    state = fields.Selection(
        selection=[('todo', "To apply"), ('applied', "Limit given"), ('refused', "Not applied"),
                   ('stuck', "Not taken back")],
        required=True, readonly=True, default='todo',
    )
    note = fields.Char(readonly=True, help="Why it was not applied, or not taken back.")
    before = fields.Json(readonly=True, help="What the customer had when the limit was applied.")

    _profile_unique = models.UniqueIndex('(proposal_id, profile_id)')
    _rank_idx = models.Index('(proposal_id, rank)')
    _todo_idx = models.Index("(proposal_id, rank) WHERE state = 'todo'")
    _limit_not_negative = models.Constraint(
        'CHECK ("limit" >= 0)', "A limit cannot be negative. Use 0 to give none.")

    @api.model
    def _selection_source(self):
        labels = {
            'need': self.env._("Purchases"), 'history': self.env._("High credit"),
            'core': self.env._("Odoo's limit"), 'smallest': self.env._("Smallest limit"),
        }
        return [(source, labels[source]) for source in SOURCES]

    @api.depends('limit', 'proposed_limit')
    def _compute_is_by_hand(self):
        for line in self:
            line.is_by_hand = line.currency_id.compare_amounts(
                line.limit, line.proposed_limit) != 0

    # === CRUD === #

    def write(self, vals):
        """People change amount and reason of a draft; the rest is the server's."""
        if not self.env.su:
            self._check_may_write(vals)
            if 'limit' in vals:
                vals = {'is_kept': False, **vals}
        return super().write(vals)

    def _check_may_write(self, vals):
        self.env['credit.limit.proposal']._check_manager()
        if locked := set(vals) - EDITABLE:
            raise UserError(self.env._(
                "%(fields)s follows from the ledger. Change the limit, and say why.",
                fields=', '.join(self._fields[name]._description_string(self.env) if name in
                                 self._fields else name for name in sorted(locked)),
            ))
        self.check_access('write')
        for proposal_sudo in self.sudo().proposal_id:
            proposal_sudo._lock_draft(shared=True)

    # === FILLING === #

    @api.model
    def _replace(self, proposal, values):
        """Write all lines of a proposal anew, by one statement."""
        self.flush_model()
        columns = SQL(", ").join(map(SQL.identifier, _COLUMNS))
        types = SQL(", ").join(
            SQL(f"%s {kind}", SQL.identifier(name)) for name, kind in _COLUMNS.items())
        self.env.cr.execute(SQL(
            "DELETE FROM credit_limit_proposal_line WHERE proposal_id = %s", proposal.id))
        self.env.cr.execute(SQL(
            """INSERT INTO credit_limit_proposal_line
                      (proposal_id, state, create_uid, write_uid, create_date, write_date, %(columns)s)
               SELECT %(proposal)s, 'todo', %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                      now() AT TIME ZONE 'UTC', %(columns)s
                 FROM jsonb_to_recordset(%(lines)s) AS line (%(types)s)""",
            columns=columns, proposal=proposal.id, user=self.env.uid, types=types,
            lines=json.dumps(values),
        ))
        self.env.invalidate_all()
