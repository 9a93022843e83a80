"""The corpus doctor: faults in any guideline text or answer page, each with what is right and its source."""

from guardrails.lint.check import lint_page, lint_text
from guardrails.lint.extract import DocumentProblem, NoDocument, text_of
from guardrails.lint.finding import Finding
from guardrails.lint.page import Page, read_page
from guardrails.lint.topic_file import Clinic, load_clinic

__all__ = [
    "Clinic",
    "DocumentProblem",
    "Finding",
    "NoDocument",
    "Page",
    "lint_page",
    "lint_text",
    "load_clinic",
    "read_page",
    "text_of",
]
