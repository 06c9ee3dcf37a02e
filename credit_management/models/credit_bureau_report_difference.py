from odoo import fields, models

from ..tools import identifiers


class CreditBureauReport(models.Model):
    """Where a report and the contact differ: shown as proposals, never written by itself."""

    _inherit = 'credit.bureau.report'

    difference_count = fields.Integer(compute='_compute_difference_count')

    def _compute_difference_count(self):
        for report in self:
            report.difference_count = len(report._differences())

    def action_open_differences(self):
        self.ensure_one()
        wizard = self.env['credit.bureau.difference'].create({'report_id': self.id})
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Report and contact differ"),
            'res_model': 'credit.bureau.difference', 'res_id': wizard.id, 'view_mode': 'form',
            'views': [(False, 'form')], 'target': 'new',
        }

    def _differences(self):
        """Return where the contact differs, as values of lines."""
        self.ensure_one()
        partner = self.partner_id
        if not partner:
            return []
        subject = self._data()['subject']
        rows = [
            self._difference(partner, name, value)
            for name, value in self._told(subject).items() if value
        ]
        return [row for row in rows if row] + self._missing_identifiers(partner, subject)

    def _told(self, subject):
        """Return ``{field of the contact: what the report says}``."""
        address = subject.get('address') or {}
        lines = address.get('lines') or []
        country = self.env['res.country'].search(
            [('code', '=', address.get('country') or subject.get('country') or '')], limit=1
        )
        return {
            'name': subject['legal_name'], 'street': lines[0] if lines else None,
            'street2': ', '.join(lines[1:]) or None, 'zip': address.get('postcode'),
            'city': address.get('city'), 'country_id': country or None,
        }

    def _difference(self, partner, name, value):
        own = partner[name]
        is_record = isinstance(value, models.BaseModel)
        same = own == value if is_record else (own or '').casefold() == value.casefold()
        if same:
            return None
        return {
            'field_name': name, 'label': partner._fields[name]._description_string(self.env),
            'ours': own.display_name if is_record else own, 'can_take': True,
            'theirs': value.display_name if is_record else value,
            'value_id': value.id if is_record else 0,
        }

    def _missing_identifiers(self, partner, subject):
        """Return the report's numbers that the contact lacks; a tax number is only shown."""
        known = {(row.scheme, row.value) for row in partner.sudo().credit_identifier_ids}
        labels = dict(self.env['credit.partner.identifier']._selection_scheme())
        lines = []
        for item in subject.get('identifiers') or []:
            value, valid = identifiers.normal(item['scheme'], item['value'], subject.get('country'))
            if valid is not False and (item['scheme'], value) not in known:
                is_vat = item['scheme'] == 'vat'
                lines.append({
                    'field_name': 'vat' if is_vat else 'identifier', 'theirs': value,
                    'scheme': False if is_vat else item['scheme'],
                    'label': labels[item['scheme']], 'ours': partner.vat if is_vat else False,
                    'can_take': not is_vat, 'value_id': 0,
                })
        return lines
