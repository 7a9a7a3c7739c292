"""Every page as a picture, to be looked at: three widths, day and night, French and English.

    shots.py [WORD …]      only the pages whose name holds one of the words

Seeds a demo of its own in a temporary folder, serves it on a free port, signs in as Alix with the demo's one click and
follows links, one page for each address pattern. Pictures land in build/shots/NAME-WIDTH-day|night-fr|en.png.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "build" / "shots"
SPOREZO = [sys.executable, "-m", "sporezo"]
WIDTHS = (360, 768, 1280)
SCHEMES = {"day": "light", "night": "dark"}
FOR_MEMBERS = ["/", "/play", "/network", "/me", "/mailbox", "/ui/specimen"]
FOR_VISITORS = ["/accounts/login/", "/accounts/signup/", "/demo", "/nowhere"]
NEVER = ("/desk", "/accounts/logout", "/static", "/media", "/healthz", "/readyz")
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


def main(words: list[str]) -> int:
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with served_demo() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=CHROMIUM + (["--no-sandbox"] if os.geteuid() == 0 else []),
        )
        complaints = []
        for language in ("fr", "en"):
            complaints += visitors(browser, base, language, words)
            complaints += members(browser, base, language, words)
        browser.close()
    print("\n".join(complaints))
    print(f"{len(list(TARGET.glob('*.png')))} pictures in {TARGET.relative_to(ROOT)}")
    return 1 if complaints else 0


@contextmanager
def served_demo() -> Iterator[str]:
    """A seeded demo on a free port, its data thrown away at the end; Django in this process reads the same data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="sporezo-shots-") as data:
        os.environ |= {
            "SPOREZO_DATA": data,
            "SPOREZO_DEMO": "1",
            "SPOREZO_URL": base,
            "SPOREZO_DATABASE_URL": "",
            "SPOREZO_QUEUE_URL": "",
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "sporezo.config.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        subprocess.run([*SPOREZO, "demo", "--no-serve"], check=True, cwd=ROOT)
        server = subprocess.Popen([*SPOREZO, "serve", "--port", str(port)], cwd=ROOT)
        try:
            wait_for(f"{base}/healthz")
            yield base
        finally:
            server.terminate()
            server.wait(10)


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


def visitors(browser: Browser, base: str, language: str, words: list[str]) -> list[str]:
    context = browser.new_context(locale={"fr": "fr-FR", "en": "en-GB"}[language], reduced_motion="reduce")
    page = context.new_page()
    complaints = []
    for path in FOR_VISITORS:
        page.goto(base + path)
        complaints += picture(page, name_of(path), language, words)
    context.close()
    return complaints


def members(browser: Browser, base: str, language: str, words: list[str]) -> list[str]:
    """Walk from page to page as Alix."""
    context = browser.new_context(locale={"fr": "fr-FR", "en": "en-GB"}[language], reduced_motion="reduce")
    page = context.new_page()
    enter_as_alix(page, base)
    speak(language)
    complaints = []
    for name, status in walk(page, base):
        if status != 200:
            complaints.append(f"{name} answers {status}")
        complaints += picture(page, name, language, words)
    context.close()
    return complaints


def enter_as_alix(page: Page, base: str) -> None:
    page.goto(f"{base}/demo")
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def walk(page: Page, base: str) -> Iterator[tuple[str, int]]:
    """Open every page that links lead to, one for each address pattern; yield its name and status."""
    seen: set[str] = set()
    ahead = deque(FOR_MEMBERS)
    while ahead:
        path = ahead.popleft()
        name = name_of(path)
        if name in seen:
            continue
        seen.add(name)
        answer = page.goto(base + path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        links = page.eval_on_selector_all("a[href]", "all => all.map(link => link.href)")
        ahead += [urlsplit(link).path for link in links if link.startswith(base) and is_a_page(urlsplit(link).path)]
        yield name, answer.status


def speak(language: str) -> None:
    """Give every member of this demo the same language."""
    import django

    django.setup()
    from sporezo.members.models import Member

    Member.objects.update(language=language)


def is_a_page(path: str) -> bool:
    return not path.startswith(NEVER) and "." not in path.rpartition("/")[2]


def name_of(path: str) -> str:
    """The name of the address pattern, so that forty contacts are one picture."""
    import django

    django.setup()
    from django.urls import Resolver404, resolve

    try:
        return resolve(path).url_name or path.strip("/").replace("/", "-")
    except Resolver404:
        return "not-found"


def picture(page: Page, name: str, language: str, words: list[str]) -> list[str]:
    """All sizes and lights of the page as it stands; what is wrong with it in a sentence each."""
    if words and not any(word in name for word in words):
        return []
    complaints = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 780})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{name} scrolls sideways at {width} px ({language})")
        for scheme, word in SCHEMES.items():
            page.emulate_media(color_scheme=word)
            page.screenshot(path=TARGET / f"{name}-{width}-{scheme}-{language}.png", full_page=True)
    return complaints


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
