#!/usr/bin/env python3
"""A scan of the generated corpus, from end to end: every object is accounted for as the truth says, near misses stay
clean, and nothing that was planted shows in any output."""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from harness import Test  # noqa: E402

PHICRAWL, MAKE_CORPUS = os.environ['PHICRAWL'], os.environ['MAKE_CORPUS']
OBJECTS = 48
# Too short or too common to be searched for: they stand in outputs for other reasons.
SHORT = 7

test = Test()
check = test.check


def load(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def scan(work, name, *options):
    run = os.path.join(work, name)
    done = subprocess.run([PHICRAWL, 'scan', os.path.join(work, 'corpus/objects'), '-o', run, *options],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done, run


def outputs(done, run):
    """Everything that was written or printed, but for the one file that has true keys."""
    found = {'stdout': done.stdout.decode(), 'stderr': done.stderr.decode()}
    for name in os.listdir(run):
        if name != 'keys.private.jsonl':
            with open(os.path.join(run, name), encoding='utf-8') as file:
                found[name] = file.read()
    return found


def test_coverage(truth, manifest):
    listed = {r['object']: r for r in truth}
    private = [r for r in truth if r['kind'] == 'intake']
    seen = {r['key']: r for r in manifest}
    check('every object has a line', len(manifest) == len(truth), '%d of %d' % (len(manifest), len(truth)))
    for key, record in listed.items():
        if record in private:
            continue
        line = seen.get(key, {})
        check('%s is %s' % (key, record['status']),
              line.get('status') == record['status'] and line.get('reasons') == record.get('reasons', []),
              '%s %s' % (line.get('status'), line.get('reasons')))
        if record.get('strict_negative'):
            check('%s holds nobody' % key, line.get('class') in ('NONE', 'HEALTH'), line.get('class'))
    masked = [r for r in manifest if 'phi-in-key' in r.get('flags', [])]
    check('keys that tell are masked', len(masked) == len(private), '%d of %d' % (len(masked), len(private)))


def test_classes(truth, manifest):
    kinds = {r['object']: r['kind'] for r in truth}
    for kind, wanted in (('clinic', {'PHI'}), ('claims', {'PHI'}), ('pharmacy', {'PHI'}), ('tickets', {'PII', 'PHI'}),
                         ('orders', {'PII', 'PHI', 'PCI'})):
        classes = {r['class'] for r in manifest if kinds.get(r['key']) == kind}
        check('class of %s' % kind, classes and classes <= wanted, classes)


def test_leaks(truth, found):
    parts = [part for record in truth for part in [record] + record.get('members', [])]
    values = {e['value'] for part in parts for e in part['entities'] if len(e['value']) >= SHORT and e['type'] != 'DATE'}
    values |= {re.search(r'\d{3}-\d\d-\d{4}', r['object'])[0] for r in truth if r['kind'] == 'intake'}
    check('there is much to be searched for', len(values) > 3000, len(values))
    for name, text in found.items():
        leaks = [v for v in values if v in text
                 and re.search(r'(?<![0-9A-Za-z])%s(?![0-9A-Za-z])' % re.escape(v), text)]
        check('%s shows nothing of what was planted' % name, not leaks, '%d values' % len(leaks))


def test_same(work):
    """Workers and windows change the order of the lines, not what they say."""
    lines = []
    for number, options in enumerate((['--workers', '1', '--window', '1'], ['--workers', '7', '--window', '3'])):
        _, run = scan(work, 'same%d' % number, *options)
        lines.append(sorted(json.dumps({k: v for k, v in r.items() if k not in ('seq', 'prev')}, sort_keys=True)
                            for r in load(run + '/manifest.jsonl')))
    check('the manifest is the same for any number of workers', lines[0] == lines[1] and lines[0])


def main():
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([MAKE_CORPUS, '--seed', '11', '--objects', str(OBJECTS), work + '/corpus'], check=True)
        truth = load(work + '/corpus/gold.jsonl')
        done, run = scan(work, 'run')
        check('exit code 3: not everything could be read', done.returncode == 3, done.returncode)
        if os.path.isfile(run + '/manifest.jsonl'):
            manifest = load(run + '/manifest.jsonl')
            test_coverage(truth, manifest)
            test_classes(truth, manifest)
            test_leaks(truth, outputs(done, run))
            test_same(work)
        else:
            check('a run folder', False, done.stderr.decode()[-2000:])
        accepted, _ = scan(work, 'accepted', '--accept', 'encrypted,truncated')
        check('exit code 0 once the reasons are accepted', accepted.returncode == 0, accepted.returncode)
        strict, _ = scan(work, 'strict', '--fail-on', 'PHI')
        check('exit code 10 for --fail-on PHI', strict.returncode == 10, strict.returncode)
    test.finish()


if __name__ == '__main__':
    main()
