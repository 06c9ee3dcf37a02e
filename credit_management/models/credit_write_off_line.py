from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from ..values import id_of, without_defaults


class CreditWriteOffLine(models.Model):
    """What of one maturity line is written off, in company currency."""

    _name = 'credit.write.off.line'
    _description = "Line of a Write-off"
    _order = 'write_off_id, id'
    _rec_name = 'move_line_id'

    write_off_id = fields.Many2one(
        'credit.write.off', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='write_off_id.company_id', store=True, index=True)
    currency_id = fields.Many2one(related='write_off_id.currency_id')
    move_line_id = fields.Many2one(
        'account.move.line', string="Maturity Line", required=True, index=True,
        ondelete='restrict',
    )
    move_id = fields.Many2one(related='move_line_id.move_id', string="Document")
    date_due = fields.Date(related='move_line_id.date_maturity', string="Due Date")
    residual = fields.Monetary(
        string="Open Now", compute='_compute_residual',
        help="In company currency, as booked.",
    )
    amount = fields.Monetary(
        string="Written Off", compute='_compute_amount', store=True, readonly=False, precompute=True)
    tax_amount = fields.Monetary(
        string="Tax in It", help="What of it the tax office gives back.")
    entry_line_id = fields.Many2one(
        'account.move.line', readonly=True, copy=False, index='btree_not_null', ondelete='set null')

    _line_unique = models.UniqueIndex(
        '(write_off_id, move_line_id)', "This line is on the request already.")

    @api.depends('move_line_id.amount_residual')
    def _compute_residual(self):
        for line in self:
            line.residual = line.sudo().move_line_id.amount_residual

    @api.depends('move_line_id')
    def _compute_amount(self):
        for line in self:
            line.amount = line.amount or line.sudo().move_line_id.amount_residual

    # === CONSTRAINTS === #

    @api.constrains('move_line_id', 'write_off_id')
    def _check_claim(self):
        for line in self:
            line.write_off_id.profile_id._check_claims(line.move_line_id)

    @api.constrains('amount', 'tax_amount')
    def _check_amounts(self):
        for line in self:
            currency = line.currency_id
            if currency.compare_amounts(line.amount, 0) <= 0:
                raise ValidationError(self.env._(
                    "%(document)s: write off an amount above 0, or remove the line.",
                    document=line.sudo().move_id.display_name))
            if not 0 <= line.tax_amount <= line.amount:
                raise ValidationError(self.env._(
                    "%(document)s: tax of %(tax)s is not within the %(amount)s written off.",
                    document=line.sudo().move_id.display_name, tax=line.tax_amount,
                    amount=line.amount))

    def _check_open(self):
        """Raise where less is open than was to be written off: he paid in the meantime."""
        for line in self:
            if line.currency_id.compare_amounts(line.amount, line.residual) > 0:
                raise UserError(self.env._(
                    "Of %(document)s only %(open)s is open, not the %(amount)s of %(request)s: money"
                    " came in the meantime. Withdraw the request and make a new one of the rest.",
                    document=line.sudo().move_id.display_name,
                    open=formatLang(self.env, line.residual, currency_obj=line.currency_id),
                    amount=formatLang(self.env, line.amount, currency_obj=line.currency_id),
                    request=line.write_off_id.display_name))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [
                {name: value for name, value in vals.items() if name != 'entry_line_id'}
                for vals in vals_list]
        lines = super(CreditWriteOffLine, without_defaults(self, {'entry_line_id'})).create(vals_list)
        lines._check_free()
        lines._note_editor()
        return lines

    def write(self, vals):
        self._check_free()
        self._check_stays(vals)
        res = super().write(vals)
        self._note_editor()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_free(self):
        self._check_free()
        self._note_editor()

    def _note_editor(self):
        if not self.env.su:
            self.write_off_id._note_editor()

    def _check_stays(self, vals):
        """Raise where a line would go to another request, or to another entry."""
        if self.env.su:
            return
        to = id_of(vals.get('write_off_id', self.write_off_id[:1]))
        if 'entry_line_id' in vals or any(line.write_off_id.id != to for line in self):
            raise UserError(self.env._(
                "A claim stays on the request it was written on. Remove it there, and add it to the"
                " other one."))

    def _check_free(self):
        if not self.env.su:
            self.write_off_id._check_draft()

    def _tax_share(self):
        """Return the part of the amount that is tax of its invoice."""
        self.ensure_one()
        move_sudo = self.sudo().move_line_id.move_id
        whole = move_sudo.amount_total_signed
        share = move_sudo.amount_tax_signed / whole if whole else 0.0
        return self.currency_id.round(self.amount * max(share, 0.0))
