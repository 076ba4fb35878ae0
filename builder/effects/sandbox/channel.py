"""Framed messages over a non-blocking socket, between the build and its zygotes."""

import socket
import struct

HELLO = 0  # the number of the message by which a zygote reports for work; requests count from 1
CANCEL = b""  # the body of a message that ends the run of that number
_HEAD = struct.Struct("!QQ")  # number of the request, length of the body in bytes
_CHUNK = 1 << 20
Message = tuple[int, bytes]  # (number of the request, body)


class Channel:
    """One end of the connection.

    Bytes that cannot be sent at once are buffered, so two ends that both send much never deadlock.
    """

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._incoming = bytearray()
        self._outgoing = bytearray()
        self.is_open = True

    def fileno(self) -> int:
        """Return the file descriptor, for selectors."""
        return self._connection.fileno()

    @property
    def has_more(self) -> bool:
        """True if bytes wait to be sent."""
        return bool(self._outgoing)

    def send(self, number: int, body: bytes) -> None:
        """Send as much as fits and buffer the rest for `flush`."""
        self._outgoing += _HEAD.pack(number, len(body)) + body
        self.flush()

    def flush(self) -> None:
        """Send more of the buffered bytes; set `is_open` to false if the other end is gone."""
        try:
            while self._outgoing:
                sent = self._connection.send(memoryview(self._outgoing)[:_CHUNK])
                del self._outgoing[:sent]
        except BlockingIOError:
            return
        except OSError:
            self.is_open = False

    def receive(self) -> list[Message]:
        """Return the complete messages; set `is_open` to false if the other end is gone."""
        try:
            while chunk := self._connection.recv(_CHUNK):
                self._incoming += chunk
            self.is_open = False
        except BlockingIOError:
            pass
        except OSError:
            self.is_open = False
        return self._take()

    def close(self) -> None:
        """Close the connection."""
        self.is_open = False
        self._connection.close()

    def _take(self) -> list[Message]:
        messages: list[Message] = []
        start = 0
        while len(self._incoming) - start >= _HEAD.size:
            number, length = _HEAD.unpack_from(self._incoming, start)
            stop = start + _HEAD.size + length
            if len(self._incoming) < stop:
                break
            messages.append((number, bytes(self._incoming[start + _HEAD.size : stop])))
            start = stop
        del self._incoming[:start]
        return messages
