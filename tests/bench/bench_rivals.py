#!/usr/bin/env python3
"""Measures phicrawl and its rivals on the same files in one run; see bench_rivals.sh, which installs and builds first.

All rates are MB (10^6 bytes of text) for each second of processor time of all processes that take part, so that a busy
machine tells the same.
"""
import argparse
import math
import os
import resource
import statistics
import subprocess

CLASSES = ('logs', 'csv', 'fhir', 'notes', 'code')
SWEEP = (('logs', '0.1'), ('notes', '0.1'), ('notes', '1'), ('notes', '4'), ('logs', '4'), ('notes', '20'), ('notes', '40'))
SLOW_MIB = 8  # what takes minutes a gigabyte gets so much of it
BENCH = os.path.dirname(os.path.abspath(__file__))

# Goals: how many times the rival's rate; None: no goal of its own.
GOALS = (('clamscan', 30), ('rg', 5), ('rg -P', 60), ('Vectorscan', 8))


class Bench:
    def __init__(self, arguments):
        self.program = arguments.program
        self.folder = arguments.folder
        self.repeat = arguments.repeat
        self.size = arguments.size
        self.ripgrep = {'rg': 'rg'}
        if os.access(arguments.ripgrep, os.X_OK):
            self.ripgrep['newer rg'] = arguments.ripgrep
        self.signatures = os.path.join(self.folder, 'empty.ndb')
        with open(self.signatures, 'w') as file:  # one signature that nothing has: the scanner wants a database
            file.write('Phicrawl.Bench.Nothing:0:*:deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n')

    def text(self, name, percent=None, mib=None):
        """The path of a text; made when it is not there."""
        mib = mib or self.size
        path = os.path.join(self.folder, '%s%s-%d.txt' % (name, '-' + percent if percent else '', mib))
        if not os.path.exists(path):
            command = ['python3', os.path.join(BENCH, 'make_classes.py'), name, path + '.new', str(mib)]
            subprocess.run(command + ([percent] if percent else []), check=True, stdout=subprocess.DEVNULL)
            os.rename(path + '.new', path)
        return path

    def rate(self, path, command, repeat=None):
        """The median over the repeats."""
        rates = []
        for _ in range(repeat or self.repeat):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            code = subprocess.run(['bash', '-c', command, 'bench', path], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False).returncode
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if code not in (0, 1):
                return math.nan
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            rates.append(self.bytes_of(path) / 1e6 / max(spent, 1e-3))
        return statistics.median(rates)

    @staticmethod
    def bytes_of(path):
        return os.path.getsize(path[:-3] if path.endswith('.gz') else path)

    def lines(self, name, *arguments):
        """What a program of ours prints of each file: the columns behind its path."""
        out = subprocess.run([os.path.join(self.program, 'tests', name), *arguments], check=True, capture_output=True,
                             text=True).stdout.splitlines()
        return [[float(column) for column in line.split()[1:]] for line in out[1:]], out[0].split()[0]

    def search(self, which, flags, patterns='patterns.txt'):
        return '%s -j1 -a --no-unicode -c %s -f %s "$1"' % (self.ripgrep[which], flags, os.path.join(BENCH, patterns))

    def clamscan(self):
        return ('clamscan -d %s --no-summary --detect-structured=yes --structured-ssn-format=0 --structured-ssn-count=2000000 '
                '--structured-cc-count=2000000 --max-filesize=2000M --max-scansize=2000M --max-scantime=0 "$1"') % self.signatures

    def detect(self):
        return os.path.join(self.program, 'phicrawl') + ' detect "$1"'


def geometric_mean(values):
    values = [value for value in values if value > 0]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def show(title, heads, rows, form='%.0f'):
    """A table in Markdown; numbers in form, texts as they are."""
    print('\n%s\n\n| | %s |\n|---|%s' % (title, ' | '.join(heads), '---:|' * len(heads)))
    for name, values in rows:
        cells = [value if isinstance(value, str) else '-' if math.isnan(value) else form % value for value in values]
        print('| %s | %s |' % (name, ' | '.join(cells)), flush=True)


def measure_cores(bench, paths):
    ours, variant = bench.lines('bench_scan', *paths)
    avx2, _ = bench.lines('bench_scan', '--avx2', *paths)
    portable, _ = bench.lines('bench_scan', '--portable', *paths)
    rows = []
    for name, row, second, third in zip(CLASSES, ours, avx2, portable):
        *rates, control, findings = row
        rows.append((name, [*rates, second[0], third[0], control, '%.0f %%' % (100 * rates[1] / control), '%d' % findings]))
    mean = [geometric_mean([row[i] for row in ours]) for i in range(4)]
    rows.append(('geometric mean', mean + [geometric_mean([row[0] for row in avx2]), geometric_mean([row[0] for row in portable]),
                                           geometric_mean([row[4] for row in ours]), '', '']))
    show('The scan core alone, MB/s; %s, then the default with its slower variants' % variant,
         ['default', 'in memory', '`--fast`', 'every word', 'AVX2', 'portable', '`memchr`', 'of it', 'findings'], rows)
    return [row[0] for row in ours]


