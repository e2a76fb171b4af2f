"""The table of `make bench`. All in a folder of its own, on 127.0.0.1, in less than four minutes."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench import load, servers
from tests.bench.big_event import SLUG as BIG
from tests.bench.big_event import big_event

SEED = "gms-labour-migration-2020"
CONNECTIONS = (4, 32)
ROUNDS = 3
ROUND_SECONDS = 1
# Answers of an output never asked before, asked over 4 and over 32 connections: so many for each.
COLD = {"agenda/": 48, "agenda.ics": 48, "agenda.json": 48, "programme.pdf": 4}
COLD_BIG = {"agenda/": 12, "agenda.ics": 12, "agenda.json": 24, "programme.pdf": 2}
CACHED_AIM, PDF_AIM_SECONDS, WEIGHT_AIM = 0.7, 0.7, 60_000
NOT_BODY = {"content-length", "date", "server", "connection"}


class Case(NamedTuple):
    """An address as a browser asks for it, and its name in the table and on the bare server."""

    name: str
    label: str
    path: str
    headers: dict[str, str]


class Server(NamedTuple):
    """A port, and the process that listens there."""

    port: int
    process: int


class Round(NamedTuple):
    """Requests a second, and seconds of processor time a request."""

    rate: float
    cpu: float


def main() -> None:
    """Prepare, measure, print. Exits 1 only when something broke."""
    began = time.monotonic()
    load.install_wrk()
    with tempfile.TemporaryDirectory(prefix="dialogue-bench-") as folder:
        port, bare_port = servers.free_port(), servers.free_port()
        environ = _environment(folder, port)
        os.environ.clear()
        os.environ.update(environ)
        _prepare()
        try:
            _measure(Path(folder), environ, port, bare_port)
        except load.Broken as broken:
            for log in Path(folder).glob("server-*.log"):
                sys.stderr.write(log.read_text()[-2000:])
            sys.exit(f"bench: {broken}")
    print(f"\n{time.monotonic() - began:.0f} seconds in all")


def _environment(folder: str, port: int) -> dict[str, str]:
    """The environment of the site that is measured: nothing of the shell's but the path, and its own database."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "BENCH_FOLDER": folder,
        "DJANGO_SETTINGS_MODULE": "tests.bench.site",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/db.sqlite3",
        "SECRET_KEY": "only-for-the-bench-" * 4,
        "BASE_URL": f"http://{load.HOST}:{port}",
        "DEMO": "0",
        "LOG_LEVEL": "ERROR",
    }


def _prepare() -> None:
    """Database with both events published, static files gathered."""
    import django

    warnings.simplefilter("ignore")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from agenda.exchange import json
    from agenda.versions import publishing
    from agenda.versions.importing import import_programme
    from dialogue import preparing

    preparing.migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    for text in (preparing.DEMO_FILE.read_bytes(), load.json.dumps(big_event()).encode()):
        programme = json.parse(text)
        import_programme(programme)
        publishing.publish(programme.event.slug, timezone.now())


