#!/usr/bin/env python3
"""What `phicrawl detect` finds of the generated corpus, and what it finds that is not there. Floors, not wishes: a change
that finds less than before fails. Values that no rule and no label makes sure are not counted."""
import collections
import json
import os
import subprocess
import sys
import tempfile

PHICRAWL, MAKE_CORPUS = os.environ['PHICRAWL'], os.environ['MAKE_CORPUS']

TYPES = {
    'us-ssn': 'US_SSN', 'us-npi': 'NPI', 'us-dea': 'DEA', 'us-mbi': 'MBI', 'us-hicn': 'HICN', 'mrn': 'MRN',
    'patient-id': 'MRN', 'member-id': 'MEMBER_ID', 'medicaid-id': 'MEMBER_ID', 'rx-number': 'RX_NUMBER',
    'account-number': 'ACCOUNT', 'bank-account': 'ACCOUNT', 'payment-card': 'CREDIT_CARD', 'iban': 'IBAN',
    'aba-routing': 'ABA_ROUTING', 'vin': 'VIN', 'dob': 'DOB', 'service-date': 'DATE', 'age-over-89': 'AGE',
    'person-name': 'PERSON', 'postal-address': 'ADDRESS', 'phone': 'PHONE', 'fax': 'PHONE', 'email': 'EMAIL',
    'ip-address': 'IP', 'icd10-cm': 'ICD10', 'ndc': 'NDC', 'loinc': 'LOINC', 'snomed-ct': 'SNOMED', 'drug': 'DRUG',
}
# Least recall over values that pass their rule, by what names them: a label near, a column, nothing. In a column those
# that break their rule count as well.
FLOORS = {
    ('AGE', 'near'): 1, ('CREDIT_CARD', 'near'): 1, ('CREDIT_CARD', 'none'): 1, ('DATE', 'column'): 1, ('DATE', 'near'): 1,
    ('DEA', 'column'): 1, ('DEA', 'near'): 1, ('DOB', 'column'): 1, ('DOB', 'near'): 1, ('DRUG', 'column'): 1,
    ('DRUG', 'near'): 1, ('EMAIL', 'near'): 1, ('ICD10', 'column'): 1, ('ICD10', 'near'): 1, ('MBI', 'column'): 1,
    ('MBI', 'near'): 1, ('MEMBER_ID', 'column'): 1, ('MRN', 'near'): 1, ('NDC', 'column'): 1, ('NPI', 'column'): 1,
    ('NPI', 'near'): 1, ('PHONE', 'column'): 1, ('PHONE', 'near'): 1, ('PHONE', 'none'): 1, ('RX_NUMBER', 'column'): 1,
    ('US_SSN', 'column'): 1, ('US_SSN', 'near'): 1, ('US_SSN', 'none'): 1,
}
# Never reported in near misses; terms, addresses of machines and the like may be.
STRICT = {'US_SSN', 'NPI', 'DEA', 'MBI', 'HICN', 'CREDIT_CARD', 'IBAN', 'ABA_ROUTING', 'VIN', 'MRN', 'MEMBER_ID',
          'ICD10', 'NDC', 'DOB', 'SNOMED', 'LOINC', 'RX_NUMBER', 'AGE', 'ACCOUNT', 'PHONE'}


def detect(paths):
    """{path: [(member, type, start, end)]}"""
    done = subprocess.run([PHICRAWL, 'detect', '--files-from', '-'], input='\n'.join(paths) + '\n', text=True,
                          stdout=subprocess.PIPE)
    found = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        f = json.loads(line)
        found[f['uri']].append((f.get('member', ''), TYPES.get(f['detector'], f['detector']), f['offset'],
                                f['offset'] + f['length']))
    return found, done.returncode


def tally(record, findings, counts, extra):
    for part in record.get('members', [record]):
        mine = [f for f in findings if f[0] == part.get('member', '')]
        for e in part['entities']:
            key = (e['type'], e['valid'], e['label'])
            counts[key][1] += 1
            counts[key][0] += any(t == e['type'] and s < e['end'] and e['start'] < n for _, t, s, n in mine)
        for _, t, s, n in mine:
            if not any(s < e['end'] and e['start'] < n for e in part['entities']):
                extra[record['kind'], t] += 1


def main():
    counts, extra = collections.defaultdict(lambda: [0, 0]), collections.Counter()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([MAKE_CORPUS, '--seed', '5', '--objects', '120', work + '/corpus'], check=True)
        with open(work + '/corpus/gold.jsonl', encoding='utf-8') as file:
            truth = [json.loads(line) for line in file]
        found, code = detect(['%s/corpus/objects/%s' % (work, r['object']) for r in truth])
        for record in truth:
            if record['status'] == 'examined':
                tally(record, found['%s/corpus/objects/%s' % (work, record['object'])], counts, extra)
    print('type           valid label      found    of  recall')
    for (kind, valid, label), (hits, total) in sorted(counts.items()):
        print('%-14s %-5s %-8s  %6d %5d   %.3f' % (kind, valid, label, hits, total, hits / total))
        floor = FLOORS.get((kind, label)) if valid or label == 'column' else None
        if floor is not None:
            passed, failed = (passed + 1, failed) if hits / total >= floor else (passed, failed + 1)
            if hits / total < floor:
                print('FAILED: the floor is %.3f' % floor)
    print('not planted:', dict(extra.most_common()))
    false = {k: n for k, n in extra.items() if k[0] == 'near-misses' and k[1] in STRICT}
    for holds, what in ((code == 3, 'exit code 3'), (not false, 'near misses hold nothing: %s' % false)):
        passed, failed = (passed + 1, failed) if holds else (passed, failed + 1)
        if not holds:
            print('FAILED: ' + what)
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
