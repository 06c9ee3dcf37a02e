from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.limitation import limitation


class CreditLimitation(models.Model):
    """The events of a claim, one by one: what each did, or why it did nothing."""

    _inherit = 'credit.limitation'

    story = fields.Html(compute='_compute_story', sanitize=False)

    @api.depends_context('lang')
    @api.depends('safe_date', 'move_line_id')
    def _compute_story(self):
        for claim in self:
            claim.story = self.env['ir.qweb']._render(
                'credit_management.credit_limitation_story', {'rows': claim._story_rows()})

    def _story_rows(self):
        """Return what happened to the claim, oldest first, in words."""
        self.ensure_one()
        claim_sudo = self.sudo()
        today = self.company_id._credit_today()
        line_id = claim_sudo.move_line_id.id
        events = claim_sudo._events([line_id], today)[line_id]
        law = claim_sudo.law_id._as_law()
        found = limitation(claim_sudo.start_date or None, events, law, today)
        ignored = {id(one.event): one for one in found.ignored}
        names = {one.code: one.name for one in self.env['credit.limitation.evidence'].search([])}
        first = self.env._("The period of %(period)s begins", period=claim_sudo.law_id._period_text())
        rows = [{'date': format_date(self.env, claim_sudo.start_date), 'counts': True,
                 'event': self.env._("Due"), 'effect': first, 'missing': ''}]
        for event in sorted(events, key=lambda one: (one.date, one.kind, str(one.ref))):
            why = ignored.get(id(event))
            rows.append({
                'date': format_date(self.env, event.date), 'counts': not why,
                'event': self._kind_word(event.kind),
                'effect': self._effect_word(law, event, why, found),
                'missing': ', '.join(sorted(names.get(code, code) for code in why.missing))
                if why else '',
            })
        return rows

    def _effect_word(self, law, event, why, found):
        if why:
            return {
                'unlisted': self.env._("Nothing: this law does not know it"),
                'early': self.env._("Nothing: before the period began"),
                'expired': self.env._("Nothing: the claim was barred already"),
                'evidence': self.env._("Nothing yet: evidence is missing"),
                'future': self.env._("Nothing yet: still to come"),
            }[why.reason]
        if event is found.pending:
            return self.env._("Keeps the claim while it runs")
        if event is found.moved_by:
            return self.env._("Last safe day is %(day)s", day=format_date(self.env, found.date))
        return self.env._("Counts; a later one says more")
