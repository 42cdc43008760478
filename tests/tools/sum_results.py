#!/usr/bin/env python3
"""Adds up the closing lines of tests.

  sum_results.py FILE...      each FILE is what `ctest --output-junit` wrote, or the output of one test program
  sum_results.py --self-test

Every test ends with a line "N passed, N failed". A test that failed although it counts no failure, or that prints no
such line, counts as one failure; one that succeeds with "0 passed, 0 failed" had nothing to test with, and is named.
Prints the end of what each failing test said, and last the sum "N passed, N failed".
"""
import re
import sys
import xml.etree.ElementTree as xml

CLOSING = re.compile(r'^(\d+) passed, (\d+) failed$', re.M)
TAIL_LINES = 40


def count(output, is_successful):
    """(passed, failed) of one test."""
    closings = CLOSING.findall(output)
    passed, failed = map(int, closings[-1]) if closings else (0, 0)
    if not failed and (not is_successful or not closings):
        failed = 1
    return passed, failed


def tests_of(path):
    """Yield (name, output, is_successful)."""
    with open(path, encoding='utf-8', errors='replace') as file:
        text = file.read()
    if not path.endswith('.xml'):
        yield path, text, True
        return
    for case in xml.fromstring(text).iter('testcase'):
        yield case.get('name'), case.findtext('system-out') or '', case.get('status') == 'run'


CASES = [
    # output, exit code 0?, what it counts as
    ('3 passed, 0 failed\n', True, (3, 0)),
    ('3 passed, 2 failed\n', False, (3, 2)),
    ('1 passed, 0 failed\nmore\n4 passed, 0 failed', True, (4, 0)),
    ('3 passed, 0 failed\n', False, (3, 1)),      # crashed on its way out
    ('', True, (0, 1)),                           # said nothing
    ('0 passed, 0 failed\n', True, (0, 0)),       # had nothing to test with
    ('0 passed, 0 failed\n', False, (0, 1)),
    ('x 3 passed, 0 failed\n', True, (0, 1)),
    ('3 passed, 2 failed\n', True, (3, 2)),
]


def self_test():
    wrong = [case for case in CASES if count(case[0], case[1]) != case[2]]
    for case in wrong:
        print('self-test: %r is %r' % (case, count(case[0], case[1])))
    print('%d passed, %d failed' % (len(CASES) - len(wrong), len(wrong)))
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ['--self-test']:
        return self_test()
    all_passed = all_failed = 0
    for path in sys.argv[1:]:
        for name, output, is_successful in tests_of(path):
            passed, failed = count(output, is_successful)
            all_passed += passed
            all_failed += failed
            if failed or not passed:
                print('%s%s:' % (name, '' if failed else ' tested nothing'))
                print('\n'.join('  ' + line for line in output.rstrip().splitlines()[-TAIL_LINES:]))
    print('%d passed, %d failed' % (all_passed, all_failed))
    return 1 if all_failed else 0


if __name__ == '__main__':
    sys.exit(main())
