#!/usr/bin/env python3
"""Many objects and a large one: all are accounted for, and memory grows with neither. OBJECTS, LARGE: how many, how
large."""
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from harness import Test  # noqa: E402

PHICRAWL, MAKE_CORPUS = os.environ['PHICRAWL'], os.environ['MAKE_CORPUS']
OBJECTS = int(os.environ.get('OBJECTS', '50000'))
LARGE = os.environ.get('LARGE', '2048MiB')
MEMORY_MIB_MAX = 512

test = Test()
check = test.check


def measure(arguments):
    """(seconds, peak memory in MiB) of one program."""
    begin = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - begin, usage.ru_maxrss // 1024


def load(work, name, objects, *options):
    corpus, run = os.path.join(work, name), os.path.join(work, name + '-run')
    subprocess.run([MAKE_CORPUS, '--objects', str(objects), *options, corpus], check=True)
    seconds, memory_mib = measure([PHICRAWL, 'scan', corpus + '/objects', '-o', run])
    with open(run + '/run.json', encoding='utf-8') as file:
        check('%s: the run finished' % name, json.load(file)['state'] == 'finished')
    with open(run + '/manifest.jsonl', encoding='utf-8') as file:
        lines = sum(1 for _ in file)
    check('%s: every object has a line' % name, lines == objects, lines)
    check('%s: memory stays below %d MiB' % (name, MEMORY_MIB_MAX), memory_mib < MEMORY_MIB_MAX, memory_mib)
    print('%s: %d objects in %.1f s, %.0f a second, peak %d MiB' % (name, objects, seconds, objects / seconds, memory_mib))


def main():
    with tempfile.TemporaryDirectory() as work:
        load(work, 'many', OBJECTS)
    with tempfile.TemporaryDirectory() as work:
        load(work, 'large', 1, '--size', LARGE, '--kind', 'logs')
    test.finish()


if __name__ == '__main__':
    main()
