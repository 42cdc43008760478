#!/usr/bin/env python3
"""Makes the text that the benchmark scans: logs, csv, fhir, notes, code; all invented, equal bytes for equal arguments.

usage: make_classes.py CLASS FILE MIB [PERCENT]

Text as such classes have it, with a line that holds identifiers now and then: as often as is usual for the class, or so
that they are about PERCENT of all bytes. Prints how many bytes of identifiers went in.
"""
import glob
import os
import random
import re
import sys

FIRST = 'Maria James Linda Robert Aisha Daniel Wei Susan Carlos Emma Priya Thomas Grace Omar Julia Peter Nadia Henry'.split()
LAST = 'Garcia Smith Nguyen Brown Khan Miller Lopez Davis Patel Wilson Chen Moore Silva Taylor Haddad Clark Young'.split()
HOSTS = 'example.org mail.test.net clinic.example.com post.example.net'.split()
ROUTES = '/api/v1/orders /cart/checkout /health /static/app.js /search /users/me /img/logo.png /v2/items /metrics'.split()
AGENTS = ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
          'curl/7.88.1', 'kube-probe/1.29', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15']
SERVICES = 'gateway billing inventory scheduler notifier session-cache ingest search worker'.split()
CARRIERS = 'ground air freight courier pickup'.split()
STATES = 'NEW PAID PACKED SHIPPED RETURNED'.split()
CLINICAL = ('the patient was seen today for follow up of hypertension and reports feeling well without chest pain or shortness '
            'of breath|blood pressure is controlled on lisinopril 10 mg daily and metformin 500 mg twice daily with meals|lungs '
            'are clear to auscultation and the abdomen is soft and not tender|we talked about diet and exercise and the plan is '
            'to return in three months|labs were drawn including a basic panel and a complete count and the results are within '
            'normal limits|no acute distress and alert and oriented with a steady gait|the wound on the left hand is healing well '
            'and sutures were removed|family history is positive for diabetes and negative for stroke|she denies fever chills '
            'nausea vomiting or diarrhea|he takes atorvastatin at bedtime and aspirin 81 mg in the morning|an appointment with '
            'cardiology was made and the referral was sent|physical therapy twice a week for six weeks was recommended').split('|')
PLAIN = ('the meeting was moved to the afternoon and the room is on the second floor|please find the minutes of last week below '
         'and send remarks by friday|water was dripping from the ceiling again and the landlord promised to look at it|the train '
         'left late and arrived even later but the view over the river was worth it|most of the budget went into repairs of the '
         'old building|the recipe asks for two cups of flour and a pinch of salt').split('|')
PACKAGES = 'react lodash babel webpack eslint stream parser loader plugin runtime preset types'.split()


class Maker:
    def __init__(self, name):
        self.random = random.Random('phicrawl-bench-' + name)
        self.pool = {}

    def digits(self, count):
        return '%0*d' % (count, self.random.randrange(10 ** count))

    def hexadecimal(self, count):
        return '%0*x' % (count, self.random.getrandbits(4 * count))

    def uuid(self):
        h = self.hexadecimal(32)
        return '-'.join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))

    def base64(self, count):
        return ''.join(self.random.choices('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', k=count))

    def stamp(self):
        r = self.random
        return '2025-%02d-%02dT%02d:%02d:%02d.%03dZ' % (r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59),
                                                       r.randint(0, 59), r.randint(0, 999))

    def address(self):
        return '.'.join(str(self.random.randint(1, 254)) for _ in range(4))

    def draw(self, what, count=1 << 13):
        """A pool of made values: drawing from it costs a fraction of making one."""
        if what not in self.pool:
            self.pool[what] = [self.make(what) for _ in range(count)]
        return self.random.choice(self.pool[what])

    def make(self, what):
        r = self.random
        if what == 'ssn':
            area = r.choice((r.randint(1, 665), r.randint(667, 899)))
            return '%03d-%02d-%04d' % (area, r.randint(1, 99), r.randint(1, 9999))
        if what == 'phone':
            form = r.choice(('(%d) %d-%04d', '%d-%d-%04d', '%d.%d.%04d'))
            return form % (r.randint(212, 489), r.randint(220, 899), r.randint(0, 9999))
        if what == 'email':
            return '%s.%s%d@%s' % (r.choice(FIRST).lower(), r.choice(LAST).lower(), r.randint(1, 99), r.choice(HOSTS))
        if what == 'dob':
            return '%02d/%02d/%d' % (r.randint(1, 12), r.randint(1, 28), r.randint(1930, 2012))
        if what == 'iso':
            return '%d-%02d-%02d' % (r.randint(1930, 2012), r.randint(1, 12), r.randint(1, 28))
        if what == 'npi':
            return self.checked('80840', r.choice('12') + self.digits(8))
        if what == 'card':
            return self.checked('', '4' + self.digits(14))
        if what == 'mbi':
            letters, either = 'ACDEFGHJKMNPQRTUVWXY', 'ACDEFGHJKMNPQRTUVWXY0123456789'
            return ''.join(r.choice(of) for of in ('123456789', letters, either, '0123456789', letters, either, '0123456789',
                                                   letters, letters, '0123456789', '0123456789'))
        if what == 'ndc':
            return '%s-%s-%s' % (self.digits(5), self.digits(4), self.digits(2))
        if what == 'mrn':
            return self.digits(8)
        return getattr(self, what)()

    @staticmethod
    def checked(front, digits):
        """digits with Luhn's check digit over front and them."""
        total = 0
        for i, digit in enumerate(reversed(front + digits)):
            value = int(digit) * (2 if i % 2 == 0 else 1)
            total += value - 9 if value > 9 else value
        return digits + str(-total % 10)

    def fill(self, template):
        """The template with its {kind}s replaced, and how many bytes of identifiers that were."""
        planted = 0

        def replace(match):
            nonlocal planted
            kind = match.group(1)
            if kind == 'name':
                return self.random.choice(FIRST) + ' ' + self.random.choice(LAST)
            value = self.draw(kind)
            if kind not in ('stamp', 'uuid', 'address'):
                planted += len(value)
            return value
        return re.sub(r'\{(\w+)\}', replace, template), planted


