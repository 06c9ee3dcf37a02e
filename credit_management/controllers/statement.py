from odoo import fields
from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.http import content_disposition, request, route
from odoo.tools import format_date

from ..tools.papers import LARGEST

PATH = '/my/statement/<int:statement_id>'


class StatementPortal(PortalAccount):
    """A customer's statement behind its link: see, pay, promise, differ, confirm. No login."""

    # === WHO ASKS === #

    def _statement(self, statement_id, access_token):
        """Return (statement as superuser, whether the customer asks), or (None, False).

        Our own people read what they may read anyway, and answer nothing. Whatever is wrong with a
        link, it opens nothing, and nobody learns what there is.
        """
        try:
            found = self._document_check_access('credit.statement', statement_id, access_token)
        except (AccessError, MissingError):
            return None, False
        is_ours = request.env.user._is_internal()
        if is_ours and request.env['credit.statement'].browse(statement_id).has_access('read'):
            return found, False
        return (found, not is_ours) if found._is_link_alive() else (None, False)

    def _neutral(self, statement_id, done=False):
        response = request.render('credit_management.portal_statement_unknown', {
            'statement_id': statement_id, 'done': done, 'page_name': 'credit_statement'})
        response.headers['Cache-Control'] = 'no-store'
        response.status_code = 200 if done else 404
        return response

    def _in_language(self, statement):
        """Return the statement in the language of the customer, for texts and amounts."""
        lang = statement._lang()
        request.update_context(lang=lang)
        return statement.with_context(lang=lang)

    def _back(self, statement, access_token, **values):
        query = ''.join(f'&{key}={value}' for key, value in values.items())
        return request.redirect(f'{statement.access_url}?access_token={access_token}{query}')

    # === SEEN === #

    @route(PATH, type='http', auth='public', website=True, sitemap=False, methods=['GET'])
    def statement(self, statement_id, access_token=None, step=None, ticket=None, told=None, **kw):
        """Show the statement to whoever has its link."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not statement:
            return self._neutral(statement_id)
        if is_customer:
            statement._opened()
        statement = self._in_language(statement)
        return self._page(statement, access_token, is_customer, step=step, ticket=ticket,
                          told=self._told(statement, told))

    def _page(self, statement, access_token, is_customer, **values):
        may_answer = is_customer and statement._may_answer()
        if values.get('ticket') and not statement._code_of(values['ticket']):
            values['ticket'] = None
        response = request.render('credit_management.portal_statement', {
            'statement': statement, 'access_token': access_token, 'is_customer': is_customer,
            'may_answer': may_answer, 'page_name': 'credit_statement',
            'today': statement.company_id._credit_today(),
            'open_now': sum(statement._open_now().mapped('amount_residual_currency')),
            'reasons': statement.env['credit.dispute.reason'].search([]),
            'disputed_line_ids': statement.dispute_ids.statement_line_id.ids,
            **statement._words(), **values,
        })
        # The address has the secret in it.
        response.headers['Referrer-Policy'] = 'no-referrer'
        response.headers['Cache-Control'] = 'no-store'
        return response

    def _told(self, statement, code):
        """Return the sentence that follows an action; what stands in an address is never shown."""
        return {
            'noted': statement.env._("Thank you. We have noted what is not right, and answer you."),
            'promised': statement.env._("Thank you. We have noted the day on which you pay."),
            'wrong': statement.env._(
                "This is not the code, or it has ended. Type it again, or ask for a new one."),
            'too_many': statement.env._("Too many codes were asked for. Try again in an hour."),
            'no_email': statement.env._(
                "We have no address of yours to send a code to. Please write to us."),
            'name': statement.env._("Enter your name and your function."),
            'answered': statement.env._("This statement has been answered already."),
        }.get(code)

    @route(f'{PATH}/pdf', type='http', auth='public', website=True, sitemap=False, methods=['GET'])
    def statement_pdf(self, statement_id, access_token=None, **kw):
        """Give the statement as PDF, in the customer's language."""
        statement, _is_customer = self._statement(statement_id, access_token)
        if not statement:
            return self._neutral(statement_id)
        content = statement._pdf()
        return request.make_response(content, headers=[
            ('Content-Type', 'application/pdf'), ('Content-Length', str(len(content))),
            ('Cache-Control', 'no-store'), ('X-Content-Type-Options', 'nosniff'),
            ('Content-Disposition', content_disposition(f'{statement._file_name()}.pdf')),
        ])

    @route(f'{PATH}/link', type='http', auth='public', website=True, sitemap=False,
           methods=['POST'])
    def statement_link(self, statement_id, **kw):
        """Send a new link to the address on file; whoever asks learns neither whether nor where."""
        statement = request.env['credit.statement'].sudo().browse(statement_id).exists()
        if statement:
            statement._send_link()
        return self._neutral(statement_id, done=True)

    # === CONFIRMED === #

    @route(f'{PATH}/code', type='http', auth='public', methods=['POST'], website=True)
    def statement_code(self, statement_id, access_token=None, name='', title='', **kw):
        """Send a one-time code to the address on file."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return self._neutral(statement_id)
        refused = self._in_language(statement)._send_code(name, title)
        return self._back(statement, access_token, step='code' if not refused else 'name', **(
            {'told': refused} if refused else {}))

    @route(f'{PATH}/check', type='http', auth='public', methods=['POST'], website=True)
    def statement_check(self, statement_id, access_token=None, code='', **kw):
        """Turn a right code into the right to sign once."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return self._neutral(statement_id)
        ticket = statement._check_code(code)
        if not ticket:
            return self._back(statement, access_token, step='code', told='wrong')
        return self._back(statement, access_token, ticket=ticket)

    @route(f'{PATH}/confirm', type='jsonrpc', auth='public')
    def statement_confirm(self, statement_id, access_token=None, ticket=None, name='',
                          signature=None):
        """Sign the statement: `name` and `signature` are those of Odoo's widget."""
        query = request.httprequest.args
        access_token = access_token or query.get('access_token')
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return {'error': request.env._("This link is not valid any more.")}
        http = request.httprequest
        if not self._in_language(statement)._confirm(
            ticket or query.get('ticket'), name, signature, http.remote_addr,
            http.user_agent.string,
        ):
            return {'error': request.env._(
                "This was not signed: the code has ended, or the statement was answered already.")}
        return {'force_refresh': True,
                'redirect_url': f'{statement.access_url}?access_token={access_token}'}

    # === NOT RIGHT, PAID LATER === #

    @route(f'{PATH}/differ', type='http', auth='public', methods=['POST'], website=True)
    def statement_differ(self, statement_id, access_token=None, line_id=None, amount='',
                         reason_id=None, note='', proof=None, **kw):
        """Raise a dispute of what the customer does not owe of one line."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return self._neutral(statement_id)
        statement = self._in_language(statement)
        line = statement.line_ids.filtered(lambda one: str(one.id) == line_id)
        reason = statement.env['credit.dispute.reason'].search([]).filtered(
            lambda one: str(one.id) == reason_id)
        return self._tried(statement, access_token, 'noted', lambda: statement._differ(
            line, self._cast_as_float(amount) or 0.0, reason, note, _file(proof))
            if line and reason else self._refuse(statement))

    @route(f'{PATH}/promise', type='http', auth='public', methods=['POST'], website=True)
    def statement_promise(self, statement_id, access_token=None, amount='', day='', **kw):
        """Take a promise to pay."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return self._neutral(statement_id)
        statement = self._in_language(statement)
        return self._tried(statement, access_token, 'promised', lambda: statement._promise(
            self._cast_as_float(amount) or 0.0, self._day(statement, day)))

    def _refuse(self, statement):
        raise UserError(statement.env._("Choose a line of this statement, and a reason."))

    def _day(self, statement, text):
        """Return the day that the customer typed, within what may be promised."""
        today = statement.company_id._credit_today()
        latest = fields.Date.add(today, days=statement.company_id.credit_promise_longest)
        try:
            day = fields.Date.to_date(text)
        except ValueError:
            day = None
        if not day or not today <= day <= latest:
            raise UserError(statement.env._(
                "Enter a day from %(today)s to %(latest)s.",
                today=format_date(statement.env, today),
                latest=format_date(statement.env, latest)))
        return day

    def _tried(self, statement, access_token, told, call):
        """Do what the customer asks, or show him what is wrong with it; then nothing was done."""
        try:
            with request.env.cr.savepoint():
                call()
        except UserError as refused:
            statement.invalidate_recordset()
            return self._page(statement, access_token, True, problem=str(refused))
        return self._back(statement, access_token, told=told)

    # === PAID === #

    @route(f'{PATH}/pay', type='http', auth='public', website=True, sitemap=False,
           methods=['GET'])
    def statement_pay(self, statement_id, access_token=None, **kw):
        """Show Odoo's payment of all invoices of this statement that are still open."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            return self._neutral(statement_id)
        statement = self._in_language(statement)
        lines = statement._open_now().filtered(lambda line: line.move_id.is_invoice())
        if not lines:
            return self._back(statement, access_token)
        amount = sum(lines.mapped('amount_residual_currency'))
        values = self._get_common_page_view_values({
            'partner': statement.partner_id, 'company': statement.company_id,
            'total_amount': amount, 'amount_residual': amount, 'currency': statement.currency_id,
            'payment_reference': statement.name,
            'landing_route': f'{statement.access_url}?access_token={access_token}',
            'transaction_route': f'{statement.access_url}/transaction',
        }, access_token=access_token)
        response = request.render('account_payment.portal_overdue_invoices_page', {
            **values, 'amount': amount, 'page_name': 'credit_statement',
            'payment': {'date': fields.Date.today(), 'reference': statement.name,
                        'amount': amount, 'currency': statement.currency_id},
        })
        response.headers['Referrer-Policy'] = 'no-referrer'
        return response

    @route(f'{PATH}/transaction', type='jsonrpc', auth='public')
    def statement_transaction(self, statement_id, access_token=None, **kwargs):
        """Begin the payment of the open invoices of this statement."""
        statement, is_customer = self._statement(statement_id, access_token)
        if not is_customer:
            raise ValidationError(request.env._("The access token is invalid."))
        self._validate_transaction_kwargs(kwargs, ('payment_reference',))
        kwargs.pop('payment_reference', None)
        lines = statement._open_now().filtered(lambda line: line.move_id.is_invoice())
        # What is paid is what is open, whatever the browser says.
        kwargs.update(
            amount=sum(lines.mapped('amount_residual_currency')), partner_id=statement.partner_id.id,
            currency_id=statement.currency_id.id, reference_prefix=statement.name)
        transaction = self._create_transaction(
            custom_create_values={'invoice_ids': [Command.set(lines.move_id.ids)]}, **kwargs)
        return transaction._get_processing_values()


def _file(upload):
    """Return (name, content) of a file that came with a form, or None; not more than may be kept."""
    name = getattr(upload, 'filename', None)
    return (name, upload.read(LARGEST + 1)) if name else None
