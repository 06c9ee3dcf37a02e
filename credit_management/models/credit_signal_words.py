from odoo import api, fields, models
from odoo.tools import format_date

#: Signals and their tests whose value is a part of one.
SHARES = {('DS7', 'third_party'), ('DS10', 'returns'), ('DS10', 'sales')}
#: Documents behind a signal that are named; the button opens them all.
NAMED = 3


class CreditSignal(models.Model):
    """Why a signal is on, in words, and what shows it."""

    _inherit = 'credit.signal'

    why = fields.Char(compute='_compute_why')
    until = fields.Char(compute='_compute_until', string="How Long It Counts")
    evidence_text = fields.Char(compute='_compute_evidence', string="Documents")
    has_evidence = fields.Boolean(compute='_compute_evidence')
    is_overruled = fields.Boolean(compute='_compute_until')
    weight = fields.Integer(compute='_compute_weight', string="Points")
    change_ids = fields.One2many(
        'credit.signal.change', compute='_compute_change_ids', string="History")

    @api.depends_context('lang')
    @api.depends('code', 'profile_id')
    def _compute_display_name(self):
        words = dict(self._fields['code']._description_selection(self.env))
        for signal in self:
            signal.display_name = words.get(signal.code)

    @api.depends_context('lang')
    @api.depends('code', 'test', 'value', 'threshold', 'note')
    def _compute_why(self):
        for signal in self:
            signal.why = signal._why_user() if signal.source == 'user' else (
                getattr(signal, f'_why_{signal.code.lower()}')(**signal._figures()))

    def _figures(self):
        is_share = (self.code, self.test) in SHARES
        factor = 100 if is_share else 1
        return {'value': f'{round(self.value * factor, 1):g}',
                'threshold': f'{round(self.threshold * factor, 1):g}'}

    def _why_user(self):
        return self.env._("Flagged by a person: %(note)s", note=self.note or '–')

    def _why_ds1(self, **figures):
        return self.env._(
            "Pays %(value)s days later than in the year before (from %(threshold)s on)", **figures)

    def _why_ds2(self, **figures):
        return self.env._(
            "Promises broken: %(value)s, in a row they count double (from %(threshold)s on)",
            **figures)

    def _why_ds3(self, **figures):
        return self.env._("Payments that came back: %(value)s (from %(threshold)s on)", **figures)

    def _why_ds4(self, **figures):
        return self.env._(
            "An order of %(value)s times an average month (from %(threshold)s on)", **figures)

    def _why_ds5(self, **figures):
        if self.test == 'new_owner':
            return self.env._("Wants more credit or time soon after a change of owner")
        return self.env._(
            "Wanted more credit or time %(value)s times (from %(threshold)s on)", **figures)

    def _why_ds6(self, **figures):
        if self.test == 'letter':
            return self.env._(
                "A formal letter has had no answer for %(value)s days (from %(threshold)s on)",
                **figures)
        return self.env._(
            "Nobody was reached %(value)s times in a row (from %(threshold)s on)", **figures)

    def _why_ds7(self, **figures):
        if self.test == 'third_party':
            return self.env._(
                "Others paid %(value)s %% of what came in (more than %(threshold)s %%)", **figures)
        return self.env._(
            "Paid from %(value)s bank accounts that were not known before (from %(threshold)s on)",
            **figures)

    def _why_ds8(self, **figures):
        return self.env._("Bureaus report open cases that count: %(value)s", **figures)

    def _why_ds9(self, **figures):
        return self.env._(
            "Changes of owner, legal representative, address or capital: %(value)s", **figures)

    def _why_ds10(self, **figures):
        if self.test == 'sales':
            return self.env._(
                "Sales are %(value)s %% below the same 90 days a year ago (from %(threshold)s %%"
                " on)", **figures)
        return self.env._(
            "%(value)s %% of what was sold came back or is disputed (from %(threshold)s %% on, and"
            " twice what it was)", **figures)

    # === UNTIL WHEN, AND WHO DEALT WITH IT === #

    @api.depends_context('lang')
    @api.depends('state', 'expires_on', 'acknowledged_on', 'overruled_until')
    def _compute_until(self):
        for signal in self:
            today = signal.company_id and signal.company_id._credit_today()
            signal.is_overruled = bool(
                signal.overruled_until and signal.is_stop and signal.overruled_until >= today)
            signal.until = signal._until(format_date)

    def _until(self, fmt):
        if self.state == 'expired':
            return self.env._("over")
        if self.state == 'acknowledged':
            return self.env._(
                "dealt with by %(user)s: %(reason)s", user=self.sudo().acknowledged_by_id.name,
                reason=self.acknowledged_reason)
        if self.is_overruled:
            return self.env._(
                "stop overruled until %(day)s", day=fmt(self.env, self.overruled_until))
        if not self.expires_on:
            return self.env._("until it is lifted")
        return self.env._("until %(day)s", day=fmt(self.env, self.expires_on))

    @api.depends('code', 'state', 'company_id')
    def _compute_weight(self):
        definitions = {
            company: self._settings(company).definitions for company in self.company_id
        }
        for signal in self:
            found = definitions.get(signal.company_id)
            signal.weight = found[signal.code].weight if found and signal.state == 'active' else 0

    def _compute_change_ids(self):
        for signal in self:
            signal.change_ids = self.env['credit.signal.change'].search([
                ('profile_id', '=', signal.profile_id.id), ('code', '=', signal.code),
                ('source', '=', signal.source)], limit=40)

    # === WHAT SHOWS IT === #

    def _evidence_of(self):
        """Return ``{model: its records}`` behind the signal that are still there."""
        ids = {}
        for name in self.evidence or ():
            model, _comma, record_id = name.partition(',')
            if model in self.env and record_id.isdigit():
                ids.setdefault(model, []).append(int(record_id))
        return {model: self.env[model].browse(own).exists() for model, own in ids.items()}

    @api.depends('evidence')
    def _compute_evidence(self):
        for signal in self:
            names = [
                record.sudo().display_name for records in signal._evidence_of().values()
                for record in records if record.has_access('read')
            ]
            more = f' +{len(names) - NAMED}' if len(names) > NAMED else ''
            signal.evidence_text = ', '.join(filter(None, names[:NAMED])) + more
            signal.has_evidence = bool(names)

    def action_open_evidence(self):
        """Open what shows it: one document as such, several as a list, files one by one."""
        self.ensure_one()
        self.check_access('read')
        found = {model: records for model, records in self._evidence_of().items() if records}
        if not found:
            return self.action_open_profile()
        model, records = next(iter(found.items()))
        if model == 'ir.attachment':
            return {'type': 'ir.actions.act_url', 'url': f'/web/content/{records[0].id}',
                    'target': 'new'}
        action = {
            'type': 'ir.actions.act_window', 'name': self.display_name, 'res_model': model,
            'view_mode': 'list,form', 'domain': [('id', 'in', records.ids)],
        }
        if len(records) == 1:
            action.update(view_mode='form', views=[(False, 'form')], res_id=records.id)
        return action

    def action_open_profile(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'credit.profile',
            'res_id': self.profile_id.id, 'view_mode': 'form', 'views': [(False, 'form')],
        }
