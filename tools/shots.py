"""Every page as a picture, to be looked at: three widths, day and night, French and English.

    shots.py [WORD …]                          only the pages whose name holds one of the words
    shots.py --at URL [WORD …]                 of the demo that already runs there on SPOREZO_DATA: no seeding, no wait
    shots.py --widths 360 --schemes day --languages fr …    fewer of them

Without --at it seeds a demo of its own in a temporary folder and serves it on a free port. Alix and a visitor follow
links, one page for each address pattern; a moderator reads what was reported; a beginner on her first five minutes and
a newcomer with nothing yet look at theirs. Pictures land in build/shots/NAME-WIDTH-day|night-fr|en.png; what scrolls
sideways or does not answer is said at the end.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "shots"
SPOREZO = [sys.executable, "-m", "sporezo"]
WIDTHS = (360, 768, 1280)
NARROWEST = 320
SCHEMES = {"day": "light", "night": "dark"}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}
# Who looks, and where each begins. What one role has shown, a link does not show again to a later one of the same name.
STARTS = {
    "alix": ["/", "/play", "/network", "/me", "/mailbox", "/ui/specimen", "/nowhere"],
    "moderator": ["/safety/reports"],
    "visitor": ["/", "/accounts/login/", "/accounts/signup/", "/demo", "/nowhere"],
    "beginner": ["/start", "/me/profile?next=/start", "/me/practices?next=/start", "/me/areas?next=/start"],
    "newcomer": [
        "/",
        "/play",
        "/network",
        "/me",
        "/me/practices",
        "/me/areas",
        "/me/hours",
        "/me/safety",
        "/communities",
        "/network/five",
        "/network/cards",
    ],
}
FOLLOWS_LINKS = {"alix": "/", "visitor": "/", "moderator": "/safety/"}  # from where each goes on
NEVER = ("/desk", "/accounts/logout", "/static", "/media", "/healthz", "/readyz")
WORKERS = 2
CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
]


class Frontier:
    """Pages still to be opened, shared by several browsers: one of each role and address pattern."""

    def __init__(self, starts: Iterable[tuple[str, str]]) -> None:
        self._ahead: deque[tuple[str, str, str]] = deque()
        self._seen: set[str] = set()
        self._open = 0
        self._changed = threading.Condition()
        self.add(starts)

    def add(self, pages: Iterable[tuple[str, str]]) -> None:
        with self._changed:
            for role, path in pages:
                name = name_of(path, role)
                if name not in self._seen:
                    self._seen.add(name)
                    self._ahead.append((role, path, name))
            self._changed.notify_all()

    def take(self) -> tuple[str, str, str] | None:
        """The next page, waiting while another browser may still find links; None when all is seen."""
        with self._changed:
            while not self._ahead and self._open:
                self._changed.wait()
            if not self._ahead:
                return None
            self._open += 1
            return self._ahead.popleft()

    def close(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify_all()


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    if not options.words:
        shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    complaints: list[str] = []
    with served_demo() if options.at is None else _already_served(options.at) as base:
        for language in options.languages:
            speak(language)
            frontier = Frontier((role, path) for role in options.roles for path in STARTS[role])
            with ThreadPoolExecutor(WORKERS) as pool:
                jobs = [pool.submit(_photograph, frontier, base, language, options) for _ in range(WORKERS)]
                complaints += [line for job in jobs for line in job.result()]
    print("\n".join(complaints))
    taken = len(list(TARGET.glob("*.png")))
    print(f"{taken} pictures in {TARGET.relative_to(ROOT)}, {time.monotonic() - started:.0f} s")
    return 1 if complaints else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("shots.py", description="Every page as a picture.")
    parser.add_argument("words", nargs="*", help="only the pages whose name holds one of these")
    parser.add_argument("--at", metavar="URL", help="a demo that already runs on SPOREZO_DATA")
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    parser.add_argument("--schemes", nargs="+", choices=SCHEMES, default=list(SCHEMES))
    parser.add_argument("--languages", nargs="+", choices=LOCALES, default=list(LOCALES))
    parser.add_argument("--roles", nargs="+", choices=STARTS, default=list(STARTS))
    return parser.parse_intermixed_args(arguments)


@contextmanager
def served_demo() -> Iterator[str]:
    """A seeded demo on a free port, its data thrown away at the end; Django in this process reads the same data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="sporezo-shots-") as data:
        _set_up(base, data)
        subprocess.run([*SPOREZO, "demo", "--no-serve"], check=True, cwd=ROOT)
        server = subprocess.Popen([*SPOREZO, "serve", "--port", str(port)], cwd=ROOT)
        try:
            wait_for(f"{base}/healthz")
            yield base
        finally:
            server.terminate()
            server.wait(10)


@contextmanager
def _already_served(base: str) -> Iterator[str]:
    _set_up(base, os.environ["SPOREZO_DATA"])
    yield base.rstrip("/")


