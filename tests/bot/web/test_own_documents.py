"""Documents of one's own in the web: read, searched, quoted and shown as printed; in any script, and never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from papers import pdf_of, write
from selectolax.lexbor import LexborHTMLParser
from starlette.datastructures import State
from starlette.testclient import TestClient
from web_checks import TODAY, refused

from bot import replaying
from bot.indexing import setup_of
from bot.question import Question
from bot.settings import Settings
from bot.slack.office import Office
from bot.slack.threads import Preference
from bot.slack.workspaces import Workspaces
from bot.web.app import create_app
from bot.web.newest import Newest
from bot.wiring import build
from corpus.documents.ingest import ingest, save
from corpus.documents.shelf import FILE, sources_text
from corpus.index import Beside, entries_of
from corpus.index import build as build_index
from corpus.library import load_library

HTML = {"accept": "text/html"}
TOY = Path(__file__).parent.parent.parent / "toy"
DOSE = "Sarnel syndrome is treated with ivolate 30 mg once a day."
ATTACK = "<img src=x onerror=alert(1)>"
LONG = "".join(
    f"## Step {n}\n\nCheck item {n} of the list every {n} hours and write it down.\n\n" for n in range(1, 151)
)
FILES: dict[str, str | bytes] = {
    "sarnel.pdf": pdf_of([[(60, 720, 14, "Children receive half of it.")], [(60, 720, 14, DOSE)]]),
    f"{ATTACK}.md": f"# <script>alert(2)</script> Ward\n\n## {ATTACK}\n\nTurn patients every 2 hours. {ATTACK}\n",
    "javascript:alert(3).md": "# Falls\n\nAssess adults for falls once a year.\n",
    "إرشادات.md": "# إرشادات علاج الربو\n\nيوصى باستخدام الكورتيكوستيرويدات المستنشقة يوميا.\n",
    "肺炎.md": "# 市中肺炎の診療\n\n外来患者にはアモキシシリンを5日間投与する。\n",
    "long.md": f"# The long list\n\n{LONG}",
    **{f"ward-{n}.md": f"# Ward {n}\n\nBed {n} has a bell, and a lamp that is lit at night.\n" for n in range(14)},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, with_model: Callable[[Path], Path]) -> Path:
    """A home with an index of the toy topic and twenty documents of one's own."""
    home, folder = with_model(tmp_path_factory.mktemp("home")), tmp_path_factory.mktemp("documents")
    for name, content in FILES.items():
        write(folder, name, content)
    publish(home, folder)
    return home


def publish(home: Path, folder: Path) -> None:
    """Index the toy topic and the documents of a folder."""
    found = ingest(home, [folder], TODAY, 1, lambda _done, _total: None)
    save(home, found.catalogue)
    library = load_library(TOY / "topics")
    beside = Beside(library.edition, {FILE: sources_text(library, found.catalogue)})
    build_index(setup_of(Settings(home=home)), [*entries_of(library), *found.catalogue.entries(home)], beside=beside)


@pytest.fixture(scope="module")
def client(home: Path) -> TestClient:
    settings = Settings(home=home, requests_per_minute=0)
    bot = build(TOY / "topics", TOY / "rules", setup=setup_of(settings))
    return TestClient(create_app(bot, settings, lambda: TODAY), headers=HTML)


@pytest.fixture(scope="module")
def own(client: TestClient) -> dict[str, str]:
    """The address of each own document's page, by its title."""
    page = LexborHTMLParser(client.get("/guidelines").text)
    return {link.text(): str(link.attributes["href"]) for link in page.css("#own .list li > a")}


