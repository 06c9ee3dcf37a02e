from datetime import timedelta
from functools import partial

from odoo import api, fields, models

from ..tools import deadlines
from ..tools.signals import RANK
from .credit_digest import LISTED
from .credit_dispute_life import MANAGER

#: What is new or gone; a value that only moved is in the history.
NEW, GONE = ('new', 'back', 'flagged'), ('expired', 'lifted')


class CreditDigest(models.Model):
    """The mail of the morning to a customer's owner: which danger signals are new, which are gone.

    Nothing changed, no mail; report-only mails nobody.
    """

    _inherit = 'credit.digest'

    kind = fields.Selection(
        selection_add=[('signals', "Danger signals")], ondelete={'signals': 'cascade'})
    signal_lines = fields.Json(compute='_compute_signal_lines')
    signal_count = fields.Integer(compute='_compute_signal_lines')

    # === WHAT IT SAYS === #

    @api.depends('user_id', 'company_ids', 'slot')
    def _compute_signal_lines(self):
        for digest in self:
            lines = digest._signal_news() if digest.kind == 'signals' else []
            digest.signal_lines, digest.signal_count = lines[:LISTED], len(lines)

    def _signal_news(self):
        """Return a line a customer of the reader's with news, the worst first, as printed."""
        reader = self.user_id
        changes = self.env['credit.signal.change'].with_user(reader).with_context(
            lang=reader.lang, allowed_company_ids=reader.company_ids.ids)
        found = []
        for company in self.company_ids:
            own = changes.search([
                ('company_id', '=', company.id), ('date', '<', self.slot),
                ('date', '>=', self._signals_since(company)), ('is_first', '=', False),
                ('profile_id.user_id', 'in', self._signal_owners(reader)),
                ('kind', 'in', (*NEW, *GONE, 'level')),
            ], order='id')
            found += [self._signal_line(profile, rows)
                      for profile, rows in own.grouped('profile_id').items()]
        news = [line for line in found if line['new'] or line['gone'] or line['level_before']]
        return sorted(news, key=lambda line: (-line['rank'], line['customer']))

    @api.model
    def _signal_owners(self, reader):
        """Return whose customers a reader hears of: his, and, as a manager, those of nobody."""
        return [reader.id, False] if reader.has_group(MANAGER) else [reader.id]

    def _signal_line(self, profile, changes):
        """Return what happened to one customer: each signal by the last that happened to it."""
        last = {(one.code, one.source): one for one in changes if one.kind != 'level'}
        words = dict(changes._fields['code']._description_selection(changes.env))
        levels = dict(changes._fields['level']._description_selection(changes.env))
        moves = changes.filtered(lambda one: one.kind == 'level')
        before, now = moves[:1].level_before, profile.danger_level or 'normal'
        return {
            'customer': profile.display_name, 'score': profile.danger_score,
            'level': levels[now], 'rank': RANK[now],
            'level_before': levels[before] if before and before != now else '',
            'new': [words[code] for (code, _s), one in last.items() if one.kind in NEW],
            'gone': [words[code] for (code, _s), one in last.items() if one.kind in GONE],
            'url': f'{self.get_base_url()}/odoo/credit.profile/{profile.id}',
        }

    def _signals_since(self, company):
        """Return the morning of the working day before."""
        return deadlines.last_at(
            self.slot - timedelta(minutes=1), deadlines.MORNING[0], company._credit_zone(),
            company._credit_rest()[company.id])

    # === SENDING === #

    @api.model
    def _due(self, now):
        """Return the units of `_cron_send`, these of danger signals besides."""
        slots, roots = {}, self.env['res.company'].search([('parent_id', '=', False)])
        for company, slot in self.env['credit.failure']._pending(
            'digest', roots, partial(self._signal_slot_of, now)
        ).items():
            slots[slot] = slots.get(slot, company) | company
        return [*super()._due(now), *(
            (user, 'signals', slot, companies & user.company_ids.root_id)
            for slot, companies in sorted(slots.items())
            for user in self._signal_readers(slot, companies)
        )]

    @api.model
    def _signal_slot_of(self, now, company):
        if company._credit_mode_now() != 'enforce' or not company.credit_signals_since:
            return False
        return deadlines.digest_slot(
            now, None, company._credit_zone(), company._credit_rest()[company.id]) or False

    @api.model
    def _signal_readers(self, slot, companies):
        """Return owners of customers with news, and managers where a customer has none, who want
        mail and have not had this one."""
        told = self.search(
            [('slot', '=', slot), ('kind', '=', 'signals'), ('sent_at', '!=', False)]).user_id
        news = self.env['credit.signal.change'].sudo().search([
            ('company_id', 'in', companies.ids), ('date', '<', slot),
            ('date', '>=', slot - timedelta(days=14)), ('is_first', '=', False),
            ('kind', 'in', (*NEW, *GONE, 'level')),
        ])
        readers = news.profile_id.user_id
        orphans = news.profile_id.filtered(lambda profile: not profile.user_id)
        if orphans:
            readers |= self.env.ref(MANAGER).sudo().all_user_ids.filtered(
                lambda user: user.company_ids.root_id & orphans.company_id)
        return (readers - told).filtered(
            lambda user: user.active and user.credit_digest and user.email
            and user.has_group('credit_management.credit_management_group_officer')
        ).sorted('id')

    def _has_news(self):
        return bool(self.signal_count) if self.kind == 'signals' else super()._has_news()

    def _template(self):
        if self.kind == 'signals':
            return self.env.ref('credit_management.mail_template_signal_digest')
        return super()._template()
