from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from ..tools.court_calendar import LASTS, proceeding
from ..tools.legal_dates import add_days
from ..tools.limitation import Event

#: What happens at court: the kinds of `tools.court_calendar`, and what only limitation asks for.
KINDS = [
    ('suit_filed', "Lawsuit filed"),
    ('arbitration_filed', "Arbitration filed"),
    ('payment_order_applied', "Order for payment applied for"),
    ('payment_order_served', "Order for payment served"),
    ('payment_order_final', "Order for payment final"),
    ('objection', "Objection by the debtor"),
    ('preserved_before_suit', "Assets preserved before suit"),
    ('preserved_bank', "Bank account preserved"),
    ('preserved_movable', "Movable assets preserved"),
    ('preserved_immovable', "Immovable assets preserved"),
    ('withdrawn', "Filing withdrawn"),
    ('dismissed', "Filing dismissed"),
    ('award_made', "Award made"),
    ('released', "Preservation released"),
    ('lapsed', "Preservation lapsed"),
    ('enforced', "Assets enforced"),
    ('judgment_served', "Judgment served"),
    ('ruling_served', "Ruling served"),
    ('appealed', "Appealed"),
    ('accepted', "Judgment accepted"),
    ('judgment_effective', "Judgment in force"),
    ('performance_ends', "Time for performance ends"),
    ('performed', "Debtor performed"),
    ('enforcement_applied', "Enforcement applied for"),
    ('enforcement_interrupted', "Enforcement demanded again"),
    ('insolvency_announced', "Insolvency announced"),
    ('insolvency_claim_filed', "Claim filed in insolvency"),
    ('court_order', "Court names a day"),
    ('done', "Done as the court asked"),
]
#: What ends any filing, whatever it was about.
OVER = ('withdrawn', 'dismissed')
_PRESERVED = ('preservation', ('released', 'enforced', 'lapsed'))
#: Filing -> (event of limitation, what ends it).
FILINGS = {
    kind: (name, (*ends, *OVER)) for kind, (name, ends) in {
        'suit_filed': ('lawsuit', ('judgment_effective', 'accepted')),
        'arbitration_filed': ('arbitration', ('award_made', 'judgment_effective')),
        'payment_order_applied': ('payment_order', ('payment_order_final', 'objection')),
        'preserved_before_suit': _PRESERVED, 'preserved_bank': _PRESERVED,
        'preserved_movable': _PRESERVED, 'preserved_immovable': _PRESERVED,
        'enforcement_applied': ('enforcement', ('performed', 'enforced')),
        'insolvency_claim_filed': ('insolvency_claim', ('done',)),
    }.items()
}
#: Ends without a ruling that counting could begin from.
UNRULED = ('withdrawn', 'lapsed')


