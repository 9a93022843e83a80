"""Finding passages: `build` writes an index, `Index.search` reads it, `keyword_search` needs none.

Importing this costs nothing: numpy, bm25s, chromadb, langchain and torch load when they are first used.
"""

from corpus.index.build import Beside, Report, Step, build
from corpus.index.entry import Entry, Hit, Only, entries_of
from corpus.index.keywords import Keywords, keyword_search, keywords_of
from corpus.index.problem import IndexProblem
from corpus.index.search import Index, Query
from corpus.index.setup import Setup

__all__ = [
    "Beside",
    "Entry",
    "Hit",
    "Index",
    "IndexProblem",
    "Keywords",
    "Only",
    "Query",
    "Report",
    "Setup",
    "Step",
    "build",
    "entries_of",
    "keyword_search",
    "keywords_of",
]
