"""Runs an act in a process of its own, and lets the n-th change of anything on disk fail, in the whole tree of processes.

A seccomp filter stops every process of the tree at the system calls that change something; the tracer counts the stops
(ptrace(2), seccomp(2)), and at number N kills all processes at once, tears the write in two and kills, or answers ENOSPC
or EIO in the kernel's place. The other end of a push or a fetch (`receive-pack`, `upload-pack`) stands for another
machine: it is left alone. Linux on x86-64; elsewhere `AVAILABLE` is False.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

AVAILABLE = sys.platform == "linux" and platform.machine() == "x86_64"

_OPEN = {2: 1, 257: 2}  # open, openat: which argument holds the flags
_WRITES = {1, 18, 20}  # write, pwrite64, writev
_MUTATING = {
    *_OPEN, *_WRITES,
    40, 326, 285,  # sendfile, copy_file_range, fallocate
    74, 75, 76, 77,  # fsync, fdatasync, truncate, ftruncate
    82, 83, 84, 86, 87, 88,  # rename, mkdir, rmdir, link, unlink, symlink
    258, 263, 264, 265, 266, 316,  # mkdirat, unlinkat, renameat, linkat, symlinkat, renameat2
    90, 91, 268, 280,  # chmod, fchmod, fchmodat, utimensat
}  # fmt: skip
_CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC if AVAILABLE else 0
_SERVERS = (b"receive-pack", b"upload-pack")

_TRACEME, _CONT, _GETREGS, _SETREGS, _SYSCALL, _SETOPTIONS = 0, 7, 12, 13, 24, 0x4200
_OPTIONS = (
    0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x80 | 0x100000
)  # good system calls, fork, vfork, clone, exec, seccomp, exitkill
_EVENT_SECCOMP = 7
_WALL = 0x40000000
_GETEVENTMSG, _EVENTS_BORN = 0x4201, (1, 2, 3)
"""A process, or a thread, was begun: by fork, vfork or clone; the message is its number."""


class _Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in ["r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", "orig_rax", "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs"]]  # fmt: skip


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction))]


if AVAILABLE:
    _libc = ctypes.CDLL(None, use_errno=True)
    _libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    _libc.ptrace.restype = ctypes.c_long
    _libc.prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a traced run ended.

    Attributes:
        points: how many changes it made, or had made when it was stopped.
        code: the exit code; None where it was killed.
        struck: whether the fault came.
    """

    points: int
    code: int | None
    struck: bool


def run(act: Callable[[], None], at: int = 0, fault: str = "", *, lasting: bool = False) -> Ran:
    """Run an act in a child process, with a fault at one of its changes.

    Args:
        act: what to do; the child ends with 0 when it returns, and with 1 when it raises.
        at: the number of the change, from 1; 0 for none.
        fault: `kill`, `torn`, `enospc` or `eio`.
        lasting: whether every change from there on fails.
    """
    child = os.fork()
    if child == 0:
        _become_traced(act)
    os.waitpid(child, _WALL)
    _ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    _ptrace(_CONT, child, 0, 0)
    return _Tree(child, at, fault, lasting=lasting).follow()