def measure_rivals(bench, paths, ours):
    scanned, _ = bench.lines('bench_vectorscan', os.path.join(BENCH, 'patterns_60.txt'), *paths)
    rates = {'Vectorscan': [row[1] for row in scanned]}
    searched = {}
    for which in bench.ripgrep:
        searched[which] = [bench.rate(path, bench.search(which, '')) for path in paths]
    slow = [bench.text(name, mib=SLOW_MIB) for name in CLASSES]
    best = list(bench.ripgrep)[-1]
    rates['rg'] = searched[best]
    rates['rg -P'] = [bench.rate(path, bench.search(best, '-P'), 1) for path in slow]
    rates['clamscan'] = [bench.rate(path, bench.clamscan(), 1) for path in slow]
    all_sixty = [bench.rate(path, bench.search(best, '', 'patterns_60.txt'), 1) for path in slow]
    heads = ['phicrawl', 'Vectorscan 60', '60 + 1,000 words', *bench.ripgrep, 'rg 60', 'rg -P', 'clamscan']
    rows = [(name, [ours[i], scanned[i][0], scanned[i][1], *[searched[which][i] for which in bench.ripgrep], all_sixty[i],
                    rates['rg -P'][i], rates['clamscan'][i]]) for i, name in enumerate(CLASSES)]
    show('Beside engines for patterns, MB/s', heads, rows)
    rows = [(name, ['%.1f' % (ours[i] / rates[rival][i]) for rival, _ in GOALS]) for i, name in enumerate(CLASSES)]
    rows.append(('worst class', ['%.1f' % min(o / r for o, r in zip(ours, rates[rival])) for rival, _ in GOALS]))
    rows.append(('goal', ['%d' % goal for _, goal in GOALS]))
    show('The scan core, default: so many times the rate of', [rival for rival, _ in GOALS], rows)


def measure_ends(bench, paths):
    rows = []
    for name, path in zip(CLASSES, paths):
        if not os.path.exists(path + '.gz'):
            subprocess.run(['gzip', '-k', path], check=True)
        detect = bench.rate(path, bench.detect())
        cat = bench.rate(path, 'cat "$1" | ' + bench.search('rg', '').replace('"$1"', '-'))
        packed = bench.rate(path + '.gz', bench.detect())
        zcat = bench.rate(path + '.gz', 'zcat "$1" | ' + bench.search('rg', '').replace('"$1"', '-'), 1)
        inside = bench.rate(path + '.gz', bench.search('rg', '-z'), 1)
        (alone, _), = bench.lines('bench_unpack', path + '.gz')[0]
        rows.append((name, [detect, cat, '%.1f' % (detect / cat), packed, zcat, inside, '%.1f' % (packed / max(zcat, inside)),
                            alone, '%.1f' % (alone / packed)]))
    show('From a file to lines of findings, MB/s; goals: 4 times `cat FILE | rg`, 3 times `zcat | rg` and `rg -z`, 1.4 times the '
         'time of decoding alone',
         ['`phicrawl detect`', '`cat \\| rg`', 'times', '`detect` of gzip', '`zcat \\| rg`', '`rg -z`', 'times', 'deflate alone',
          'times its time'], rows)


def measure_sweep(bench):
    rows = []
    for name, percent in SWEEP:
        path = bench.text(name, percent, 16)
        ours, _ = bench.lines('bench_scan', path)
        scanned, _ = bench.lines('bench_vectorscan', os.path.join(BENCH, 'patterns_60.txt'), path)
        search = bench.rate(path, bench.search(list(bench.ripgrep)[-1], ''))
        detect = bench.rate(path, bench.detect())
        rows.append(('%s, %s %%' % (name, percent), ['%d' % ours[0][5], ours[0][0], ours[0][2], detect, search, scanned[0][1]]))
    show('By the share of identifiers, MB/s', ['findings', 'scan core', '`--fast`', '`detect`', 'rg', 'Vectorscan'], rows)


def version(command):
    out = subprocess.run(['bash', '-c', command], capture_output=True, text=True, check=False).stdout.splitlines()
    return out[0].strip() if out else '-'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--program', required=True)
    parser.add_argument('--folder', required=True)
    parser.add_argument('--ripgrep', default='')
    parser.add_argument('--size', type=int, default=64)
    parser.add_argument('--repeat', type=int, default=3)
    parser.add_argument('--quick', action='store_true')
    arguments = parser.parse_args()
    bench = Bench(arguments)
    paths = [bench.text(name) for name in CLASSES]
    print('%s; %s; %s; %s; phicrawl %s; %d MiB a class' % (
        version("sed -n 's/^model name.*: //p' /proc/cpuinfo"), ', '.join(version(rg + ' --version') for rg in bench.ripgrep.values()),
        version('clamscan --version'), version('pkg-config --modversion libhs | sed "s/^/Vectorscan /"'),
        version('git log -1 --format=%h'), bench.size))
    ours = measure_cores(bench, paths)
    measure_rivals(bench, paths, ours)
    measure_ends(bench, paths)
    if not arguments.quick:
        measure_sweep(bench)


if __name__ == '__main__':
    main()
