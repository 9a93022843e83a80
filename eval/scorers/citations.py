"""Do the citations hold? Expected sources, ALCE's recall and precision, quotes and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.draft import Draft
from eval.gold import Ready
from eval.marks import Mark
from eval.support import bears_out, numbers_from_nowhere, stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.schema import Answer, CitationShown
    from bot.wiring import Bot
    from corpus.library import Library
    from eval.asking import Asked

ITS_OWN = 2  # words of a sentence that stand in one citation alone; docs/evaluation.md has what it tells apart


def must_cite(asked: Asked, _: Bot) -> Mark | None:
    """How many of the sources, or passages, that must be cited are cited; "a|b" is either."""
    wanted = () if asked.case.ready is Ready.NEEDS_PRIMARY_TEXT else asked.case.must_cite
    cited = {name for each in asked.given.citations for name in (each.guideline, each.passage)}
    lost = [each for each in wanted if not cited & set(each.split("|"))]
    return Mark.of(len(wanted) - len(lost), len(wanted), f"not cited: {', '.join(lost)}" if lost else "")


def recall(asked: Asked, bot: Bot) -> Mark | None:
    """ALCE's citation recall: the share of sentences that their citations, together, bear out."""
    found = list(_sentences(asked, bot))
    bare = [text for text, sources in found if not bears_out(text, sources, _given(asked))]
    why = f"not borne out: {bare[0][:90]}" if bare else ""
    return Mark.of(len(found) - len(bare), len(found), why)


def precision(asked: Asked, bot: Bot) -> Mark | None:
    """ALCE's citation precision: the share of citations that are needed, or bear the sentence out by themselves."""
    given = _given(asked)
    total = idle = 0
    for text, sources in _sentences(asked, bot):
        total += len(sources)
        idle += sum(not relevant(text, sources, number, given) for number in range(len(sources)))
    return Mark.of(total - idle, total, f"{idle} of {total} citations bear nothing out" if idle else "")


def fidelity(asked: Asked, bot: Bot) -> Mark | None:
    """The share of references that are what the texts say, and of sentences whose numbers stand in them."""
    answer = asked.given
    wrong = [said for each in answer.citations for said in _unfaithful(each, bot.library)]
    wrong += _loose_numbers(answer, bot.library, _given(asked), _calculated(asked, bot))
    wrong += _dangling(answer)
    total = len(answer.citations) + len(answer.statements)
    return Mark.of(max(0, total - len(wrong)), total, "; ".join(wrong[:3]))


def relevant(text: str, sources: Sequence[str], number: int, given: Sequence[str]) -> bool:
    """Whether a citation bears a sentence out by itself, or the others do not without it.

    A test by words lets the others pass with half of a sentence; an entailment model would miss what only this
    citation says. So it is needed, too, where words of the sentence stand in it alone.
    """
    if not bears_out(text, sources, given):
        return False
    rest = [*sources[:number], *sources[number + 1 :]]
    if bears_out(text, [sources[number]], given) or not bears_out(text, rest, given):
        return True
    return len(stems(text) & stems(sources[number]) - stems(" ".join(rest))) >= ITS_OWN


def _sentences(asked: Asked, bot: Bot) -> Iterator[tuple[str, list[str]]]:
    """The sentences of an answer, each with the passages it cites; assumptions are not counted: nothing was said."""
    passage_of = {each.n: each.passage for each in asked.given.citations}
    calculated = _calculated(asked, bot)
    for each in asked.given.statements:
        if each.text not in calculated:
            ids = dict.fromkeys(passage_of[n] for n in each.citations if n in passage_of)
            yield each.text, [_whole(bot.library, name) for name in ids if name in bot.library.passages]


def _whole(library: Library, name: str) -> str:
    """A passage with what its reader sees around it: its source, and its section."""
    passage = library.passages[name]
    source = library.guidelines[passage.guideline]
    return f"{source.short}. {source.organisation}. {source.title}. {passage.section}. {passage.text}"


def _calculated(asked: Asked, bot: Bot) -> tuple[str, ...]:
    """Sentences whose number was computed from the user's: they stand in no source, they follow from one."""
    if asked.reading is None:
        return ()
    return Draft(asked.question, asked.reading, bot, asked.verdicts(bot)).calculated


def _given(asked: Asked) -> list[str]:
    shown = [str(each.shown) for each in (asked.reading.facts if asked.reading else ())]
    return [asked.wording.ask, *asked.wording.history, *shown]


def _unfaithful(each: CitationShown, library: Library) -> Iterator[str]:
    passage = library.passages.get(each.passage)
    if passage is None:
        yield f"[{each.n}] {each.passage} is no passage"
        return
    source = library.guidelines[passage.guideline]
    if each.quote not in passage.text:
        yield f"[{each.n}] the quote is not in {each.passage}"
    if (each.organisation, each.year, each.locator) != (source.organisation, source.year, source.locator):
        yield f"[{each.n}] {each.guideline} is described otherwise than in its text"


def _loose_numbers(answer: Answer, library: Library, given: Sequence[str], calculated: Sequence[str]) -> Iterator[str]:
    passage_of = {each.n: each.passage for each in answer.citations}
    for each in answer.statements:
        texts = [library.passages[passage_of[n]].text for n in each.citations if passage_of.get(n) in library.passages]
        loose = numbers_from_nowhere(each.text, [*texts, *given])
        if loose and each.text not in calculated:
            yield f"{', '.join(sorted(loose))} stands in no source: {each.text[:60]}"


def _dangling(answer: Answer) -> Iterator[str]:
    numbers = {each.n for each in answer.citations}
    said = [(each.text, each.citations) for each in answer.statements]
    said += [(each.text, each.citations) for each in answer.assumptions]
    said += [(each.text, each.citations) for each in answer.positions]
    for text, cited in said:
        if not cited or set(cited) - numbers:
            yield f"cites nothing that is listed: {text[:60]}"