def ask(client: TestClient, question: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/v1/ask", json={"question": question}).json()
    return found


def test_twenty_documents_are_listed_and_each_has_its_page(client: TestClient, own: dict[str, str]) -> None:
    assert len(own) == len(FILES)
    for title, address in own.items():
        page = LexborHTMLParser(client.get(address).text)
        assert page.css_first("h1").text().strip() == title
        assert page.css(".passage")
        data = client.get(f"/v1{address}").json()
        assert data["topic"] is None
        assert client.get(f"/v1/passages/{data['passages'][0]['id'].replace('#', '%23')}").json()["text"]


def test_nothing_in_a_document_or_its_name_runs(client: TestClient, own: dict[str, str]) -> None:
    attacked = next(address for title, address in own.items() if "alert" in title)
    pages = [client.get(path).text for path in ("/guidelines", attacked, "/search?q=turn+patients")]
    pages.append(client.post("/ask", data={"question": "how often do we turn patients?", "unsaved": "1"}).text)

    for html in pages:
        page = LexborHTMLParser(html)
        assert [
            each.attributes.get("src") for each in page.css("script") if "/static/" not in str(each.attributes)
        ] == []
        assert page.css("img, iframe, [onerror], [onload], a[href^='javascript']") == []
        assert "alert" in page.text()


def test_an_answer_is_verified_where_there_are_documents(client: TestClient) -> None:
    given = client.post(
        "/v1/verify", json={"text": "Exampline is not recommended.", "question": "Exampline on day 4 of Marlowe fever?"}
    )

    assert given.status_code == 200
    assert given.json()["summary"]


def test_an_answer_from_a_document_is_replayed_on_the_command_line(
    client: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = client.post("/v1/ask", json={"question": "How often should patients be turned?"})
    monkeypatch.setenv("GUIDELINE_HOME", str(home))
    monkeypatch.setattr("bot.replaying.configured", lambda: client.app.state.web.bot)  # type: ignore[attr-defined]

    assert replaying.run(given.json()["fingerprint"]).encode() == given.content


def test_a_passage_of_a_document_is_found_and_says_why(client: TestClient) -> None:
    hit = client.get("/v1/search", params={"q": "ivolate for Sarnel syndrome", "limit": 1}).json()[0]
    page = LexborHTMLParser(client.get("/search", params={"q": "ivolate for Sarnel syndrome"}).text)

    assert hit["text"] == DOSE
    assert {"ivolate", "sarnel", "syndrome"} <= {word.casefold() for word in hit["matched"]}
    assert [mark.text() for mark in page.css_first(".found li").css("mark")][:2] == ["Sarnel", "syndrome"]
    assert client.get(page.css_first(".found a").attributes["href"]).status_code == 200


@pytest.mark.parametrize("words", ["الكورتيكوستيرويدات المستنشقة", "アモキシシリン"])
def test_documents_in_other_scripts_are_found_and_read_in_their_direction(client: TestClient, words: str) -> None:
    page = LexborHTMLParser(client.get("/search", params={"q": words}).text)
    source = LexborHTMLParser(client.get(str(page.css_first(".found a").attributes["href"])).text)

    assert words in source.css_first(".passage p").text()
    assert source.css_first(".passage p").attributes["dir"] == "auto"
    assert source.css_first(".passage p").attributes["lang"] == ""


def test_filters_keep_what_passes_and_say_what_cannot_be(client: TestClient, own: dict[str, str]) -> None:
    def found(**only: Any) -> set[str]:
        hits = client.get("/v1/search", params={"q": "offer exampline to adults", "limit": 12, **only}).json()
        return {hit["guideline"] for hit in hits}

    one = own["The long list"].rpartition("/")[2]
    label = {each.id for each in client.app.state.web.bot.library.guidelines.values() if each.kind == "label"}  # type: ignore[attr-defined]

    assert found(document=one) == {one}
    assert found(kind="label") == label
    assert found(topic="marlowe-fever") <= set(client.app.state.web.bot.built_in.guidelines)  # type: ignore[attr-defined]
    assert found(status="superseded") == set()
    problem = refused(client.get("/v1/search", params={"q": "a", "kind": "poster"}), 422, "bad-request")
    assert "guideline" in problem["detail"]
    refused(client.get("/v1/search", params={"q": "a", "topic": "none"}), 422, "bad-request")
    refused(client.get("/v1/search", params={"q": "a", "colour": "red"}), 422, "bad-request")


def test_a_long_document_is_read_in_parts_and_opens_at_the_quoted_words(
    client: TestClient, own: dict[str, str]
) -> None:
    first = LexborHTMLParser(client.get(own["The long list"]).text)
    (meant,) = client.get("/v1/search", params={"q": "Check item 150 of the list every 150 hours", "limit": 1}).json()
    anchor = meant["passage"].partition("#")[2]
    page = client.get(own["The long list"], params={"p": anchor, "q": "item 150"})

    assert first.css("nav.leaves a[rel=next]")
    assert LexborHTMLParser(page.text).css_first("mark").text() == "item 150"
    seen, address = 0, own["The long list"]
    while address:
        leaf = client.get(address)
        assert len(leaf.content) < 100_000
        shown = LexborHTMLParser(leaf.text)
        seen += len(shown.css(".passage"))
        link = shown.css_first("nav.leaves a[rel=next]")
        address = str(link.attributes["href"]) if link else ""
    assert seen == 150


def test_the_page_of_a_pdf_is_shown_as_printed_with_the_quoted_words_framed(client: TestClient) -> None:
    answer = ask(client, "What is the dose of ivolate in Sarnel syndrome?")
    (citation,) = (each for each in answer["citations"] if each["quote"] == DOSE)
    source, _, anchor = citation["passage"].partition("#")
    address = f"/guidelines/{source}/pages/2"
    page = LexborHTMLParser(client.get(address, params={"p": anchor, "q": "ivolate 30 mg"}).text)
    whole = LexborHTMLParser(client.get(address, params={"p": anchor}).text)
    picture = client.get(f"{address}/picture")

    assert "page 2" in citation["section"]
    assert picture.headers["content-type"] == "image/webp"
    assert len(page.css("svg rect")) == len(whole.css("svg rect")) == 1
    words, line = (float(each.css_first("rect").attributes["width"]) for each in (page, whole))
    assert 0 < words < line < 500
    assert client.get(f"/guidelines/{source}/pages/3").status_code == 404
    assert client.get(f"/guidelines/{source}/pages/0/picture").status_code == 404


def test_an_answer_from_a_document_names_it_and_opens_it(client: TestClient) -> None:
    page = LexborHTMLParser(
        client.post("/ask", data={"question": "dose of ivolate in Sarnel syndrome?", "unsaved": "1"}).text
    )
    reference = page.css_first(".ref")

    assert page.css_first(".turn").attributes["data-outcome"] == "information"
    assert "sarnel" in reference.css_first("cite").text().casefold()
    assert "document:" not in reference.text()
    opened = client.get(str(reference.css_first("li > a").attributes["href"]))
    assert LexborHTMLParser(opened.text).css_first("mark").text() == DOSE


# A newer edition while it is served


@pytest.fixture
def growing(tmp_path: Path, with_model: Callable[[Path], Path]) -> Iterator[tuple[TestClient, Path, Path]]:
    """A client of a home with one document, that home, and the folder of its documents."""
    home, folder = with_model(tmp_path / "home"), tmp_path / "documents"
    write(folder, "sarnel.pdf", FILES["sarnel.pdf"])
    publish(home, folder)
    settings = Settings(home=home, requests_per_minute=0)
    bot = build(TOY / "topics", TOY / "rules", setup=setup_of(settings))
    with TestClient(create_app(bot, settings, lambda: TODAY), headers=HTML) as client:
        yield client, home, folder


def until(answered: Callable[[], bool]) -> bool:
    """Whether something comes true in half a minute."""
    end = monotonic() + 30
    while not answered() and monotonic() < end:
        sleep(0.05)
    return answered()


def test_what_is_indexed_while_it_is_served_is_answered_from_without_a_restart(
    growing: tuple[TestClient, Path, Path],
) -> None:
    client, home, folder = growing
    question = "How often are adults assessed for falls?"
    before = ask(client, question)
    write(folder, "falls.md", "# Falls\n\nAdults are assessed for falls every 7 months.\n")

    publish(home, folder)

    assert before["outcome"] == "out_of_scope"
    assert until(lambda: ask(client, question)["outcome"] == "information")
    after = ask(client, question)
    assert after["citations"][0]["quote"] == "Adults are assessed for falls every 7 months."
    assert after["edition"]["corpus"] != before["edition"]["corpus"]
    assert "falls" in client.get("/guidelines").text.lower()
    assert client.get("/v1/search", params={"q": question}).json()[0]["guideline"] == after["citations"][0]["guideline"]
    assert ask(client, "What is the dose of ivolate in Sarnel syndrome?")["citations"][0]["quote"] == DOSE


def test_what_is_not_whole_is_not_served_and_the_edition_before_is(growing: tuple[TestClient, Path, Path]) -> None:
    client, home, _ = growing
    before = ask(client, "What is the dose of ivolate in Sarnel syndrome?")
    pointer = home / "index" / "CURRENT"
    whole = pointer.read_text()
    pointer.write_text(whole[:-4] + "0000")

    answers = [ask(client, f"What is the dose of ivolate in Sarnel syndrome{'?' * n}") for n in range(1, 6)]
    pointer.write_text(whole)

    assert {each["citations"][0]["quote"] for each in answers} == {DOSE}
    assert {each["edition"]["corpus"] for each in answers} == {before["edition"]["corpus"]}


def test_slack_answers_from_what_is_indexed_while_it_runs(growing: tuple[TestClient, Path, Path]) -> None:
    client, home, folder = growing
    web = client.app.state.web  # type: ignore[attr-defined]
    office = Office(Newest.of(web, State()), Workspaces(web.settings, None))
    first = office.web.bot.library.edition
    write(folder, "falls.md", "# Falls\n\nAdults are assessed for falls every 7 months.\n")

    publish(home, folder)

    assert until(lambda: office.web.bot.library.edition != first)
    assert office.desk(Preference()).ask(Question("How often are adults assessed for falls?", TODAY)).answer.citations
