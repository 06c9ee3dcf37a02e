from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .credit_policy import STANDARD

#: A policy is looked at again after a year.
REVIEW_AFTER = relativedelta(years=1)
START_CRON = 'credit_management.credit_policy_start_cron'


class CreditPolicy(models.Model):
    """The life of a policy: drafted, published in the place of its previous version, archived."""

    _inherit = 'credit.policy'

    # === ACTIONS === #

    def _check_may_change(self):
        self.check_access('write')
        self._check_shared()

    def action_new_version(self):
        """Open the draft of the next version, made now if there is none."""
        self.ensure_one()
        self._check_may_change()
        current = self.browse(self._in_force(self.id) or self.id)
        draft = self.search([
            ('previous_id', '=', current.id), ('state', 'in', ['draft', 'scheduled']),
        ], limit=1)
        if not draft:
            # In sudo: version and predecessor are the server's; the right to write was checked.
            draft = self.sudo().copy({
                'name': self.name, 'version': self._next_version(), 'previous_id': current.id,
                'note': False,
            }).sudo(self.env.su)
            self.env['credit.policy.rule']._add_missing(draft)
        return {
            'type': 'ir.actions.act_window', 'res_model': self._name, 'res_id': draft.id,
            'view_mode': 'form', 'views': [(False, 'form')],
        }

    def _next_version(self):
        family = self.search([('name', '=', self.name), ('company_id', '=', self.company_id.id)])
        return max(family.mapped('version')) + 1

    def action_publish(self):
        """Put a draft into force now; it takes the place of its previous version everywhere."""
        self._check_may_change()
        for policy_sudo in self.sudo():
            if policy_sudo.state == 'published':
                continue
            policy_sudo._check_draft()
            policy_sudo._publish()
        return True

    def _publish(self, valid_from=None):
        """Publish in sudo, after the right to write was checked; in force now, or from a day on.

        :param date valid_from: by the calendar of the company; None or today: at once
        """
        company = self._clock()
        today = company._credit_today()
        day = valid_from or today
        self._check_start(day, today)
        now = fields.Datetime.now()
        self.write({
            'valid_from': day, 'published_at': now, 'published_by_id': self.env.uid,
            'starts_at': now if day == today else company._credit_day_start(day),
            'state': 'scheduled', 'review_date': day + REVIEW_AFTER,
        })
        self._ask_readers()
        if day == today:
            self._start()
        else:
            self._log('scheduled', valid_from=day.isoformat(), **self._told())
            self.env.ref(START_CRON)._trigger(self.starts_at)

    def _clock(self):
        """Return the company by whose calendar the policy begins."""
        return (self.company_id or self.env.company).sudo().root_id

    def _check_start(self, day, today):
        if day < today:
            raise UserError(self.env._(
                "%(policy)s cannot be in force from %(day)s on: that day is over, and orders were"
                " judged by the version before. Choose today (%(today)s) or later.",
                policy=self.name, day=format_date(self.env, day),
                today=format_date(self.env, today),
            ))

    def _start(self):
        """Take the place of the previous version, on the day that was set."""
        previous = self.previous_id
        if previous.state == 'scheduled':  # it began, and nothing ran since
            previous._start()
        self.state = 'published'
        if previous:
            previous.write({'state': 'archived', 'successor_id': self.id})
            self._take_over(previous)
        self._log('published', **self._told())
        self._announce()

    def _told(self):
        """Return what the log says of a version that is published."""
        return {
            'changes': self._changes(), 'values': self._values(), 'reason': self.note or None,
            'published_by': self.published_by_id.id,
        }

    @api.model
    def _cron_start(self):
        """Let versions take the place of those before them; orders are judged by them already."""
        self.env['credit.failure']._in_turn(
            'policy', self.search([('state', 'in', ['scheduled', 'published'])]),
            lambda policy: policy._keep_up(),
        )

    def _keep_up(self):
        """Begin if the day has come; ask whoever joined since to read what is or will be in force."""
        if self.state == 'scheduled' and self.starts_at <= fields.Datetime.now():
            self._start()
        self._ask_readers()

    def action_withdraw(self):
        """Take a version that is not in force yet back to a draft."""
        self._check_may_change()
        for policy_sudo in self.sudo():
            if policy_sudo.state != 'scheduled' or policy_sudo.starts_at <= fields.Datetime.now():
                raise UserError(self.env._(
                    "%(policy)s is not waiting for its day. What is in force is changed by its next"
                    " version: press New Version.", policy=policy_sudo.display_name,
                ))
            policy_sudo._log('withdrawn', valid_from=policy_sudo.valid_from.isoformat())
            policy_sudo.acknowledgement_ids.unlink()
            policy_sudo.write({
                'state': 'draft', 'valid_from': False, 'starts_at': False, 'published_at': False,
                'published_by_id': False, 'review_date': False,
            })
        return True

    def _take_over(self, previous):
        """Let everything that points to the previous version point to this one."""
        for model, field in self._pointers():
            self.env[model].with_context(active_test=False).search(
                [(field, '=', previous.id)]
            ).write({field: self.id})

    @api.model
    def _pointers(self):
        """Return (model, field) of whatever chooses a policy; later parts add theirs."""
        return [
            ('credit.profile', 'policy_id'),
            ('credit.segment', 'policy_id'),
            ('res.company', 'credit_policy_id'),
        ]

    def action_archive(self):
        """Take a policy out of force; whoever still chooses it must choose another one first."""
        self._check_may_change()
        for policy_sudo in self.sudo().filtered(lambda policy: policy.state == 'published'):
            policy_sudo._check_unused()
            policy_sudo.state = 'archived'
            policy_sudo._log('archived')
            policy_sudo._announce()
        return True

    def _check_unused(self):
        for model, field in self._pointers():
            user = self.env[model].search([(field, '=', self.id)], limit=1)
            if user:
                raise UserError(self.env._(
                    "%(policy)s is still used by %(user)s. Choose another policy there first.",
                    policy=self.display_name, user=user.display_name,
                ))
        others = self.search_count([
            ('state', '=', 'published'), ('id', '!=', self.id), ('company_id', '=', False),
        ], limit=1)
        if not self.company_id and not others:
            raise UserError(self.env._(
                "%(policy)s is the last policy for all companies, and without one every order is"
                " held. Publish another one first.", policy=self.display_name,
            ))

    def _log(self, action, **payload):
        company = self.company_id or self.env.company
        self.env['credit.decision'].sudo()._log('policy', company=company, payload={
            'action': action, 'policy': self.id, 'name': self.name, 'version': self.version,
            **payload,
        })

    def _announce(self):
        """Held documents may pass by the new figures: let them be looked at."""
        profiles = self.env['credit.profile'].search([('hold_ids.state', '=', 'open')])
        self.env['credit.profile']._notify('policy_changed', profiles, f'{self._name},{self.id}')

    # === DATA === #

    @api.model
    def _create_standard(self):
        """Make and publish the policy *Standard* with the figures that the rules name."""
        if self.env.ref(STANDARD, raise_if_not_found=False):
            return
        # Nobody chose it yet, so nobody is asked to read it.
        policy = self.create({'name': "Standard", 'readers': 'nobody'})
        policy._publish()
        self.env['ir.model.data'].create({
            'module': 'credit_management', 'name': 'credit_policy_standard', 'model': self._name,
            'res_id': policy.id, 'noupdate': True,
        })
