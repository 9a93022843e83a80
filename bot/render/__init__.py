"""The answer in the forms that people read: text here, pages and messages beside it. No decision is made here."""
