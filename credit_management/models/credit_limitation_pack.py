from odoo import Command, api, models

from ..tools.guarantees import GUARANTEE_LAWS
from ..tools.limitation_laws import LAWS

#: Pack -> (name, xml ids of its countries and groups of countries).
PACKS = {
    'CN': ("China", ('base.cn',)),
    'EU': ("European Union (shortest period)", ('base.europe',)),
    'UK': ("England and Wales", ('base.uk',)),
    'neutral': ("Elsewhere", ()),
}
MODULE = 'credit_management'


class CreditLimitationLaw(models.Model):
    """The delivered laws: records made of `tools.limitation_laws`, from then on people's own."""

    _inherit = 'credit.limitation.law'

    @api.model
    def _make_packs(self):
        """Make the packs that were never made; what people changed since stays as it is."""
        evidence = {one.code: one.id for one in self.env['credit.limitation.evidence'].search([])}
        for place, code in enumerate(PACKS):
            name = f'credit_limitation_law_{code.lower()}'
            if self.env.ref(f'{MODULE}.{name}', raise_if_not_found=False):
                continue
            law = self.create(self._pack_values(code, 10 * (place + 1), evidence))
            self.env['ir.model.data'].create({
                'module': MODULE, 'name': name, 'model': self._name, 'res_id': law.id,
                'noupdate': True,
            })

    @api.model
    def _pack_values(self, code, sequence, evidence):
        law, guarantee = LAWS[code], GUARANTEE_LAWS[code]
        name, countries = PACKS[code]
        found = [self.env.ref(xml_id) for xml_id in countries]
        return {
            'name': name, 'sequence': sequence, 'is_fallback': code == 'neutral',
            'country_ids': [Command.set([
                country.id for one in found
                for country in (one if one._name == 'res.country' else one.country_ids)
            ])],
            'span_years': law.span.years, 'span_months': law.span.months,
            'span_days': law.span.days, 'cap_years': law.cap.years if law.cap else 0,
            'tail_months': law.tail.months, 'letter_months': law.letter.months if law.letter else 0,
            'is_one_debt': law.is_one_debt,
            **dict(zip(('alert_first', 'alert_second', 'alert_last'), law.alerts, strict=True)),
            'guarantee_months': guarantee.default.months if guarantee.default else 0,
            'guarantee_unclear': guarantee.unclear, 'court_pack': code,
            'event_ids': [
                Command.create(self._pack_event(kind, rule, 10 * place, evidence))
                for place, (kind, rule) in enumerate(law.events.items(), 1)
            ],
        }

    @api.model
    def _pack_event(self, kind, rule, sequence, evidence):
        return {
            'kind': kind, 'sequence': sequence, 'effect': rule.effect, 'at_end': rule.at_end,
            'basis': rule.basis, 'revives': rule.revives is not None,
            'revive_evidence_ids': [Command.set([evidence[one] for one in rule.revives or ()])],
            'proof_ids': [
                Command.create({
                    'sequence': 10 * place,
                    'evidence_ids': [Command.set([evidence[one] for one in sorted(needed)])],
                }) for place, needed in enumerate(rule.evidence, 1)
            ],
        }
