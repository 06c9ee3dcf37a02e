import json
import tempfile

from odoo import http
from odoo.http import request
from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import wrap_file

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
ZIP = 'application/zip'


def question(data):
    """Return what a screen asks for with a download: an object, `data` its JSON.

    :raise BadRequest: where it is none; the parameters are checked by whoever answers
    """
    try:
        asked = json.loads(data)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not isinstance(asked.setdefault('context', {}), dict):
        raise BadRequest("data: a JSON object is expected.")
    companies = asked.get('allowed_company_ids', asked['context'].get('allowed_company_ids'))
    if companies is not None and not (
        isinstance(companies, list) and all(type(each) is int for each in companies)
    ):
        raise BadRequest("allowed_company_ids: a list of ids is expected.")
    return asked


def spreadsheet(write, filename, kind=XLSX):
    """Return the response with the file that `write(target)` makes, piece by piece from the disk."""
    # It outlives this function: the server closes it with the response.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write(file)
    size = file.tell()
    file.seek(0)
    response = request.make_response(wrap_file(request.httprequest.environ, file), headers=[
        ('Content-Type', kind), ('Content-Length', str(size)), ('Cache-Control', 'no-store'),
        ('X-Content-Type-Options', 'nosniff'),
        ('Content-Disposition', http.content_disposition(filename)),
    ])
    response.direct_passthrough = True
    response.call_on_close(file.close)
    return response
