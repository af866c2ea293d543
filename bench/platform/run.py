"""Load on the platform: pages of footprints and plants under 2, 16 and 64 users, and a month of submissions by many plants.

    python bench/platform/run.py PROGRAM [--postgres postgres://…] [--seconds 10] [--plants 1000]

PROGRAM is the built `verdigris`. Starts it in demo mode over a new folder (and a new database), signs in as an engineer of the
example alliance, and prints tables in Markdown: size of the program, time until it listens (first start with the example
alliance written, second start without), memory before and after the load, pages, submissions. The client (load.rs, compiled here with `rustc -O`) runs on the same machine
and takes its share of the cores; the load average before each table is printed beside it. Standard library alone.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent
USERS = (2, 16, 64)


class Server:
    """The program over a new folder, in demo mode, without limits on how often one client may ask."""

    def __init__(self, program, folder, database):
        environment = dict(os.environ, VERDIGRIS_LIMITS__REQUESTS_PER_MINUTE="4000000000", VERDIGRIS_LOG__LEVEL="error")
        command = [program, "serve", "--demo", "--data", str(folder), "--listen", "127.0.0.1:0"]
        if database:
            command += ["--database", database]
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self.address = None
        for line in self.process.stdout:
            found = re.search(r"http://([0-9.]+:[0-9]+)", line)
            if found:
                self.address = found.group(1)
                self.started = time.perf_counter() - begun
                break
        if not self.address:
            sys.exit("the server did not start")
        threading.Thread(target=lambda: self.process.stdout.read(), daemon=True).start()

    def memory(self):
        """Resident memory now and at its peak, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1000 for name in ("VmRSS", "VmHWM"))

    def processor(self):
        """Processor time used so far, in seconds."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Client:
    """One signed-in connection."""

    def __init__(self, address, session=None):
        self.address = address
        self.connection = http.client.HTTPConnection(address, timeout=120)
        self.cookie, self.csrf = session or ("", "")

    def ask(self, method, path, body=None, kind="application/json"):
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = kind
            if kind == "application/json":
                body = json.dumps(body)
        self.connection.request(method, "/api/v1" + path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        if not content:
            return None
        return json.loads(content) if "json" in answer.getheader("Content-Type", "") else content

    def sign_in(self):
        accounts = self.ask("GET", "/about")["demo_accounts"]
        account = next(one for one in accounts if one["role"] == "engineer")
        session = self.ask("POST", "/session", {"email": account["email"], "password": account["password"]})
        self.csrf = session["csrf"]
        return session


def load_average():
    return os.getloadavg()[0]


def settle(client, seconds=900, quiet=10):
    """Waits until the diagnoses of the example alliance are done: they are asked for one at a time after the start."""
    until, calm = time.monotonic() + seconds, 0
    metric = re.compile(r'verdigris_jobs\{state="(queued|running)"\} (\d+)')
    while time.monotonic() < until and calm < quiet:
        client.connection.request("GET", "/metrics")
        text = client.connection.getresponse().read().decode()
        calm = 0 if any(int(count) for _, count in metric.findall(text)) else calm + 1
        time.sleep(1)
    if calm < quiet:
        print(f"(the example's diagnoses were still running after {seconds} s)")


def measure(server, load, cookie, seconds, name, paths):
    address = server.address
    for users in USERS:
        before = server.processor()
        line = subprocess.run(
            [load, address, cookie, str(users), str(seconds), *paths], capture_output=True, text=True, check=True
        ).stdout.split()
        count, _, rate, median, slow, longest, failures = line
        each = 1000 * (server.processor() - before) / max(int(count), 1)
        print(
            f"| {name} | {users} | {float(rate):,.0f} | {float(median):.1f} | {float(slow):.1f} | {float(longest):.0f} "
            f"| {each:.2f} | {load_average():.1f} | {failures} |",
            flush=True,
        )


def percentile(times, share):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * share))]


def month(client, session, count, users):
    """Every plant brings in the same month's workbook and submits it."""
    organisation = next(one["organisation"]["id"] for one in session["mandates"] if one["role"] == "engineer")
    mine = [one for one in client.ask("GET", "/plants?limit=50")["items"] if one["basis"] == "own" and one["years"]]
    pattern = mine[0]
    year = max(pattern["years"])
    submission = client.ask("GET", f"/plants/{pattern['id']}/submissions?year={year}")["items"][0]
    book = client.ask("GET", f"/submissions/{submission['id']}/file")
    if isinstance(book, (dict, list)):
        book = json.dumps(book).encode()
    plants = []
    for number in range(count):
        name = {"en": f"Load {number}", "zh": f"负载 {number}"}
        wanted = {"name": name, "sector": pattern["sector"], "region": pattern["region"], "organisation": organisation}
        plants.append(client.ask("POST", "/plants", wanted)["id"])
    local = threading.local()
    times = {"import": [], "submit": []}

    def bring(plant):
        if not hasattr(local, "client"):
            local.client = Client(client.address, (client.cookie, client.csrf))
        begun = time.perf_counter()
        name = urllib.parse.quote(submission["file_name"])
        made = local.client.ask("POST", f"/plants/{plant}/imports?file_name={name}", book, "application/octet-stream")
        between = time.perf_counter()
        local.client.ask("POST", f"/imports/{made['id']}/submit", {"accept_errors": True})
        times["import"].append(between - begun)
        times["submit"].append(time.perf_counter() - between)

    begun = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(users) as pool:
        list(pool.map(bring, plants))
    took = time.perf_counter() - begun
    for what, some in times.items():
        print(
            f"| {what} of {len(book) / 1000:.0f} kB | {users} | {count / took:,.1f} plants/s, {took:.0f} s in all "
            f"| {1000 * statistics.median(some):.0f} | {1000 * percentile(some, 0.99):.0f} | {1000 * max(some):.0f} "
            f"| | {load_average():.1f} | 0 |",
            flush=True,
        )


