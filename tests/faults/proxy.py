"""A TCP proxy between a driver and its server, to cut."""

from __future__ import annotations

import socket
import threading
from typing import Literal

Cut = Literal["before", "after"]


class Proxy:
    """Passes bytes between clients and one server; use it as a context manager.

    :ivar port: where it listens, on 127.0.0.1.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._threads: list[threading.Thread] = []
        self._trigger: tuple[bytes, Cut] | None = None

    def __enter__(self) -> Proxy:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for pair in self._pairs:
            for end in pair:
                end.close()

    def cut(self) -> None:
        """Break all connections."""
        for pair in self._pairs:
            for end in pair:
                _shut(end)

    def cut_at(self, request: bytes, when: Cut) -> None:
        """Break the connection at the next request that contains some bytes.

        :param when: ``"before"`` the server has it, or ``"after"`` it has answered, when the client has no answer yet.
        """
        self._trigger = request, when

    def _start(self, function: object, *args: object) -> None:
        thread = threading.Thread(target=function, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            self._pairs.append((client, server))
            self._start(self._pass_requests, client, server)

    def _pass_requests(self, client: socket.socket, server: socket.socket) -> None:
        answers = threading.Thread(target=_pass, args=(server, client))
        self._threads.append(answers)
        answers.start()
        while data := _received(client):
            if self._trigger is not None and self._trigger[0] in data:
                when, self._trigger = self._trigger[1], None
                _shut(client)
                if when == "after":
                    # The answer arrives here, and no further; then the server is told goodbye.
                    server.sendall(data)
                    server.shutdown(socket.SHUT_WR)
                    answers.join()
                break
            if not _sent(server, data):
                break
        _shut(server)
        _shut(client)


def _pass(source: socket.socket, target: socket.socket) -> None:
    """Pass what comes from the source, until it ends; what the target does not want is dropped."""
    while data := _received(source):
        _sent(target, data)
    _shut(target)


def _sent(target: socket.socket, data: bytes) -> bool:
    try:
        target.sendall(data)
    except OSError:
        return False
    return True


def _received(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""


def _shut(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
