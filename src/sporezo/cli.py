"""The `sporezo` command: what an operator types.

A few words are known here; every other one is a management command of the app that owns it: `sporezo members import`
is `members_import` (or `members`) in `sporezo.members`. Exit codes: 0 done, 1 refused with a sentence on standard
error, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import importlib
import keyword
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from sporezo.config.environment import WrongSetting

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
NOT_READY = "The database is not ready. Type `sporezo migrate` first."

OWN_WORDS = {
    "demo": "seed the demo town and open it in a browser",
    "serve": "answer web requests",
    "events": "tell browsers what is said in threads, live",
    "worker": "do what happens outside requests: mail, rounds, sweeps",
    "migrate": "prepare the database, the cache table and the static files",
    "manage": "run any Django management command",
    "bench": "measure: `sporezo bench NAME --help`",
}


GIVE_WAY = (["members", "import"], ["venues", "import"], ["network", "import"], ["network", "undo"])
"""Long work, done with what the answers to people leave of the processor."""
NICE = 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if argv is None and any(words[: len(long)] == long for long in GIVE_WAY):
        os.nice(NICE)
    if words[:1] == ["demo"]:
        os.environ["SPOREZO_DEMO"] = "1"
        port = _demo_options(words[1:]).port
        os.environ.setdefault("SPOREZO_URL", f"http://127.0.0.1:{port}")
        os.environ.setdefault("SPOREZO_EVENTS_URL", f"http://127.0.0.1:{port + 1}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sporezo.config.settings")
    try:
        return _run(words)
    except WrongSetting as wrong:
        return _say(str(wrong), WRONG_USAGE)
    except KeyboardInterrupt:
        return 128 + 2


def _run(words: list[str]) -> int:
    own: dict[str, Callable[[list[str]], int]] = {
        "demo": _demo,
        "serve": _serve,
        "events": _events,
        "worker": _worker,
        "migrate": _migrate,
        "manage": _manage,
        "bench": _bench,
    }
    if not words or words[0] in {"-h", "--help", "help"}:
        print(_usage())
        return DONE if words else WRONG_USAGE
    _set_up()
    from django.core.management import CommandError
    from django.db import DatabaseError

    from sporezo.ui.refused import Refused

    try:
        return own[words[0]](words[1:]) if words[0] in own else _app_command(words)
    except Refused as refused:
        return _say(f"{refused.reason} {refused.remedy}".strip(), REFUSED)
    except CommandError as error:
        return _say(str(error), error.returncode)
    except DatabaseError:
        if _is_migrated():
            raise
        return _say(NOT_READY, REFUSED)


def _app_command(words: list[str]) -> int:
    """Run the management command that the first one or two words name."""
    from django.core.management import get_commands, load_command_class

    commands = get_commands()
    name, rest = "_".join(words[:2]), words[2:]
    if name not in commands:
        name, rest = words[0], words[1:]
    if not commands.get(name, "").startswith("sporezo."):
        return _say(f"There is no `sporezo {words[0]}`. `sporezo --help` lists what there is.", WRONG_USAGE)
    command = load_command_class(commands[name], name)
    # Else a usage error would read as a refusal.
    command._called_from_command_line = True  # type: ignore[attr-defined]
    parser = command.create_parser("sporezo", " ".join(words[: len(words) - len(rest)]))
    options = vars(parser.parse_args(rest))
    command.execute(*options.pop("args", ()), **options | {"skip_checks": True})
    return DONE


def _demo(words: list[str]) -> int:
    options = _demo_options(words)
    from sporezo.config import serving

    taken = [port for port in (options.port, options.port + 1) if not serving.is_free(port)]
    if not options.no_serve and taken:
        return _say(
            f"Port {taken[0]} is taken. Stop what uses it, or type: sporezo demo --port {options.port + 2}", REFUSED
        )
    from django.core.management import call_command

    _prepare()
    call_command("seed_demo")
    if options.no_serve:
        return DONE
    print(
        f"Sporezo opens at http://127.0.0.1:{options.port}: sign in as Alix with one click. Ctrl-C stops it.",
        flush=True,
    )
    return serving.together(
        ["serve", "--port", str(options.port), "--processes", "1"],
        ["events", "--port", str(options.port + 1)],
        ["worker"],
    )


def _demo_options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("sporezo demo", description=OWN_WORDS["demo"])
    parser.add_argument("--no-serve", action="store_true", help="seed, and stop there")
    parser.add_argument("--port", type=_port, default=8000, help="where to serve (8000)")
    return parser.parse_args(words)


def _serve(words: list[str]) -> int:
    parser = argparse.ArgumentParser("sporezo serve", description=OWN_WORDS["serve"])
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument(
        "--processes", type=_count, help="web processes, each of SPOREZO_THREADS threads (one a core, up to 4)"
    )
    options = parser.parse_args(words)
    from sporezo.config import serving

    if not serving.is_free(options.port, options.host):
        return _say(f"Port {options.port} is taken. Stop what uses it, or choose another with --port.", REFUSED)
    if not _is_migrated():
        return _say(NOT_READY, REFUSED)
    serving.serve(host=options.host, port=options.port, processes=options.processes or serving.processes_here())
    return DONE


def _events(words: list[str]) -> int:
    parser = argparse.ArgumentParser("sporezo events", description=OWN_WORDS["events"])
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8001)
    options = parser.parse_args(words)
    from sporezo.config import serving

    if not serving.is_free(options.port, options.host):
        return _say(f"Port {options.port} is taken. Stop what uses it, or choose another with --port.", REFUSED)
    if not _is_migrated():
        return _say(NOT_READY, REFUSED)
    serving.speak(host=options.host, port=options.port)
    return DONE


def _worker(words: list[str]) -> int:
    parser = argparse.ArgumentParser("sporezo worker", description=OWN_WORDS["worker"])
    parser.add_argument("--threads", type=_count, default=2, help="jobs done at once (2)")
    parser.add_argument("--no-periodic", action="store_true", help="leave the periodic tasks to the other workers")
    options = parser.parse_args(words)
    if not _is_migrated():
        return _say(NOT_READY, REFUSED)
    from sporezo.jobs.worker import work

    work(threads=options.threads, periodic=not options.no_periodic)
    return DONE


def _migrate(words: list[str]) -> int:
    argparse.ArgumentParser("sporezo migrate", description=OWN_WORDS["migrate"]).parse_args(words)
    _prepare()
    print("The database, the cache table and the static files are ready.")
    return DONE


def _manage(words: list[str]) -> NoReturn:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sporezo manage", *words])
    sys.exit(DONE)


def _bench(words: list[str]) -> int:
    package = importlib.import_module("sporezo.bench")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    name = words[0].replace("-", "_") if words else ""
    name += "_" * keyword.iskeyword(name)  # `import` is no name for a module
    measure = getattr(importlib.import_module(f"sporezo.bench.{name}"), "main", None) if name in names else None
    if measure is None:
        known = [
            name.rstrip("_") for name in names if hasattr(importlib.import_module(f"sporezo.bench.{name}"), "main")
        ]
        return _say(f"Usage: sporezo bench NAME …, where NAME is one of: {', '.join(known)}.", WRONG_USAGE)
    return int(measure(words[1:]))


def _prepare() -> None:
    from django.core.management import call_command

    from sporezo.ui.staticfiles import collect

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    call_command("load_communes", verbosity=0)
    collect()


def _set_up() -> None:
    import django

    django.setup()


def _is_migrated() -> bool:
    from sporezo.config.health import is_migrated

    return is_migrated()


def _usage() -> str:
    _set_up()
    from django.core.management import get_commands, load_command_class

    lines = {f"sporezo {word}": what for word, what in OWN_WORDS.items()}
    for name, app in sorted(get_commands().items()):
        if app.startswith("sporezo."):
            lines[f"sporezo {name.replace('_', ' ')}"] = load_command_class(app, name).help.strip().partition("\n")[0]
    width = max(map(len, lines))
    return "\n".join(f"{line:{width}}  {what}".rstrip() for line, what in lines.items())


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65534:
        raise argparse.ArgumentTypeError("write a port between 1 and 65534")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number from 1")
    return int(text)


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
