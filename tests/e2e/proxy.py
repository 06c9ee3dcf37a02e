"""Stands between the agent and Odoo and loses things on purpose: answers, or the whole way."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Proxy:
    """Passes requests on to `address`. `lose` names what to lose next: 'answer' or 'request'."""

    def __init__(self, address):
        self.target, self.lose, self.passed = urlsplit(address), [], 0
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *_arguments):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
                lost = proxy.lose.pop(0) if proxy.lose and b'import_reports' in (
                    self.path.encode() + body) else None
                if lost != 'request':
                    answer = proxy.ask(self.command, self.path, body, dict(self.headers))
                if lost:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, headers, data = answer
                self.send_response(status)
                self.send_header('Content-Type', headers.get('Content-Type', 'text/plain'))
                self.send_header('Content-Length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self.do_POST()

        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f'http://127.0.0.1:{self._server.server_port}'

    def ask(self, method, path, body, headers):
        connection = http.client.HTTPConnection(
            self.target.hostname, self.target.port, timeout=180)
        try:
            headers['Host'] = self.target.netloc
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.passed += 1
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