def run(program, load, database, arguments):
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "data"
        server = Server(program, data, database)
        first = server.started
        try:
            client = Client(server.address)
            session = client.sign_in()
            settle(client)
            server.stop()
            server = Server(program, data, database)
            client.address = server.address
            client.connection = http.client.HTTPConnection(server.address, timeout=120)
            idle = server.memory()
            plants = client.ask("GET", "/plants?limit=50")["items"]
            products = client.ask("GET", "/products?limit=50")["items"]
            kind = "PostgreSQL" if database else "SQLite"
            print(f"\n## {kind} (load average {load_average():.1f} before)\n")
            size = os.path.getsize(program) / 1e6
            print(
                f"Program {size:.0f} MB; listens after {first:.2f} s the first time, {server.started:.2f} s the second; "
                f"{idle[0]:.0f} MB of memory then.\n"
            )
            print("| page | users | requests/s | p50 ms | p99 ms | longest ms | server CPU ms each | load average | failures |")
            print("|---|---|---|---|---|---|---|---|---|", flush=True)
            footprints = [
                "/api/v1/footprint?" + urllib.parse.urlencode({"product": one["product"], "region": one["region"]})
                for one in products
            ]
            one_by_one = [f"/api/v1/plants/{one['id']}" for one in plants]
            for name, paths in (
                ("footprint of a product", footprints),
                ("a plant", one_by_one),
                ("list of plants", ["/api/v1/plants"]),
                ("home", ["/api/v1/home"]),
                ("library search", ["/api/v1/documents?q=" + urllib.parse.quote(word) for word in ("铝", "能耗", "carbon", "scrap")]),
            ):
                measure(server, load, client.cookie, arguments.seconds, name, paths)
            if arguments.plants:
                month(client, session, arguments.plants, 16)
            now, peak = server.memory()
            print(f"\nMemory after all this: {now:.0f} MB, {peak:.0f} MB at its peak.")
        finally:
            server.stop()


def fresh(server):
    """A new database on a server of PostgreSQL, by its own client."""
    name = f"verdigris_load_{secrets.token_hex(4)}"
    subprocess.run(["psql", server, "-q", "-c", f"CREATE DATABASE {name}"], check=True)
    address, _, query = server.partition("?")
    return address.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--postgres", default=os.environ.get("VERDIGRIS_TEST_POSTGRES"))
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--plants", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        load = str(pathlib.Path(folder) / "load")
        subprocess.run(["rustc", "-O", "--edition", "2024", "-o", load, str(HERE / "load.rs")], check=True)
        run(arguments.program, load, None, arguments)
        if arguments.postgres:
            run(arguments.program, load, fresh(arguments.postgres), arguments)


if __name__ == "__main__":
    main()
