from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import blacklist
from .credit_blacklist import ACTS

#: Two of a prefix stand before some numbers here and not there.
_PREFIX = 2
#: Signs that do not count in a number.
_SIGNS = r'[^0-9A-Za-z]'


class CreditBlacklistMatch(models.Model):
    """A contact that an entry of the blacklist is about, or that looks like it.

    What is exact acts at once; what only looks alike waits for a person, and stops nobody.
    """

    _name = 'credit.blacklist.match'
    _inherit = ['credit.by.server']
    _description = "Contact on the Blacklist"
    _order = 'state, id'
    _rec_name = 'partner_id'

    blacklist_id = fields.Many2one(
        'credit.blacklist', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='blacklist_id.company_id', store=True, index=True)
    level = fields.Selection(related='blacklist_id.level', store=True)
    partner_id = fields.Many2one(
        'res.partner', string="Contact", required=True, readonly=True, ondelete='cascade')
    state = fields.Selection(
        [('candidate', "Is it him?"), ('acts', "Stopped"), ('rejected', "Somebody else"),
         ('over', "Ended")], required=True, readonly=True)
    by = fields.Char(string="Agrees In", readonly=True, help="Kinds of marks, the strongest first.")
    by_text = fields.Char(string="What Agrees", compute='_compute_by_text')
    user_id = fields.Many2one('res.users', string="Decided By", readonly=True)
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    note = fields.Char(readonly=True)

    _once = models.UniqueIndex('(blacklist_id, partner_id)')
    _acts_idx = models.Index("(partner_id, company_id) WHERE state = 'acts'")
    _partner_idx = models.Index('(partner_id)')

    @api.model
    def _by_server_words(self):
        words = self.env._("Contacts of an entry are found by their marks, and decided on by buttons.")
        return dict.fromkeys(('create', 'write', 'unlink'), words)

    @api.depends_context('lang')
    @api.depends('by')
    def _compute_by_text(self):
        words = {**dict(self.env['credit.blacklist.key']._selection_kind()),
                 'alike': self.env._("A name that looks alike"),
                 'customer': self.env._("Named in the entry")}
        for match in self:
            match.by_text = ', '.join(words[kind] for kind in (match.by or '').split())

    # === LOOKING === #

    @api.model
    def _look_for(self, entries):
        """Find the contacts of entries that came into force."""
        for entry in entries:
            self._look(self._maybe(entry), entry)
            partner = entry.partner_id.commercial_partner_id
            if partner:
                self._found(entry, partner, blacklist.Found(True, ('customer',)))

    @api.model
    def _look_at(self, partners):
        """Find the entries in force that contacts, new or changed, may be about."""
        partners = partners.commercial_partner_id
        said = self._keys_of(partners)
        keys = [pair for found, _name in said.values() for pair in found]
        heads = {blacklist.head(name) for _found, name in said.values()}
        if not keys:
            return
        self.env['credit.blacklist'].flush_model(['state'])
        self.env['credit.blacklist.key'].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT k.blacklist_id FROM credit_blacklist_key k
                 JOIN credit_blacklist b ON b.id = k.blacklist_id AND b.state = ANY(%s)
                WHERE (k.key = ANY(%s) AND k.kind || ':' || k.key = ANY(%s))
                   OR (k.kind = 'name' AND k.head = ANY(%s))""",
            list(ACTS), [key for _kind, key in keys], [f'{kind}:{key}' for kind, key in keys],
            sorted(heads)))
        for entry in self.env['credit.blacklist'].sudo().browse([row[0] for row in rows]):
            self._look(partners, entry, said)

    def _look(self, partners, entry, said=None):
        """Compare contacts with one entry, and keep what agrees."""
        own = {(mark.kind, mark.key) for mark in entry.key_ids}
        names = [mark.value for mark in entry.key_ids if mark.kind == 'name']
        said = said or self._keys_of(partners)
        tree = self.env['res.company'].sudo().search([('id', 'child_of', entry.company_id.id)])
        for partner in partners.sudo():
            keys, name = said[partner.id]
            found = blacklist.compare(own, keys, [(one, name) for one in names])
            if found and (not partner.company_id or partner.company_id in tree):
                self._found(entry, partner, found)

    def _found(self, entry, partner, found):
        """Keep a match; what a person decided stays, unless it is exact by now."""
        match = self.sudo().search(
            [('blacklist_id', '=', entry.id), ('partner_id', '=', partner.id)])
        state = 'acts' if found.acts else 'candidate'
        if match and (match.state in ('acts', 'rejected') or match.state == state):
            return
        values = {'state': state, 'by': ' '.join(found.by)}
        if match:
            match.write(values)
        else:
            match = self.sudo().create(
                {**values, 'blacklist_id': entry.id, 'partner_id': partner.id})
        if found.acts:
            match._begin()

    def _maybe(self, entry):
        """Return the customers who may be an entry's: a loose look at all contacts, by one query."""
        of = entry.key_ids.grouped('kind')
        keys = {kind: marks.mapped('key') for kind, marks in of.items()}
        numbers = [key for kind in (*blacklist.NUMBERS, 'reg_no') for key in keys.get(kind, ())]
        numbers += [key[_PREFIX:] for key in keys.get('vat', ())]
        names = of.get('name', self.env['credit.blacklist.key'])
        persons = keys.get('person', [])
        self.env['res.partner'].flush_model()
        self.env['credit.partner.identifier'].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT commercial_partner_id FROM res_partner
                WHERE upper(regexp_replace(vat, %(signs)s, '', 'g')) = ANY(%(numbers)s)
                   OR upper(regexp_replace(company_registry, %(signs)s, '', 'g')) = ANY(%(numbers)s)
                   OR right(regexp_replace(phone, '\\D', '', 'g'), 8) = ANY(%(phones)s)
                   OR left(regexp_replace(lower(name), '[[:space:][:punct:]]', '', 'g'), %(head)s)
                      = ANY(%(heads)s)
                   OR regexp_replace(lower(name), '[[:space:][:punct:]]', '', 'g') = ANY(%(persons)s)
                   OR regexp_replace(lower(concat(street, city)), '[[:space:][:punct:]]', '', 'g')
                      = ANY(%(addresses)s)
            UNION SELECT partner_id FROM credit_partner_identifier WHERE value = ANY(%(numbers)s)""",
            signs=_SIGNS, numbers=numbers, phones=keys.get('phone', []),
            head=blacklist.HEAD, heads=names.mapped('head'), persons=persons,
            addresses=keys.get('address', [])))
        return self.env['res.partner'].sudo().browse(
            [row[0] for row in rows if row[0]]).with_context(active_test=False)

    # === WHAT IS KNOWN OF A CONTACT === #

    @api.model
    def _keys_of(self, partners):
        """Return ``{partner id: ({(kind, key)}, name)}`` of commercial partners."""
        partners_sudo = partners.sudo().with_context(active_test=False)
        numbers = self.env['credit.partner.identifier'].sudo().search(
            [('partner_id', 'in', partners.ids)]).grouped('partner_id')
        persons = self.env['credit.profile'].sudo().search(
            [('partner_id', 'in', partners.ids)]).grouped('partner_id')
        none, nobody = self.env['credit.partner.identifier'], self.env['credit.profile']
        return {
            partner.id: (blacklist.keys_of_contact({
                'name': partner.name, 'country': partner.country_id.code, 'vat': partner.vat,
                'registry': partner.company_registry, 'is_company': partner.is_company,
                'numbers': [(one.scheme, one.value) for one in numbers.get(partner, none)],
                'phones': [one.phone for one in partner | partner.child_ids if one.phone],
                'addresses': [_address(one) for one in partner | partner.child_ids if one.street],
                'persons': persons.get(partner, nobody).representative_ids.mapped('name'),
            }), partner.name or '') for partner in partners_sudo
        }

    @api.model
    def _said_of(self, partner):
        """Return [(kind, value)] by which a customer's entry is known."""
        partner_sudo = partner.sudo().commercial_partner_id
        keys, name = self._keys_of(partner_sudo)[partner_sudo.id]
        found = [(kind, key) for kind, key in sorted(keys) if kind in blacklist.NUMBERS]
        found.append(('name', name))
        if partner_sudo.phone:
            found.append(('phone', partner_sudo.phone))
        if partner_sudo.street:
            found.append(('address', _address(partner_sudo)))
        return [pair for pair in found if blacklist.key_of(*pair)[1]]

    # === DECIDED === #

    def action_accept(self):
        """It is him: the entry acts on this contact."""
        self._decide('acts')
        self.sudo()._begin()
        return True

    def action_reject(self):
        """It is somebody else: never asked again, unless an exact mark turns up."""
        self._decide('rejected')
        return True

    def _decide(self, state):
        for match in self:
            match.blacklist_id.check_access('write')
            match_sudo = match.sudo()
            match_sudo.lock_for_update(allow_referencing=True)
            match_sudo.invalidate_recordset(['state'])
            if match_sudo.state != 'candidate' or match_sudo.blacklist_id.state not in ACTS:
                raise UserError(self.env._(
                    "Nothing is to be decided about %(contact)s.", contact=match.display_name))
            match_sudo.write({
                'state': state, 'user_id': self.env.uid, 'decided_at': fields.Datetime.now()})
            match.blacklist_id._log('match', partner=match.partner_id.id, act=state)

    def _begin(self):
        """Act: whoever had no credit page gets one, so that every way asks it."""
        for match in self:
            match._profile()._log_blacklist(match.blacklist_id, 'begins')

    def _over(self):
        """Act no more; held orders are looked at again."""
        acting = self.filtered(lambda match: match.state == 'acts')
        acting.write({'state': 'over'})
        for match in acting:
            match._profile()._log_blacklist(match.blacklist_id, 'ends')

    @api.model
    def _move_partners(self, sources, survivor):
        """Whoever was on the list stays on it under the name of `survivor`."""
        order = ('over', 'rejected', 'candidate', 'acts')
        for match in self.sudo().search([('partner_id', 'in', (sources - survivor).ids)]):
            known = self.sudo().search([('blacklist_id', '=', match.blacklist_id.id),
                                        ('partner_id', '=', survivor.id)])
            begins = match.state == 'acts' and known.state != 'acts'
            if not known:
                match.partner_id = survivor
            else:
                known.state = max(known.state, match.state, key=order.index)
                self.env.flush_all()
                # Of two rows about one contact the graver stays; the log has both.
                self.env.cr.execute(SQL(
                    "DELETE FROM credit_blacklist_match WHERE id = %s", match.id))
                self.env.invalidate_all(flush=False)
            if begins:
                (known or match)._begin()

    def _profile(self):
        """Return the contact's credit page in the entry's company, made if there is none."""
        company, partner = self.company_id, self.partner_id.commercial_partner_id
        profiles = self.env['credit.profile'].sudo()
        found = profiles.search(
            [('partner_id', '=', partner.id), ('company_id', '=', company.id),
             ('active', 'in', (True, False)), ('merged_into_id', '=', False)])
        if found and not found.active:
            found.active = True
        agreed = company._credit_agreed_without_profile()
        return found or profiles.create({
            'partner_id': partner.id, 'company_id': company.id,
            'limit_mode': agreed['limit_mode'], 'credit_limit': agreed['credit_limit']})


def _address(partner):
    return ', '.join(filter(None, (partner.street, partner.city)))
