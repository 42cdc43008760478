#!/usr/bin/env python3
"""A scan that is killed at any moment leaves whole lines behind, in an unbroken chain, and a run.json that does not say
that it finished; one that is asked to stop says so, and what it did not read. KILLS: how many of each (default 150)."""
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from harness import Test  # noqa: E402

PHICRAWL, MAKE_CORPUS = os.environ['PHICRAWL'], os.environ['MAKE_CORPUS']
KILLS = int(os.environ.get('KILLS', '150'))

test = Test()
check = test.check


def whole_lines(path):
    """Lines of a file that may end in the middle of one; none of a file that is not there yet."""
    if not os.path.exists(path):
        return []
    with open(path, 'rb') as file:
        return file.read().split(b'\n')[:-1]


def chain_holds(lines):
    previous = '0' * 64
    for line in lines:
        if json.loads(line)['prev'] != previous:
            return False
        previous = hashlib.sha256(line).hexdigest()
    return True


def stop_after(arguments, seconds, how):
    """Runs the scan, sends the signal after a while; (exit code, was it still running?)."""
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(seconds)
        return process.returncode, False
    except subprocess.TimeoutExpired:
        process.send_signal(how)
        return process.wait(60), True


def main():
    random.seed(1)
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([MAKE_CORPUS, '--objects', '1500', work + '/corpus'], check=True)
        scan = [PHICRAWL, 'scan', work + '/corpus/objects', '--workers', '2', '-o']
        begin = time.monotonic()
        subprocess.run(scan + [work + '/full'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        full_s = time.monotonic() - begin
        stopped = 0
        for number in range(2 * KILLS):
            how = signal.SIGKILL if number % 2 else signal.SIGTERM
            run = '%s/run%d' % (work, number)
            code, was_running = stop_after(scan + [run], random.uniform(0, full_s), how)
            stopped += was_running
            lines = whole_lines(run + '/manifest.jsonl')
            check('%d: the chain holds' % number, chain_holds(lines))
            check('%d: findings are whole' % number, all(json.loads(f) for f in whole_lines(run + '/findings.jsonl')))
            state = json.load(open(run + '/run.json'))['state'] if os.path.exists(run + '/run.json') else 'running'
            if how == signal.SIGKILL and was_running:
                check('%d: run.json does not say finished' % number, state == 'running' or len(lines) == 1500, state)
            elif was_running:
                check('%d: run.json says interrupted' % number, (state, code) in (('interrupted', 3), ('finished', 3),
                                                                                  ('running', -signal.SIGTERM)), (state, code))
            subprocess.run(['rm', '-rf', run], check=True)
        check('most were stopped on the way', stopped > KILLS, stopped)
    test.finish()


if __name__ == '__main__':
    main()
