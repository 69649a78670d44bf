"""A process without network: what a query asks for cannot leave the machine, whatever it is.

Linux, without rights: a seccomp filter that refuses to make or use a new socket, else a user and
network namespace of its own. Neither is believed: the process tries to connect to itself.
"""

import ctypes
import os
import platform
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from errno import EPERM

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
# Of each machine: AUDIT_ARCH (linux/audit.h) and the numbers of socket, bind, connect, listen,
# accept, accept4, execve, execveat, ptrace, and io_uring_setup, which makes sockets of its own.
_CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (0xC000003E, (41, 49, 42, 50, 43, 288, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 200, 203, 201, 202, 242, 221, 281, 117, 425)),
}
_OTHER_ABI = 0x40000000  # x32: the same calls under other numbers
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | EPERM


def seal() -> str:
    """Take the network away from this process; return how, or nothing when it could not be.

    To be called while the process has one thread: those that start later inherit the seal.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = listening.getsockname()
        for name, close in _WAYS.items():
            with suppress(OSError, AttributeError):
                close()
            if not _connects(address):
                return name
    return ""


def _connects(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=1).close()
    except OSError:
        return False
    return True


def _seccomp() -> None:
    architecture, calls = _CALLS.get(platform.machine(), (0, ()))
    if not architecture:
        return
    last = len(calls) + 5  # where the refusal stands; a jump counts from the next instruction
    program = [
        _instruction(_LOAD, 4),
        _instruction(_EQUAL, architecture, 0, last - 2),
        _instruction(_LOAD, 0),
        _instruction(_AT_LEAST, _OTHER_ABI, last - 4, 0),
        *(_instruction(_EQUAL, call, last - 5 - n, 0) for n, call in enumerate(calls)),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE),
    ]
    code = ctypes.create_string_buffer(b"".join(program))
    described = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _call("prctl", _SET_SECCOMP, _FILTER, ctypes.addressof(described), 0, 0)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _namespace() -> None:
    _call("unshare", _NEW_USER | _NEW_NETWORK)


def _call(name: str, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*map(ctypes.c_ulong, arguments)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


_WAYS: dict[str, Callable[[], None]] = {"seccomp": _seccomp, "namespace": _namespace}
