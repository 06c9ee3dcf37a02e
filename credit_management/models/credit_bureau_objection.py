from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..values import id_of

#: Days in which an objection is answered.
ANSWER_DAYS = 20


class CreditBureauObjection(models.Model):
    """A company says that what a bureau reports about it is wrong.

    Until it is answered, nothing follows by itself from that bureau's data; if it is upheld, until
    the bureau has sent something newer.
    """

    _name = 'credit.bureau.objection'
    _description = "Objection to Bureau Data"
    _order = 'due_on, id'
    _rec_name = 'statement'

    partner_id = fields.Many2one(
        'res.partner', string="Customer", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    bureau_id = fields.Many2one('credit.bureau', help="Empty: every bureau.")
    report_id = fields.Many2one('credit.bureau.report', ondelete='set null')
    origin = fields.Selection(
        [('customer', "The customer"), ('bureau', "Marked by the bureau")], default='customer',
        required=True, readonly=True,
    )
    statement = fields.Text(required=True, help="What is wrong, in the customer's words.")
    raised_on = fields.Date(required=True, default=lambda self: self.env.company._credit_today())
    due_on = fields.Date(
        string="Answer by", compute='_compute_due_on', store=True, help="20 days after it came."
    )
    user_id = fields.Many2one('res.users', string="Owner", domain=[('share', '=', False)])
    state = fields.Selection(
        [('open', "Open"), ('upheld', "Upheld"), ('dismissed', "Dismissed")],
        default='open', required=True, readonly=True,
    )
    answer = fields.Text(readonly=True)
    answered_on = fields.Date(readonly=True)
    answered_by_id = fields.Many2one('res.users', readonly=True)

    _open_idx = models.Index("(partner_id) WHERE state <> 'dismissed'")
    _due_idx = models.Index("(company_id, due_on) WHERE state = 'open'")

    @api.depends('raised_on')
    def _compute_due_on(self):
        for objection in self:
            raised = objection.raised_on
            objection.due_on = raised and raised + timedelta(days=ANSWER_DAYS)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            partner = self.env['res.partner'].browse(id_of(vals.get('partner_id')))
            vals['partner_id'] = partner.commercial_partner_id.id
        objections = super().create(vals_list)
        for objection in objections:
            objection._log('raised')
        objections._tell_profiles()
        return objections

    def write(self, vals):
        if not self.env.su and set(vals) - {'user_id'}:
            raise AccessError(self.env._(
                "An objection is kept as it came. Answer it by its buttons."
            ))
        return super().write(vals)

    def action_uphold(self, answer):
        """The customer is right: the bureau's data have no effect until it sends newer ones."""
        return self._close('upheld', answer)

    def action_dismiss(self, answer):
        """The data are right: they have their effects again."""
        return self._close('dismissed', answer)

    def action_ask_uphold(self):
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog('uphold', self)

    def action_ask_dismiss(self):
        self.ensure_one()
        return self.env['credit.bureau.decide']._dialog('dismiss', self)

    def _close(self, state, answer):
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Objections are answered by credit officers. Ask one."))
        if not (answer or '').strip():
            raise UserError(self.env._("Write what the customer is answered; it is kept."))
        open_sudo = self.sudo().filtered(lambda objection: objection.state == 'open')
        open_sudo._answered(state, answer)
        return True

    def _answered(self, state, answer):
        for objection in self:
            objection.write({
                'state': state, 'answer': answer, 'answered_by_id': self.env.uid,
                'answered_on': objection.company_id._credit_today(),
            })
            objection._log(state)
        self._tell_profiles()

    def _log(self, what):
        profile = self.env['credit.profile']._of_partners(self.partner_id, self.company_id)
        self.env['credit.decision'].sudo()._log(
            'bureau', profile=profile or None, company=self.company_id, res_model=self._name,
            res_id=self.id, payload={
                'what': f'objection {what}', 'bureau': self.bureau_id.code or None,
                'origin': self.origin, 'note': self.answer or self.statement,
            },
        )

    def _task_why(self):
        """Return what the queue says of it in a glance."""
        self.ensure_one()
        return self.env._("Answer the objection to data of %(bureau)s",
                          bureau=self.bureau_id.name or self.env._("all bureaus"))

    def _tell_profiles(self):
        """Held documents may pass, or no longer: let them be looked at."""
        for company, objections in self.grouped('company_id').items():
            profiles = self.env['credit.profile']._of_partners(objections.partner_id, company)
            if profiles:
                profiles._notify('report_imported', profiles, self._name)

    @api.model
    def _of_reports(self, company, reports):
        """Open an objection where the bureau marks a report as disputed, close it where no more.

        :param reports: [(bureau id, partner id, report id, disputed)], the newer later
        """
        if not reports:
            return
        open_ones = {
            (item.bureau_id.id, item.partner_id.id): item
            for item in self.search([
                ('company_id', '=', company.id), ('origin', '=', 'bureau'), ('state', '=', 'open'),
                ('partner_id', 'in', [partner_id for _b, partner_id, _r, _d in reports]),
            ])
        }
        last = {(row[0], row[1]): row for row in reports}
        self.create([{
            'company_id': company.id, 'bureau_id': bureau_id, 'partner_id': partner_id,
            'report_id': report_id, 'origin': 'bureau',
            'statement': self.env._("The bureau marks its report as disputed by the company."),
        } for key, (bureau_id, partner_id, report_id, disputed) in last.items()
            if disputed and key not in open_ones])
        over = [
            open_ones[key].id for key, row in last.items() if not row[3] and key in open_ones
        ]
        self.browse(over)._answered(
            'dismissed', self.env._("The bureau no longer marks its report as disputed.")
        )
