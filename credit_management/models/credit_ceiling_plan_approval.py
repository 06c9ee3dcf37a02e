from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError

MANAGER = 'credit_management.credit_management_group_manager'


class CreditCeilingPlan(models.Model):
    """A plan counts from the moment that somebody else approves it."""

    _inherit = 'credit.ceiling.plan'

    def action_approve(self):
        """Let the plan count from now on, in place of the year's earlier one."""
        self.ensure_one()
        self.check_access('write')
        self._check_approver()
        plan_sudo = self.sudo()
        plan_sudo.lock_for_update()
        plan_sudo._check_draft()
        earlier = plan_sudo.search([
            ('company_id', '=', self.company_id.id), ('year', '=', self.year),
            ('state', '=', 'approved'),
        ])
        earlier.write({'state': 'replaced'})
        # The unique index sees one of them at a time.
        earlier.flush_recordset(['state'])
        plan_sudo.write({
            'state': 'approved', 'approved_by_id': self.env.uid,
            'approved_at': fields.Datetime.now(),
        })
        self.env['credit.decision'].sudo()._log('ceiling', company=self.company_id, payload={
            'what': 'plan approved', 'plan': self.id, 'replaces': earlier.ids,
            **plan_sudo._logged(),
        })
        self.env['credit.ceiling.watch'].sudo()._look(plan_sudo.company_id)
        return True

    def _check_approver(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Plans are approved by credit managers. Ask one of them."))
        if self.env.user in self.sudo().author_ids and not (
            self.company_id.sudo().credit_single_approver
        ):
            raise AccessError(self.env._(
                "You planned %(year)s yourself; another credit manager approves it.", year=self.year
            ))
        if not self.line_ids:
            raise ValidationError(self.env._(
                "The plan of %(year)s has no months yet. Fill it from last year, import it, or"
                " enter them.", year=self.year,
            ))

    def _logged(self):
        """Return the plan as plain values for the log."""
        self.ensure_one()
        return {
            'year': self.year, 'dimension': self.dimension, 'method': self.method,
            'target_dso': self.target_dso, 'sales': self.planned_sales,
            'collections': self.planned_collections,
            'tax_rate': self.tax_rate if self.tax_basis == 'excluded' else None,
            'funds': self.funds if self.has_funds else None,
            'variable_cost_ratio': self.variable_cost_ratio,
            'bands': [self.amber_from, self.red_above], 'authors': self.author_ids.ids,
        }
