"""What a model reads of a long message: its words without those that any message has.

They say nothing of what is asked, and a token of each costs as much time as one of a disease's name. Without them 36
tokens find as well as 64 with them (docs/decisions/0013). What turns a meaning round (`no`, `isn't`, `without`) or sets
a bound (`below`, `over`, `before`) is kept.
"""

from __future__ import annotations

from itertools import filterfalse

from corpus.index.words import EDGES, STOPWORDS

FILLERS = STOPWORDS | frozenset(
    "about also am any because being dear doing he hello her here hers herself hi him himself his i'd i'll i'm i've im "
    "ive itself just let's mine myself ought ours ourselves own please she some thank thanks theirs themselves those "
    "too very whose yours yourself yourselves he's here's how's it's she's that's there's they're they've we're we've "
    "what's where's who's you're you've".split()
)


def shortened(text: str, most: int) -> str:
    """Leave the fillers out, and of more than twice *most* words those between the first *most* and the last."""
    words = text.split()
    telling = list(filterfalse(_fills, words)) or words
    return " ".join(telling if len(telling) <= 2 * most else telling[:most] + telling[-most:])


def _fills(word: str) -> bool:
    return word.strip(EDGES).lower().replace("’", "'") in FILLERS
