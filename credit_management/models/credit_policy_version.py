from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.policies import SWITCHES, differences
from .credit_policy import STANDARD


class CreditPolicy(models.Model):
    """The life of a policy: drafted, published in the place of its previous version, archived."""

    _inherit = 'credit.policy'

    changes = fields.Text(
        compute='_compute_changes', string="Changes Against the Previous Version"
    )

    # === COMPUTE: what a version changes, in words === #

    @api.depends_context('lang')
    @api.depends(lambda self: [
        'previous_id', *SWITCHES, 'rule_ids.threshold_ids.value',
        *(f'rule_ids.{name}' for name in self.env['credit.policy.rule']._severity_fields()),
    ])
    def _compute_changes(self):
        for policy in self:
            rows = policy._changes() or []
            policy.changes = '\n'.join(policy._change_text(row) for row in rows)

    def _changes(self):
        """Return what differs from the previous version as plain rows, None without one."""
        if not self.previous_id:
            return None
        return differences(self.previous_id._values(), self._values())

    def _change_text(self, row):
        """Return one difference in words."""
        nothing = self.env._("none")
        values = {
            'what': self._change_label(row),
            'before': nothing if row['before'] is None else self._change_value(row, row['before']),
            'after': nothing if row['after'] is None else self._change_value(row, row['after']),
        }
        return self.env._("%(what)s: %(before)s → %(after)s", **values)

    def _change_label(self, row):
        lines = self.env['credit.policy.rule']
        if row['item'] == 'switch':
            return self._fields[row['name']]._description_string(self.env)
        rule = lines._rule_label(row['code'])
        if row['item'] == 'severity':
            field = lines._fields['severity_' + row['name']]
            return f'{rule}, {field._description_string(self.env)}'
        label = self.env['credit.policy.threshold']._parameter_label(row['code'], row['name'])
        return f'{rule}, {label} {row["grade"] or ""}'.rstrip()

    def _change_value(self, row, value):
        if row['item'] == 'severity':
            field = self.env['credit.policy.rule']._fields['severity_' + row['name']]
            return dict(field._description_selection(self.env)).get(value, value)
        return f'{value:g}' if isinstance(value, float) else str(value)

    # === ACTIONS === #

    def action_new_version(self):
        """Open the draft of the next version, made now if there is none."""
        self.ensure_one()
        self.check_access('write')
        current = self.browse(self._in_force(self.id) or self.id)
        draft = self.search([('previous_id', '=', current.id), ('state', '=', 'draft')], limit=1)
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
        """Put a draft into force; it takes the place of its previous version everywhere."""
        self.check_access('write')
        for policy_sudo in self.sudo():
            if policy_sudo.state == 'published':
                continue
            policy_sudo._check_draft()
            policy_sudo._publish()
        return True

    def _publish(self):
        """Publish in sudo, after the right to write was checked."""
        previous = self.previous_id
        self.write({
            'state': 'published', 'published_at': fields.Datetime.now(),
            'published_by_id': self.env.uid,
        })
        if previous:
            previous.write({'state': 'archived', 'successor_id': self.id})
            self._take_over(previous)
        self._log(
            'published', changes=self._changes(), values=self._values(), reason=self.note or None
        )
        self._announce()

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
        self.check_access('write')
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
        policy = self.create({'name': "Standard"})
        policy._publish()
        self.env['ir.model.data'].create({
            'module': 'credit_management', 'name': 'credit_policy_standard', 'model': self._name,
            'res_id': policy.id, 'noupdate': True,
        })
