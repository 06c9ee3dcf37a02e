from odoo import api, models
from odoo.tools import format_date


class CreditLimitation(models.Model):
    """What moved a claim's last day, and what is missing, in the words of whoever reads."""

    _inherit = 'credit.limitation'

    @api.depends_context('lang')
    @api.depends('safe_date', 'arguable_date', 'moved_kind', 'moved_on', 'pending_kind', 'missing')
    def _compute_words(self):
        evidence = {one.code: one.name for one in self.env['credit.limitation.evidence'].search([])}
        evidence['due_date'] = self.env._("Due date")
        for claim in self:
            codes = (claim.missing or '').split(',') if claim.missing else []
            claim.missing_text = ', '.join(evidence.get(code, code) for code in codes)
            claim.explanation = ' '.join(filter(None, (
                claim._words_moved(), claim._words_pending(), claim._words_arguable())))

    def _day(self, day):
        return format_date(self.env, day)

    @api.model
    def _kind_word(self, kind):
        names = self.env['credit.limitation.law.event']._fields['kind']
        return dict(names._description_selection(self.env)).get(kind, kind)

    def _words_moved(self):
        """Say where the period that runs began."""
        law = self.sudo().law_id
        if not self.safe_date:
            return self.env._("No due date is known, so no period runs.")
        if not self.moved_kind:
            return self.env._(
                "%(period)s from %(start)s; nothing with complete evidence moved it.",
                period=law._period_text(), start=self._day(self.start_date))
        event = self._kind_word(self.moved_kind)
        if self.moved_ended:
            return self.env._(
                "%(event)s of %(day)s, which ended on %(end)s, moved it: %(period)s from"
                " %(anchor)s.", event=event, day=self._day(self.moved_on),
                end=self._day(self.moved_ended), period=law._period_text(),
                anchor=self._day(self.anchor_date))
        return self.env._(
            "%(event)s of %(day)s moved it: %(period)s from then.", event=event,
            day=self._day(self.moved_on), period=law._period_text())

    def _words_pending(self):
        if not self.pending_kind:
            return ''
        return self.env._(
            "%(event)s since %(day)s keeps the claim alive until it ends.",
            event=self._kind_word(self.pending_kind), day=self._day(self.pending_on))

    def _words_arguable(self):
        if not self.missing_text or self.arguable_date == self.safe_date:
            return ''
        return self.env._(
            "It could be argued until %(day)s; on file is not: %(missing)s.",
            day=self._day(self.arguable_date), missing=self.missing_text)
