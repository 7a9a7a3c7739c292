"""Icons by name: ours first, then Lucide's, read once and written inside the page."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static/ui"
FOLDERS = (STATIC / "icons", STATIC / "vendor/lucide")


@cache
def shapes(name: str) -> tuple[str, str]:
    """The view box and the inner markup of an icon; `ValueError` when nobody drew it."""
    for folder in FOLDERS:
        path = folder / f"{name}.svg"
        if re.fullmatch(r"[a-z0-9-]+", name) and path.exists():
            source = path.read_text()
            view = re.search(r'viewBox="([^"]+)"', source)
            inner = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
            if view and inner:
                return view[1], re.sub(r"\s*\n\s*", "", inner[1])
    raise ValueError(f"no icon is called {name!r}: list it in vendor.toml or draw it in static/ui/icons")
