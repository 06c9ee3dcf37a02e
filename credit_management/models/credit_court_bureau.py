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
        court = self.env['credit.court.event'].sudo()
        for event in self:
            profile = self.env['credit.profile']._of_partners(event.partner_id, event.company_id)
            key = f'{event.bureau_id.code}:{event.key}'
            if not profile or not self.env['credit.limitation'].sudo()._claims_of(profile):
                continue
            if court.search_count(
                [('profile_id', '=', profile.id), ('bureau_key', '=', key)], limit=1
            ):
                continue
            today = event.company_id._credit_today()
            court.create({
                'profile_id': profile.id, 'kind': 'insolvency_announced', 'bureau_key': key,
                'date': min(event.opened_on or event.as_of, today), 'ref': event.case_no,
                'note': ' · '.join(filter(None, (event.bureau_id.name, event.authority))),
            })
