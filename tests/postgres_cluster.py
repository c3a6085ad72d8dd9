"""A throw-away PostgreSQL server: its own folder, port and socket, gone with the run.

PostgreSQL refuses to run as root, so root starts it as the user `postgres`.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

MISSING = (
    "PostgreSQL cannot be had here: {why}. Half of what Attend promises is then untested. "
    "Install it (Debian: postgresql), or say ATTEND_TEST_ENGINES=sqlite to leave it out on purpose."
)

ASKED = "asked_for_password"
"""Members of this role are asked for their password; everybody else is let in."""


class PostgresMissing(RuntimeError):
    """No PostgreSQL server could be started; the words say why and what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(MISSING.format(why=why))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server on the loopback address."""

    folder: Path
    port: int

    def url(self, database: str) -> str:
        """Return a URL that SQLAlchemy and libpq both read."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


def start_cluster(folder: Path, *, durable: bool = False, watched_pid: int = 0) -> Cluster:
    """Make and start a server in an empty or absent folder.

    durable: wait for the disk, as a practice's server does; otherwise fsync is off.
    watched_pid: the server is stopped and its folder removed when this process is gone (0: ours).
    Errors: PostgresMissing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if _is_root():
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    _run(
        *("initdb", "--pgdata", str(data), "--username=postgres", "--auth=trust"),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
    )
    access = data / "pg_hba.conf"
    access.write_text(f"host all +{ASKED} 127.0.0.1/32 scram-sha-256\n{access.read_text()}")
    for attempt in range(3):
        port = _free_port()
        try:
            _run(*_start_command(folder, port, durable=durable))
            break
        except PostgresMissing:
            if attempt == 2:
                raise
    _watch(folder, watched_pid or os.getpid())
    return Cluster(folder, port)


def stop_cluster(folder: Path) -> None:
    """Stop the server of that folder at once and remove the folder."""
    if (folder / "data" / "postmaster.pid").exists():
        subprocess.run(_stop_command(folder), cwd="/", capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def halt_server(cluster: Cluster) -> None:
    """Stop the server as a power cut does; its folder stays."""
    subprocess.run(_stop_command(cluster.folder), cwd="/", capture_output=True, check=True)


def start_again(cluster: Cluster, *, durable: bool = False) -> None:
    """Start a halted server on its old port.

    Errors: PostgresMissing.
    """
    _run(*_start_command(cluster.folder, cluster.port, durable=durable))


def save_cluster(cluster: Cluster, file: Path) -> None:
    """Write down where the server is, for other processes of the run."""
    file.write_text(json.dumps({"folder": str(cluster.folder), "port": cluster.port}))


def read_cluster(file: Path) -> Cluster:
    """Return the server written down in that file."""
    saved = json.loads(file.read_text())
    return Cluster(Path(saved["folder"]), saved["port"])


def _start_command(folder: Path, port: int, *, durable: bool) -> tuple[str, ...]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "120",
        "fsync": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "timezone": "UTC",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = str(folder / "server.log")
    data = str(folder / "data")
    return ("pg_ctl", "start", "-D", data, "-w", "-t", "30", "-l", log, "-o", options)


def _stop_command(folder: Path) -> list[str]:
    return [*_prefix(), _program("pg_ctl"), "stop", "-D", str(folder / "data"), "-m", "immediate"]


def _run(program: str, *arguments: str) -> None:
    command = [*_prefix(), _program(program), *arguments]
    # To a file, not a pipe: the server inherits it and would keep a pipe open.
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        seconds = time.monotonic() - started
        raise PostgresMissing(f"{program} ended with {done.returncode} after {seconds:.1f} s")


def _watch(folder: Path, pid: int) -> None:
    """Leave a small process behind that cleans up even when the run is killed."""
    stop = " ".join(f"'{part}'" for part in _stop_command(folder))
    script = (
        f"while kill -0 {pid} 2>/dev/null && [ -d '{folder}' ]; do sleep 0.5; done; "
        f"[ -d '{folder}' ] && {stop}; rm -rf '{folder}'"
    )
    subprocess.Popen(
        ["/bin/sh", "-c", script],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ).returncode = 0  # never waited for; it outlives us on purpose


def _program(name: str) -> str:
    """Return the newest server's program; Debian keeps them outside the path."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[-3]),
    )
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise PostgresMissing(f"there is no program {name}")
    return found


def _prefix() -> list[str]:
    if not _is_root():
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _is_root() -> bool:
    return os.geteuid() == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
