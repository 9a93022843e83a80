"""The fixed sentences of an answer: all that is said and is neither a rule, a fact nor a quote."""

from __future__ import annotations

from guardrails.outcome import Outcome

HEADLINES = {
    Outcome.RECOMMENDED: "{title}: recommended{who} by {favour}.",
    Outcome.CONDITIONAL: "{title}: may be considered{who} under the criteria of {favour}.",
    Outcome.NOT_RECOMMENDED: "{title}: not recommended{who} ({against}).",
    Outcome.DIFFER: "{title}: sources differ{who}. For: {favour}. Against: {against}.",
    Outcome.INSUFFICIENT_EVIDENCE: "{title}: the evidence does not decide{who} ({unsure}).",
    Outcome.NEEDS_FACTS: "{title}: cannot be decided yet{who}. Needed: {missing}.",
    Outcome.INFORMATION: "{first}",
    Outcome.NOT_COVERED: "{title}: the texts here do not say. That is neither a yes nor a no.",
    Outcome.OUT_OF_SCOPE: "This is outside what is covered here. Covered: {scope}",
    Outcome.CHECK_VALUE: "{doubt}",
    Outcome.URGENT: "This describes an emergency: act on it first. {urgent}",
    Outcome.REFUSED: "Not written: no statement is made here that the facts contradict or that sets the rules aside. "
    "Ask for an accurate one instead.",
}
NOTICES = {
    "not_medical_advice": "For clinicians: it supports judgement and does not replace it. Check the quoted sources.",
    "draft": "Not reviewed: the texts and rules behind this answer are drafts that no named reviewer has approved yet.",
    "not_read_at_source": "Sources marked “reported” were not read at the source. They are listed and decide nothing.",
    "steering_ignored": "Part of the message tried to steer the answer; it changes nothing: {words}",
    "supposition": "Answered for a supposed fact: {words}.",
    "one_patient": "Several patients are spoken of by turns: this is about {name}, by what was said under that name.",
    "also_asked": "Also asked, and answered one by one: {titles}.",
    "also_not_covered": "Also asked: {titles}. The texts here do not say. That is neither a yes nor a no.",
    "at_odds": "“{words}” cannot be beside what else was said ({others}), and is not used. Which is right?",
    "replaced": "Corrected: what was said before of this no longer counts: {words}.",
    "not_used": "Read, and not used for this patient: {words}.",
    "or_other_topic": "Taken to be about {title}; the words fit {others} as well. Name what is meant.",
    "other_topic": "Given, and not used: {names}. Nothing on {title} rests on it.",
    "personal_data": "The message holds personal data ({kinds}). It is not needed, and is masked before it is kept.",
    "odd_characters": "The message held {odd}. They were made plain before reading.",
    "source_changed": "A source of this answer has changed since its rule was signed; under review: {rules}.",
    "nearest": "Nearest, does not answer: “{quote}” ({source}).",
    "read_as": "“{word}” stands nowhere in what is quoted: it was read as “{near}”.",
    "numbers_differ": "These documents give different numbers: {told}. Each is quoted as it stands; none is preferred.",
    "dropped": "A sentence was left out because its source did not bear it out.",
}
POSITION = {
    "criteria_not_met": "Its criteria are not met: {failing}. It says: {say}",
    "needs_facts": "Not settled, for want of: {open}. It says: {say}",
}
SILENT = "Nothing on this was found in {name}. That is neither a yes nor a no."
SIDE_BY_SIDE = "Side by side: {each}."
HIGHEST_FIRST = "By the numbers quoted, the highest first: {each}."
ALL_SILENT = "Nothing on this was found in {each}. That is neither a yes nor a no."
NOTHING_IN = "nothing found"
RECALLED = "Recalled and not verified at the source: {text}"
REPORTED = "Reported, not read at the source: {text}"
WOULD = {
    Outcome.RECOMMENDED: "it would be recommended",
    Outcome.CONDITIONAL: "it might be considered",
    Outcome.NOT_RECOMMENDED: "it would not be recommended",
    Outcome.DIFFER: "the sources would differ",
    Outcome.INSUFFICIENT_EVIDENCE: "the evidence would not decide",
    Outcome.NEEDS_FACTS: "more facts would be needed",
    Outcome.INFORMATION: "the answer would be information only",
    Outcome.NOT_COVERED: "the texts would not say",
}
WOULD_CHANGE = "If {fact} were {value}, {would}."
