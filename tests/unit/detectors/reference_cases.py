"""Prints values and what a reference implementation says of them: kind, value, 0 or 1, between tabs.

usage: reference_cases.py FOLDER     (FOLDER holds validators.py)
Half of the values are made right by trying every last character.
"""
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import validators  # noqa: E402

DRAW = random.Random(20260101)
DIGITS = '0123456789'
LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
VIN = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'


def draw(characters, count):
    return ''.join(DRAW.choice(characters) for _ in range(count))


def first_nonzero(count):
    return draw('123456789', 1) + draw(DIGITS, count - 1)


def iban():
    country = DRAW.choice(sorted(validators.IBAN_LEN))
    return country + '%02d' % DRAW.randint(2, 98) + draw(DIGITS, validators.IBAN_LEN[country] - 4)


def with_check(make, characters, at=None):
    """A drawn value and all that differ from it at one place."""
    value = make()
    at = len(value) - 1 if at is None else at
    return [value[:at] + c + value[at + 1:] for c in characters]


def iban_with_checks():
    value = iban()
    return [value[:2] + '%02d' % check + value[4:] for check in range(2, 99)]


MAKERS = {
    'itin': lambda: ['9' + draw(DIGITS, 8)],
    'ein': lambda: [draw(DIGITS, 2) + '-' + draw(DIGITS, 7)],
    'hicn': lambda: [draw('12345', 1) + first_nonzero(8) + draw(LETTERS, 1) + draw(LETTERS + DIGITS, DRAW.randint(0, 1))],
    'aba': lambda: with_check(lambda: draw('0123678', 1) + draw(DIGITS, 8), DIGITS),
    'iban': iban_with_checks,
    'vin': lambda: with_check(lambda: draw(VIN, 17), DIGITS + 'X', 8),
    'gs1': lambda: with_check(lambda: draw(DIGITS, DRAW.choice((8, 12, 13, 14))), DIGITS),
    'loinc': lambda: with_check(lambda: first_nonzero(DRAW.randint(1, 7)) + '-0', DIGITS),
    'sctid': lambda: with_check(lambda: first_nonzero(DRAW.randint(3, 15)) + DRAW.choice(('00', '01', '02', '10', '11', '12', '03'))
                                + '0', DIGITS),
    'hcpcs': lambda: [draw(LETTERS, 1) + draw(DIGITS, 4), draw(DIGITS, 4) + draw(DIGITS + 'FTUX', 1)],
    'icd9': lambda: [draw(DIGITS, 3) + '.' + draw(DIGITS, DRAW.randint(1, 2)), 'V' + draw(DIGITS, 2) + '.' + draw(DIGITS, 2),
                     'E' + draw(DIGITS, 3) + '.' + draw(DIGITS, 1)],
}

JUDGES = {
    'hcpcs': lambda v: validators.HCPCS2.fullmatch(v) or validators.CPT.fullmatch(v),
    'icd9': lambda v: validators.ICD9.fullmatch(v),
}


def main():
    for kind, make in MAKERS.items():
        judge = JUDGES.get(kind) or getattr(validators, kind)
        count = 0
        while count < 3000:
            for value in make():
                print('%s\t%s\t%d' % (kind, value, bool(judge(value))))
                count += 1


main()
