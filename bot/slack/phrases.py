"""The fixed sentences of Slack's surface: manners, never medicine."""

from __future__ import annotations

COMMAND = "/guideline"
GREETING = "Ask about a patient or a guideline in your own words. Leave out names, dates of birth and record numbers."
PROMPTS_TITLE = "For example"
STATUS = "is reading the guidelines…"
PRIVATE_DATA = (
    "This looks like personal data ({kinds}). I have not kept it, and answer without it. "
    "Please edit your message and take it out; nothing that names a patient is needed."
)
HOW_TO_ASK = (
    f"Write a question after the command, e.g. `{COMMAND} {{example}}`. "
    f"`{COMMAND} settings` sets this channel's country and topic."
)
NOT_INVITED = "I am not in this channel, so I say nothing in it. Invite me first, then share."
SHARED = "Shared by <@{user}>"
ASKED = "<@{user}> asked: {text}"
NOT_KEPT = "The words of this question were not kept here, so this cannot be done. Please ask again."
THANKS = "Thank you. Your feedback is kept as a draft case for the reviewers."
NO_FEEDBACK = "Feedback is not kept here (GUIDELINE_RETENTION)."
FROM_WORDS = "This was read from the words “{words}”. Choose another value, or edit the message to take it back."
SETTINGS_KEPT = "Kept for this channel."
NOT_HERE = "I am not set up to answer in this channel or workspace."
PROBLEM = "⚠️ {problem}"
OVERALL = {
    "right": "✅ Right by the guidelines held here.",
    "wrong": "⛔ Not right by the guidelines held here.",
    "incomplete": "❔ Not wrong as far as it goes, and not complete.",
}
NO_WORDS = "There are no words in this message to check."
MORE_FINDINGS = "… and {count} more; `guideline verify` lists them all."
OURS = "The guidelines held here say:"
CHECKED = {"supported": "✅", "contradicted": "⛔ Contradicted:", "uncited": "❔ Nothing cited:"}
REASONS = {
    "wrong_verdict": "The verdict is wrong",
    "missing_source": "A source is missing",
    "misread": "My question was misread",
    "hard_to_read": "It is hard to read",
    "other": "Something else",
}
