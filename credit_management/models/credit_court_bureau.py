from odoo import models

#: Events of bureaus that say that insolvency proceedings were opened.
INSOLVENT = ('bankruptcy', 'insolvency')


class CreditBureauEvent(models.Model):
    """An insolvency that a bureau reports begins the time in which claims are filed."""

    _inherit = 'credit.bureau.event'

    def _apply(self, changes, creations):
        worse = super()._apply(changes, creations)
        worse.filtered(lambda event: event.kind in INSOLVENT)._announce_insolvency()
        return worse

    def _announce_insolvency(self):
        """Write one court event for each, for customers who owe something; once for all times."""
        for company, events in self.grouped('company_id').items():
            profiles = self.env['credit.profile']._of_partners(events.partner_id, company)
            owing = {claim['profile_id'] for claim in
                     self.env['credit.limitation'].sudo()._claims_of(profiles)} if profiles else set()
            by_partner = {
                profile.partner_id: profile for profile in profiles if profile.id in owing}
            court = self.env['credit.court.event'].sudo()
            known = {
                (one.profile_id, one.bureau_key) for one in court.search([
                    ('profile_id', 'in', sorted(owing)), ('bureau_key', '!=', False)])}
            today = company._credit_today()
            court.create([
                event._announced(profile, today) for event in events
                if (profile := by_partner.get(event.partner_id.commercial_partner_id))
                and (profile, event._court_key()) not in known
            ])

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
