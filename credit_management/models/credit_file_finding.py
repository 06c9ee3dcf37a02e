from odoo import api, fields, models


class CreditFile(models.Model):
    """Key customers: how much rests on one of them, and what is due for him."""

    _inherit = 'credit.file'

    class_role = fields.Selection(related='profile_id.class_role')
    class_value = fields.Selection(related='profile_id.class_value')
    class_payment = fields.Selection(related='profile_id.class_payment')
    class_days = fields.Float(related='profile_id.class_days')
    class_security = fields.Selection(related='profile_id.class_security')
    class_policy = fields.Selection(related='profile_id.class_policy')
    grade = fields.Selection(related='profile_id.grade')
    sales_share = fields.Float(related='profile_id.sales_share')
    receivable_share = fields.Float(related='profile_id.receivable_share')
    finding = fields.Char(compute='_compute_finding')

    @api.depends('sales_share', 'receivable_share', 'class_stage', 'sponsor_id', 'entry_ids.state')
    @api.depends_context('lang')
    def _compute_finding(self):
        for file in self:
            file.finding = ' '.join(file._findings()) or False

    def _findings(self):
        """Return what is to be minded of this customer, a sentence each."""
        company = self.company_id.sudo()
        shares = (
            (self.sales_share, company.credit_cap_sales, self.env._("of the year's sales")),
            (self.receivable_share, company.credit_cap_receivables, self.env._("of all receivables")),
        )
        found = [self._share_text(*each) for each in shares if each[0] >= each[1] / 2]
        if self.class_stage == 'key':
            if not self.sponsor_id:
                found.append(self.env._("A key customer without a sponsor: name one."))
            review = self.entry_ids.filtered(lambda entry: (
                entry.point_id.code == 'sponsor_review' and entry.state == 'current'))
            if not review:
                found.append(self.env._("The quarterly review with the sponsor is due."))
        return found

    def _share_text(self, share, cap, whole):
        figures = {'share': f'{share:.1f}', 'cap': f'{cap:g}', 'whole': whole}
        if share > cap:
            return self.env._("%(share)s %% %(whole)s rest on him, %(cap)s %% at most should.", **figures)
        return self.env._(
            "%(share)s %% %(whole)s rest on him: more than half of the %(cap)s %% that may.",
            **figures)
