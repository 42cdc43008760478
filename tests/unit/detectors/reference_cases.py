"""Prints values and what a reference implementation says of them: kind, value, 0 or 1, between tabs.

usage: reference_cases.py FOLDER KIND COUNT     (FOLDER holds validators.py)
       reference_cases.py FOLDER vectors        the worked examples of the reference itself

Most values are nearly right: made to form, then with every last character; one of four has one character more, less or
another. Equal arguments give equal lines.
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
MBI = 'ACDEFGHJKMNPQRTUVWXY'
CARDS = ('4', '51', '55', '2221', '2720', '34', '37', '6011', '65', '644', '36', '38', '300', '3095', '3528', '50', '56',
         '622126', '624', '6282', '6304', '6759', '12', '9')
CARD_LENGTHS = (13, 14, 15, 16, 16, 16, 17, 18, 19)


def draw(characters, count):
    return ''.join(DRAW.choice(characters) for _ in range(count))


def first_nonzero(count):
    return draw('123456789', 1) + draw(DIGITS, count - 1)


def ssn():
    separator = DRAW.choice(('', '-', '-', '-', ' ', '.'))
    other = separator if DRAW.random() < 0.9 else DRAW.choice('- .')
    area = draw(DIGITS, 3) if DRAW.random() < 0.8 else DRAW.choice(('000', '666', '900', '899', '001', '987'))
    return [area + separator + draw(DIGITS, 2) + other + draw(DIGITS, 4)]


def mbi():
    either = MBI + DIGITS
    value = draw('0123456789', 1) + draw(MBI, 1) + draw(either, 1) + draw(DIGITS, 1) + draw(MBI, 1) + draw(either, 1)
    value += draw(DIGITS, 1) + draw(MBI + 'SLOIBZ', 1) + draw(MBI, 1) + draw(DIGITS, 2)
    value = value.lower() if DRAW.random() < 0.1 else value
    return [value, value[:4] + '-' + value[4:7] + '-' + value[7:], value[:4] + '-' + value[4:]]


def card():
    start = DRAW.choice(CARDS)
    value = start + draw(DIGITS, DRAW.choice(CARD_LENGTHS) - len(start) - 1)
    return [value + check for check in DIGITS] + [' '.join(value[i:i + 4] for i in range(0, len(value), 4)) + check
                                                  for check in DIGITS]


def iban_with_checks():
    country = DRAW.choice(sorted(validators.IBAN_LEN))
    rest = draw(DIGITS, validators.IBAN_LEN[country] - 4)
    return [country + '%02d' % check + rest for check in range(2, 99)]


def with_check(make, characters, at=None):
    """A drawn value and all that differ from it at one place."""
    value = make()
    at = len(value) - 1 if at is None else at
    return [value[:at] + c + value[at + 1:] for c in characters]


def hicn():
    code = draw(LETTERS, 1) + draw(LETTERS + DIGITS, DRAW.randint(0, 1))
    return [draw('12345', 1) + first_nonzero(8) + code]


def ndc():
    parts = DRAW.choice(((4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2), (4, 3, 2), (5, 5, 1)))
    return ['-'.join(draw(DIGITS, part) for part in parts), draw(DIGITS, 11)]


def sctid():
    parts = ('00', '01', '02', '10', '11', '12', '03')
    return with_check(lambda: first_nonzero(DRAW.randint(3, 15)) + DRAW.choice(parts) + '0', DIGITS)


def icd10():
    value = draw(LETTERS, 1) + draw(DIGITS, 1) + draw(DIGITS + 'ABX', 1)
    rest = draw(DIGITS + 'AXDS', DRAW.randint(0, 4))
    return [value + '.' + rest if rest else value, value + rest]


MAKERS = {
    'ssn': ssn,
    'itin': lambda: ['9' + draw(DIGITS, 8)],
    'ein': lambda: [draw(DIGITS, 2) + '-' + draw(DIGITS, 7)],
    'npi': lambda: with_check(lambda: draw('1123', 1) + draw(DIGITS, 9), DIGITS),
    'dea': lambda: with_check(lambda: draw(LETTERS, 1) + draw(LETTERS + '9999', 1) + draw(DIGITS, 7), DIGITS),
    'mbi': mbi,
    'hicn': hicn,
    'aba': lambda: with_check(lambda: draw('0123678', 1) + draw(DIGITS, 8), DIGITS),
    'iban': iban_with_checks,
    'pan': card,
    'vin': lambda: with_check(lambda: draw(VIN, 17), DIGITS + 'X', 8),
    'gs1': lambda: with_check(lambda: draw(DIGITS, DRAW.choice((8, 12, 13, 14))), DIGITS),
    'loinc': lambda: with_check(lambda: first_nonzero(DRAW.randint(1, 7)) + '-0', DIGITS),
    'sctid': sctid,
    'ndc': ndc,
    'icd10': icd10,
    'icd9': lambda: [draw(DIGITS, 3) + '.' + draw(DIGITS, DRAW.randint(1, 2)), 'V' + draw(DIGITS, 2) + '.' + draw(DIGITS, 2),
                     'E' + draw(DIGITS, 3) + '.' + draw(DIGITS, 1)],
    'hcpcs': lambda: [draw(LETTERS, 1) + draw(DIGITS, 4), draw(DIGITS, 4) + draw(DIGITS + 'FTUX', 1)],
    'nanp': lambda: [DRAW.choice(('', '', '1')) + draw('1123456789', 1) + draw('0119', 2) + draw(DIGITS, 7),
                     draw('23456789', 1) + draw(DIGITS, 2) + '-' + draw(DIGITS, 3) + '-' + draw(DIGITS, 4)],
    'luhn': lambda: with_check(lambda: draw(DIGITS, DRAW.randint(1, 24)), DIGITS),
    'verhoeff': lambda: with_check(lambda: draw(DIGITS, DRAW.randint(1, 24)), DIGITS),
}

# Kinds whose values are only ever made to form: the reference and the project name different characters beside it.
UNCHANGED = ('hcpcs', 'luhn', 'verhoeff', 'icd9')

JUDGES = {
    'hcpcs': lambda v: validators.HCPCS2.fullmatch(v) or validators.CPT.fullmatch(v),
    'icd9': lambda v: validators.ICD9.fullmatch(v),
    'icd10': lambda v: validators.ICD10.fullmatch(v) or validators.ICD10_NODOT.fullmatch(v),
}


def change(value):
    at = DRAW.randrange(len(value))
    what = DRAW.randrange(3)
    new = DRAW.choice(DIGITS + LETTERS + '-')
    return value[:at] + (new if what > 0 else '') + value[at + (what < 2):]


def print_kind(kind, count):
    judge = JUDGES.get(kind) or getattr(validators, kind)
    while count > 0:
        for value in MAKERS[kind]()[:count]:
            if kind not in UNCHANGED and DRAW.random() < 0.25:
                value = change(value)
            print('%s\t%s\t%d' % (kind, value, bool(judge(value))))
            count -= 1


def name_of(judge):
    """The kind of a worked example, and the normal form that it asks for, if any."""
    if judge.__name__ != '<lambda>':
        return judge.__name__, None
    words = {'ndc': 'ndc', 'ndc11': 'ndc11', 'ICD10': 'icd10', 'ICD10_NODOT': 'icd10', 'ICD9': 'icd9', 'HCPCS2': 'hcpcs2',
             'CPT': 'hcpcs'}
    kind = [words[name] for name in judge.__code__.co_names if name in words][0]
    return kind, judge.__code__.co_consts[1] if kind == 'ndc11' else None


def print_vectors():
    for judge, value, expected in validators.VECTORS:
        if expected is not None:
            kind, normal = name_of(judge)
            print('%s\t%s\t%d' % (kind, value if normal is None else normal + ' ' + value, expected))


if sys.argv[2] == 'vectors':
    print_vectors()
else:
    print_kind(sys.argv[2], int(sys.argv[3]))
