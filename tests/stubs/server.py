"""A bureau on a real socket: what it answers is a function of the request, what it was asked is kept."""

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes = b''

    def json(self):
        return json.loads(self.body)


@dataclass
class Says:
    """An answer: a JSON value, or bytes as they are; `cut` closes the line in the middle."""

    value: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: bool = False
    silent: bool = False
    #: Half of the body, then nothing while the line stays open.
    stalls: bool = False
    #: Seconds between two bytes of the body.
    drips: float = 0
    #: A stream instead of a body: pieces that come one by one; `holds` leaves the line open after them.
    pieces: tuple | None = None
    holds: bool = False

    @property
    def data(self):
        return self.value if isinstance(self.value, bytes) else json.dumps(self.value).encode()


class Handler(BaseHTTPRequestHandler):
    """Lets a bureau answer; each bureau has a class of its own."""

    protocol_version = 'HTTP/1.1'
    # Headers and body go out apart: without this each answer waits 40 ms for the client.
    disable_nagle_algorithm = True
    bureau = None

    def log_message(self, *_arguments):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp or time.time() + self.bureau.clock)

    def do_GET(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get('Content-Length') or 0)
        asked = Asked(
            self.command, parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            dict(self.headers), self.rfile.read(length))
        self.bureau.asked.append(asked)
        said = self.bureau.answer(asked)
        self.say(said if isinstance(said, Says) else Says(said))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def say(self, said):
        if said.silent:
            self.bureau.release.wait(20)
            self.close_connection = True
            return
        if said.pieces is not None:
            self.stream(said)
            return
        data = said.data
        self.send_response(said.status)
        for name, value in {'Content-Type': 'application/json',
                            'Content-Length': str(len(data)), **said.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if said.drips:
            self.drip(data, said.drips)
            return
        self.wfile.write(data[:len(data) // 2] if said.cut or said.stalls else data)
        if said.stalls:
            self.bureau.release.wait(20)
        if said.cut or said.stalls:
            self.close_connection = True

    def drip(self, data, seconds):
        with contextlib.suppress(OSError):
            for place in range(len(data)):
                self.wfile.write(data[place:place + 1])
                if self.bureau.release.wait(seconds):
                    break
        self.close_connection = True

    def stream(self, said):
        self.send_response(said.status)
        for name, value in {'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked',
                            **said.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        # The listener may have heard enough.
        with contextlib.suppress(OSError):
            for piece in said.pieces:
                self.wfile.write(b'%x\r\n%s\r\n' % (len(piece), piece))
            if said.holds:
                self.bureau.release.wait(20)
            elif not said.cut:
                self.wfile.write(b'0\r\n\r\n')


class Bureau:
    """`answer(asked)` returns a value, or a `Says`. `port` 0 is any that is free."""

    def __init__(self, answer, port=0):
        self.answer, self.asked = answer, []
        self.release = threading.Event()
        #: How many seconds its clock is ahead.
        self.clock = 0
        handler = type('BureauHandler', (Handler,), {'bureau': self})
        self._server = ThreadingHTTPServer(('127.0.0.1', port), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self):
        return f'http://127.0.0.1:{self._server.server_port}'

    def paths(self):
        return [asked.path for asked in self.asked]

    def stop(self):
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


def in_turn(*answers):
    """Return an `answer` that says one thing after the other, the last one for ever."""
    left = list(answers)

    def answer(_asked):
        return left.pop(0) if len(left) > 1 else left[0]

    return answer