class _Tree:
    """A process and all that it starts."""

    def __init__(self, child: int, at: int, fault: str, *, lasting: bool) -> None:
        self.child, self.at, self.fault, self.lasting = child, at, fault, lasting
        self.points = 0
        self.code: int | None = None
        self.alive = {child}
        self.ended: set[int] = set()
        self.torn = 0
        self.dead = False

    def follow(self) -> Ran:
        """Until the last of them has ended; whoever traces may have other children, such as a browser."""
        while self.alive:
            try:
                pid, status = os.waitpid(-1, _WALL)
            except ChildProcessError:
                break
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                self.alive.discard(pid)
                self.ended.add(pid)
                if pid == self.child and os.WIFEXITED(status):
                    self.code = os.WEXITSTATUS(status)
                continue
            self.alive.add(pid)
            if status >> 16 in _EVENTS_BORN:
                born = ctypes.c_ulong()
                _ptrace(_GETEVENTMSG, pid, 0, ctypes.addressof(born))
                self.alive |= {born.value} - self.ended
            self._stopped(pid, status)
        return Ran(self.points, self.code, 0 < self.at <= self.points)

    def _stopped(self, pid: int, status: int) -> None:
        if self.dead and not _is_server(pid):
            self._kill([pid])
            return
        sent = os.WSTOPSIG(status)
        if status >> 16 == _EVENT_SECCOMP:
            self._change(pid)
        elif pid == self.torn and sent == signal.SIGTRAP | 0x80:
            self._kill_all()
        else:
            quiet = status >> 16 or sent in (signal.SIGSTOP, signal.SIGTRAP)
            _ptrace(_CONT, pid, 0, 0 if quiet else sent)

    def _change(self, pid: int) -> None:
        """A process is about to change something."""
        registers = _Registers()
        _ptrace(_GETREGS, pid, 0, ctypes.addressof(registers))
        number = registers.orig_rax
        if number in _OPEN and not (registers.rdx if _OPEN[number] == 2 else registers.rsi) & _CHANGING:
            _ptrace(_CONT, pid, 0, 0)
            return
        if _is_server(pid):
            _ptrace(_CONT, pid, 0, 0)
            return
        self.points += 1
        if not self.at or not (self.points == self.at or (self.lasting and self.points > self.at)):
            _ptrace(_CONT, pid, 0, 0)
        elif self.fault in ("enospc", "eio"):
            registers.orig_rax = ctypes.c_ulonglong(-1).value
            registers.rax = ctypes.c_ulonglong(-(errno.ENOSPC if self.fault == "enospc" else errno.EIO)).value
            _ptrace(_SETREGS, pid, 0, ctypes.addressof(registers))
            _ptrace(_CONT, pid, 0, 0)
        elif self.fault == "torn" and number in (1, 18):
            registers.rdx //= 2
            _ptrace(_SETREGS, pid, 0, ctypes.addressof(registers))
            self.torn = pid
            _ptrace(_SYSCALL, pid, 0, 0)
        else:
            self._kill_all()

    def _kill_all(self) -> None:
        self.dead = True
        self._kill([pid for pid in self.alive if not _is_server(pid)])

    def _kill(self, pids: list[int]) -> None:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _is_server(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return any(word in words for word in _SERVERS)


def _ptrace(request: int, pid: int, address: int, data: int) -> None:
    _libc.ptrace(request, pid, address, data)  # a process that was just killed answers with an error, and is done with


def _become_traced(act: Callable[[], None]) -> None:
    """Never returns: the child does its act under the filter, and ends."""
    code = 1
    try:
        _libc.ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        _filter()
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the parent sees the code
        with suppress(BaseException):
            if os.environ.get("MENTORLOG_FAULTS_TOLD"):
                traceback.print_exc()
    finally:
        with suppress(BaseException):
            sys.stdout.flush()
        os._exit(code)


def _filter() -> None:
    """Stop at each of the changing system calls; let all others pass."""
    numbers = sorted(_MUTATING)
    load = _Instruction(0x20, 0, 0, 0)  # the number of the system call
    tests = [_Instruction(0x15, len(numbers) - index, 0, number) for index, number in enumerate(numbers)]
    ends = [_Instruction(0x06, 0, 0, 0x7FFF0000), _Instruction(0x06, 0, 0, 0x7FF00000)]  # allow; trace
    filters = (_Instruction * (len(numbers) + 3))(load, *tests, *ends)
    program = _Program(len(filters), filters)
    _libc.prctl(38, 1, None, 0, 0)  # no new privileges
    if _libc.prctl(22, 2, ctypes.addressof(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the filter was refused")