def logs(make):
    r = make.random
    which = r.randrange(3)
    if which == 0:
        return '%s - - [%02d/Mar/2025:%02d:%02d:%02d +0000] "GET %s?t=%d HTTP/1.1" %d %d "-" "%s" rt=0.%03d' % (
            make.draw('address'), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.choice(ROUTES),
            r.randint(10 ** 9, 2 * 10 ** 9), r.choice((200, 200, 200, 304, 404, 500)), r.randint(0, 99999), r.choice(AGENTS),
            r.randint(0, 999))
    if which == 1:
        return ('{"ts":"%s","level":"info","service":"%s","trace_id":"%s","span":"%s","peer":"%s","order_id":%d,"t":%d,'
                '"msg":"request completed","ms":%d}') % (
            make.draw('stamp'), r.choice(SERVICES), make.draw('uuid'), make.draw('uuid')[:18], make.draw('address'),
            r.randint(10 ** 8, 10 ** 9 - 1), r.randint(1735689600000, 1767225600000), r.randint(0, 9999))
    return '%s INFO [%s] req=%s batch=%d epoch=%d upstream=%s:%d path=%s status=200 bytes=%d' % (
        make.draw('stamp'), r.choice(SERVICES), make.draw('uuid'), r.randint(10 ** 11, 10 ** 12 - 1),
        r.randint(1735689600, 1767225600), make.draw('address'), r.randint(1024, 65535), r.choice(ROUTES), r.randint(0, 999999))


def csv(make):
    r = make.random
    return '%d,2025-%02d-%02d,%s,%d,%d.%02d,%s,%s,W%02d,%d,' % (
        r.randint(10 ** 8, 10 ** 9 - 1), r.randint(1, 12), r.randint(1, 28), 'SKU-%05d' % r.randint(0, 99999), r.randint(1, 9),
        r.randint(1, 999), r.randint(0, 99), r.choice(STATES), r.choice(CARRIERS), r.randint(1, 40),
        r.randint(10 ** 11, 10 ** 12 - 1))


def fhir(make):
    r = make.random
    return ('{"resourceType":"Observation","id":"%s","status":"final","category":[{"coding":[{"system":'
            '"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":'
            '"http://loinc.org","code":"%s","display":"%s"}]},"subject":{"reference":"Patient/%s"},"effectiveDateTime":"%s",'
            '"issued":"%s","valueQuantity":{"value":%d.%d,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}') % (
        make.draw('uuid'), r.choice(('2345-7', '2160-0', '718-7', '4548-4', '2823-3')),
        r.choice(('Glucose', 'Creatinine', 'Hemoglobin', 'Hemoglobin A1c', 'Potassium')), make.draw('uuid'), make.draw('stamp'),
        make.draw('stamp'), r.randint(1, 200), r.randint(0, 9))


