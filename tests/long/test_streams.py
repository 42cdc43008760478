#!/usr/bin/env python3
"""Structured text of any length in constant memory, at a share of the speed of the same bytes as plain text: a table, a
JSON array and NDJSON, a third at least; a dump in SQL, a log, HL7 v2 and X12, a quarter, and of these less is read. GIB:
how much of each (default 10)."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
from harness import Test  # noqa: E402

PHICRAWL = os.environ['PHICRAWL']
SIZE = int(float(os.environ.get('GIB', '10')) * (1 << 30))
MEMORY_MIB_MAX = 128
SLOWER = {"sql": 4, "log": 4, "hl7": 4, "x12": 4}  # than text, at most; others 3
PROSE = 'Notes of the day, none of them in any order; what follows is only text.\n'

test = Test()
check = test.check


def person(i):
    """One in fifty rows holds a person, the rest what most rows hold."""
    ssn = '536-90-%04d' % (i % 10000) if i % 50 == 0 else ''
    return {'row': i, 'ssn': ssn, 'amount': i * 7 % 9973 / 100, 'unit': 'u%d' % (i % 40),
            'note': 'checked and filed under %d' % (i % 365)}


def rows(render):
    return ''.join(render(person(i)) for i in range(20000))


def csv_row(p):
    return '%(row)d,%(ssn)s,%(amount)s,%(unit)s,%(note)s\n' % p


def json_row(p):
    return '{"row":%(row)d,"ssn":"%(ssn)s","amount":%(amount)s,"unit":"%(unit)s","note":"%(note)s"}' % p


def hl7_message(p):
    """A patient, where the row has one, and twelve results."""
    return ('MSH|^~\\&|LAB|HOSP|EHR|HOSP|20260102100000||ORU^R01|%(row)d|P|2.5.1\rPID|1||||||||||||||||||%(ssn)s\r'
            'OBR|1|||2345-7^GLUCOSE^LN\r' % p +
            ''.join('OBX|%d|NM|%d-7^RESULT OF THE DAY^L||%s|mg/dL|70-105|N|||F|||%s\r' % (i, i, p['amount'], p['note'])
                    for i in range(12)))


def x12_claim(p):
    """A member, where the row has one, and twelve lines of a bill."""
    return ('HL*1**22*0~SBR*P*18*G%(row)d******CI~REF*SY*%(ssn)s~' % p +
            ''.join('LX*%d~SV1*ZZ:SERVICE %d*%s*UN*1***1~NTE*ADD*%s~' % (i, i, p['amount'], p['note']) for i in range(12)))


X12_HEADER = ('ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260102*1000*^*00501*000000001*0*P*:~'
              'GS*HC*S*R*20260102*1000*1*X*005010X222A1~ST*837*0001*005010X222A1~')

STREAMS = {
    'csv': ('row,ssn,amount,unit,note\n', rows(csv_row), ''),
    'json': ('[{"row":0}', rows(lambda p: ',' + json_row(p)), ']\n'),
    'ndjson': ('', rows(lambda p: json_row(p) + '\n'), ''),
    'sql': ('', rows(lambda p: "INSERT INTO t (row,ssn,amount,unit,note) VALUES (%(row)d,'%(ssn)s',%(amount)s,'%(unit)s',"
                               "'%(note)s');\n" % p), ''),
    'log': ('', rows(lambda p: '2026-01-02 10:00:00 INFO row=%(row)d ssn=%(ssn)s amount=%(amount)s unit=%(unit)s %(note)s\n' % p), ''),
    'hl7': ('', rows(hl7_message), ''),
    'x12': (X12_HEADER, rows(x12_claim), ''),
}


def stream(head, body, tail, size):
    """(seconds of processor time, peak memory in MiB, findings) for head, body over and over, tail."""
    process = subprocess.Popen([PHICRAWL, 'detect', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    counter = subprocess.Popen(['wc', '-l'], stdin=process.stdout, stdout=subprocess.PIPE, text=True)
    process.stdout.close()
    body = body.encode()
    with process.stdin as pipe:
        pipe.write(head.encode())
        for _ in range(size // len(body) + 1):
            pipe.write(body)
        pipe.write(tail.encode())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    findings = int(counter.communicate()[0])
    return usage.ru_utime, usage.ru_maxrss // 1024, findings, process.returncode


def main():
    for name, (head, body, tail) in STREAMS.items():
        begin = time.monotonic()
        size, slower = (SIZE // 8, SLOWER[name]) if name in SLOWER else (SIZE, 3)
        seconds, memory_mib, findings, code = stream(head, body, tail, size)
        expected = (size // len(body.encode()) + 1) * 400
        check('%s: the end was reached' % name, code == 0, code)
        check('%s: every value was found' % name, findings >= expected, '%d of %d' % (findings, expected))
        check('%s: memory stays below %d MiB' % (name, MEMORY_MIB_MAX), memory_mib < MEMORY_MIB_MAX, memory_mib)
        part = min(size, 1 << 28)
        structured = stream(head, body, tail, part)[0]
        plain = stream(PROSE, body.replace('=', ' ') if name == 'log' else body, tail, part)[0]
        check('%s: 1/%d of the speed of text' % (name, slower), structured < slower * plain, '%.1f s, text %.1f s' % (structured, plain))
        print('%s: %d findings, %.0f MB/s (text %.0f), peak %d MiB, %.0f s' % (
            name, findings, part / structured / 1e6, part / plain / 1e6, memory_mib, time.monotonic() - begin))
    test.finish()


if __name__ == '__main__':
    main()
