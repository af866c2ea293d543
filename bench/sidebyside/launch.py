"""Start a program from a small process and write its resource usage: `python -S launch.py USAGE PROGRAM ...`.

The kernel counts the memory of the process a program was started from as the program's own peak; starting from the
harness, with NumPy loaded, would hide every peak below its 70 MB. This process has about 10 MB.
"""

import json
import os
import sys

pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"cpu": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}, file)
sys.exit(os.waitstatus_to_exitcode(status))
