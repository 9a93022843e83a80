"""What a run leaves behind: JSON, times, JUnit, Markdown and one page of HTML."""
