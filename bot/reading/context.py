"""What is said of the words: denied, suspected, asked about, supposed, past or planned.

The method is ConText's (Harkema et al., J Biomed Inform 2009;42:839-851): cues with a reach. It differs in where a
reach ends: at the end of the clause, at a comma unless a list goes on, and at the next thing of another sort.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.reading.asides import NEAR, TELLS, before_aside, behind_mark
from bot.reading.cues import as_answer, ends_heading, heads, joins_words, left_open, parts_of, starts_of, taken_up
from bot.reading.layout import listed_below
from bot.reading.lazily import cached_property
from bot.reading.phrases import Hit, covered, longest
from bot.reading.signs import sign_cues
from bot.reading.text import NUMBER

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.reading.language import Language
    from bot.reading.text import Token

FORWARDS, BACKWARDS = 36, 14
_OR = frozenset({"or", "nor", "ou", "oder", "ni"})
_TICKS = frozenset("✓✔☑☒✗✘☐[")  # something else of a form
_ENDS_BACK = frozenset(":();-✓✔☑✗✘]")
CENTURIES = ("19", "20")
HEADING = 90  # what stands under a heading is rarely longer
SEGMENT = 7  # a part of a list is rarely longer


@dataclass
class Context:
    """The cues of one message, and what each token is reached by.

    *barriers* are where other things begin; *named* where the name of a number ends, as in `level pending`; *spoken*
    where pairs and words of the topic begin, by the token where they end; *others* are neither patient nor relatives.
    """

    tokens: Sequence[Token]
    language: Language
    barriers: Collection[int] = ()
    wordings: Sequence[Hit] = ()
    named: Collection[int] = ()
    spoken: Mapping[int, int] = field(default_factory=dict)
    cues: list[Hit] = field(default_factory=list)
    others: list[Hit] = field(default_factory=list)
    _reached: dict[int, list[Hit]] = field(default_factory=dict)
    _starts: dict[int, set[str]] = field(default_factory=dict)
    _opens: dict[int, str] = field(default_factory=dict)
    _part_of: dict[Hit, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = self.language.cues.find(self.tokens)
        self._starts = starts_of(found)
        others = [hit for hit in found if hit.sense.sort in ("others", "partners", "counterparts")]
        writers = covered(others, [hit for hit in found if hit.sense.sort == "greetings"])
        self.others = [hit for hit in others if hit not in writers]
        signs = sign_cues(self.tokens, self.language.among("lacking"))
        echoes = dict(taken_up(found, self.wordings, self.tokens))
        inside = covered(found, echoes)
        cues = longest(hit for hit in found if hit.sense.sort in ("before", "after") and hit not in inside)
        cues = self._one_way(sorted([*cues, *signs]))
        cues = [as_answer(hit) if hit.sense.name == "denied" and self._is_answer(hit) else hit for hit in cues]
        self.cues = left_open(cues, self.tokens, self.language.file.instead)
        self._opens = {cue.first: cue.sense.name for cue in self.cues if cue.sense.sort == "before"}
        self._part_of = parts_of(self.cues, self.wordings) if self.wordings else {}
        for cue in self.cues:
            for n in (*cue.skipped, *self._reach(cue)):
                self._reached.setdefault(n, []).append(cue)
        for cue, told in echoes.items():
            for n in range(told.first, told.last + 1):
                self._reached.setdefault(n, []).append(cue)

    def says(self, first: int, last: int, skipped: Collection[int] = ()) -> frozenset[str]:
        """What is said of the tokens from *first* to *last*; cues that are part of the wording itself say nothing."""
        reached = [n for n in range(first, last + 1) if n in self._reached and n not in skipped]
        if not reached:
            return frozenset()
        own = set(range(first, last + 1)) - set(skipped)
        said = {
            cue.sense.name
            for n in reached
            for cue in self._reached[n]
            if (n in cue.skipped or own.isdisjoint(range(cue.first, cue.last + 1))) and cue.sense.name != "affirmed"
        }
        if "refuted" in said:
            return frozenset({"denied"})
        return frozenset(said - {"overruled", "denied", "suspected"}) if "overruled" in said else frozenset(said)

    def _is_answer(self, cue: Hit) -> bool:
        """Whether a `no` answers the words before it, as in `rash: no`."""
        if cue.sense.name != "denied" or cue.length > 1 or not cue.first or self.tokens[cue.first - 1].text == "/":
            return False
        return self._closes(cue) and self.tokens[cue.first].key in self.language.among("no")

    def _replies(self, cue: Hit) -> bool:
        """Whether a `no` answers the question just before it, as in `rash? no`."""
        return cue.sense.sort == "after" and self.tokens[cue.first - 1].text == "?" and self._is_answer(cue)

    def _one_way(self, cues: Sequence[Hit]) -> list[Hit]:
        """Of a cue that may reach both ways, the one that it does: backwards only at the end of a clause."""
        forwards, backwards = ({cue[:2] for cue in cues if cue.sense.sort == sort} for sort in ("before", "after"))
        both = forwards & backwards
        return [cue for cue in cues if cue[:2] not in both or self._closes(cue) == (cue.sense.sort == "after")]

    def _closes(self, cue: Hit) -> bool:
        """Whether the clause ends after a cue."""
        following = self.tokens[cue.last + 1] if cue.last + 1 < len(self.tokens) else None
        ended = following is None or following.sentence != self.tokens[cue.first].sentence
        if following is None or ended or (following.kind == NUMBER and following.text[:-2] in CENTURIES):
            return True
        return following.text in ",;.()[]/?\n" or any(self.starts(cue.last + 1, sort) for sort in ("contrasts", "by"))

    def starts(self, n: int, sort: str) -> bool:
        """Whether a word of some sort (breaks, contrasts, joins …) starts at a token."""
        return sort in self._starts.get(n, ())

    def starting(self, *sorts: str) -> frozenset[int]:
        """The tokens at which words of any of some sorts start."""
        return frozenset([n for n, found in self._starts.items() if not found.isdisjoint(sorts)])

    @cached_property
    def others_end(self) -> set[int]:
        """Where these words end."""
        return {hit.last for hit in self.others}

    def _reach(self, cue: Hit) -> range:
        if cue.sense.sort == "after" and not ends_heading(self.tokens, cue):
            return range(self._back(cue), cue.first)
        return range(cue.last + 1, self._forward(cue))

    def _forward(self, cue: Hit) -> int:
        """The first token that a cue no longer reaches."""
        start = cue.last + 1
        if self._part_of and (whole := self._part_of.get(cue)) is not None:
            start = whole + 1
            if self.tokens[cue.first].form not in self.language.file.never and self._shares(start):
                start += 1  # `no history of rash, fever or cough`
            elif not (start < len(self.tokens) and self.tokens[start].form in _OR):
                return start
        if start < len(self.tokens) and self.tokens[start].text == ":" and heads(self.tokens, cue):
            stop = self.sentence(start).stop
            return stop if cue.sense.name == "past" else listed_below(self.tokens, stop)
        stop = min(start + FORWARDS, len(self.tokens))
        for n in range(start, stop):
            if self.tokens[n].sentence != self.tokens[cue.last].sentence or self._stops(n, start, cue):
                return n
        return stop

    def sentence(self, n: int) -> range:
        """The rest of a sentence: as far as a heading such as `Past history:` reaches."""
        stop = min(n + HEADING, len(self.tokens))
        return range(n, next((m for m in range(n, stop) if self.tokens[m].sentence != self.tokens[n].sentence), stop))

    def _stops(self, n: int, start: int, cue: Hit) -> bool:
        if n == start:
            return self.tokens[n].text in (",", ")", "]") or self.tokens[n].form in self.language.file.opposites
        doubted = self.starts(cue.last, "whether")
        told = doubted and n in self.barriers and self._told(start, n)
        if told or self._opens.get(n) == cue.sense.name or self.tokens[n].text in _TICKS:
            return True  # the same is said again, and reaches on from here
        if doubted or cue.sense.name == "supposed":
            return self.tokens[n].text == "," or self.starts(n, "contrasts") or self.starts(n, "consequences")
        if self.tokens[n].text in (",", "(", ")", "-", ":", "/"):
            return self.tokens[n].text != "/" and not self._list_goes_on(n, cue)
        if self.starts(n, "contrasts") or (n in self.barriers and (n > start + 1 or self._told(start, n))):
            return True
        beside = self.tokens[n].form in self.language.file.beside and self._told(start, n)
        another = beside or (not self.starts(cue.first, "denials") and self._another(n, start))
        another = another or (self.tokens[cue.first].text == "?" and self.tokens[n].form in self.language.file.for_whom)
        return another or (self.starts(n, "breaks") and not self.starts(n, "joins"))

    def _another(self, n: int, start: int) -> bool:
        """Whether something else begins, put beside what was said without a word or mark: `no rash smoker`."""
        begins = n in self._beginnings and n not in self._insides
        return begins and max(self._ends.get(n - 1, -1), self.spoken.get(n - 1, -1)) >= start

    def _told(self, start: int, stop: int) -> bool:
        """Whether a wording lies between: what a cue speaks of was said, and the next thing is not its own."""
        return any(self._ends.get(last, -1) >= start for last in range(start, stop))

    @cached_property
    def _asides(self) -> tuple[frozenset[int], frozenset[int]]:
        """Where what is put in may begin: a clause; and before a verb what another cue says."""
        earlier = self.language.among("formerly")
        clauses = self.starting("breaks").union(n for n, token in enumerate(self.tokens) if token.key in earlier)
        return clauses, clauses.union(cue.first for cue in self.cues)

    @cached_property
    def _beginnings(self) -> set[int]:
        """Where wordings begin."""
        return {hit.first for hit in self.wordings}

    @cached_property
    def _insides(self) -> set[int]:
        """The tokens of wordings, but for their first."""
        return {n for hit in self.wordings for n in range(hit.first + 1, hit.last + 1)}

    @cached_property
    def _ends(self) -> dict[int, int]:
        """The last token of each wording, with where the shortest one that ends there begins."""
        ends: dict[int, int] = {}
        for hit in self.wordings:
            ends[hit.last] = max(hit.first, ends.get(hit.last, -1))
        return ends

    def _shares(self, comma: int) -> bool:
        """Whether a wording with its own denial heads a list: an `or` before the last part, and no number in any."""
        if comma >= len(self.tokens) or self.tokens[comma].text != ",":
            return False
        for n in range(comma + 1, min(comma + FORWARDS, len(self.tokens))):
            token = self.tokens[n]
            if token.sentence != self.tokens[comma].sentence or token.kind == NUMBER or self._new_statement(n):
                return False
            if token.form in _OR:
                return not self._new_statement(n + 1)
        return False

    def _list_goes_on(self, comma: int, cue: Hit) -> bool:
        """Whether after a comma the same list continues: more parts follow, and an `or` or `nor` before the last."""
        if self.tokens[comma].text != ",":
            return False
        parts = 0
        length = 0
        for n in range(comma + 1, min(comma + FORWARDS, len(self.tokens))):
            token = self.tokens[n]
            if token.sentence != self.tokens[comma].sentence or self._new_statement(n):
                break
            if token.text == ",":
                parts, length = parts + 1, 0
            elif self.starts(n, "joins") and self.tokens[n - 1].kind != NUMBER:  # `44 y` joins nothing
                return not self._new_statement(n + 1) if token.form == "and" else True
            else:
                length += 1
            if length > SEGMENT:
                return False
        return self.starts(cue.first, "denials") and parts > 0

    def _new_statement(self, n: int) -> bool:
        if n >= len(self.tokens):
            return True
        return n in self._opens or n in self.barriers or self.starts(n, "contrasts") or self.starts(n, "breaks")

    def _back(self, cue: Hit) -> int:
        """The first token that a cue after its words reaches."""
        if cue in self._part_of:
            return cue.first
        if cue.first - 1 in self.named:
            return cue.first - 1
        floor = max(0, cue.first - BACKWARDS)
        n = self._before_aside(cue.first - 1, cue)
        floor = min(floor, max(0, n - SEGMENT))
        if cue.length > 1 and cue.sense.name == "denied" and n > floor and self.tokens[n].text == ",":
            n -= 1  # `a rash reported, not seen since`
        answer = behind_mark(self.tokens, cue) or self.tokens[cue.first].key in self.language.among("no")
        if self._replies(cue):
            cue = cue._replace(first=n)  # it stands where the question ends
            n -= 1
        elif n >= floor and self.tokens[n].text in ("(", "["):
            n -= 1  # `rash (not seen)`
            if any(token.key in self.language.among("newest") for token in self.tokens[max(floor, n - 4) : n]):
                return cue.first  # `now shows a rash (absent in 2020)`
        while n >= floor and (self._passed_back(n) or (answer and self.tokens[n].text in TELLS)):
            n -= 1
        while n >= floor:
            n, opened = self._before_aside(n, cue), n
            floor = floor if opened == n else max(0, min(floor, n - SEGMENT))
            if self._stops_back(n, cue):
                break
            n -= 1
        return n + 1

    def _before_aside(self, n: int, cue: Hit) -> int:
        if cue.first - n > NEAR.get(self.tokens[n].text, 0) or self._told(n + 1, cue.first):
            return n
        return before_aside(self.tokens, n, self._asides[n + 1 < cue.first])

    def _passed_back(self, n: int) -> bool:
        """Whether a word between a cue and what it speaks of is a verb or adverb: `was definitely not seen`."""
        return self.starts(n, "breaks") or self.tokens[n].form.endswith("ly")

    def _stops_back(self, n: int, cue: Hit) -> bool:
        token = self.tokens[n]
        if token.sentence != self.tokens[cue.first].sentence or token.text in _ENDS_BACK:
            return True
        if token.text == ",":
            return not any(self.starts(m, "joins") and joins_words(self.tokens, m) for m in range(n + 1, cue.first))
        answer = self.tokens[cue.first].key in self.language.among("no")
        if n in self.barriers and (n < cue.first - (1 if answer else 2) or self._told(n + 1, cue.first)):
            return True
        return self.starts(n, "contrasts") or (self.starts(n, "breaks") and not self.starts(n, "joins"))
