"""Documents of a house: read, kept under their hash, cut into passages, and listed by edition.

Importing this costs nothing: readers load their libraries when a file needs them.
"""
