from odoo import api, models
from odoo.tools import SQL


class CreditRpmItem(models.Model):
    """What Odoo has already that makes a step needless: only what the customer did himself.

    A mail that was sent is none: nobody knows whether it arrived.
    """

    _inherit = 'credit.rpm.item'

    @api.model
    def _evidence(self, item_ids, today):
        found = super()._evidence(item_ids, today)
        for kind, rows in (
            ('invoice_delivered', self._seen_in_talk(item_ids)),
            ('invoice_opened', self._seen_in_payment(item_ids)),
            ('statement_confirmed', self._seen_in_statement(item_ids)),
        ):
            for item_id, day in rows:
                found.setdefault(item_id, {}).setdefault(kind, day)
        return found

    def _seen_in_talk(self, item_ids):
        """Return ``[(item id, day)]``: the customer wrote in the talk of the invoice."""
        self.env['mail.message'].flush_model()
        return self.env.execute_query(SQL(
            """SELECT link.item_id, MIN(%s) FROM credit_rpm_item_line link
                 JOIN account_move_line l ON l.id = link.move_line_id
                 JOIN credit_rpm_item item ON item.id = link.item_id
                 JOIN credit_profile profile ON profile.id = item.profile_id
                 JOIN mail_message message ON message.model = 'account.move'
                  AND message.res_id = l.move_id AND message.message_type IN ('email', 'comment')
                 JOIN res_partner author ON author.id = message.author_id
                  AND author.commercial_partner_id = profile.partner_id
                WHERE link.item_id = ANY(%s) GROUP BY link.item_id""",
            self._day_sql('message.date'), list(item_ids)))

    def _seen_in_payment(self, item_ids):
        """Return ``[(item id, day)]``: the customer began to pay the invoice where it is shown."""
        self.env['payment.transaction'].flush_model()
        return self.env.execute_query(SQL(
            """SELECT link.item_id, MIN(%s) FROM credit_rpm_item_line link
                 JOIN account_move_line l ON l.id = link.move_line_id
                 JOIN credit_rpm_item item ON item.id = link.item_id
                 JOIN account_invoice_transaction_rel rel ON rel.invoice_id = l.move_id
                 JOIN payment_transaction paid ON paid.id = rel.transaction_id
                  AND paid.operation LIKE 'online%%'
                WHERE link.item_id = ANY(%s) GROUP BY link.item_id""",
            self._day_sql('paid.create_date'), list(item_ids)))

    def _seen_in_statement(self, item_ids):
        """Return ``[(item id, day)]``: all its lines stand in a statement that is on file, signed."""
        self.env['credit.limitation.event'].flush_model()
        self.env['credit.limitation.paper'].flush_model()
        return self.env.execute_query(SQL(
            """SELECT link.item_id, MAX(event.date) FROM credit_rpm_item_line link
            LEFT JOIN LATERAL (
                      SELECT MIN(e.date) AS date FROM credit_limitation_event_line_rel rel
                        JOIN credit_limitation_event e ON e.id = rel.event_id
                       WHERE rel.line_id = link.move_line_id AND e.withdrawn_at IS NULL
                         AND e.kind IN ('statement_signed', 'audit_confirmation') AND EXISTS (
                             SELECT FROM credit_limitation_paper p
                              WHERE p.event_id = e.id AND p.withdrawn_at IS NULL)) event ON TRUE
                WHERE link.item_id = ANY(%s)
             GROUP BY link.item_id HAVING BOOL_AND(event.date IS NOT NULL)""", list(item_ids)))

    def _day_sql(self, moment):
        """Return SQL: the day of the item's company at a moment, by its column."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", SQL(moment),
            self.env['res.company']._credit_zone_sql(SQL("item.company_id")))


class CreditLimitationEvent(models.Model):
    """A signed statement closes the step that asks for it."""

    _inherit = 'credit.limitation.event'

    def _evidence_changed(self):
        self.sudo()._note_followed()
        return super()._evidence_changed()

    def _note_followed(self):
        for company, events in self.grouped('company_id').items():
            self.env['credit.rpm.event']._note('line', events.line_ids, company)


class CreditLimitationPaper(models.Model):
    _inherit = 'credit.limitation.paper'

    def _evidence_changed(self):
        self.sudo().event_id._note_followed()
        return super()._evidence_changed()