def notes(make):
    r = make.random
    sentences = [r.choice(CLINICAL if r.random() < 0.7 else PLAIN) for _ in range(r.randint(2, 5))]
    words = ' '.join(s[0].upper() + s[1:] + '.' for s in sentences).split(' ')
    start = r.randrange(max(1, len(words) // 3))
    return ' '.join(words[start:])


class Code:
    """Sources of Python's library and of the system's headers, lock files, base64."""

    def __init__(self):
        self.blocks = []
        paths = sorted(glob.glob(os.path.dirname(os.__file__) + '/*.py')) + sorted(glob.glob('/usr/include/*.h'))
        for path in paths:
            try:
                with open(path, encoding='ascii') as file:
                    lines = [line for line in file.read().split('\n') if '@' not in line]
            except (OSError, UnicodeDecodeError):
                continue
            self.blocks += ['\n'.join(lines[i:i + 12]) for i in range(0, len(lines), 12)]

    def __call__(self, make):
        r = make.random
        which = r.randrange(3)
        if which == 0:
            return r.choice(self.blocks)
        if which == 1:
            name = r.choice(PACKAGES) + '-' + r.choice(PACKAGES)
            version = '%d.%d.%d' % (r.randint(0, 20), r.randint(0, 40), r.randint(0, 30))
            return ('    "node_modules/%s": {\n      "version": "%s",\n      "resolved": "https://packages.example.org/%s/-/%s-%s.tgz"'
                    ',\n      "integrity": "sha512-%s=="\n    },') % (name, version, name, name, version, make.draw('base86'))
        return '\n'.join(make.draw('base76') for _ in range(5))


Maker.base86 = lambda self: self.base64(86)
Maker.base76 = lambda self: self.base64(76)

# How many lines in a thousand hold identifiers, and what they look like.
CLASSES = {
    'logs': (1.2, logs, ['{stamp} WARN billing lookup failed ssn={ssn} user={uuid}',
                         '{stamp} ERROR gateway reset mail sent to {email} from {address}',
                         '{stamp} DEBUG ingest row patient dob: {iso} mrn={mrn} ok',
                         '{stamp} INFO notifier text queued phone={phone} template=42',
                         '{stamp} DEBUG worker provider NPI {npi} accepted', '{stamp} ERROR billing card {card} declined']),
    'csv': (20, csv, ['100000001,2025-03-04,SKU-00001,1,9.99,NEW,ground,W01,100000000001,call {phone} or {email}',
                      '100000002,2025-03-04,SKU-00002,1,19.99,NEW,air,W02,100000000002,ssn {ssn} dob {dob}',
                      '100000003,2025-03-04,SKU-00003,1,29.99,NEW,air,W03,100000000003,card {card}',
                      '100000004,2025-03-04,SKU-00004,1,39.99,NEW,air,W04,100000000004,npi {npi} ndc {ndc}']),
    'fhir': (6, fhir, ['{{"resourceType":"Patient","id":"{uuid}","identifier":[{{"type":{{"text":"MRN"}},"value":"{mrn}"}},'
                       '{{"system":"http://hl7.org/fhir/sid/us-ssn","value":"{ssn}"}}],"name":[{{"text":"{name}"}}],"telecom":'
                       '[{{"system":"phone","value":"{phone}"}}],"birthDate":"{iso}"}}',
                       '{{"resourceType":"Practitioner","id":"{uuid}","identifier":[{{"system":'
                       '"http://hl7.org/fhir/sid/us-npi","value":"{npi}"}}]}}']),
    'notes': (30, notes, ['Patient: {name}  DOB: {dob}  MRN: {mrn}  SSN: {ssn}', 'Contact phone {phone} or email {email}.',
                          'Prescriber NPI: {npi}, dispensed NDC {ndc}.', 'Medicare ID {mbi} verified on admission.']),
    'code': (2.4, Code, ['    test_user = {{"ssn": "{ssn}", "email": "{email}"}}', '# contact: {email}',
                         'assert parse_phone("{phone}") is not None', 'const npi = "NPI {npi}";']),
}
CSV_HEADER = 'order_id,date,sku,quantity,amount,status,carrier,warehouse,tracking,remark'


def rate_for(percent, plain_line, templates, make):
    """In how many of a thousand lines identifiers must stand to be percent of all bytes."""
    filled = [make.fill(t.replace('{{', '\x01').replace('}}', '\x02')) for t in templates * 40]
    length = sum(len(text) for text, _ in filled) / len(filled)
    planted = sum(count for _, count in filled) / len(filled)
    plain = sum(len(plain_line(make)) for _ in range(400)) / 400
    share = percent / 100.0
    lines = share * plain / max(planted - share * length + share * plain, 1e-9)
    return 1000.0 * min(1.0, max(0.0, lines))


def main():
    name, path, size = sys.argv[1], sys.argv[2], int(float(sys.argv[3]) * (1 << 20))
    rate, plain_line, templates = CLASSES[name]
    plain_line = plain_line() if plain_line is Code else plain_line
    make = Maker(name)
    if len(sys.argv) > 4:
        rate = rate_for(float(sys.argv[4]), plain_line, templates, make)
    written = planted = 0
    with open(path, 'wb') as file:
        if name == 'csv':
            written += file.write((CSV_HEADER + '\n').encode())
        while written < size:
            lines = []
            for _ in range(4000):
                if make.random.random() * 1000 < rate:
                    template = make.random.choice(templates).replace('{{', '\x01').replace('}}', '\x02')
                    text, count = make.fill(template)
                    lines.append(text.replace('\x01', '{').replace('\x02', '}'))
                    planted += count
                else:
                    lines.append(plain_line(make))
            written += file.write(('\n'.join(lines) + '\n').encode('ascii'))
    print('%s: %d bytes, %d of identifiers (%.4f %%)' % (path, written, planted, 100.0 * planted / written))


if __name__ == '__main__':
    main()
