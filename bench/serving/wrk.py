"""wrk drives: requests a second and how late the slowest hundredth is answered."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """
local paths, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  at = tonumber(args[2])
end
function request()
  at = at % #paths + 1
  return wrk.format(nil, paths[at])
end
"""
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_P99 = re.compile(r"99%\s+([\d.]+)(us|ms|s)")
_FAILED = re.compile(r"(Non-2xx.*|Socket errors.*)")
_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second, and p99 in milliseconds."""

    rate: float
    p99: float


def there() -> bool:
    """Return whether wrk is installed."""
    return shutil.which("wrk") is not None


class Asking:
    """A server that is asked for some paths, in their order, round after round."""

    def __init__(self, server: str, paths: list[str], connections: int = 16) -> None:
        self.server, self.paths, self.connections = server, paths, connections
        self._at = 0

    def run(self, seconds: int) -> Rate:
        """Ask for so long, from where the last run ended; raises when an answer is no answer."""
        with tempfile.TemporaryDirectory() as folder:
            script, paths = Path(folder, "paths.lua"), Path(folder, "paths")
            script.write_text(_SCRIPT)
            paths.write_text("\n".join(self.paths) + "\n")
            command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s"]
            command += ["--latency", "--timeout", "20s"]
            many = ["-s", str(script), self.server, "--", str(paths), str(self._at)]
            one = [self.server + self.paths[0]]
            asked = [*command, *(many if len(self.paths) > 1 else one)]
            told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        if failed := _FAILED.search(told):
            raise RuntimeError(f"{self.server}{self.paths[0]}: {failed[0]}")
        rate, late = _RATE.search(told), _P99.search(told)
        if not rate or not late:
            raise RuntimeError(told)
        found = Rate(float(rate[1]), float(late[1]) * _MS[late[2]])
        self._at += round(found.rate * seconds) + self.connections
        return found
