"""Every template of ours compiles, and none needs a hole in the content security policy."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template import engines

SOURCE = Path(__file__).resolve().parents[2] / "src" / "sporezo"
TEMPLATES = sorted(path for path in SOURCE.glob("*/templates/**/*") if path.is_file())
# A mail has no style sheet and no policy: its folder may style in place.
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and path.parent.name != "mail"]


def name(path):
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_compiles(path):
    assert engines["django"].from_string(path.read_text()).template.nodelist is not None


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_has_no_inline_style_or_script(path):
    # Without its tags, whose words would read as attributes.
    soup = BeautifulSoup(re.sub(r"{%.*?%}", "x", path.read_text(), flags=re.DOTALL), "html.parser")
    # JSON is read by scripts and run by nobody.
    inline = [tag for tag in soup.find_all("script") if not tag.get("src")]
    assert [tag for tag in inline if tag.get("type") not in ("application/json", "application/ld+json")] == []
    assert soup.find_all("style") == []
    assert [tag for tag in soup.find_all(True) if tag.get("style")] == []
    attributes = {attribute for tag in soup.find_all(True) for attribute in tag.attrs}
    assert {attribute for attribute in attributes if attribute.startswith(("on", "hx-on"))} == set()
