def test_chromium_reaches_the_server(page, live_server):
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer.status == 200
    assert page.inner_text("body").strip() == "alive"
