from odoo import models
from odoo.tools.misc import format_date, formatLang


class CreditHoldPropose(models.TransientModel):
    """What a proposal says: in brief to the officer, then to sales and to the customer.

    Sales read no limit, exposure or grade; amounts only where the company shows them. The customer
    reads of his order and of what to pay, never why.
    """

    _inherit = 'credit.hold.propose'

    # === IN BRIEF === #

    def _brief_terms(self):
        return self._term_name()

    def _brief_reduce(self):
        return self._kept_words()

    def _brief_split(self):
        return self.env._("%(kept)s now, the rest held", kept=self._kept_words())

    def _brief_deposit(self):
        return self.env._(
            "%(amount)s, %(percent)s %% of the order", amount=self._money(self.deposit_amount),
            percent=self.deposit_percent,
        )

    def _brief_invoices(self):
        company_currency = self.company_currency_id
        return self.env._(
            "%(count)s of %(all)s open, %(amount)s", count=len(self._selected()),
            all=len(self.invoice_ids),
            amount=formatLang(self.env, self.invoice_total, currency_obj=company_currency),
        )

    def _brief_limit(self):
        return self.env._(
            "%(amount)s more until %(date)s", date=format_date(self.env, self.last),
            amount=formatLang(self.env, self.more_limit, currency_obj=self.company_currency_id),
        )

    # === TO SALES === #

    def _sales_terms(self):
        return self.env._(
            "%(order)s goes through with the agreed terms: %(term)s.", order=self._order_name(),
            term=self._term_name(),
        )

    def _sales_reduce(self):
        return self.env._(
            "%(order)s goes through with %(kept)s.", order=self._order_name(),
            kept=self._kept_words(),
        )

    def _sales_split(self):
        return self.env._(
            "%(order)s goes through with %(kept)s. The rest waits on a held quotation of its own.",
            order=self._order_name(), kept=self._kept_words(),
        )

    def _sales_deposit(self):
        if not self._sales_see_amounts():
            return self.env._(
                "%(order)s goes through with %(percent)s %% of it paid beforehand. Send the payment"
                " link.", order=self._order_name(), percent=self.deposit_percent,
            )
        return self.env._(
            "%(order)s goes through with %(amount)s paid beforehand (%(percent)s %%). Send the"
            " payment link.", order=self._order_name(), percent=self.deposit_percent,
            amount=self._money(self.deposit_amount),
        )

    def _sales_invoices(self):
        shown = self._sales_see_amounts()
        return self.env._(
            "%(order)s goes through when these are paid: %(invoices)s.", order=self._order_name(),
            invoices='; '.join(one._in_words(shown) for one in self._selected()),
        )

    def _sales_limit(self):
        return self.env._(
            "A credit manager looks at %(order)s and its customer. Nothing to do for you now.",
            order=self._order_name(),
        )

    # === TO THE CUSTOMER === #

    def _customer_terms(self):
        return self.env._(
            "Thank you for your order %(order)s. It goes ahead on our agreed terms: %(term)s.",
            order=self._order_name(), term=self._term_name(),
        )

    def _customer_reduce(self):
        return self.env._(
            "Thank you for your order %(order)s. We can deliver at once: %(kept)s. Shall we change"
            " the order to that?", order=self._order_name(), kept=self._kept_words(),
        )

    def _customer_split(self):
        return self.env._(
            "Thank you for your order %(order)s. We can deliver at once: %(kept)s. The rest follows"
            " on an order of its own.", order=self._order_name(), kept=self._kept_words(),
        )

    def _customer_deposit(self):
        return self.env._(
            "Thank you for your order %(order)s. It starts with a first payment of %(amount)s."
            " Please pay by the link to start your order.", order=self._order_name(),
            amount=self._money(self.deposit_amount),
        )

    def _customer_invoices(self):
        return self.env._(
            "Thank you for your order %(order)s. May we ask you to pay first: %(invoices)s. We go"
            " on with your order as soon as the money is here.", order=self._order_name(),
            invoices='; '.join(one._in_words() for one in self._selected()),
        )

    def _customer_limit(self):
        return self.env._("Thank you, we have your order and will confirm it shortly.")

    # === WORDS === #

    def _order_name(self):
        return self.hold_id.sudo().document_name

    def _term_name(self):
        return self.sudo().term_id.with_context(lang=self.env.lang).name or ''

    def _sales_see_amounts(self):
        return self.env['credit.check']._formatter('sales').show_amounts

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _kept_words(self):
        """Return what stays of the order where less than all does: *12 of 30 Pallets*."""
        lines_sudo = self.line_ids.sudo()
        return '; '.join(
            self.env._(
                "%(quantity)s of %(ordered)s %(product)s", quantity=f'{line.quantity:g}',
                ordered=f'{line.ordered:g}', product=self._product_name(line.order_line_id),
            ) for line in lines_sudo if line.quantity < line.ordered
        ) or self.env._("the whole order")

    def _product_name(self, order_line_sudo):
        """Return what the customer calls it: without our code, in the reader's language."""
        product = order_line_sudo.product_id.with_context(lang=self.env.lang)
        return product.with_context(display_default_code=False).display_name or order_line_sudo.name
