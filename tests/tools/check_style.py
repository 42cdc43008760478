#!/usr/bin/env python3
"""How this code reads, as far as a program can tell: the limits of CONTRIBUTING.md.

  check_style.py [--root DIR] [--build DIR]   checks the repository; --build adds what only objects tell (mutable state)
  check_style.py --self-test                  shows that every check can fail

Each check prints its offences, one a line. The last line is "N passed, N failed": one a check.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

FUNCTION_LINES = 60
COMPLEXITY = 15
PARAMETERS = 5
NESTING = 3
FILE_LINES = 400
TEST_FILE_LINES = 700  # a table of cases is one idea at any length, nearly

# What stands outside of a limit, with the reason.
LONG_FILES = {
    'detectors/names_surnames.c': 'one table: the frequent surnames',
    'detectors/names_given.c': 'one table: the frequent given names',
}
MANY_PARAMETERS = {
}
EXITING_FILES = {
    'crawler/cli/main.c': 'main',
    'crawler/pipeline/threads.c': 'a second SIGINT ends the program at once',
    'crawler/unpack/isolator.c': 'a forked child that cannot become the spawner',
    'crawler/unpack/isolator_serve.c': 'forked children end where their work does',
}

BAD_WORDS = {'manager', 'helper', 'helpers', 'util', 'utils', 'common', 'misc', 'data', 'info', 'object2', 'do', 'process',
             'handle', 'my', 'tmp'}
WRITTEN = 'tests/golden/messages/files/'  # by other programs, blanks and all
SOURCE_FOLDERS = ('crawler/', 'detectors/', 'signers/', 'corpora/')
# Words that would trip the check of themselves are put together here.
MARKERS = re.compile(r'\b(TO' + r'DO|FIX' + r'ME|HA' + r'CK)\b')
MACHINE_PATHS = re.compile(r'(?<![\w.])/(wo' + r'rk|fa' + r'rm)/|/tmp/te' + r'am')
SLEEPS = re.compile(r'\b(sleep|usleep|nanosleep|thrd_sleep)\s*\(')
EXITS = re.compile(r'\b(exit|_exit|abort|quick_exit)\s*\(')


class Tree:
    """The files of the repository, as relative paths, and what pmccabe says about its functions."""

    def __init__(self, root, build=None):
        self.root, self.build = root, build
        self.paths = self.list_paths()
        self.c = [p for p in self.paths if p.endswith(('.c', '.h'))]
        self.sources = [p for p in self.c if p.startswith(SOURCE_FOLDERS)]
        self.lines, self.measured = {}, None

    def list_paths(self):
        if os.path.exists(os.path.join(self.root, '.git')):
            out = subprocess.run(['git', '-C', self.root, 'ls-files', '-co', '--exclude-standard'],
                                 stdout=subprocess.PIPE, text=True, check=True).stdout
            paths = out.splitlines()
        else:
            paths = [os.path.relpath(os.path.join(folder, name), self.root)
                     for folder, _, names in os.walk(self.root) for name in names]
        return sorted(p for p in paths if os.path.isfile(os.path.join(self.root, p)))

    def read(self, path):
        """Lines of a text file; none of a binary one."""
        if path not in self.lines:
            with open(os.path.join(self.root, path), 'rb') as file:
                content = file.read()
            self.lines[path] = [] if b'\0' in content else content.decode('utf-8', 'replace').split('\n')
        return self.lines[path]

    def functions(self):
        """(path, line, name, complexity, lines) of every function."""
        if self.measured is None:
            self.measured = list(self.measure())
        return self.measured

    def measure(self):
        paths = [p for p in self.c if p.endswith('.c')]
        if not paths:
            return
        with tempfile.TemporaryDirectory() as copies:
            for path in paths:  # pmccabe reads C++, too, and falls over names that are words there
                copy = os.path.join(copies, path)
                os.makedirs(os.path.dirname(copy), exist_ok=True)
                with open(copy, 'w') as file:
                    file.write(re.sub(r'\b(class|namespace|template|operator)\b', r'\1_', '\n'.join(self.read(path))))
            out = subprocess.run(['pmccabe', *paths], cwd=copies, stdout=subprocess.PIPE, text=True, check=True).stdout
        for row in out.splitlines():
            complexity, _, _, _, lines, place = row.split('\t')
            match = re.match(r'(.*?)\((\d+)\): (.*)', place)
            yield match[1], int(match[2]), match[3], int(complexity), int(lines)


def grep(tree, paths, pattern):
    return ['%s:%d: %s' % (path, n, line.strip()[:100]) for path in paths
            for n, line in enumerate(tree.read(path), 1) if pattern.search(line)]


def check_function_length(tree):
    return ['%s:%d: %s has %d lines' % (path, line, name, lines)
            for path, line, name, _, lines in tree.functions() if lines > FUNCTION_LINES]


def check_complexity(tree):
    return ['%s:%d: %s has complexity %d' % (path, line, name, complexity)
            for path, line, name, complexity, _ in tree.functions() if complexity > COMPLEXITY]


def parameter_count(text):
    """Commas at depth 1 of the parenthesis that text starts with, and 1."""
    depth = count = 0
    for character in text:
        depth += (character == '(') - (character == ')')
        count += character == ',' and depth == 1
        if depth == 0:
            break
    return count + 1


def function_text(tree, path, line, length):
    return '\n'.join(tree.read(path)[line - 1:line - 1 + length])


def check_parameters(tree):
    offences = []
    for path, line, name, _, lines in tree.functions():
        text = function_text(tree, path, line, lines)
        start = re.search(r'\b%s\s*(\()' % re.escape(name), text)
        if start and parameter_count(text[start.start(1):]) > PARAMETERS and name not in MANY_PARAMETERS:
            offences.append('%s:%d: %s has more than %d parameters' % (path, line, name, PARAMETERS))
    return offences


def check_nesting(tree):
    offences = []
    for path, line, name, _, lines in tree.functions():
        text = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])*\'|/\*.*?\*/', '', function_text(tree, path, line, lines), flags=re.S)
        text = re.sub(r'[=)]\s*\{[^{};]*(\{[^{};]*\}[^{};]*)*\}', '', text[text.find('{') + 1:])
        depth = deepest = 0
        for character in text:
            depth += (character == '{') - (character == '}')
            deepest = max(deepest, depth)
        if deepest > NESTING:
            offences.append('%s:%d: %s nests %d deep' % (path, line, name, deepest))
    return offences


def check_file_length(tree):
    return ['%s: %d lines' % (path, len(tree.read(path)) - 1) for path in tree.c
            if len(tree.read(path)) - 1 > (TEST_FILE_LINES if path.startswith('tests/') else FILE_LINES)
            and path not in LONG_FILES]


def check_format(tree):
    if not tree.c:
        return []
    config = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../.clang-format')
    run = subprocess.run(['clang-format-14', '--dry-run', '-Werror', '--style=file:' + config, *tree.c], cwd=tree.root,
                         stderr=subprocess.PIPE, text=True)
    if run.returncode == 0:
        return []
    return sorted(set(re.findall(r'^(\S+?):\d+:\d+: error: code should be', run.stderr, re.M)) or {run.stderr.strip()})


def check_markers(tree):
    return grep(tree, tree.paths, MARKERS)


def check_machine_paths(tree):
    return grep(tree, tree.paths, MACHINE_PATHS)


def check_sleeps(tree):
    return grep(tree, tree.c, SLEEPS)


def check_exits(tree):
    """No way out below main; the sources of corpora have a main of their own."""
    below = [p for p in tree.sources if not p.startswith('corpora/') and p not in EXITING_FILES]
    return grep(tree, below, EXITS)


def check_typedefs(tree):
    return grep(tree, tree.c, re.compile(r'\btypedef\s+(struct|union|enum)\b(?!.*\()'))


def check_names(tree):
    offences = ['%s:%d: %s' % (path, line, name) for path, line, name, _, _ in tree.functions()
                if path in tree.sources and BAD_WORDS & set(name.lower().split('_'))]
    for path in tree.c:
        if BAD_WORDS & set(os.path.basename(path).rsplit('.', 1)[0].lower().split('_')):
            offences.append(path)
    return offences


def check_blanks(tree):
    text = [p for p in tree.paths if p.endswith(('.c', '.h', '.py', '.sh', '.md', '.txt', '.json')) and not p.startswith(WRITTEN)]
    return grep(tree, text, re.compile(r'[ \t\r]+$|^\t'))


def check_scripts(tree):
    offences = []
    for path in tree.paths:
        first = tree.read(path)[:1]
        if path.endswith('.py'):
            try:
                compile('\n'.join(tree.read(path)), path, 'exec')
            except SyntaxError as fault:
                offences.append('%s:%s: %s' % (path, fault.lineno, fault.msg))
        elif path.endswith('.sh') or (first and re.match(r'#!.*\bbash', first[0])):
            run = subprocess.run(['bash', '-n', os.path.join(tree.root, path)], stderr=subprocess.PIPE, text=True)
            offences += run.stderr.splitlines()
    return offences


def check_state(tree):
    """No mutable globals or statics: nothing of ours lies in .data or .bss."""
    offences = []
    for archive in glob.glob(os.path.join(tree.build or '-', 'libphicrawl_*.a')):
        out = subprocess.run(['objdump', '-t', archive], stdout=subprocess.PIPE, text=True, check=True).stdout
        offences += ['%s: %s' % (os.path.basename(archive), line.split()[-1]) for line in out.splitlines()
                     if re.search(r' O \.(data|bss)(?!\.rel\.ro)\S*\t', line)]
    return offences


CHECKS = [
    ('functions have at most %d lines' % FUNCTION_LINES, check_function_length),
    ('functions have a complexity of at most %d' % COMPLEXITY, check_complexity),
    ('functions have at most %d parameters' % PARAMETERS, check_parameters),
    ('blocks nest at most %d deep' % NESTING, check_nesting),
    ('files have at most %d lines, tests %d' % (FILE_LINES, TEST_FILE_LINES), check_file_length),
    ('C is formatted by .clang-format', check_format),
    ('nothing unfinished is marked', check_markers),
    ('no path of one machine', check_machine_paths),
    ('C does not sleep', check_sleeps),
    ('nothing exits below main', check_exits),
    ('no typedef of struct, union or enum', check_typedefs),
    ('names say something', check_names),
    ('no blanks at line ends, no tabs in front', check_blanks),
    ('scripts parse', check_scripts),
    ('no mutable state', check_state),
]


def run_checks(tree):
    failed = 0
    for title, check in CHECKS:
        offences = check(tree)
        failed += bool(offences)
        if offences:
            print('%s:' % title)
            print('\n'.join('  ' + line for line in offences[:40]))
    print('%d passed, %d failed' % (len(CHECKS) - failed, failed))
    return 1 if failed else 0


# (check, path, content, is it an offence?)
CASES = [
    (check_function_length, 'a.c', 'int a(void)\n{\n%s    return 0;\n}\n' % ('    f();\n' * 56), False),
    (check_function_length, 'a.c', 'int a(void)\n{\n%s    return 0;\n}\n' % ('    f();\n' * 57), True),
    (check_complexity, 'a.c', 'int a(int x)\n{\n%s    return 0;\n}\n' % ('    if (x)\n        f();\n' * 14), False),
    (check_complexity, 'a.c', 'int a(int x)\n{\n%s    return 0;\n}\n' % ('    if (x)\n        f();\n' * 15), True),
    (check_parameters, 'a.c', 'int a(int b, int c, int (*d)(int, int), int e, int f)\n{\n    return 0;\n}\n', False),
    (check_parameters, 'a.c', 'int a(int b, int c, int d, int e, int f, int g)\n{\n    return 0;\n}\n', True),
    (check_nesting, 'a.c', 'void a(void)\n{\n    for (;;) {\n        if (b) {\n            c();\n        }\n    }\n}\n', False),
    (check_nesting, 'a.c', 'void a(void)\n{\n    if (b) {\n        if (b) {\n            if (b) {\n                if (b) {\n'
     '                    c();\n                }\n            }\n        }\n    }\n}\n', True),
    (check_file_length, 'a.c', 'int a;\n' * 400, False),
    (check_file_length, 'a.c', 'int a;\n' * 401, True),
    (check_format, 'a.c', 'int a(void)\n{\n    return 0;\n}\n', False),
    (check_format, 'a.c', 'int a(void) { return 0; }\n', True),
    (check_markers, 'a.md', 'to do nothing\n', False),
    (check_markers, 'a.md', 'TO' + 'DO: something\n', True),
    (check_machine_paths, 'a.sh', 'cd ../shared\n', False),
    (check_machine_paths, 'a.sh', 'cd /wo' + 'rk/shared\n', True),
    (check_sleeps, 'a.c', 'oversleep_count(1);\n', False),
    (check_sleeps, 'a.c', 'usleep(1);\n', True),
    (check_exits, 'crawler/cli/main.c', 'exit(1);\n', False),
    (check_exits, 'crawler/cli/scan.c', 'exit(1);\n', True),
    (check_typedefs, 'a.h', 'typedef void a_fn(int b);\n', False),
    (check_typedefs, 'a.h', 'typedef struct a a_t;\n', True),
    (check_names, 'signers/a.c', 'int a_metadata(void)\n{\n    return 0;\n}\n', False),
    (check_names, 'signers/a.c', 'int a_process_all(void)\n{\n    return 0;\n}\n', True),
    (check_names, 'a_utils.c', 'int a_all(void)\n{\n    return 0;\n}\n', True),
    (check_blanks, 'a.py', 'a = 1\n', False),
    (check_blanks, 'a.py', 'a = 1 \n', True),
    (check_scripts, 'a.sh', 'if true; then echo; fi\n', False),
    (check_scripts, 'a.sh', 'if true; then echo;\n', True),
    (check_scripts, 'a.py', 'a = (1\n', True),
]


def build_archive(root, content):
    """A library as the build makes it, for check_state."""
    source, built, archive = (os.path.join(root, n) for n in ('a.c', 'a.o', 'libphicrawl_a.a'))
    with open(source, 'w') as file:
        file.write(content)
    subprocess.run(['gcc', '-fPIC', '-c', '-o', built, source], check=True)
    subprocess.run(['ar', 'rc', archive, built], check=True)


def self_test():
    failed = 0
    for check, path, content, want in CASES:
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), 'w') as file:
                file.write(content)
            if bool(check(Tree(root))) != want:
                failed += 1
                print('self-test: %s(%s, %r) should be %s' % (check.__name__, path, content[:60], want))
    states = [('int a = 1;\n', True), ('static int a;\nint *b(void);\nint *b(void) { return &a; }\n', True),
              ('static const char *const a[] = {"x"};\nconst char *b(int i);\nconst char *b(int i) { return a[i]; }\n', False)]
    for content, want in states:
        with tempfile.TemporaryDirectory() as root:
            build_archive(root, content)
            if bool(check_state(Tree(root, root))) != want:
                failed += 1
                print('self-test: check_state(%r) should be %s' % (content, want))
    count = len(CASES) + len(states)
    print('%d passed, %d failed' % (count - failed, failed))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
    parser.add_argument('--build')
    parser.add_argument('--self-test', action='store_true')
    options = parser.parse_args()
    return self_test() if options.self_test else run_checks(Tree(os.path.abspath(options.root), options.build))


if __name__ == '__main__':
    sys.exit(main())
