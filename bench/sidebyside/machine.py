"""What the figures were measured on."""

import datetime
import os
import platform
from pathlib import Path


def describe():
    """Date, processor, cores, memory, system and Python in one line."""
    processor, memory = platform.processor() or platform.machine(), "?"
    cpuinfo, meminfo = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        processor = names[0] if names else processor
    if meminfo.exists():
        memory = f"{int(meminfo.read_text().split()[1]) / 2**20:.0f} GB"
    today = datetime.date.today().isoformat()
    return f"{today}, {processor}, {os.cpu_count()} cores, {memory}, {platform.system()}, Python {platform.python_version()}"
