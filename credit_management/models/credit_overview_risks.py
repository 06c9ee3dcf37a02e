from odoo import api, models
from odoo.tools import SQL

from ..receivables.as_of import open_lines

#: So many customers are shown; three times as many of each kind are looked at.
SHOWN, LOOKED_AT = 10, 30


class CreditOverview(models.AbstractModel):
    """The customers with most at risk: what is overdue, and what goes beyond their limit."""

    _inherit = 'credit.overview'

    @api.model
    def _tiles(self):
        return {**super()._tiles(), 'risks': self._tile_risks}

    @api.model
    def _tile_risks(self, root_sudo):
        """Return the customers with the largest sum of overdue and excess, as profiles show them.

        `available` is None for who has no limit; `next`: the task that is due first, or None.
        """
        profiles = self.env['credit.profile'].browse({
            *self._most_overdue(root_sudo),
            *self.env['credit.exposure']._most_over(root_sudo.id, LOOKED_AT),
        })
        ranked = sorted(profiles, key=lambda profile: (-self._at_risk(profile), profile.id))
        shown = profiles.browse(
            [profile.id for profile in ranked if self._at_risk(profile) > 0][:SHOWN])
        steps = self._next_steps(shown)
        return {'rows': [{
            'id': profile.id, 'name': profile.display_name,
            'available': profile.available if profile.has_limit else None,
            'overdue': profile.overdue_amount, 'overdue_days': profile.overdue_days,
            'grade': profile.grade or None, 'standing': profile.standing,
            'owner': profile.user_id.name or None, 'next': steps.get(profile.id),
        } for profile in shown]} if shown else None

    @api.model
    def _at_risk(self, profile):
        excess = max(0.0, -profile.available) if profile.has_limit else 0.0
        return profile.overdue_amount + excess

    @api.model
    def _most_overdue(self, root_sudo):
        receivable = self.env['credit.receivable']
        today = root_sudo._credit_today()
        return [profile_id for (profile_id,) in receivable._rows(SQL(
            """SELECT profile.id
                 FROM (SELECT COALESCE(contact.commercial_partner_id, late.partner_id) AS customer,
                              SUM(late.amount) AS amount
                         FROM (SELECT l.partner_id, SUM(l.open_amount) AS amount FROM (%(lines)s) l
                                WHERE l.open_amount > 0 AND l.date_due < %(today)s GROUP BY 1) late
                         JOIN res_partner contact ON contact.id = late.partner_id
                        GROUP BY 1) owed
                 JOIN credit_profile profile ON profile.partner_id = owed.customer
                      AND profile.company_id = %(root)s AND profile.active
                ORDER BY owed.amount DESC, profile.id LIMIT %(count)s""",
            lines=open_lines(receivable._question(root_sudo, today)), today=today,
            root=root_sudo.id, count=LOOKED_AT,
        ))]

    @api.model
    def _next_steps(self, profiles):
        """Return ``{profile id: {"kind", "name"}}`` of the task that comes first."""
        tasks = self.env['credit.task'].search([('profile_id', 'in', profiles.ids)])
        return {
            profile.id: {'kind': own[0].kind, 'name': own[0].name}
            for profile, own in tasks.grouped('profile_id').items()
        }

    @api.model
    def _words(self, code, data):
        data = super()._words(code, data)
        if code != 'risks':
            return data
        task, profile = self.env['credit.task'], self.env['credit.profile']
        kinds = dict(task._fields['kind']._description_selection(self.env))
        standings = dict(profile._fields['standing']._description_selection(self.env))
        return {**data, 'rows': [{
            **row, 'standing_name': standings[row['standing']],
            'next': row['next'] and {
                **row['next'], 'kind_name': kinds.get(row['next']['kind'], row['next']['kind']),
            },
        } for row in data['rows']]}
