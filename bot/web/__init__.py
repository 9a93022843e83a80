"""The web chat and the API: a thin surface over `bot.answer`. It parses, asks and renders; it decides nothing."""
