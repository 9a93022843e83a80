"""Mutation testing of the rules: change one thing at a time, and see whether an example or a gold case notices."""
