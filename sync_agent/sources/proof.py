"""A key is shown once until it is known to be good: some bureaus lock the account, others count."""

import contextlib
import threading

from ..errors import AuthFailed, Forbidden, NotFound, TokenExpired


class Proof:
    """Until an answer has proven the key, requests go one by one; a refused key is not shown again."""

    def __init__(self):
        self._lock, self._proven, self._refused = threading.Lock(), False, None

    @contextlib.contextmanager
    def shown(self):
        """Stand around one request.

        :raises AuthFailed: the key was refused before; nothing is sent
        """
        with contextlib.nullcontext() if self._proven else self._lock:
            if self._refused is not None:
                raise AuthFailed(self._refused)
            try:
                yield
            except TokenExpired:
                # The client gets a new one, or says itself that it cannot.
                raise
            except AuthFailed as error:
                self._refused = str(error)
                raise
            except (NotFound, Forbidden):
                self._proven = True
                raise
            self._proven = True
