from odoo import models


class CreditTouch(models.Model):
    """What whoever asks for money has to know: what is here, disputed or promised already."""

    _inherit = 'credit.touch'

    def _call_lines(self, today):
        """Lines with what of them is disputed or promised, and until when."""
        lines, *sums = super()._call_lines(today)
        facts = self.env['credit.rpm.item'].sudo()._line_facts(
            [line['id'] for line in lines], today)
        for line in lines:
            own = facts.get(line['id'], {})
            for name in ('disputed', 'promised'):
                until = own.get(f'{name}_until')
                amount = float(own.get(name) or 0.0)
                line[name] = amount if not until or today <= until else 0.0
                line[f'{name}_until'] = str(until) if line[name] and until else ''
        return lines, *sums

    def _call_extras(self):
        """What of what is late is here already, and not matched."""
        sudo = self.sudo()
        _late, received = self.env['credit.contact.rules']._late(
            sudo.profile_id, sudo.company_id._credit_today()).get(sudo.profile_id.id, (0, 0))
        return {**super()._call_extras(), 'received': float(received)}
