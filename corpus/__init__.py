"""The texts: guidelines as data; loading, reading documents, indexing, searching."""
