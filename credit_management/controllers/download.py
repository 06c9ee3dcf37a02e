import tempfile

from odoo import http
from odoo.http import request
from werkzeug.wsgi import wrap_file

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def spreadsheet(write, filename):
    """Return the response with the file that `write(target)` makes, piece by piece from the disk."""
    # It outlives this function: the server closes it with the response.
    file = tempfile.TemporaryFile()  # noqa: SIM115
    write(file)
    size = file.tell()
    file.seek(0)
    response = request.make_response(wrap_file(request.httprequest.environ, file), headers=[
        ('Content-Type', XLSX), ('Content-Length', str(size)), ('Cache-Control', 'no-store'),
        ('X-Content-Type-Options', 'nosniff'),
        ('Content-Disposition', http.content_disposition(filename)),
    ])
    response.direct_passthrough = True
    response.call_on_close(file.close)
    return response
