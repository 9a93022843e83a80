"""Quoted words in an address: written out, or, where they are long, how they begin and how they end."""

from __future__ import annotations

LONG = 40
EDGE = 12  # characters of either end
BETWEEN = "…"
PACKED = "%E2%80%A6"  # the same in an address, three times as long; a page may write it as it is


def shortened(quote: str, text: str) -> str:
    """As much of a quote as finds it again in the text that it stands in; all of it if no less does."""
    short = f"{quote[:EDGE]}{BETWEEN}{quote[-EDGE:]}"
    return short if len(quote) > LONG and found(short, text) == quote else quote


def found(meant: str, text: str) -> str:
    """The words of a text that are meant; empty if they do not stand there."""
    if meant in text:
        return meant
    begins, between, ends = meant.partition(BETWEEN)
    start = text.find(begins)
    stop = text.find(ends, start + len(begins))
    return text[start : stop + len(ends)] if between and start >= 0 and stop >= 0 else ""
