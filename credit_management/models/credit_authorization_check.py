from odoo import api, models
from odoo.tools import format_amount, format_date

from ..facts import papers
from ..tools.authorizations import Letter, authorized, name_key, used


class CreditAuthorization(models.Model):
    """Whether a person may do something for a customer on a day, and what is wrong if not."""

    _inherit = 'credit.authorization'

    @api.model
    def _may(self, doc_type, root, principal, person, amount, day, address=None, orders=(),
             proofs=()):
        """Return `tools.authorizations.Answer` on what `person` did, or wants to do.

        :param str doc_type: one of `tools.authorizations.SCOPES`
        :param root: root company; `principal`: the customer, or our own partner
        :param person: a contact, or a name as somebody wrote it
        :param amount: company currency, None where the document has none
        :param address: the contact where goods went
        :param orders: ids of those, and `proofs`, that are asked about: they used nothing up yet
        """
        self.env.flush_all()
        env, cr, customer = self.sudo().env, self.env.cr, principal.sudo().commercial_partner_id
        found = papers.letters(env, cr, root.id, [customer.id], day, orders, proofs)
        known = papers.representatives(cr, root.id, [customer.id])
        return authorized(
            doc_type, customer.id, self._person_keys(person), amount, day,
            found.get(customer.id, []), address and address.id, known.get(customer.id, ()))

    @api.model
    def _person_keys(self, person):
        """Return what a contact, or a name that somebody wrote, is known by."""
        if isinstance(person, str):
            return {name_key(person)} - {''}
        return ({person.id, name_key(person.sudo().name)} if person else set()) - {False, ''}

    def _used(self):
        """Return ``{letter id: used in the period of today}`` in company currency."""
        uses = papers.letter_use(self.sudo().env, self.env.cr, self.ids)
        return {
            letter.id: float(used(
                Letter(letter.id, 0, frozenset(), frozenset(), letter.date_from,
                       letter.date_to or None, period=letter.period,
                       uses=tuple(uses.get(letter.id, ()))), letter.company_id._credit_today()))
            for letter in self
        }

    @api.depends('state', 'period', 'date_from', 'date_to')
    def _compute_used(self):
        self.env.flush_all()
        found = self._origin._used()
        for letter in self:
            letter.used = found.get(letter._origin.id, 0.0)

    # === IN WORDS === #

    @api.model
    def _reasons_text(self, answer, root):
        """Return why `answer` is not plain *ok*, in words; with what would mend it left to others."""
        return ' '.join(self._reason_text(reason, root) for reason in answer.reasons)

    def _reason_text(self, reason, root):
        currency = root.sudo().currency_id

        def money(value):
            return format_amount(self.env, float(value), currency)

        def day(value):
            return format_date(self.env, value)

        texts = {
            'no_letter': lambda: self.env._("There is no letter for this person."),
            'not_verified': lambda: self.env._("The letter is not verified yet."),
            'not_yet': lambda: self.env._(
                "The letter begins on %(day)s.", day=day(reason.allowed)),
            'expired': lambda: self.env._("The letter ended on %(day)s.", day=day(reason.allowed)),
            'revoked': lambda: self.env._(
                "The letter is revoked since %(day)s.", day=day(reason.allowed)),
            'scope': lambda: self.env._("The letter does not cover this."),
            'single': lambda: self.env._(
                "%(amount)s is more than the %(cap)s that it allows for one document.",
                amount=money(reason.value), cap=money(reason.allowed)),
            'cumulative': lambda: self.env._(
                "%(amount)s together is more than the %(cap)s that it allows in the period.",
                amount=money(reason.value), cap=money(reason.allowed)),
            'address': lambda: self.env._("The letter does not cover this delivery address."),
            'no_original': lambda: self.env._("Only a copy of the letter is on file."),
        }
        return texts[reason.code]()
