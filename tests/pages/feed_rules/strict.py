"""What Ruby's strict parser of RSS 2.0 and Atom says of feeds: a judge that is not ours, for tests and the audit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Judge = Callable[[bytes], str]
MISSING = "no Ruby is installed (apt-get install ruby): feeds are not given to its strict parser"


def is_there() -> bool:
    """Whether there is a Ruby with the parser."""
    return bool(shutil.which("ruby")) and not subprocess.run(["ruby", "-rrss", "-e", ""], check=False).returncode


@contextmanager
def strict_parser() -> Iterator[Judge]:
    """A parser until the block ends: it takes a document and says what is wrong with it, nothing where all is well."""
    command = ["ruby", str(Path(__file__).with_name("strict.rb"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as ruby:
        assert ruby.stdin is not None
        assert ruby.stdout is not None
        asked, answered = ruby.stdin, ruby.stdout

        def judge(document: bytes) -> str:
            asked.write(b"%d\n%b" % (len(document), document))
            asked.flush()
            answer = answered.readline()
            if not answer:
                raise RuntimeError("Ruby has stopped")
            return answer.decode().strip()

        yield judge
        asked.close()
