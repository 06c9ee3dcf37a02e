from odoo import fields, models
from odoo.tools import SQL


class CreditRpmStep(models.Model):
    """The contact in which a step is to be done."""

    _inherit = 'credit.rpm.step'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='set null')


class CreditRpmDone(models.Model):
    """The contact in which it was done; a wrong outcome is taken back on the same day, and stays."""

    _inherit = 'credit.rpm.done'

    touch_id = fields.Many2one(
        'credit.touch', readonly=True, index='btree_not_null', ondelete='restrict')
    withdrawn_on = fields.Date(
        string="Taken Back On", readonly=True, help="It counts no more; the touch says why.")

    def _withdraw(self, today):
        """Let these count no more, and look at their items again."""
        if not self:
            return
        items = self.item_id
        self.flush_model()
        self.env.cr.execute(SQL(
            "UPDATE credit_rpm_done SET withdrawn_on = %s WHERE id = ANY(%s)", today, self.ids))
        # What became of a step is settled by its being done: now it is not.
        self.env.cr.execute(SQL(
            """DELETE FROM credit_rpm_mark m USING credit_rpm_done d
                WHERE d.id = ANY(%s) AND m.item_id = d.item_id AND m.code = d.code
                  AND m.move_line_id IS NOT DISTINCT FROM d.move_line_id""", self.ids,
        ))
        self.invalidate_model()
        items |= self.env['credit.rpm.item.line'].search(
            [('move_line_id', 'in', self.move_line_id.ids)]).item_id
        items._look(items, today)


class CreditRpmItem(models.Model):
    """After the looks of a night its contacts are planned; after one by day they are tidied."""

    _inherit = 'credit.rpm.item'

    def _night_done(self, root, today):
        after = super()._night_done(root, today)
        if after is not None:
            yield from after
        yield from self.env['credit.touch']._plan(root, today)

    def _look(self, items, today=None):
        super()._look(items, today)
        for root, own in items.sudo().grouped('company_id').items():
            self.env['credit.touch']._tidy(
                root, today or root._credit_today(), own.profile_id.ids)


class CreditRpmEvent(models.Model):
    """What was paid or promised by day is asked of nobody any more."""

    _inherit = 'credit.rpm.event'

    def _work(self, root):
        yield from super()._work(root)
        self.env['credit.touch']._tidy(root, root._credit_today())