def _measure(folder: Path, environ: dict[str, str], port: int, bare_port: int) -> None:
    tool = "wrk" if load.has_wrk() else "the built-in client (without wrk, ratios come out too near to 1)"
    print(f"granian, {servers.WORKERS} workers, {os.cpu_count()} cores; load by {tool}; one server setting")
    print(f"ratio: to a bare Django view that sends the same; medians of {ROUNDS} rounds in turn")
    print("of CPU: the same ratio by processor time a request, which other programs disturb less")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} (a quiet one has less than 1)\n")
    with servers.serving("dialogue.wsgi:application", port, environ) as process:
        cases = {slug: list(_cases(slug, port)) for slug in (SEED, BIG)}
        _keep_for_bare(folder, port, [case for some in cases.values() for case in some])
        environ_of_bare = {name: value for name, value in environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        with servers.serving("tests.bench.bare:application", bare_port, environ_of_bare) as bare_process:
            site, bare = Server(port, process), Server(bare_port, bare_process)
            for slug, some in cases.items():
                bare_rates = _print_cached(slug, some, site, bare)
                _print_cold(slug, port, bare_rates)
        _print_weight(port)
    _print_costs()


def _cases(slug: str, port: int) -> Iterator[Case]:
    for label, path in [
        ("agenda page", "agenda/"), ("agenda.ics", "agenda.ics"), ("agenda.json", "agenda.json"),
        ("programme.pdf", "programme.pdf"),
    ]:  # fmt: skip
        gzip = {"Accept-Encoding": "gzip"}
        name = f"{slug}-{path.strip('/').replace('.', '-')}"
        yield Case(name, label, f"/{slug}/{path}", gzip)
        if path == "agenda/":
            tag = servers.fetch(port, f"/{slug}/{path}", gzip)[1]["etag"]
            yield Case(f"{name}-304", "agenda page, 304", f"/{slug}/{path}", {**gzip, "If-None-Match": tag})


def _keep_for_bare(folder: Path, port: int, cases: list[Case]) -> None:
    """What the site answers, for the bare server to send."""
    answers = {}
    for case in cases:
        status, headers, body = servers.fetch(port, case.path, case.headers)
        if status != (304 if "If-None-Match" in case.headers else 200):
            raise load.Broken(f"{case.path}: {status}")
        sent = {name: value for name, value in headers.items() if name not in NOT_BODY}
        if status == 200:
            sent["Content-Length"] = str(len(body))
        answers[case.name] = (status, sent, body)
    (folder / "bare.pickle").write_bytes(pickle.dumps(answers))


def _print_cached(slug: str, cases: list[Case], site: Server, bare: Server) -> dict[tuple[str, int], float]:
    """The lines of kept answers; the bare server's requests a second, by path and connections."""
    print(f"{slug}\n  {'':<22}{'connections':>11}{'requests/s':>12}{'bare':>9}{'ratio':>7}{'of CPU':>8}")
    bare_rates: dict[tuple[str, int], float] = {}
    for case in cases:
        bare_path = f"/{case.name}/"
        for connections in CONNECTIONS:
            for server, path in ((site, case.path), (bare, bare_path)):
                load.ordered(load.Order(server.port, [path] * 100, connections, case.headers))
            rounds = [
                (_round(site, case.path, connections, case), _round(bare, bare_path, connections, case))
                for _number in range(ROUNDS)
            ]
            ours, theirs = (median(one.rate for one in side) for side in zip(*rounds, strict=True))
            ratio = median(one.rate / other.rate for one, other in rounds)
            of_cpu = median(other.cpu / one.cpu if one.cpu else 0 for one, other in rounds)
            bare_rates.setdefault((case.path, connections), theirs)
            verdict = f"{of_cpu:>8.2f}  {_verdict(ratio >= CACHED_AIM)}"
            _print_line(case.label, connections, ours, theirs, ratio, verdict)
    return bare_rates


def _round(server: Server, path: str, connections: int, case: Case) -> Round:
    before = servers.cpu_seconds(server.process)
    came = load.repeated(server.port, path, connections, case.headers, ROUND_SECONDS)
    return Round(came.rate, (servers.cpu_seconds(server.process) - before) / came.requests)


def _print_cold(slug: str, port: int, bare_rates: dict[tuple[str, int], float]) -> None:
    """The lines of answers never asked before: of versions that differ in their note, each asked once."""
    from tests.bench.costs import publish_versions

    counts = COLD_BIG if slug == BIG else COLD
    numbers = publish_versions(slug, sum(counts.values()) * len(CONNECTIONS))
    for path, count in counts.items():
        for connections in CONNECTIONS if count >= len(CONNECTIONS) * 2 else CONNECTIONS[:1]:
            paths = [f"/{slug}/v/{next(numbers)}/{path}" for _one in range(count)]
            came = load.ordered(load.Order(port, paths, connections, {"Accept-Encoding": "gzip"}))
            bare = bare_rates[f"/{slug}/{path}", connections]
            label = f"{path.replace('agenda/', 'agenda page')}, cold"
            _print_line(label, connections, came.rate, bare, came.rate / bare)
    print()


def _print_line(
    label: str, connections: int, rate: float, bare: float, ratio: float, verdict: str = ""
) -> None:
    shown = f"{rate:,.0f}" if rate >= 10 else f"{rate:.2f}"
    digits = 2 if ratio >= 0.05 else 4
    print(f"  {label:<22}{connections:>11}{shown:>12}{bare:>9,.0f}{ratio:>7.{digits}f}{verdict}", flush=True)


def _verdict(reached: bool) -> str:
    return "PASS" if reached else "below aim"


def _print_weight(port: int) -> None:
    from tests.bench.weight import parts

    for slug in (SEED, BIG):
        found = parts(port, f"/{slug}/agenda/")
        kinds = {
            kind: sum(one.octets for one in found if one.kind == kind) for kind in (one.kind for one in found)
        }
        total = sum(kinds.values())
        words = ", ".join(f"{kind} {octets / 1000:.1f}" for kind, octets in kinds.items())
        verdict = f"  {_verdict(total <= WEIGHT_AIM)} (aim ≤ {WEIGHT_AIM / 1000:.0f})" if slug == SEED else ""
        print(f"agenda page of {slug}, kB as sent: {words}; all {total / 1000:.1f}{verdict}")


def _print_costs() -> None:
    from tests.bench.costs import drawing_seconds, publish_versions, queries

    for slug in (SEED, BIG):
        fresh = publish_versions(slug, 4)
        for path in COLD:
            address = f"/{slug}/v/{next(fresh)}/{path}"
            cold, cached = queries(address), queries(address)
            print(
                f"queries of {slug}/{path}: cold {cold}, cached {cached}  {_verdict(cached <= 1)} (aim: cached ≤ 1)"
            )
    pdf = drawing_seconds(SEED, "programme-pdf", 5)
    print(
        f"programme.pdf of the seed event, drawn warm: {pdf:.2f} s  {_verdict(pdf <= PDF_AIM_SECONDS)} (aim ≤ 0.7)"
    )
    print(f"agenda.ics of 200 sessions, drawn: {drawing_seconds(BIG, 'agenda-ics', 5) * 1000:.0f} ms")
    print(f"event.ics of 200 sessions, drawn: {drawing_seconds(BIG, 'event-ics', 5) * 1000:.0f} ms")
    print(f"agenda page of 200 sessions, drawn: {drawing_seconds(BIG, 'agenda', 5) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
