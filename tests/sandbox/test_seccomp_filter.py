"""The filter of system calls, read as the kernel reads it, for both architectures.

Source of the interpreter: "The BSD Packet Filter", of which seccomp uses the instructions below.
"""

import errno
import os
import re
import struct
from collections.abc import Mapping
from pathlib import Path

import pytest

from builder.effects.sandbox.lockdown import call_numbers as calls
from builder.effects.sandbox.lockdown.seccomp import make_filter

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
OWN = 4321
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
THREAD, NEW_USER = 0x00010000, 0x10000000  # CLONE_THREAD, CLONE_NEWUSER
# call, its arguments, whether they are allowed
ARGUMENTS = [
    ("clone", (THREAD,), True),
    ("clone", (0,), False),
    ("clone", (THREAD | NEW_USER,), False),
    ("openat", (0, 0, os.O_RDONLY), True),
    ("openat", (0, 0, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), True),
    ("openat", (0, 0, os.O_RDONLY | os.O_TRUNC), False),
    ("openat", (0, 0, os.O_RDWR | 0o20000000), False),
    ("tgkill", (OWN,), True),
    ("tgkill", (OWN + 1,), False),
    ("prlimit64", (0,), True),
    ("prlimit64", (OWN,), False),
    ("prctl", (15,), True),
    ("prctl", (38,), False),
    ("fcntl", (0, 1), True),
    ("fcntl", (0, 8), False),
    ("ioctl", (0, 0x5401), True),
    ("ioctl", (0, 0x5412), False),
]


def judge(machine: str, number: int, arguments: tuple[int, ...] = (), architecture: int = 0) -> int:
    """Return what the filter of the machine says of a call."""
    template = make_filter(machine)
    program = bytearray(template.program)
    struct.pack_into("I", program, template.own_at, OWN)
    arch = architecture or calls.ARCHITECTURES[machine][0]
    data = struct.pack("iIQ6Q", number, arch, 0, *(*arguments, *[0] * (6 - len(arguments))))
    register, at = 0, 0
    while True:
        code, jump, skip, value = struct.unpack_from("HBBI", program, 8 * at)
        at += 1
        if code == 0x20:
            (register,) = struct.unpack_from("I", data, value)
        elif code == 0x54:
            register &= value
        elif code == 0x15:
            at += jump if register == value else skip
        else:
            assert code == 0x06
            found: int = value
            return found


def list_numbers(table: Mapping[str, calls.Numbers], machine: str) -> dict[str, int]:
    """Return the number of each call that the machine has."""
    column = calls.ARCHITECTURES[machine][1]
    found = {name: numbers[column] for name, numbers in table.items()}
    return {name: number for name, number in found.items() if number is not None}


@pytest.mark.parametrize("machine", calls.ARCHITECTURES)
def test_exactly_the_listed_calls_are_allowed_whatever_their_arguments(machine: str) -> None:
    allowed = {
        number
        for table in calls.ALLOWED.values()
        for number in list_numbers(table, machine).values()
    }
    tested = set(list_numbers(calls.TESTED, machine).values())
    outdated = set(list_numbers(calls.OUTDATED, machine).values())
    for number in range(600):
        verdict = judge(machine, number)
        if number in outdated:
            assert verdict == REFUSE | errno.ENOSYS
        elif number not in tested:
            assert (verdict == ALLOW) == (number in allowed), number
            assert verdict in (ALLOW, REFUSE | errno.EPERM)


@pytest.mark.parametrize("machine", calls.ARCHITECTURES)
@pytest.mark.parametrize(("name", "arguments", "is_allowed"), ARGUMENTS)
def test_some_calls_are_allowed_for_some_arguments(
    machine: str, name: str, arguments: tuple[int, ...], is_allowed: bool
) -> None:
    number = list_numbers(calls.TESTED, machine)[name]
    expected = ALLOW if is_allowed else REFUSE | errno.EPERM
    assert judge(machine, number, arguments) == expected


@pytest.mark.parametrize("machine", calls.ARCHITECTURES)
def test_a_call_of_another_architecture_ends_the_process(machine: str) -> None:
    other = next(arch for name, (arch, _) in calls.ARCHITECTURES.items() if name != machine)
    assert judge(machine, 0, architecture=other) == KILL
    assert judge(machine, 0, architecture=0x40000003) == KILL  # 32 bits, on x86-64


@pytest.mark.parametrize("machine", calls.ARCHITECTURES)
def test_the_numbers_are_those_of_the_kernel(machine: str) -> None:
    if not HEADERS[machine].is_file():
        pytest.skip(f"the kernel's headers are not installed: {HEADERS[machine]}")
    text = HEADERS[machine].read_text()
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text))
    known.setdefault("newfstatat", known.get("fstatat", ""))
    tables = [*calls.ALLOWED.values(), calls.TESTED, calls.OUTDATED, {"seccomp": calls.SECCOMP}]
    column = calls.ARCHITECTURES[machine][1]
    for table in tables:
        for name, numbers in table.items():
            assert str(numbers[column]) == known.get(name, "None"), name
