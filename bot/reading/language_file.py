"""The format of the file of general language: the lists and tables it must have."""

from __future__ import annotations

from corpus.guideline import Strict
from guardrails.wording import Words


class Cue(Strict):
    """Words that say something of the words after or before them, or of `it`: what was said before, wherever."""

    before: Words = ()
    after: Words = ()
    it: Words = ()


class Called(Strict):
    """How patients are told apart: by words with a letter or a number, or by titles; what then begins to be told.

    By which words those told apart are pointed at: `the first one`.
    """

    heads: tuple[str, ...]
    places: tuple[str, ...]
    titles: tuple[str, ...]
    tells: tuple[str, ...]
    ordinals: tuple[str, ...]
    other: tuple[str, ...]
    ones: tuple[str, ...]


class LanguageFile(Strict):
    """A language.yaml."""

    cues: dict[str, Cue]
    breaks: Words
    contrasts: Words
    opposites: tuple[str, ...]
    never: tuple[str, ...]
    whether: Words
    asking: Words
    joins: Words
    by: Words
    lacking: Words
    consequences: Words
    changes: Words
    denials: Words
    patient: Words
    first_person: Words
    spoken_of: Words
    of_asker: Words
    third_person: Words
    patient_nouns: Words
    possessives: Words
    off: Words
    mine: Words
    my: Words
    turns: Words
    likewise: Words
    does: Words
    did: Words
    who: tuple[str, ...]
    told: Words
    others: Words
    partners: Words
    counterparts: Words
    persons: Words
    keyboard: tuple[str, ...]
    affected: Words
    of: Words
    within: Words
    comparing: Words
    about_sources: Words
    numbers: dict[str, float]
    articles: tuple[str, ...]
    points: tuple[str, ...]
    references: Words
    no_results: Words
    differences: Cue
    flags: Words
    definite: Words
    compare: dict[str, Words]
    after_compare: dict[str, Words]
    ranges: Words
    between: Words
    to_now: Words
    ago: dict[str, float]
    this_year: Words
    last_year: Words
    time_units: dict[str, float]
    time_words: dict[str, Words]
    fraction_units: dict[int, str]
    months: dict[str, int]
    ambiguous_months: tuple[str, ...]
    now: Words
    renewals: Words
    lately: Words
    newest: Words
    formerly: Words
    earlier: Words
    later: Words
    given: Words
    halves: tuple[str, ...]
    instead: dict[str, str]
    not_age: Words
    not_age_after: Words
    sex: Words
    being: Cue
    old: Words
    abbreviations: tuple[str, ...]
    numbered: tuple[str, ...]
    closing: tuple[str, ...]
    leads: Words
    limits: Words
    greetings: Words
    feminine: Words
    masculine: Words
    accompanied: Words
    for_whom: tuple[str, ...]
    beside: tuple[str, ...]
    called: Called
    new_patient: Words
    corrections: Words
    takes_back: Words
    drops: Words
    undoes: Words
    adds: Words
    returns: Words
    follow_ups: Words
    yes: Words
    no: Words
    unknown: Words
    answers: Words
    in_general: Words
    figures: Words
    tellings: Words
    about_text: Words
    wondering: Words
    of_anybody: Words
    anybody: Words
    here: Words
    confirm: Words
    claims: Words
    documents: Words
    sets_aside: Words
    left_open: Words
    before_orders: Words
    steering: Words
    orders: Words
    compose: Words
    falsify: Words
    contradicts: Words
    questions: Words
    glue: Words