class CreditCourtEvent(models.Model):
    """What happened at court about a customer's debts; deadlines and limitation follow from it."""

    _name = 'credit.court.event'
    _inherit = ['credit.evidence']
    _description = "Court Event"
    _order = 'date desc, id desc'

    _written = ('profile_id', 'kind', 'date', 'ref', 'named_on', 'answers_id', 'line_ids', 'file',
                'file_name', 'note')

    profile_id = fields.Many2one('credit.profile', required=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='profile_id.partner_id')
    company_id = fields.Many2one(related='profile_id.company_id', store=True, index=True)
    kind = fields.Selection(KINDS, string="What Happened", required=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._credit_today())
    ref = fields.Char(
        string="Proceeding", help="Case number or asset: deadlines are counted for each by itself.")
    named_on = fields.Date(
        string="Day Named by the Court", help="The last day that the court itself gave.")
    answers_id = fields.Many2one(
        'credit.court.event', index='btree_not_null', ondelete='restrict',
        domain="[('profile_id', '=', profile_id), ('withdrawn_at', '=', False)]",
        help="The event whose deadline this meets or renews; the others of the proceeding stay open.")
    line_ids = fields.Many2many(
        'account.move.line', 'credit_court_event_line_rel', 'event_id', 'line_id', string="Claims",
        help="The claims of the proceeding; without them it moves no limitation.")
    file = fields.Binary(attachment=True, help="Receipt of the filing, ruling, announcement.")
    file_name = fields.Char()
    note = fields.Char()
    bureau_key = fields.Char(readonly=True, help="The bureau's event that told of it.")

    _valid_idx = models.Index("(profile_id, ref) WHERE withdrawn_at IS NULL")
    _bureau_once = models.UniqueIndex('(profile_id, bureau_key) WHERE bureau_key IS NOT NULL')

    @api.depends('kind', 'ref')
    def _compute_display_name(self):
        names = dict(self._fields['kind']._description_selection(self.env))
        for event in self:
            event.display_name = ' · '.join(filter(None, (names.get(event.kind), event.ref)))

    @api.onchange('profile_id', 'kind', 'ref')
    def _onchange_renewed(self):
        """Propose what a preservation renews; of another asset nothing is renewed."""
        if not (self.kind or '').startswith('preserved_'):
            return
        same = self.search([
            ('profile_id', '=', self.profile_id.id), ('kind', '=', self.kind),
            ('ref', '=', self.ref), ('withdrawn_at', '=', False)])
        self.answers_id = (same - same.answers_id)[:1]

    @api.constrains('date', 'named_on', 'answers_id', 'line_ids', 'profile_id')
    def _check_says(self):
        for event in self:
            if event.date > event.company_id._credit_today():
                raise ValidationError(self.env._(
                    "%(day)s is still to come. Of a day that the court named, write when it was"
                    " named.", day=format_date(self.env, event.date)))
            if event.named_on and event.named_on < event.date:
                raise ValidationError(self.env._(
                    "The court cannot have named %(named)s, a day before %(day)s.",
                    named=format_date(self.env, event.named_on),
                    day=format_date(self.env, event.date)))
            if event.answers_id and event.answers_id.profile_id != event.profile_id:
                raise ValidationError(self.env._("An event answers one about the same customer."))
            if event.kind == 'court_order' and not event.named_on:
                raise ValidationError(self.env._("Say which day the court named."))
            event.profile_id._check_claims(event.line_ids)

    def _evidence_changed(self):
        profiles = self.sudo().profile_id
        self.env['credit.court.deadline'].sudo()._count(profiles)
        self.env['credit.limitation'].sudo()._mark(profiles)
        return super()._evidence_changed()

    # === LIMITATION === #

    @api.model
    def _limitation_events(self, line_ids):
        """Return ``[(line id, tools.limitation.Event)]`` of filings about these lines: two queries."""
        self.env.flush_all()
        filings = self.env.execute_query(SQL(
            """SELECT rel.line_id, e.id, e.profile_id, e.kind, e.date, e.named_on, e.ref,
                      EXISTS (SELECT FROM ir_attachment file
                               WHERE file.res_model = 'credit.court.event'
                                 AND file.res_field = 'file' AND file.res_id = e.id)
                 FROM credit_court_event_line_rel rel
                 JOIN credit_court_event e ON e.id = rel.event_id AND e.withdrawn_at IS NULL
                WHERE rel.line_id = ANY(%s) AND e.kind = ANY(%s) ORDER BY e.id""",
            list(line_ids), list(FILINGS)))
        ends = self._ends({row[2] for row in filings})
        return [
            (line_id, self._as_filing(
                event_id, kind, day, named, has_file, self._ends_of(ends, profile_id, ref)))
            for line_id, event_id, profile_id, kind, day, named, ref, has_file in filings
        ]

    @staticmethod
    def _ends_of(ends, profile_id, ref):
        """Return what may end one proceeding; what names none ends all, but rules on none of them."""
        own = proceeding(ref)
        found = list(ends.get((profile_id, own), ()))
        if own:
            found += [(day, kind, False) for day, kind, _proved in ends.get((profile_id, None), ())]
        return sorted(found, key=lambda end: end[0])

    @api.model
    def _ends(self, profile_ids):
        """Return ``{(profile, proceeding): [(date, kind, has file)]}`` of what may end one."""
        found = {}
        rows = profile_ids and self.env.execute_query(SQL(
            """SELECT e.profile_id, e.ref, e.date, e.kind,
                      EXISTS (SELECT FROM ir_attachment file
                               WHERE file.res_model = 'credit.court.event'
                                 AND file.res_field = 'file' AND file.res_id = e.id)
                 FROM credit_court_event e
                WHERE e.profile_id = ANY(%s) AND e.withdrawn_at IS NULL AND e.kind = ANY(%s)
                ORDER BY e.date, e.id""",
            list(profile_ids), list({kind for _event, kinds in FILINGS.values() for kind in kinds})))
        for profile_id, ref, *end in rows or ():
            found.setdefault((profile_id, proceeding(ref)), []).append(tuple(end))
        return found

    @staticmethod
    def _as_filing(event_id, kind, day, named, has_file, ends):
        name, closing = FILINGS[kind]
        end = next(((when, proved and what not in UNRULED) for when, what, proved in ends
                    if what in closing and when >= day), None)
        if kind in LASTS:
            # What is not renewed ends by itself.
            until = add_days(named or LASTS[kind].after(day), 1)
            end = min(end or (until, False), (until, False), key=lambda one: one[0])
        evidence = {'filing_receipt'} if has_file else set()
        if end and end[1]:
            evidence.add('ruling')
        return Event(name, day, end and end[0], frozenset(evidence),
                     f'credit.court.event,{event_id}')
