"""Python processes that begin quickly: forked from one that has read Django and other packages.

Each reads its settings and all of the project anew, from its own environment. Starting Python and
reading the packages is two thirds of what a small command takes, and there are hundreds of them.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def context():
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.packages"])
    return found


def manage(environment, *arguments):
    """Run manage.py; return (its code, what it printed)."""
    return run(runpy.run_path, environment, ["manage.py", *arguments], "manage.py")


def execute(environment, code):
    """Run code, as `python -c` does; return (its code, what it printed)."""
    return run(exec, environment, ["-c"], code)


def run(function, environment, arguments, what):
    with tempfile.NamedTemporaryFile() as output:
        given = (function, dict(environment), arguments, what, output.name)
        process = context().Process(target=begin, args=given)
        process.start()
        process.join()
        code, printed = process.exitcode, output.read().decode()
        process.close()
    return code, printed


def begin(function, environment, arguments, what, output):
    """What the new process does."""
    descriptor = os.open(output, os.O_WRONLY | os.O_APPEND)
    for each in (1, 2):
        os.dup2(descriptor, each)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv[:] = arguments
    try:
        if function is exec:
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
        else:
            function(what, run_name="__main__")
    except SystemExit:
        raise
    except BaseException:
        traceback.print_exc()
        sys.exit(1)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
