"""The conversation: question to answer; dialogue; surfaces."""
