from odoo import api, models
from odoo.fields import Domain

from .credit_bureau_event_settle import STATUS_KEY

#: Events of bureaus that say that insolvency proceedings were opened.
INSOLVENT = ('bankruptcy', 'insolvency')
#: They say it as an event, or as the company's status.
SAYS = Domain('kind', 'in', INSOLVENT) | (
    Domain('key', '=', STATUS_KEY) & Domain('text', '=', 'insolvent'))


class CreditBureauEvent(models.Model):
    """An insolvency that a bureau reports begins the time in which claims are filed."""

    _inherit = 'credit.bureau.event'

    def _apply(self, changes, creations):
        worse = super()._apply(changes, creations)
        reported = worse | self.union(*(event for event, _values in changes))
        reported.filtered_domain(SAYS & Domain('is_open', '=', True))._announce_insolvency()
        return worse

    @api.model
    def _announce_later(self, profiles):
        """Announce what was reported of customers who owed nothing on that day, and do now."""
        self.search(SAYS & Domain([
            ('company_id', 'in', profiles.company_id.ids), ('is_open', '=', True),
            ('partner_id', 'in', profiles.partner_id.ids)]))._announce_insolvency()

    def _announce_insolvency(self):
        """Write one court event for each, for customers who owe something; once for all times.

        What is reported with another day takes the place of what was announced before.
        """
        for company, events in self.grouped('company_id').items():
            profiles = self.env['credit.profile']._of_partners(events.partner_id, company)
            owing = {claim['profile_id'] for claim in
                     self.env['credit.limitation'].sudo()._claims_of(profiles)} if profiles else set()
            by_partner = {
                profile.partner_id: profile for profile in profiles if profile.id in owing}
            court = self.env['credit.court.event'].sudo()
            known = {
                (one.profile_id, one.bureau_key): one for one in court.search([
                    ('profile_id', 'in', sorted(owing)), ('bureau_key', '!=', False)])}
            today = company._credit_today()
            said = [
                (known.get((profile, event._court_key()), court), event,
                 event._announced(profile, today)) for event in events
                if (profile := by_partner.get(event.partner_id.commercial_partner_id))]
            court.create([
                values for before, event, values in said
                if not before or event.opened_on and before._said_anew(values)])

    def _court_key(self):
        return f'{self.bureau_id.code}:{self.key}'

    def _announced(self, profile, today):
        """Return the values of the court event that this event tells of."""
        return {
            'profile_id': profile.id, 'kind': 'insolvency_announced',
            'bureau_key': self._court_key(), 'date': min(self.opened_on or self.as_of, today),
            'ref': self.case_no,
            'note': ' · '.join(filter(None, (self.bureau_id.name, self.authority))),
        }


class CreditCourtEvent(models.Model):
    _inherit = 'credit.court.event'

    def _said_anew(self, values):
        """Withdraw what a bureau announced, if it says another day or case now; tell whether.

        Somebody who withdrew it himself knows better.
        """
        if self.withdrawn_at or (self.date, self.ref or '') == (
                values['date'], values['ref'] or ''):
            return False
        self.write({'bureau_key': False})
        self._withdraw(self.env._("The bureau reports it with another day or case now."))
        return True


class CreditLimitation(models.Model):
    """Who owes something now may have been reported insolvent before."""

    _inherit = 'credit.limitation'

    @api.model
    def _count(self, profiles, today):
        super()._count(profiles, today)
        if profiles:
            self.env['credit.bureau.event'].sudo()._announce_later(profiles)
