from collections import defaultdict
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.tools import format_amount

from ..tools import deadlines

#: Lines that a mail lists; the queue has the rest.
LISTED = 12
KEPT_DAYS = 90


class CreditDigest(models.Model):
    """One mail to one person about what waits for him: the row that lets it go out only once.

    A slot is the moment at which it is due by the clock of the company, so companies that share
    a clock share a mail.
    """

    _name = 'credit.digest'
    _description = "Credit Digest"
    _order = 'slot desc, id desc'

    user_id = fields.Many2one('res.users', required=True, readonly=True, ondelete='cascade')
    slot = fields.Datetime(required=True, readonly=True)
    kind = fields.Selection(
        [('waiting', "What waits"), ('report', "What would have been held")], required=True,
        readonly=True, default='waiting',
    )
    company_ids = fields.Many2many('res.company', readonly=True)
    sent_at = fields.Datetime(readonly=True)
    waiting_count = fields.Integer(compute='_compute_waiting')
    late_count = fields.Integer(compute='_compute_waiting')
    lines = fields.Json(compute='_compute_waiting')
    cutoff = fields.Char(compute='_compute_cutoff')

    _user_slot_unique = models.UniqueIndex(
        '(slot, user_id, kind)', "This person has this digest already."
    )

    # === WHAT IT SAYS === #

    @api.depends_context('lang')
    def _compute_display_name(self):
        self.display_name = self.env._("What waits for you")

    @api.depends('user_id', 'company_ids')
    def _compute_waiting(self):
        for digest in self:
            tasks = digest._tasks()
            digest.waiting_count = len(tasks)
            digest.late_count = len(tasks.filtered('is_late'))
            digest.lines = [digest._line(task) for task in tasks[:LISTED]]

    def _tasks(self):
        """Return what waits for the reader, with his own rights, in his language."""
        self.ensure_one()
        reader = self.user_id
        tasks = self.env['credit.task'].with_user(reader).with_context(
            lang=reader.lang, tz=reader.tz or self.company_ids[:1]._credit_zone().key,
            allowed_company_ids=reader.company_ids.ids,
        )
        return tasks.search([
            ('user_id', '=', reader.id), ('company_id', 'in', self.company_ids.ids),
        ])

    def _line(self, task):
        """Return one line as printed: plain text for the mail."""
        holds = task.env['credit.hold']
        return {
            'name': task.name, 'customer': task.sudo().partner_id.display_name,
            'kind': dict(task._fields['kind']._description_selection(task.env))[task.kind],
            'amount': format_amount(task.env, task.amount, task.currency_id),
            'why': task.why or '', 'is_late': task.is_late,
            'ships': holds._credit_moment_text(task.ships_at) if task.ships_at else '',
            'decide_by': holds._credit_moment_text(task.decide_by) if task.decide_by else '',
            'url': f'{self.get_base_url()}/mail/view?model={task.res_model}&res_id={task.res_id}',
        }

    @api.depends('company_ids')
    def _compute_cutoff(self):
        """Print the cut-off that comes today, by the clock of the company."""
        for digest in self:
            company = digest.company_ids[:1]
            moment = company and company._credit_next_cutoff()
            today = moment and company._credit_day(moment) == company._credit_today()
            hours, minutes = divmod(round((company._credit_cutoff_hour() or 0) * 60), 60)
            digest.cutoff = today and f'{hours:02d}:{minutes:02d}'

    # === SENDING === #

    @api.model
    def _cron_send(self):
        """Send what is due now, a reader a transaction; run twice is run once."""
        due = defaultdict(list)
        for user, *unit in self._due(fields.Datetime.now()):
            due[user].append(unit)

        def send(user):
            for kind, slot, companies in due[user]:
                self._of(user, kind, slot, companies)._send()

        self.env['credit.failure']._in_turn('digest', list(due), send)

    @api.model
    def _due(self, now):
        """Return ``[(user, kind, slot, companies)]`` of the mails that are due."""
        return [
            (user, 'waiting', slot, companies) for slot, companies in self._slots(now).items()
            for user in self._readers(slot, companies)
        ]

    @api.model
    def _slots(self, now):
        """Return ``{slot: companies}`` of the digests that are due; report-only mails nobody."""
        slots, roots = {}, self.env['res.company'].search([('parent_id', '=', False)])
        for company, slot in self.env['credit.failure']._pending(
            'digest', roots, partial(self._slot_of, now)
        ).items():
            slots[slot] = slots.get(slot, company) | company
        return dict(sorted(slots.items()))

    @api.model
    def _slot_of(self, now, company):
        """Return the moment of the digest that is due in `company`, or False."""
        if company._credit_mode_now() != 'enforce':
            return False
        return deadlines.digest_slot(
            now, company._credit_cutoff_hour(), company._credit_zone(),
            company._credit_rest()[company.id],
        ) or False

    @api.model
    def _readers(self, slot, companies):
        """Return for whom something waits, who wants to hear of it, and has not heard yet."""
        waiting = self.env['credit.task']._read_group(
            [('user_id', '!=', False), ('company_id', 'in', companies.ids)], ['user_id']
        )
        told = self.search(
            [('slot', '=', slot), ('kind', '=', 'waiting'), ('sent_at', '!=', False)]).user_id
        users = self.env['res.users'].union(*(user for (user,) in waiting)) - told
        return users.filtered(
            lambda user: user.active and user.credit_digest and user.email
            and user.has_group('credit_management.credit_management_group_officer')
        ).sorted('id')

    def _of(self, user, kind, slot, companies):
        """Return the digest of `user` at `slot`, made if it is not there."""
        known = self.search(
            [('user_id', '=', user.id), ('slot', '=', slot), ('kind', '=', kind)])
        return known or self.create({
            'user_id': user.id, 'kind': kind, 'slot': slot,
            'company_ids': [(6, 0, companies.ids)],
        })

    def _send(self):
        """Put the mail into the queue together with the note that it was sent."""
        self.ensure_one()
        if self.sent_at or not self._has_news():
            return
        self._template().send_mail(self.id)
        self.sent_at = fields.Datetime.now()

    def _has_news(self):
        return bool(self.waiting_count)

    def _template(self):
        return self.env.ref('credit_management.mail_template_digest')

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([('slot', '<', limit)], limit=10_000).unlink()
