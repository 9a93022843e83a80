"""A real Chromium (Debian's) on the pages: what a reader does, mostly without a mouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from web_checks import TODAY
from web_serving import Serving

from bot.answer import answer
from bot.question import Question
from bot.wiring import Bot

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP ward.test 127.0.0.1",
]
ARTEFACTS = Path(__file__).parents[3] / "artefacts" / "web"
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian: apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(make_app: Callable[..., FastAPI]) -> Iterator[str]:
    with Serving(make_app()) as address:
        yield address


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open pages, each in a browser of its own; at the end nothing may have gone wrong in any."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def make(address: str, *, quiet: bool = True, **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 1000}, **options})
        contexts.append(context)
        page = context.new_page()
        if quiet:
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}") or dialog.dismiss())
        page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert wrong == []


def ask(page: Any, question: str) -> Any:
    """Type a question and wait for its answer."""
    before = page.evaluate("document.querySelector('.turn')?.dataset.fingerprint")
    page.fill("[name=question]", question)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "old => { const turn = document.querySelector('.turns > .turn'); return turn && turn.dataset.fingerprint !== old }",
        arg=before,
    )
    return page.locator(".turns > .turn")


def fingerprint(turn: Any) -> str:
    return str(turn.get_attribute("data-fingerprint"))


def tab_to(page: Any, selector: str, most: int = 200) -> None:
    """Press Tab until something has the focus, as a hand without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_all_of_it_without_a_mouse(site: str, open_page: Callable[..., Any], bot: Bot, first: str) -> None:
    """Ask, open a source at its quoted words, change a fact, go on, give feedback: by keys alone."""
    page = open_page(f"{site}/")
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn")
    assert fingerprint(page.locator(".turn")) == answer(Question(first, TODAY), bot).fingerprint
    assert page.evaluate("document.activeElement.className") == "verdict"

    tab_to(page, ".line a.n")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel mark")
    quote = page.evaluate("document.querySelector('.refs li > a q').textContent")
    assert page.inner_text(".panel mark") == quote
    assert page.evaluate("document.activeElement.tagName") == "MARK"
    page.keyboard.press("Escape")
    assert page.locator(".panel").count() == 0
    assert page.evaluate("document.activeElement.matches('.line a.n')")

    outcome = page.get_attribute(".turn", "data-outcome")
    tab_to(page, ".chip summary")
    page.keyboard.press("Enter")
    tab_to(page, ".chip select, .chip button")
    page.keyboard.press("ArrowDown") if page.evaluate("document.activeElement.tagName") == "SELECT" else None
    page.evaluate("document.activeElement.selectedIndex = 1")
    tab_to(page, ".chip button")
    page.keyboard.press("Enter")
    page.wait_for_function("old => document.querySelector('.turn').dataset.outcome !== old", arg=outcome)

    tab_to(page, ".box textarea")
    page.keyboard.type("At 52 years of age?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".earlier li")

    tab_to(page, ".feedback summary")
    page.keyboard.press("Enter")
    tab_to(page, ".feedback input")
    page.keyboard.press("Space")
    tab_to(page, ".feedback textarea")
    page.keyboard.type("By keys alone.")
    tab_to(page, ".feedback button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".thanks")


def test_a_fact_changed_by_one_tap_runs_the_rules_again(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    turn = ask(page, first)
    before = fingerprint(turn)
    address = page.url

    page.click(".changes button >> nth=0")
    page.wait_for_function("old => document.querySelector('.turn').dataset.fingerprint !== old", arg=before)

    assert page.locator(".turns > .turn").count() == 1
    assert page.url == address
    page.reload()
    assert fingerprint(page.locator(".turn")) != before


def test_what_is_missing_is_one_tap_away(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    ask(page, first)
    page.click(".changes button >> nth=0")
    page.wait_for_selector(".missing")
    asked = page.locator(".missing li").count()

    page.click(".missing button >> nth=0")
    page.wait_for_function(
        "n => document.querySelectorAll('.missing li').length !== n || document.querySelectorAll('.chip').length > 1",
        arg=asked,
    )

    assert page.locator(".chip").count() >= 2


def test_a_fact_is_taken_out_and_put_back_by_keys_alone(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    before = fingerprint(ask(page, first))

    tab_to(page, ".chip summary")
    page.keyboard.press("Enter")
    tab_to(page, ".chip button[name=out]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".without")
    chips, said = page.locator(".chip").count(), page.inner_text(".status")
    verdict = page.inner_text(".verdict .word").splitlines()[-1]
    tab_to(page, ".without button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".without", state="detached")

    assert chips == 0
    assert said.startswith(verdict)
    assert fingerprint(page.locator(".turn")) == before


def test_an_answer_is_shared_by_its_link(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    turn = ask(page, first)

    other = open_page(site + str(page.get_attribute(".acts a", "href")))

    assert fingerprint(other.locator(".turn")) == fingerprint(turn)


def test_an_answer_is_copied_with_its_sources(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/", permissions=["clipboard-read", "clipboard-write"])
    ask(page, first)

    page.click("[data-copy] button")
    page.wait_for_function(
        "() => document.querySelector('.status').textContent === document.querySelector('.chat').dataset.copied"
    )

    copied = page.evaluate("navigator.clipboard.readText()")
    assert "REFERENCES" in copied
    assert page.get_attribute(".turn", "data-fingerprint") in copied


def test_it_is_copied_where_the_page_came_without_tls(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(site.replace("127.0.0.1", "ward.test"), quiet=False)
    ask(page, first)
    assert not page.evaluate("isSecureContext")

    page.click("[data-copy] button")
    page.wait_for_function(
        "() => document.querySelector('.status').textContent === document.querySelector('.chat').dataset.copied"
    )
    page.click("[name=question]")
    page.keyboard.press("Control+V")

    assert "REFERENCES" in page.input_value("[name=question]")


def test_back_leads_to_the_page_before(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    ask(page, first)

    page.go_back()
    page.wait_for_selector(".starters")
    assert page.locator(".turn").count() == 0

    page.go_forward()
    page.wait_for_selector(".turn")
    assert "/c/" in page.url


def test_one_thing_is_asked_at_a_time(site: str, open_page: Callable[..., Any], first: str) -> None:
    """A key pressed twice asks once, and of two taps at once the page shows the one that the server keeps."""
    page = open_page(f"{site}/")
    page.fill("[name=question]", first)
    page.evaluate("() => { const box = document.querySelector('.box'); box.requestSubmit(); box.requestSubmit() }")
    page.wait_for_selector(".turns > .turn")
    before = fingerprint(page.locator(".turns > .turn"))

    page.evaluate("() => document.querySelectorAll('.changes button').forEach(each => each.click())")
    page.wait_for_function("old => document.querySelector('.turn').dataset.fingerprint !== old", arg=before)
    shown = fingerprint(page.locator(".turns > .turn"))
    page.reload()

    assert page.locator(".earlier").count() == 0
    assert fingerprint(page.locator(".turns > .turn")) == shown


def test_an_answered_page_has_one_heading_of_the_first_rank(
    site: str, open_page: Callable[..., Any], first: str
) -> None:
    page = open_page(f"{site}/")
    assert page.locator("h1").count() == 1

    ask(page, first)

    assert page.locator("h1").count() == 1


def test_only_the_verdict_is_announced(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    page.evaluate("""() => { window.said = [];
        new MutationObserver(() => said.push(document.querySelector('.status').textContent))
            .observe(document.querySelector('.status'), {childList: true, characterData: true, subtree: true}) }""")
    ask(page, first)

    said = [text for text in page.evaluate("said") if text]

    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1
    assert len(said) <= 2
    assert len(said[-1]) < 300
    assert page.inner_text(".word").splitlines()[-1] in said[-1]


def test_it_works_without_javascript(site: str, open_page: Callable[..., Any], bot: Bot, first: str) -> None:
    page = open_page(f"{site}/", java_script_enabled=False)
    page.fill("[name=question]", first)
    page.click(".box button")

    assert fingerprint(page.locator(".turn")) == answer(Question(first, TODAY), bot).fingerprint
    page.click(".line a.n >> nth=0")
    page.wait_for_selector(".refs details[open]")
    with page.expect_navigation():
        page.click(".refs li > a >> nth=0")
    assert page.inner_text("mark") != ""


def test_markup_in_a_question_does_not_run(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/")
    attack = f"{first} <img src=x onerror=alert(1)><script>alert(2)</script>"

    ask(page, attack)
    page.reload()

    assert "<script>alert(2)</script>" in page.inner_text(".asked")
    assert page.locator(".turn img, .turn script").count() == 0


def test_a_problem_is_told_beside_the_box_and_the_words_stay(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/", quiet=False)
    page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
    page.fill("[name=question]", "why? " * 5000)
    page.keyboard.press("Enter")
    page.wait_for_selector(".problem[role=alert]")

    assert page.input_value("[name=question]").startswith("why?")


# ---- the widget


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serve a page from another origin; its address."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(html: str = "") -> str:
        (folder / "index.html").write_text(
            f"<!doctype html><html lang=en><title>Intranet</title><link rel=icon href=data:,><h1>Intranet</h1>{html}"
        )
        return f"http://127.0.0.1:{server.server_port}"

    yield page
    server.shutdown()
    server.server_close()


WIDGET = "<style>guideline-chat {{ --accent: rgb(120, 0, 90) }}</style><script src='{0}/static/widget.js' defer></script><guideline-chat server='{0}'></guideline-chat>"


def test_the_widget_answers_in_a_page_of_a_listed_origin(
    make_app: Callable[..., FastAPI], elsewhere: Callable[..., str], open_page: Callable[..., Any], bot: Bot, first: str
) -> None:
    with Serving(make_app(origins=elsewhere())) as site:
        page = open_page(elsewhere(WIDGET.format(site)))
        page.wait_for_selector("guideline-chat .box")
        page.fill("guideline-chat textarea", first)
        page.keyboard.press("Enter")
        page.wait_for_selector("guideline-chat .turn")

        assert (
            page.get_attribute("guideline-chat .turn", "data-fingerprint")
            == answer(Question(first, TODAY), bot).fingerprint
        )
        assert page.evaluate("document.querySelector('guideline-chat').shadowRoot !== null")
        assert (
            page.evaluate(
                "getComputedStyle(document.querySelector('guideline-chat').shadowRoot.querySelector('.box button')).backgroundColor"
            )
            == "rgb(120, 0, 90)"
        )
        page.fill("guideline-chat textarea", "At 52 years of age?")
        page.keyboard.press("Enter")
        page.wait_for_selector("guideline-chat .earlier li")
        assert page.locator("guideline-chat .turns .chip").count() >= 2
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=ARTEFACTS / "widget.png")


def test_the_widget_opens_a_source_at_its_words_and_leads_nobody_off_the_page(
    make_app: Callable[..., FastAPI],
    elsewhere: Callable[..., str],
    open_page: Callable[..., Any],
    keys_file: Path,
    first: str,
) -> None:
    """With a key, which only the widget has: another tab would be asked to sign in."""
    with Serving(make_app(origins=elsewhere(), api_keys=keys_file)) as site:
        widget = WIDGET.format(site).replace("<guideline-chat ", "<guideline-chat key=asker lang=fr ")
        page = open_page(elsewhere(widget), reduced_motion="reduce")
        host = page.url
        page.wait_for_selector("guideline-chat .box")
        page.fill("guideline-chat textarea", f"{first} FEV1 45 %")
        page.keyboard.press("Enter")

        page.click("guideline-chat .line a.n >> nth=0")
        page.wait_for_selector("guideline-chat .panel mark")
        words = page.inner_text("guideline-chat .panel mark")
        assert page.locator("guideline-chat .refs q", has_text=words).count()
        assert page.locator("guideline-chat .panel").bounding_box()["width"] > 1000
        assert "lu à la source" in page.inner_text("guideline-chat .panel")
        page.keyboard.press("Escape")
        assert page.locator("guideline-chat .panel").count() == 0

        page.click("guideline-chat .changes button >> nth=0")
        page.wait_for_selector("guideline-chat .missing")
        with page.context.expect_page() as opened:
            page.click("guideline-chat .after a[href^='/about']")
        assert opened.value.url.startswith(f"{site}/about")
        assert page.url == host


def test_the_widget_is_used_by_keys_alone(
    make_app: Callable[..., FastAPI], elsewhere: Callable[..., str], open_page: Callable[..., Any], axe: str, first: str
) -> None:
    def inside(selector: str) -> str:
        return f"document.querySelector('guideline-chat').shadowRoot.activeElement?.matches('{selector}')"

    def tab_inside(page: Any, selector: str) -> None:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(inside(selector)):
                return
        pytest.fail(f"Tab does not reach {selector}")

    with Serving(make_app(origins=elsewhere())) as site:
        page = open_page(elsewhere(WIDGET.format(site)), reduced_motion="reduce", bypass_csp=True)
        page.wait_for_selector("guideline-chat .box")
        tab_inside(page, "textarea")
        page.keyboard.type(first)
        page.keyboard.press("Enter")
        page.wait_for_selector("guideline-chat .turn")
        assert page.evaluate(inside(".verdict"))
        before = page.get_attribute("guideline-chat .turn", "data-fingerprint")
        tab_inside(page, ".stance summary")
        page.keyboard.press("Enter")
        assert page.locator("guideline-chat .stance details[open] .says").is_visible()
        tab_inside(page, ".changes button")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "old => document.querySelector('guideline-chat').shadowRoot.querySelector('.turn').dataset.fingerprint !== old",
            arg=before,
        )

        assert faults(page, axe) == []


def test_the_first_screen_of_a_laptop_holds_the_reason_the_facts_and_what_is_missing(
    site: str, open_page: Callable[..., Any], bot: Bot
) -> None:
    """Of each starter that is decided: no scrolling to the end of the facts, nor to the first reason or question."""
    seen = 0
    for topic in bot.topics.values():
        for question in topic.starters:
            page = open_page(f"{site}/", viewport={"width": 1440, "height": 790}, reduced_motion="reduce")
            ask(page, question)
            box = page.locator(".box:has(#question)").bounding_box()["y"]
            for each in (".verdict", ".facts", ".positions .who >> nth=0", ".missing li >> nth=0"):
                part = page.locator(each.split(" >> ")[0])
                if part.count() and (each != ".missing li >> nth=0" or not page.locator(".waits").count()):
                    where = part.first.bounding_box()
                    assert where["y"] + where["height"] <= box, (question, each)
                    seen += 1

    assert seen > 6


def test_the_widget_says_so_where_it_is_not_listed(
    site: str, elsewhere: Callable[..., str], open_page: Callable[..., Any]
) -> None:
    page = open_page(elsewhere(WIDGET.format(site)), quiet=False)

    page.wait_for_function("() => document.querySelector('guideline-chat').textContent.includes('may not be used')")


# ---- how it looks, reads and loads


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from the npm registry."""
    folder = Path(tempfile.gettempdir()) / f"gb-axe-{os.getuid()}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so axe-core cannot be had")
        folder.mkdir(exist_ok=True)
        command = [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
            str(folder),
            "axe-core@4",
        ]
        if subprocess.run(command, capture_output=True, timeout=120, check=False).returncode:
            pytest.skip("axe-core could not be installed by npm")
    return script.read_text("utf-8")


def faults(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {each['id']}: {each['nodes'][0]['html'][:150]} {each['nodes'][0]['any'][:1]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    site: str, open_page: Callable[..., Any], axe: str, bot: Bot, first: str, scheme: str
) -> None:
    topic = next(iter(bot.topics))
    source = next(iter(bot.library.guidelines))
    page = open_page(f"{site}/", quiet=False, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    found = faults(page, axe)
    ask(page, first)
    shared = str(page.get_attribute(".acts a", "href"))
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found += faults(page, axe)
    page.click(".line a.n >> nth=0")
    page.wait_for_selector(".panel mark")
    found += faults(page, axe)
    for path in (
        "/conversations",
        "/guidelines",
        f"/guidelines/{source}",
        f"/topics/{topic}/rules",
        f"/topics/{topic}/coverage",
        "/search?q=level&kind=label",
        "/about",
        "/sign-in",
        "/evaluation",
        "/problems",
        "/nowhere",
        shared,
    ):
        page.goto(site + path)
        found += faults(page, axe)

    assert found == []


@pytest.mark.parametrize(("width", "height"), [(320, 700), (768, 1024), (1440, 1000), (3840, 2160)])
def test_no_width_needs_sideways_scrolling(
    site: str, open_page: Callable[..., Any], bot: Bot, first: str, width: int, height: int
) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page = open_page(f"{site}/", viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.screenshot(path=ARTEFACTS / f"start-{width}.png")
    ask(page, first)
    page.screenshot(path=ARTEFACTS / f"answer-{width}.png")
    if width < 3000:
        page.screenshot(path=ARTEFACTS / f"answer-whole-{width}.png", full_page=True)
    page.click(".line a.n >> nth=0")
    page.wait_for_selector(".panel mark")
    page.screenshot(path=ARTEFACTS / f"source-{width}.png")
    topic = next(iter(bot.topics))
    for path in ("", "/guidelines", f"/topics/{topic}/rules", f"/topics/{topic}/coverage", "/search?q=level", "/about"):
        page.goto(site + path) if path else None
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_it_can_be_printed_and_read_in_the_dark(site: str, open_page: Callable[..., Any], first: str) -> None:
    page = open_page(f"{site}/", color_scheme="dark", reduced_motion="reduce")
    ask(page, first)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / "answer-dark.png")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print", color_scheme="light")
    page.pdf(path=ARTEFACTS / "answer.pdf")

    assert max(map(int, dark[4:-1].split(","))) < 60
    assert page.locator(".box").is_hidden()
    assert page.get_attribute(".turn", "data-fingerprint")[7:19] in page.inner_text(".after")
    assert page.locator(".after button").first.is_hidden()


def test_the_first_paint_and_the_answer_are_fast_on_a_slow_line(
    site: str, open_page: Callable[..., Any], first: str
) -> None:
    page = open_page("about:blank")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(f"{site}/")
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.evaluate("window.began = performance.now()")
    ask(page, first)
    answered = page.evaluate("performance.now() - began")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).map(e => e.transferSize)"
    )
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / "slow-line.json").write_text(
        json.dumps({"first_contentful_paint_ms": paint, "answer_ms": answered, "bytes": sum(sizes)})
    )

    assert paint < 1000
    assert answered < 2000
    assert sum(sizes) < 100_000
