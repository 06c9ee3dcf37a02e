from odoo import fields, models


class CreditSnapshot(models.Model):
    """How a customer stood at a month-end: what no later query can bring back."""

    _name = 'credit.snapshot'
    _description = "Credit Snapshot"
    _order = 'date desc, profile_id'

    profile_id = fields.Many2one('credit.profile', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', required=True)
    date = fields.Date(required=True)
    limit_mode = fields.Char()
    effective_limit = fields.Float()
    has_limit = fields.Boolean()
    exposure = fields.Float()
    components = fields.Json()
    overdue_amount = fields.Float()
    overdue_days = fields.Integer()
    standing = fields.Char()
    grade = fields.Char()

    _profile_date_unique = models.UniqueIndex('(profile_id, date)')
    _company_date_idx = models.Index('(company_id, date)')

    def _cron_snapshot(self):
        """On the last day of the month, note every profile once; run twice is run once."""
        roots = self.env['res.company'].search([('parent_id', '=', False)])
        self.env['credit.failure']._in_turn('standing', roots, self._take)

    def _take(self, company, batch=500):
        """Note the customers of one company; yield after each batch."""
        day = company._credit_today()
        if fields.Date.end_of(day, 'month') != day:
            return
        domain = [('company_id', '=', company.id), ('id', 'not in', self._done(company, day))]
        profiles = self.env['credit.profile'].search(domain)
        for start in range(0, len(profiles), batch):
            self.create(self._values(profiles[start:start + batch], company, day))
            yield

    def _done(self, company, day):
        return self._search(
            [('company_id', '=', company.id), ('date', '=', day)]
        ).subselect('profile_id')

    def _values(self, profiles, company, day):
        facts = profiles._facts({
            'exposure', 'components', 'effective_limit', 'overdue_amount', 'overdue_days',
            'standing', 'limit_mode',
        })
        return [{
            'profile_id': profile_id, 'company_id': company.id, 'date': day,
            'limit_mode': values.get('limit_mode'),
            'effective_limit': values.get('effective_limit'),
            'has_limit': values.get('effective_limit') is not None,
            'exposure': values.get('exposure'), 'components': values.get('components'),
            'overdue_amount': values.get('overdue_amount'),
            'overdue_days': values.get('overdue_days'),
            'standing': values.get('standing'), 'grade': values.get('grade'),
        } for profile_id, values in facts.items()]