def _set_up(base: str, data: str) -> None:
    os.environ |= {
        "SPOREZO_DATA": data,
        "SPOREZO_DEMO": "1",
        "SPOREZO_URL": base,
        "SPOREZO_DATABASE_URL": "",
        "SPOREZO_QUEUE_URL": "immediate:",  # letters are there at once, without a worker
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "sporezo.config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


def wait_for(url: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The demo did not answer.")


def _photograph(frontier: Frontier, base: str, language: str, options: argparse.Namespace) -> list[str]:
    """One browser's share of the pages."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=CHROMIUM + (["--no-sandbox"] if os.geteuid() == 0 else []),
        )
        for page, name, status in walk(frontier, Doors(browser, base, language)):
            if status != expected_status(name):
                complaints.append(f"{name} answers {status}")
            if not options.words or any(word in name for word in options.words):
                complaints += _pictures(page, name, language, options)
        browser.close()
    return complaints


class Doors:
    """One page for each role, entered the first time it is asked for."""

    def __init__(self, browser: Browser, base: str, language: str = "fr") -> None:
        self.base = base
        self._browser, self._language = browser, language
        self._pages: dict[str, Page] = {}

    def page_of(self, role: str) -> Page:
        if role not in self._pages:
            context = self._browser.new_context(
                locale=LOCALES[self._language], viewport={"width": 360, "height": 780}, reduced_motion="reduce"
            )
            page = context.new_page()
            if role == "alix":
                enter_as_alix(page, self.base)
            elif role == "moderator":
                enter_as_moderator(page, self.base)
            elif role != "visitor":
                enter_as_nobody_yet(context, self.base, role, self._language)
            self._pages[role] = page
        return self._pages[role]


def walk(frontier: Frontier, doors: Doors) -> Iterator[tuple[Page, str, int]]:
    """Open every page that links lead to; yield it with its name and status, as it stands."""
    while (found := frontier.take()) is not None:
        role, path, name = found
        try:
            page = doors.page_of(role)
            answer = page.goto(doors.base + path)
            if answer is None or "html" not in answer.headers.get("content-type", ""):
                continue
            if role in FOLLOWS_LINKS:
                links = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(link => link.href)")
                paths = [urlsplit(link).path for link in links if link.startswith(doors.base)]
                ahead = FOLLOWS_LINKS[role]
                frontier.add((role, path) for path in paths if is_a_page(path) and path.startswith(ahead))
            yield page, name, answer.status
        finally:
            frontier.close()


def enter_as_alix(page: Page, base: str) -> None:
    page.goto(f"{base}/demo")
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def enter_as_moderator(page: Page, base: str) -> None:
    page.goto(f"{base}/demo")
    page.locator("section:has(#order) form button").click()
    page.wait_for_load_state()


def enter_as_nobody_yet(context: BrowserContext, base: str, role: str, language: str) -> None:
    """A member who has just signed up: before her first five minutes (beginner), or after, with nothing yet."""
    _django()
    from django.conf import settings
    from django.test import Client

    from sporezo.jobs import clock
    from sporezo.members.models import Member

    now = clock.now()
    said: dict[str, object] = {}
    if role == "newcomer":
        said = {"first_name": "Nadège", "last_name": "Vasseur", "adult_at": now, "consented_at": now, "set_up_at": now}
    member, _ = Member.objects.update_or_create(
        email=f"{role}@shots.example", defaults={"joined_at": now, "language": language} | said
    )
    client = Client()
    client.force_login(member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base}])


# A busy machine draws some frames with the paddings of the width before: only a page that has settled is judged.
TOO_WIDE = """new Promise(decided => {
  const root = document.documentElement
  const look = (frames, still, height) => {
    const fits = root.scrollWidth <= innerWidth
    if (!frames || fits && still > 3) decided(!fits)
    else requestAnimationFrame(() => look(frames - 1, root.scrollHeight == height ? still + 1 : 0, root.scrollHeight))
  }
  look(60, 0, 0)
})"""


def scrolls_sideways(page: Page, width: int) -> bool:
    """Whether the page is wider than the screen, once it is laid out for that width."""
    page.set_viewport_size({"width": width, "height": 780})
    return bool(page.evaluate(TOO_WIDE))


def turn_lights(page: Page, scheme: str) -> None:
    """Day or night, every colour computed anew: told of the scheme alone, Chromium keeps some of the old ones."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("root => { root.hidden = true; root.offsetHeight; root.hidden = false }", page.query_selector("html"))


def speak(language: str) -> None:
    """Give every member of this demo the same language."""
    _django()
    from sporezo.members.models import Member

    Member.objects.update(language=language)


def expected_status(name: str) -> int:
    return 404 if name.endswith("not-found") else 200


def is_a_page(path: str) -> bool:
    return not path.startswith(NEVER) and "." not in path.rpartition("/")[2]


def name_of(path: str, role: str = "alix") -> str:
    """The name of the address pattern, so that forty contacts are one picture; visitors and newcomers say so."""
    _django()
    from django.urls import Resolver404, resolve

    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return "not-found" if role == "alix" else f"{role}-not-found"
    code = found.kwargs.get("code", "")
    name = f"{found.url_name}-{code}" if isinstance(code, int) else found.url_name
    name = name or path.strip("/").replace("/", "-")
    return name if role == "alix" else f"{role}-{name}"


def _django() -> None:
    import django

    django.setup()


def _pictures(page: Page, name: str, language: str, options: argparse.Namespace) -> list[str]:
    """All sizes and lights of the page as it stands; what is wrong with it in a sentence each."""
    complaints = []
    for width in (NARROWEST, *options.widths):
        if scrolls_sideways(page, width):
            complaints.append(f"{name} scrolls sideways at {width} px ({language})")
        if width not in options.widths:
            continue
        # As tall as the page, so that the fixed bar stands at its foot and not across its middle.
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        for word in options.schemes:
            turn_lights(page, SCHEMES[word])
            page.screenshot(path=TARGET / f"{name}-{width}-{word}-{language}.png")
    return complaints


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
