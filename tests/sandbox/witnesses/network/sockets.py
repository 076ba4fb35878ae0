# Makes sockets of every kind and sends to whoever listens.
# page: refused
# alone: complete
# prints: TCP PermissionError
# prints: UDP PermissionError
# prints: unix PermissionError
# prints: abstract PermissionError
# prints: a pair PermissionError
# prints: listen PermissionError
# prints: IPv6 PermissionError
# prints: raw PermissionError
# prints: packets PermissionError
# prints: netlink PermissionError
# prints: virtual machine PermissionError
# prints: from a descriptor PermissionError
# prints: a name gaierror
import socket

tcp = 0
udp = 0
unix = ""
abstract = ""


def send(family, kind, address):
    with socket.socket(family, kind) as connection:
        connection.connect(address)
        connection.send(b"out")


attempt("TCP", lambda: send(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", tcp)))
attempt("UDP", lambda: send(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", udp)))
attempt("unix", lambda: send(socket.AF_UNIX, socket.SOCK_STREAM, unix))
attempt("abstract", lambda: send(socket.AF_UNIX, socket.SOCK_STREAM, "\0" + abstract))
attempt("a pair", lambda: socket.socketpair())
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("IPv6", lambda: send(socket.AF_INET6, socket.SOCK_STREAM, ("::1", tcp)))
attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt("packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("virtual machine", lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))
attempt("from a descriptor", lambda: socket.socket(fileno=0).send(b"out"))
attempt("a name", lambda: socket.getaddrinfo("canary.invalid", 80))
