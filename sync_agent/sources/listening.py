"""Answers that never end: listened to for a while, then read like any other."""

import time

import requests

from .http import read_body

#: After so many bytes it is enough for once; the rest is there when the stream is asked again.
ENOUGH = 4 * 1024 * 1024
#: So many heartbeats in a row mean that there is nothing more for now.
QUIET = 2


class Listener:
    """Reads the body of a stream of lines until it is quiet, the time is up, or it is enough.

    What it returns ends with a whole line. A line that breaks off is no error: whoever asks again
    after the last line that came loses nothing.
    """

    def __init__(self, seconds):
        self._seconds = seconds

    def __call__(self, answer, seconds):
        if answer.status_code >= 300:
            return read_body(answer, seconds)
        return whole_lines(b''.join(self._parts(answer)))

    def _parts(self, answer):
        until, size, beats = time.monotonic() + self._seconds, 0, 0
        try:
            for part in answer.iter_content(65536):
                yield part
                size += len(part)
                # A line that does nothing but end is a heartbeat.
                beats = 0 if part.strip() else beats + 1
                if size >= ENOUGH or beats >= QUIET or time.monotonic() > until:
                    return
        except requests.RequestException:
            return


def whole_lines(data):
    return data[:data.rfind(b'\n') + 1]


def is_cut(response):
    """Say whether there was more than could be taken at once."""
    return len(response.data) >= ENOUGH // 2
