# Fetches by the standard library, and by hand.
# page: refused
# alone: complete
# prints: address URLError
# prints: connection PermissionError
# prints: event loop PermissionError
# prints: libc PermissionError
import asyncio
import ctypes
import http.client
import urllib.request

tcp = 0
libc = ctypes.CDLL(None, use_errno=True)


def fetch():
    connection = http.client.HTTPConnection("127.0.0.1", tcp, timeout=1)
    connection.request("GET", "/")


def open_socket():
    if libc.socket(2, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")


attempt("address", lambda: urllib.request.urlopen(f"http://127.0.0.1:{tcp}/", timeout=1))
attempt("connection", fetch)
attempt("event loop", lambda: asyncio.run(asyncio.open_connection("127.0.0.1", tcp)))
attempt("libc", open_socket)
