from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import chain


class CreditBureauMatch(models.Model):
    """A bureau's subject of which nobody knows yet whose it is: a person decides, once."""

    _name = 'credit.bureau.match'
    _description = "Credit Bureau Match"
    _order = 'create_date, id'
    _rec_name = 'subject_name'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    bureau_id = fields.Many2one(
        'credit.bureau', required=True, readonly=True, ondelete='restrict'
    )
    provider_ref = fields.Char(string="Bureau's Key", required=True, readonly=True)
    subject_name = fields.Char(string="Subject", readonly=True)
    subject_country = fields.Char(string="Country", readonly=True)
    state = fields.Selection(
        selection=[
            ('open', "Waiting"),
            ('bound', "Bound"),
            ('rejected', "None of these"),
            ('never', "Never"),
        ],
        default='open', required=True, readonly=True,
    )
    why = fields.Selection(
        selection=[
            ('unknown', "No customer carries its numbers"),
            ('name', "The name differs"),
            ('conflict', "Its numbers belong to another"),
            ('unbound', "A binding was taken back"),
        ],
        default='unknown', required=True, readonly=True,
    )
    report_id = fields.Many2one(
        'credit.bureau.report', string="Newest Report", compute='_compute_report_id'
    )
    report_ids = fields.One2many('credit.bureau.report', 'match_id', readonly=True)
    candidate_ids = fields.One2many('credit.bureau.candidate', 'match_id', readonly=True)
    best_partner_id = fields.Many2one(
        'res.partner', string="Best Candidate", compute='_compute_best', compute_sudo=True
    )
    best_confidence = fields.Float(compute='_compute_best', compute_sudo=True, digits=(3, 2))
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Owner", domain=[('share', '=', False)])
    decided_by_id = fields.Many2one('res.users', readonly=True)
    decided_at = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True)

    _ref_unique = models.UniqueIndex('(company_id, bureau_id, provider_ref)')
    _open_idx = models.Index("(company_id) WHERE state = 'open'")

    # === COMPUTE === #

    @api.depends('candidate_ids.confidence', 'candidate_ids.state')
    def _compute_best(self):
        for match in self:
            offered = match.candidate_ids.filtered(lambda item: item.state == 'proposed')
            best = offered.sorted(lambda item: -item.confidence)[:1]
            match.best_partner_id = best.partner_id
            match.best_confidence = best.confidence

    @api.depends('report_ids')
    def _compute_report_id(self):
        for match in self:
            match.report_id = match.report_ids[:1]

    # === FILING === #

    @api.model
    def _file(self, company, items):
        """Put the subjects of unmatched reports into the queue, each once.

        What a person decided stays: *never* stays closed, and a rejected candidate is offered
        again only with other evidence.

        :return: ``{(bureau id, ref): match id}``
        """
        if not items:
            return {}
        newest = {}
        for item in sorted(items, key=lambda item: item.order):
            newest[item.ref_key] = item
        known = {
            (match.bureau_id.id, match.provider_ref): match
            for match in self.search([
                ('company_id', '=', company.id),
                ('bureau_id', 'in', [bureau_id for bureau_id, _ref in newest]),
                ('provider_ref', 'in', [ref for _bureau_id, ref in newest]),
            ])
        }
        missing = [item for key, item in newest.items() if key not in known]
        made = self.create([self._prepare(company, item) for item in missing])
        known.update(zip((item.ref_key for item in missing), made, strict=True))
        fresh = self.env['credit.bureau.candidate']._file(
            [(known[key], item.whose.candidates) for key, item in newest.items()]
        )
        for key, item in newest.items():
            known[key]._hear(item, known[key] in fresh)
        return {key: known[key].id for key in newest}

    def _prepare(self, company, item):
        subject = item.checked.report['subject']
        return {
            'company_id': company.id, 'bureau_id': item.bureau.id,
            'provider_ref': item.ref_key[1], 'subject_name': subject['legal_name'],
            'subject_country': subject.get('country'), 'why': self._why(item),
        }

    @staticmethod
    def _why(item):
        codes = {error.code for error in item.errors}
        if 'name_differs' in codes:
            return 'name'
        return 'conflict' if 'identifier_conflict' in codes else 'unknown'

    def _hear(self, item, has_news):
        """Reopen what was decided where there is something new to decide."""
        self.ensure_one()
        reopens = self.state == 'bound' or self.state == 'rejected' and has_news
        if reopens:
            self.write({
                'state': 'open', 'why': self._why(item), 'partner_id': False,
                'subject_name': item.checked.report['subject']['legal_name'],
            })

    # === DECIDING === #

    def _checked(self):
        """Return `self` in sudo after checking who decides: officers may, without writing rows."""
        self.check_access('read')
        if not self.env.user.has_group('credit_management.credit_management_group_officer'):
            raise AccessError(self.env._("Matches are decided by credit officers. Ask one."))
        return self.sudo()

    def action_accept(self, partner_id, reason=None):
        """This report is about this customer: bind it, and all that waits under the same key.

        :param int partner_id: any contact of the customer
        """
        self.ensure_one()
        match_sudo = self._checked()
        partner = self.env['res.partner'].browse(partner_id).exists().commercial_partner_id
        if not partner:
            raise UserError(self.env._("Choose a customer that is still there."))
        partner.check_access('read')
        match_sudo._check_consent(partner)
        match_sudo._bind(partner, reason)
        return True

    def _check_consent(self, partner):
        """A natural person's report is bound only with his consent."""
        people = self.report_ids.filtered('is_natural_person')
        pair = (partner.id, self.bureau_id.id)
        if people and not self.env['credit.bureau.consent']._consented(self.company_id, {pair}):
            raise UserError(self.env._(
                "%(customer)s is a natural person without a recorded consent. Record the consent"
                " first.", customer=partner.display_name,
            ))

    def _bind(self, partner, reason):
        binding = self.env['credit.bureau.binding'].sudo().search(self._ref_domain())
        binding._check_partner(partner)
        values = {
            'subject_name': self.subject_name, 'method': 'person', 'evidence': reason,
            'user_id': self.env.uid, 'date': fields.Datetime.now(),
        }
        if binding:  # looked at again because its name had changed: now it goes by that too
            binding.write(values)
        else:
            binding.create({
                'company_id': self.company_id.id, 'bureau_id': self.bureau_id.id,
                'provider_ref': self.provider_ref, 'partner_id': partner.id, **values,
            })
        self._decide('bound', reason, partner=partner)
        chosen = self.candidate_ids.filtered(lambda item: item.partner_id == partner)
        chosen._decide('accepted', reason)
        self.report_ids._bind_to(partner)
        self.env['credit.profile']._touch_bureau_keys(partner)

    def _ref_domain(self):
        self.ensure_one()
        return [
            ('company_id', '=', self.company_id.id), ('bureau_id', '=', self.bureau_id.id),
            ('provider_ref', '=', self.provider_ref),
        ]

    def action_reject(self, partner_id, reason):
        """This report is not about this customer; he is not proposed again on the same evidence."""
        self.ensure_one()
        self._check_reason(reason)
        match_sudo = self._checked()
        candidate = match_sudo.candidate_ids.filtered(lambda item: item.partner_id.id == partner_id)
        if not candidate:
            raise UserError(self.env._("This customer is no candidate of %(name)s.",
                                       name=self.subject_name))
        candidate._decide('rejected', reason)
        match_sudo._log_match('rejected', reason, candidate.partner_id)
        if all(item.state == 'rejected' for item in match_sudo.candidate_ids):
            match_sudo._decide('rejected', reason, log=False)
        self.env['credit.profile'].sudo()._touch_bureau_keys(candidate.partner_id)
        return True

    def action_never(self, reason):
        """Nobody of ours: its reports are kept without effects, and nobody is asked again."""
        self.ensure_one()
        self._check_reason(reason)
        match_sudo = self._checked()
        offered = match_sudo.candidate_ids.filtered(lambda item: item.state == 'proposed')
        offered._decide('rejected', reason)
        match_sudo._decide('never', reason)
        self.env['credit.profile'].sudo()._touch_bureau_keys(offered.partner_id)
        return True

    def action_create_partner(self):
        """Make a contact of what the report says, with the rights of who asks; the tax number is
        left to him.
        """
        self.ensure_one()
        self._checked()
        subject = self.sudo().report_id._data()['subject']
        address = subject.get('address') or {}
        country = self.env['res.country'].search(
            [('code', '=', address.get('country') or subject.get('country') or '')], limit=1
        )
        lines = address.get('lines') or []
        partner = self.env['res.partner'].create({
            'name': subject['legal_name'], 'is_company': not subject.get('natural_person'),
            'street': lines[0] if lines else False, 'street2': ', '.join(lines[1:]) or False,
            'city': address.get('city'), 'zip': address.get('postcode'),
            'country_id': country.id,
        })
        self.action_accept(partner.id, self.env._("Created from the report"))
        return {
            'type': 'ir.actions.act_window', 'res_model': 'res.partner', 'res_id': partner.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _check_reason(self, reason):
        if not (reason or '').strip():
            raise UserError(self.env._("Say why: the next person reads it."))

    def _decide(self, state, reason, partner=None, log=True):
        """The one door to a decided state."""
        self.ensure_one()
        self.write({
            'state': state, 'reason': reason, 'decided_by_id': self.env.uid,
            'decided_at': fields.Datetime.now(), 'partner_id': partner.id if partner else False,
        })
        if log:
            self._log_match(state, reason, partner)

    def _log_match(self, what, reason, partner=None):
        profile = partner and self.env['credit.profile']._of_partners(partner, self.company_id)
        self.env['credit.decision'].sudo()._log(
            'bureau', profile=profile or None, company=self.company_id,
            res_model=self._name, res_id=self.id, payload={
                'what': f'match {what}', 'bureau': self.bureau_id.code,
                'ref': self.provider_ref, 'partner': partner.id if partner else None,
                'reason': reason or None,
            },
        )

    def _reopen(self, binding):
        """A binding was wrong: what hung on it waits again, and its effects are taken back."""
        partner = binding.partner_id
        domain = [
            ('company_id', '=', binding.company_id.id), ('bureau_id', '=', binding.bureau_id.id),
            ('provider_ref', '=', binding.provider_ref),
        ]
        reports = self.env['credit.bureau.report'].search(
            [*domain, ('state', 'in', ('bound', 'history'))], order='as_of, id'
        )
        match = self.search(domain) or self.create({
            'company_id': binding.company_id.id, 'bureau_id': binding.bureau_id.id,
            'provider_ref': binding.provider_ref, 'subject_name': binding.subject_name,
            'subject_country': reports[-1:].subject_country,
        })
        match.write({'state': 'open', 'why': 'unbound', 'partner_id': False})
        candidate = match.candidate_ids.filtered(lambda item: item.partner_id == partner)
        candidate = candidate or self.env['credit.bureau.candidate'].create({
            'match_id': match.id, 'partner_id': partner.id,
            'evidence_hash': chain.canonical([]),
        })
        candidate._decide('rejected', self.env._("The binding was taken back."))
        match._log_match('unbound', None, partner)
        binding.unlink()
        reports._unbind(match)
        self.env['credit.profile']._touch_bureau_keys(partner)
