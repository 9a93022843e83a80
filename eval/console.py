"""Where the console command begins: so little is imported here that Ctrl-C is answered from the start."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from eval.command import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)
