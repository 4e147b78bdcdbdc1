"""What the intake child may take of the machine. No Django in here."""

import os
import resource
from pathlib import Path

CPU_SECONDS = 9
FILE_BYTES = 200_000_000


def set_limits(memory):
    """Bound this process from here on, its memory (in bytes) by way of its address space."""
    resident, mapped = memory_now()
    limits = {
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    if mapped:
        limits[resource.RLIMIT_AS] = mapped + memory - resident
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def memory_now():
    """Return (resident, mapped) bytes of this process; zeros where the system does not tell."""
    try:
        mapped, resident = Path("/proc/self/statm").read_text().split()[:2]
    except OSError:
        return 0, 0
    page = os.sysconf("SC_PAGE_SIZE")
    return int(resident) * page, int(mapped) * page


def peak_mb():
    """Return the most memory this process held; its own, unlike ru_maxrss after a fork."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
