from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import evidence_scores as pure
from .credit_evidence_score import ITEMS, ROLES

#: Room for the items of a claim: id = the claim's id * 8 + place of the item.
SLOTS = 8
#: Levels of all items, in words of their own.
LEVELS = [
    ('full', "Complete"), ('unsigned', "Performed, not signed"),
    ('email', "By mail, number"), ('unauthorised', "Without authority"),
    ('carrier', "By carrier"), ('sent', "Sent"), ('silent', "Not answered in time"),
    ('none', "Missing"), ('na', "Not needed"),
]


class CreditEvidenceItem(models.Model):
    """One of the five things that prove a claim: how much of it there is, and what is missing."""

    _name = 'credit.evidence.item'
    _description = "Paper of a Claim"
    _auto = False
    _log_access = False
    _order = 'id'

    score_id = fields.Many2one('credit.evidence.score', string="Claim", readonly=True)
    profile_id = fields.Many2one('credit.profile', string="Customer", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    item = fields.Selection(ITEMS, string="What", readonly=True)
    level = fields.Selection(LEVELS, string="On File", readonly=True)
    points = fields.Integer(readonly=True)
    possible = fields.Integer(string="Of", readonly=True)
    role = fields.Selection(ROLES, string="By Whom", readonly=True)
    is_complete = fields.Boolean(compute='_compute_is_complete')
    paper = fields.Char(string="Which", compute='_compute_paper')
    missing = fields.Char(string="What Is Missing", compute='_compute_paper')

    @property
    def _table_query(self):
        rows = []
        for place, (item, worth) in enumerate(pure.TABLE.items()):
            level = SQL.identifier('s', f'{item}_level')
            rows.append(SQL(
                "(%s, %s, %s, CASE %s %s ELSE 0 END, CASE %s WHEN 'na' THEN 0 ELSE %s END, %s)",
                place, item, level, level, SQL(" ").join(
                    SQL("WHEN %s THEN %s", name, points) for name, points in worth.items()),
                level, max(worth.values()), pure.ROLES[item]))
        return SQL(
            """SELECT s.id * %s + part.place AS id, s.id AS score_id, s.profile_id, s.company_id,
                      part.item::varchar, part.level::varchar, part.points, part.possible,
                      part.role::varchar
                 FROM credit_evidence_score s,
                      LATERAL (VALUES %s) AS part(place, item, level, points, possible, role)""",
            SLOTS, SQL(", ").join(rows))

    _depends = {'credit.evidence.score': [
        'profile_id', 'company_id', *(f'{item}_level' for item in pure.ITEMS)]}

    @api.depends('points', 'possible')
    def _compute_is_complete(self):
        for part in self:
            part.is_complete = part.points == part.possible

    @api.depends_context('lang', 'uid')
    @api.depends('level')
    def _compute_paper(self):
        """Say which paper counts, and what would bring the rest; one look for each claim."""
        found = {}
        for claim in self.score_id:
            found[claim] = claim._found_now()
        for part in self:
            one = found[part.score_id]
            record = part._record(one.papers.get(part.item))
            part.paper = record.sudo().display_name if record else False
            part.missing = part._missing_text()

    def _record(self, place):
        """Return the record of ``(model, id)``, or None."""
        return self.env[place[0]].browse(place[1]).exists() if place else None

    def _missing_text(self):
        texts = {
            ('contract', 'none'): self.env._("A contract in force on the day of the order."),
            ('contract', 'unsigned'): self.env._(
                "The signature of somebody who may sign: his letter of authority, or the checklist"
                " of what it needs to bind."),
            ('order', 'none'): self.env._(
                "The customer's order: file it on the order, or let him sign online."),
            ('order', 'email'): self.env._("The order itself, signed or on file."),
            ('delivery', 'none'): self.env._("Who took the goods over, with a signature or photo."),
            ('delivery', 'carrier'): self.env._("The signature of who took the goods over."),
            ('delivery', 'unauthorised'): self.env._(
                "A letter of authority of who took the goods over, or the customer's consent."),
            ('invoice', 'none'): self.env._("Send the invoice, and let its receipt be confirmed."),
            ('invoice', 'sent'): self.env._("That the customer received it: when, who, how."),
            ('statement', 'none'): self.env._("A statement with this claim, confirmed."),
            ('statement', 'silent'): self.env._("The customer's confirmation; call him."),
            ('statement', 'unauthorised'): self.env._(
                "What shows that who confirmed it might: his letter of authority."),
        }
        return texts.get((self.item, self.level), False)

    # === PEOPLE === #

    def action_open_paper(self):
        """Open the paper that counts; Odoo checks there whether this user may."""
        self.ensure_one()
        record = self._record(self.score_id._found_now().papers.get(self.item))
        return record.get_formview_action() if record else False

    def action_mend(self):
        """Open what mends it."""
        self.ensure_one()
        return getattr(self, f'_mend_{self.item}')(self.score_id._found_now())

    def _mend_contract(self, found):
        action = self.env['ir.actions.act_window']._for_xml_id(
            'credit_management.credit_contract_action')
        return {**action, 'domain': [('profile_id', '=', self.profile_id.id)],
                'context': {'default_profile_id': self.profile_id.id}}

    def _mend_order(self, found):
        record = self._record(found.places.get('order')) or self.score_id.move_id
        return record.get_formview_action()

    def _mend_delivery(self, found):
        picking = self._record(found.places.get('delivery'))
        if picking is None:
            return self.score_id.move_id.get_formview_action()
        if self.level == 'unauthorised':
            return picking.action_credit_proof()
        return {**picking.action_credit_proof(), 'res_id': False}

    def _mend_invoice(self, found):
        if self.level == 'none':
            return self.score_id.move_id.get_formview_action()
        return self.score_id.move_id.action_credit_receipt()

    def _mend_statement(self, found):
        record = self._record(found.places.get('statement'))
        return record.get_formview_action() if record else self.profile_id.action_new_statement()
