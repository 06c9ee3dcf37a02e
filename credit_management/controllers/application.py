from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route
from odoo.tools import consteq

PATH = '/my/credit-application/<int:application_id>'
TEXTS = (
    'legal_name', 'registration_no', 'street', 'zip', 'city', 'phone', 'website', 'contact_name',
    'contact_function', 'email',
)
REFERENCES = 3
MOST_FILES = 10


class ApplicationPortal(CustomerPortal):
    """An application for credit behind its link: filled in, saved, signed and submitted once.

    Odoo makes one class of all portal controllers, so its methods have names of their own.
    """

    def _application(self, application_id, access_token):
        """Return the application as superuser in the applicant's language, or none."""
        try:
            found = self._document_check_access('credit.application', application_id, access_token)
        except (AccessError, MissingError):
            return None
        # Whoever may read it anyway is no applicant either.
        is_link = consteq(found.access_token or '', access_token or '')
        if not access_token or not is_link or not found._is_link_alive():
            return None
        lang = found._lang()
        request.update_context(lang=lang)
        return found.with_context(lang=lang)

    def _application_unknown(self):
        response = request.render('credit_management.portal_application_unknown', {
            'page_name': 'credit_application'})
        response.headers['Cache-Control'] = 'no-store'
        response.status_code = 404
        return response

    @route('/my/credit-application', type='http', auth='user', website=True, sitemap=False)
    def application_own(self, **kw):
        """Lead a customer with a login to his draft."""
        application = request.env['credit.application'].sudo()._for_portal(
            request.env.user.partner_id, request.env.company.root_id)
        return request.redirect(
            f'{application._path}?access_token={application.access_token}')

    @route(PATH, type='http', auth='public', website=True, sitemap=False, methods=['GET'])
    def application(self, application_id, access_token=None, step=None, **kw):
        """Show the form; when it was submitted, that it was."""
        application = self._application(application_id, access_token)
        if not application:
            return self._application_unknown()
        return self._application_page(application, access_token, step=step)

    def _application_page(self, application, access_token, **values):
        references = list(application.reference_ids) + [None] * REFERENCES
        response = request.render('credit_management.portal_application', {
            'application': application, 'access_token': access_token,
            'page_name': 'credit_application', 'references': references[:REFERENCES],
            'countries': application.env['res.country'].search([]),
            'files': application.env['ir.attachment'].search(
                [('res_model', '=', application._name), ('res_id', '=', application.id),
                 ('res_field', '=', False)]),
            'missing': application._missing(), **values,
        })
        # The address has the secret in it.
        response.headers['Referrer-Policy'] = 'no-referrer'
        response.headers['Cache-Control'] = 'no-store'
        return response

    @route(f'{PATH}/save', type='http', auth='public', methods=['POST'], website=True)
    def application_save(self, application_id, access_token=None, step='', **values):
        """Keep what was typed; nothing of it is lost if something is wrong with it."""
        application = self._application(application_id, access_token)
        if not application:
            return self._application_unknown()
        if application.state != 'draft':
            return self._application_back(application)
        problem = self._application_values(application, values)
        if not problem:
            problem = self._application_files(application)
        if problem or (step == 'sign' and application._missing()):
            return self._application_page(
                application, access_token, problem=problem, tried=step == 'sign')
        return self._application_back(application, step if step == 'sign' else 'saved')

    def _application_back(self, application, step=''):
        return request.redirect(
            f'{application._path}?access_token={application.access_token}&step={step}')

    def _application_values(self, application, values):
        """Write what was typed; return what is wrong with a figure, if anything."""
        country = application.env['res.country'].browse(_whole(values.get('country_id'))).exists()
        problem, figures = None, {}
        for name in ('wished_limit', 'wished_days'):
            number = _number(values.get(name))
            if number is None or not 0 <= number < 10 ** 12:
                problem = application.env._(
                    "%(value)s is no figure. Enter digits alone.", value=values.get(name))
            else:
                figures[name] = number if name == 'wished_limit' else int(min(number, 3650))
        application.write({
            **{name: (values.get(name) or '').strip()[:250] for name in TEXTS},
            'country_id': country.id, 'consent': bool(values.get('consent')), **figures})
        for line in application.line_ids:
            line.value = (values.get(f'point_{line.id}') or '').strip()[:1000]
        self._application_references(application, values)
        return problem

    def _application_references(self, application, values):
        rows = []
        for number in range(REFERENCES):
            firm = (values.get(f'firm_{number}') or '').strip()[:250]
            if firm:
                rows.append({
                    'application_id': application.id, 'firm': firm,
                    'contact': (values.get(f'contact_{number}') or '').strip()[:250],
                    'limit_given': min(max(_number(values.get(f'limit_{number}')) or 0, 0), 10 ** 12),
                    'terms': int(min(max(_number(values.get(f'terms_{number}')) or 0, 0), 3650)),
                })
        application.reference_ids.unlink()
        application.env['credit.trade.reference'].create(rows)

    def _application_files(self, application):
        """Keep the files that came; return what is wrong with one, and then keep none of them."""
        files = [one for one in request.httprequest.files.getlist('files') if one.filename]
        attachments = application.env['ir.attachment']
        there = attachments.search_count(
            [('res_model', '=', application._name), ('res_id', '=', application.id),
             ('res_field', '=', False)])
        if len(files) + there > MOST_FILES:
            return application.env._("At most %(count)s files.", count=MOST_FILES)
        try:
            with request.env.cr.savepoint():
                for one in files:
                    # Checked as of anybody who is no superuser: what is not kept is refused.
                    attachments._check_paper(one.filename, content := one.read())
                    attachments.create({
                        'name': one.filename, 'raw': content, 'res_model': application._name,
                        'res_id': application.id})
        except UserError as refused:
            return str(refused)
        return None

    @route(f'{PATH}/sign', type='jsonrpc', auth='public')
    def application_sign(self, application_id, access_token=None, name='', signature=None):
        """Sign and submit: `name` and `signature` are those of Odoo's widget."""
        access_token = access_token or request.httprequest.args.get('access_token')
        application = self._application(application_id, access_token)
        if not application:
            return {'error': request.env._("This link is not valid any more.")}
        if not signature or not (name or '').strip():
            return {'error': application.env._("Please sign, and type your name.")}
        try:
            with request.env.cr.savepoint():
                application._submit(
                    signature=signature, signed_by=name.strip()[:128],
                    signed_from=request.httprequest.remote_addr)
        except UserError as refused:
            return {'error': str(refused)}
        return {'force_refresh': True,
                'redirect_url': f'{application._path}?access_token={access_token}'}


def _number(text):
    """Return the figure that was typed, 0 for nothing, None if it is none."""
    try:
        found = float((text or '0').strip().replace(',', '').replace(' ', '') or 0)
    except ValueError:
        return None
    return found if found == found and abs(found) != float('inf') else None


def _whole(text):
    return int(text) if (text or '').isdigit() else 0
