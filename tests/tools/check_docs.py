#!/usr/bin/env python3
"""The pages: links lead somewhere, files that are named exist, the change log takes changes.

  check_docs.py [--root DIR]
  check_docs.py --self-test   shows that every check can fail

The last line is "N passed, N failed": one a check.
"""
import argparse
import os
import re
import sys
import tempfile

LINK = re.compile(r'(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)')
# Paths of the repository in back-ticks: a folder of ours, a slash, no wildcard.
NAMED = re.compile(r'`((?:crawler|detectors|signers|corpora|tests|docs)/[\w./-]+)`')


def pages(root):
    found = []
    for folder in ('', 'docs'):
        directory = os.path.join(root, folder)
        if os.path.isdir(directory):
            found += [os.path.join(folder, n) for n in sorted(os.listdir(directory)) if n.endswith('.md')]
    return found


def read(root, page):
    with open(os.path.join(root, page), encoding='utf-8') as file:
        return file.read()


def without_code(text):
    return re.sub(r'^```.*?^```', '', text, flags=re.S | re.M)


def anchors(text):
    """As hosting sites make them of headings: lower case, words joined by '-', punctuation gone."""
    return {re.sub(r'[^\w\- ]', '', title.lower()).strip().replace(' ', '-')
            for title in re.findall(r'^#+ +(.*?) *$', without_code(text), re.M)}


def check_links(root):
    offences = []
    for page in pages(root):
        for match in LINK.finditer(without_code(read(root, page))):
            target = match[1] or match[2]
            if re.match(r'[a-z]+:', target):
                continue
            path, _, anchor = target.partition('#')
            path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
            if not os.path.exists(os.path.join(root, path)):
                offences.append('%s: %s leads nowhere' % (page, target))
            elif anchor and path.endswith('.md') and anchor not in anchors(read(root, path)):
                offences.append('%s: %s has no such heading' % (page, target))
    return offences


def check_named_files(root):
    return ['%s: %s does not exist' % (page, path) for page in pages(root)
            for path in NAMED.findall(without_code(read(root, page)))
            if not os.path.exists(os.path.join(root, path))]


def check_changelog(root):
    if not os.path.isfile(os.path.join(root, 'CHANGELOG.md')):
        return ['CHANGELOG.md is missing']
    text = read(root, 'CHANGELOG.md')
    return [] if re.search(r'^## \[?Unreleased\]?\s*$', text, re.M) else ['CHANGELOG.md has no section Unreleased']


CHECKS = [
    ('links lead somewhere', check_links),
    ('files that pages name exist', check_named_files),
    ('the change log takes changes', check_changelog),
]

CASES = [
    (check_links, {'README.md': '[a](docs/a.md#one-two)', 'docs/a.md': '# One, two\n'}, False),
    (check_links, {'README.md': '[a](https://example.org/x)\n```\n[b](none.md)\n```\n'}, False),
    (check_links, {'README.md': '[a](docs/b.md)'}, True),
    (check_links, {'docs/a.md': '# One\n[a](#two)'}, True),
    (check_links, {'docs/a.md': '![picture](a.png)'}, True),
    (check_named_files, {'README.md': 'see `docs/a.md`', 'docs/a.md': ''}, False),
    (check_named_files, {'README.md': 'see `docs/a.md`'}, True),
    (check_changelog, {'CHANGELOG.md': '# Change log\n\n## [Unreleased]\n'}, False),
    (check_changelog, {'CHANGELOG.md': '# Change log\n'}, True),
    (check_changelog, {'README.md': ''}, True),
]


def self_test():
    failed = 0
    for check, files, want in CASES:
        with tempfile.TemporaryDirectory() as root:
            for name, content in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
                with open(os.path.join(root, name), 'w', encoding='utf-8') as file:
                    file.write(content)
            if bool(check(root)) != want:
                failed += 1
                print('self-test: %s(%r) should be %s' % (check.__name__, files, want))
    print('%d passed, %d failed' % (len(CASES) - failed, failed))
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..'))
    parser.add_argument('--self-test', action='store_true')
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    failed = 0
    for title, check in CHECKS:
        offences = check(options.root)
        failed += bool(offences)
        if offences:
            print('%s:\n%s' % (title, '\n'.join('  ' + line for line in offences)))
    print('%d passed, %d failed' % (len(CHECKS) - failed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
