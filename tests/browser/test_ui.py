"""The specimen in Chromium: legible to all, painted by mouse and keyboard, silent in the console."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.django_db


@pytest.fixture
def specimen(page, live_server, settings):
    settings.DEMO = True
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{live_server.url}/ui/specimen")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/ui/specimen", "/accounts/login/", "/accounts/signup/", "/nowhere"])
def test_axe_finds_nothing(page, live_server, settings, scheme, path):
    settings.DEMO = True
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(live_server.url + path)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_nothing_is_refused_by_the_policy(specimen):
    assert specimen.complaints == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_page_never_scrolls_sideways(specimen, width):
    specimen.set_viewport_size({"width": width, "height": 780})
    specimen.reload()  # a page laid out at this width, not one on its way from another
    assert specimen.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def chosen(page):
    return page.eval_on_selector_all("[data-paint] input:checked", "cells => cells.map(cell => Number(cell.value))")


def middle(page, slot):
    box = page.locator(f"[data-paint] input[value='{slot}']").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_week_is_painted_by_dragging(specimen):
    before = set(chosen(specimen))
    specimen.locator("[data-paint]").scroll_into_view_if_needed()
    specimen.mouse.move(*middle(specimen, 64))
    specimen.mouse.down()
    specimen.mouse.move(*middle(specimen, 65), steps=4)
    specimen.mouse.move(*middle(specimen, 67), steps=8)
    specimen.mouse.up()
    assert set(chosen(specimen)) - before == {64, 65, 66, 67}


def test_week_is_unpainted_by_dragging_back_to_the_start(specimen):
    specimen.locator("[data-paint]").scroll_into_view_if_needed()
    specimen.mouse.move(*middle(specimen, 64))
    specimen.mouse.down()
    specimen.mouse.move(*middle(specimen, 65), steps=4)
    specimen.mouse.move(*middle(specimen, 64), steps=4)
    specimen.mouse.up()
    assert {64, 65} <= set(chosen(specimen))


def test_week_is_painted_by_keyboard(specimen):
    specimen.locator("[data-paint] input[value='64']").focus()
    specimen.keyboard.press("Space")
    specimen.keyboard.press("ArrowDown")
    specimen.keyboard.press("Space")
    assert {64, 65} <= set(chosen(specimen))


def test_week_is_one_stop_of_the_tab_key_and_painted_by_shift(specimen):
    specimen.locator("[data-paint] input[value='64']").focus()
    specimen.keyboard.press("Space")
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        specimen.keyboard.press(f"Shift+{key}")
    assert {64, 65, 66, 82} <= set(chosen(specimen))
    specimen.keyboard.press("Tab")
    assert not specimen.evaluate("!!document.activeElement.closest('[data-paint]')")
    specimen.keyboard.press("Shift+Tab")
    assert specimen.evaluate("document.activeElement.value") == "82"


def test_dialog_opens_and_gives_the_focus_back(specimen):
    opener = specimen.locator("[data-dialog=why]")
    opener.click()
    assert specimen.locator("dialog#why").is_visible()
    specimen.keyboard.press("Escape")
    assert specimen.locator("dialog#why").is_hidden()
    assert opener.evaluate("node => node === document.activeElement")


def test_skip_link_comes_first_and_leads_to_the_content(specimen):
    specimen.keyboard.press("Tab")
    assert specimen.locator(".skip").evaluate("node => node === document.activeElement")
    specimen.keyboard.press("Enter")
    assert specimen.evaluate("document.activeElement.id") == "content"
