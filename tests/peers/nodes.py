#!/usr/bin/env python3
"""Two installations that ask each other, served at once on the loopback: what is signed is answered and kept on both sides; what is
forged, altered, sent twice, late or from an ended agreement is refused; a node that is down loses nothing and nothing is done twice.

  nodes.py STOA SITE          Python's standard library and openssl's command.
"""
import base64
import contextlib
import datetime
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from verify_test import PASSWORD, Browser, run

WHO_REPAIRS = 'gruenwald@saren.example.org'
CONSUMER, PROVIDER = 'AV/GOV/city/certificates', 'AV/GOV/registry/population'


def free_port():
    """Below those that the kernel gives to connections: nobody takes it while a node is being started again."""
    while True:
        port = random.randrange(10000, 30000)
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind(('127.0.0.1', port))
            return port


class Node:
    def __init__(self, stoa, site, home, name):
        self.stoa, self.name, self.port = stoa, name, free_port()
        self.site, self.data = os.path.join(home, name, 'site'), os.path.join(home, name, 'data')
        shutil.copytree(site, self.site)
        self.url, self.process = 'http://127.0.0.1:%d' % self.port, None
        self.log = open(os.path.join(home, name, 'log'), 'ab')

    def keys(self):
        """The node's certificate, as its card shows it."""
        self.start()
        card = run(self.stoa, 'exchange', 'card', '--data', self.data, '--site', self.site, '--public-url', self.url)
        self.stop()
        self.cert = re.search('-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----', card.replace('\\n', '\n'), re.S).group(0) + '\n'

    def start(self):
        self.process = subprocess.Popen([self.stoa, 'serve', '--site', self.site, '--data', self.data, '--dev', '--exchange-nodes', '--exchange-rest', '1s',
                                         '--workers', '2', '--listen', '127.0.0.1:%d' % self.port], stdout=self.log, stderr=self.log)
        for _ in range(1200):
            try:
                if Browser(self.port).send('GET', '/healthz')[0] == 200:
                    return
            except OSError:
                pass
            assert self.process.poll() is None, self.log.name
            time.sleep(0.05)
        raise AssertionError('the node does not start: ' + self.log.name)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def rows(self, sql):
        with sqlite3.connect('file:%s/stoa.db?mode=ro' % self.data, uri=True) as db:
            return db.execute(sql).fetchall()

    def until(self, sql, want, what):
        for _ in range(600):
            if self.rows(sql) == want:
                return
            time.sleep(0.05)
        raise AssertionError((what, self.rows(sql), self.log.name))


def member(code, office, body):
    return '''  - class: GOV
    code: %s
    name: { en: %s, vi: %s }
    office: %s
    subsystems:
%s''' % (code, code, code, office, body)


def declare(node, other, until, consumer, provider):
    """Both sides' exchange.yaml, each with the other as a node."""
    cert = ''.join('        %s\n' % x for x in other.cert.strip().split('\n'))
    with open(os.path.join(node.site, 'exchange.yaml'), 'w') as f:
        f.write('instance: AV\nnode: %s\nnodes:\n  - id: %s\n    name: { en: %s, vi: %s }\n    url: %s\n    until: %s\n    certificates:\n      - |\n%s' %
                (node.name, other.name, other.name, other.name, other.url, until, cert))
        f.write('members:\n' + member('city', 'city-hall', consumer) + member('registry', 'civil-registry', provider))


NAMES = '        name: { en: One, vi: Một }\n'
ASKER = '      - code: certificates\n' + NAMES
TELLER = '      - code: population\n' + NAMES


def services(right):
    return TELLER + '''        services:
          - code: person
            title: { en: One person, vi: Một người }
            register: person
            fields: [name, birth_date, citizenship, address]
''' + ('''            rights:
              - { consumer: %s, purpose: licensing, basis: [parking-ordinance/4], automatic: true }
''' % CONSUMER if right else '')


def asker_side(node, other, until, delivery='at-least-once'):
    declare(node, other, until, ASKER + '        asks: [certificate-of-residence]\n',
            TELLER + '        node: %s\n        services: [{ code: person, title: { en: One, vi: Một }, delivery: %s }]\n' % (other.name, delivery))


def teller_side(node, other, until, right=True):
    declare(node, other, until, ASKER + '        node: %s\n' % other.name, services(right))


def process(node):
    """The certificate's process asks the other node instead of the own register."""
    path = os.path.join(node.site, 'services/certificate-of-residence/process.bpmn')
    text = open(path).read()
    start = text.index('<bpmn:serviceTask id="Task_record"')
    end = text.index('</bpmn:extensionElements>', start)
    task = '''<bpmn:serviceTask id="Task_record" name="Look up the address">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="exchange.ask" />
        <zeebe:ioMapping>
          <zeebe:input source='="%s"' target="subsystem" />
          <zeebe:input source='="person"' target="service" />
          <zeebe:input source="=applicant_number" target="key" />
          <zeebe:output source="={found: found, id: applicant_person, name: fields.name, birth_date: date(fields.birth_date), citizenship: fields.citizenship, address: fields.address}" target="record" />
        </zeebe:ioMapping>
      ''' % PROVIDER
    open(path, 'w').write(text[:start] + task + text[end:])


def apply(node, who):
    b = Browser(node.port)
    b.get('/sign-in')
    b.submit(email=who, password=PASSWORD)
    answers = {'shown': 'birth_date', 'certificate_language': 'en'}
    b.get('/apply/certificate-of-residence/about-you')
    for _ in range(8):
        form = next(f for f in b.page.forms if f['method'].lower() == 'post' and 'sign-out' not in f['action'] and '/drop' not in f['action'])
        if 'declared' in form['names']:
            break
        b.submit(**{k: v for k, v in answers.items() if k in form['names']})
    b.submit(declared='yes')
    assert '/cases/' in b.at, b.at


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b'=').decode()


class Key:
    """A P-256 key of openssl's, which signs as a node does."""

    def __init__(self, home, name):
        self.path = os.path.join(home, name)
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', self.path, '-out',
            self.path + '.pem', '-days', '30', '-subj', '/CN=' + name)
        self.cert = open(self.path + '.pem').read()

    def sign(self, payload, kind='stoa-ask+jws'):
        text = b64(json.dumps({'alg': 'ES256', 'typ': kind}).encode()) + '.' + b64(json.dumps(payload).encode())
        der = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', self.path], input=text.encode(), capture_output=True, check=True).stdout
        r = der[4:4 + der[3]]
        s = der[6 + der[3]:]
        return text + '.' + b64(r.lstrip(b'\0').rjust(32, b'\0') + s.lstrip(b'\0').rjust(32, b'\0'))


def ask(node, key, who, serial, jws=None, kind='stoa-ask+jws', at=None, to='registry', person='200000000074', head=None):
    """A signed question as another node sends it; the answer's status, headers, body, and the signed text."""
    path = '/r1/%s/person/%s' % (PROVIDER, person)
    headers = [('accept', 'application/json'), ('x-road-client', CONSUMER), ('x-road-id', 'by-hand-%d' % serial)]
    salt = 'salt-of-the-test'
    text = 'GET\r\n%s\r\n' % (head or path) + ''.join('%s:%s\r\n' % h for h in headers)
    payload = {'id': 'message-by-hand-%d' % serial, 'from': who, 'to': to, 'at': (at or datetime.datetime.now(datetime.timezone.utc)).strftime('%Y-%m-%dT%H:%M:%SZ'),
               'client': CONSUMER, 'service': PROVIDER + '/person', 'message': 'by-hand-%d' % serial,
               'head': b64(hashlib.sha256((salt + text).encode()).digest())}
    jws = jws or key.sign(payload, kind)
    c = http.client.HTTPConnection('127.0.0.1', node.port, timeout=30)
    c.request('GET', path, headers=dict(headers + [('stoa-salt', salt), ('stoa-signature', jws)]))
    r = c.getresponse()
    return r.status, r.headers, r.read(), jws


def day(n):
    return (datetime.date.today() + datetime.timedelta(days=n)).isoformat()


def signed_by_hand(registry, key, other):
    """The provider's door: a node whose key the test holds."""
    status, headers, body, jws = ask(registry, key, 'city', 1)
    assert status == 200 and json.loads(body)['name'] and headers['stoa-signature'], (status, body)
    looks = registry.rows('SELECT count(*) FROM exchange_call')
    for what, got, error in (
            ('the same message again', ask(registry, key, 'city', 1, jws=jws), 'Client.BadRequest'),
            ('signed by another key', ask(registry, other, 'city', 2), 'Server.ServerProxy.InvalidSignature'),
            ('over another address', ask(registry, key, 'city', 3, head='/r1/other'), 'Server.ServerProxy.InvalidSignature'),
            ('an answer as a question', ask(registry, key, 'city', 4, kind='stoa-answer+jws'), 'Server.ServerProxy.InvalidSignature'),
            ('six minutes old', ask(registry, key, 'city', 5, at=datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=6)), 'Client.BadRequest'),
            ('for another node', ask(registry, key, 'city', 6, to='elsewhere'), 'Client.BadRequest')):
        assert got[0] >= 400 and got[1]['x-road-error'] == error and json.loads(got[2])['type'] == error, (what, got[0], got[1]['x-road-error'], got[2])
    assert registry.rows('SELECT count(*) FROM exchange_call') == looks, 'a refused message was a look'
    return jws


def main(stoa, site):
    home = tempfile.mkdtemp(prefix='stoa-nodes-')
    city, registry = Node(stoa, site, home, 'city'), Node(stoa, site, home, 'registry')
    try:
        play(home, city, registry)
        stamped(city)
        stamped(registry)
    finally:
        city.stop()
        registry.stop()
    shutil.rmtree(home, ignore_errors=True)
    print('nodes: two installations asked each other; forged, altered, repeated, late and ended messages were refused; what was kept is stamped, and no damage of it goes unseen')


def play(home, city, registry):
    key, other = Key(home, 'hand'), Key(home, 'stranger')
    real = city, registry
    for n in real:
        n.keys()
    process(city)
    # the provider's door, by a node whose key the test holds
    own, city.cert = city.cert, key.cert
    teller_side(registry, city, day(1))
    registry.start()
    signed_by_hand(registry, key, other)
    registry.stop()
    teller_side(registry, city, day(-2))
    registry.start()
    status, headers, body, _ = ask(registry, key, 'city', 20)
    assert status == 500 and 'ended' in json.loads(body)['message'], (status, body)
    registry.stop()
    city.cert = own
    # both nodes, of which the provider is down at first
    asker_side(city, registry, day(1))
    teller_side(registry, city, day(1))
    city.start()
    with lying(registry.port):
        apply(city, 'elif@example.org')
        city.until("SELECT state, reason FROM exchange_ask", [('open', 'exchange.node_unsigned')], 'an answer that nobody signed')
    # down: after three failures it is left alone, and asked again by itself when it is back
    for _ in range(2):
        was = city.rows('SELECT turn FROM exchange_ask')
        again(city)
        city.until("SELECT reason, turn FROM exchange_ask", [('exchange.node_silent', was[0][0] + 2)], 'a node that is down')
    again(city)
    city.until("SELECT failures >= 3 FROM exchange_node", [(1,)], 'it is left alone')
    registry.start()
    city.until("SELECT state FROM exchange_ask", [('done',)], 'it is back')
    city.until("SELECT count(*) FROM exchange_evidence WHERE side = 'asked'", [(1,)], 'kept by who asked')
    kept = city.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'asked'")
    assert kept == registry.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'answered' AND message LIKE 'ask-%'"), 'both keep the same texts'
    assert registry.rows("SELECT count(*) FROM exchange_call WHERE consumer = '%s' AND id > 0" % CONSUMER)[0][0] == 2
    # the right is withdrawn on the provider's side
    registry.stop()
    teller_side(registry, city, day(1), right=False)
    registry.start()
    apply(city, 'hoa@example.org')
    city.until("SELECT state, reason FROM exchange_ask WHERE state = 'open'", [('open', 'exchange.node_refused')], 'a right withdrawn')
    # what may be done once is not asked again where it went out and nothing came that counts
    registry.stop()
    city.stop()
    asker_side(city, registry, day(1), delivery='at-most-once')
    city.start()
    with lying(registry.port):
        apply(city, 'tereza@example.org')
        city.until("SELECT reason FROM exchange_ask WHERE state = 'failed'", [('exchange.node_unknown',)], 'at most once')


# On the other node's port: an answer that looks like one, with no signature.
LIAR = '''
import http.server, sys
class H(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"name": {"given": "Nobody", "family": "Nowhere"}, "birth_date": "2000-01-01"}'
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.send_header('Stoa-Signature', 'e30.e30.AAAA')
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()
'''


@contextlib.contextmanager
def lying(port):
    liar = subprocess.Popen([sys.executable, '-c', LIAR, str(port)])
    try:
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        liar.kill()
        liar.wait()


def stamped(node):
    """Each message is under a time stamp, which openssl's `ts` takes; whatever of it is changed afterwards is found."""
    node.stop()
    node.start()
    node.until('SELECT count(*) FROM exchange_evidence WHERE stamp = 0', [(0,)], 'stamps')
    node.stop()
    said = verified(node, node.data)
    n = len(node.rows('SELECT id FROM exchange_evidence'))
    assert n > 1 and 'no errors' in said and '%d  messages between nodes under their time stamps' % n in said, said
    openssl_takes(node)
    contained(node)
    for sql, code in (("UPDATE exchange_evidence SET answered = answered || 'x' WHERE id = (SELECT min(id) FROM exchange_evidence)", 'exchange.stamped'),
                      ("UPDATE exchange_evidence SET asked = 'x' || asked WHERE id = (SELECT max(id) FROM exchange_evidence)", 'exchange.stamped'),
                      ("UPDATE exchange_evidence SET leaf = leaf + 1", 'exchange.stamped'),
                      ("UPDATE exchange_stamp SET at = at - 1000", 'exchange.stamp '),
                      ("UPDATE exchange_stamp SET root = zeroblob(32)", 'exchange.stamped'),
                      ("UPDATE exchange_stamp SET token = CAST(substr(token, 1, length(token) - 1) || x'00' AS BLOB)", 'exchange.stamp '),
                      ("DELETE FROM exchange_stamp WHERE id = (SELECT max(id) FROM exchange_stamp)", 'exchange.stamped')):
        copy = node.data + '.damaged'
        shutil.copytree(node.data, copy)
        with sqlite3.connect(copy + '/stoa.db') as db:
            db.execute(sql)
        db.close()
        said = verified(node, copy)
        assert code in said, (sql, said[-800:])
        shutil.rmtree(copy)


def verified(node, data):
    r = subprocess.run([node.stoa, 'verify', '--data', data, '--site', node.site], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return r.stdout


def openssl_takes(node):
    """The tree by RFC 6962 from the messages as they were signed, and the token over its root by another program."""
    home = os.path.dirname(node.data)
    root_pem = os.path.join(home, 'root.pem')
    with open(os.path.join(node.data, 'keys/authority.json')) as f:
        certs = json.load(f)['certs']
    with open(root_pem, 'w') as f:
        f.write(next(c['pem'] for c in certs if c['kind'] == 'root'))
    for stamp, token, root in node.rows('SELECT id, token, root FROM exchange_stamp'):
        leaves = [hashlib.sha256(b'\0' + ('%s\n%s' % m).encode()).digest()
                  for m in node.rows('SELECT asked, answered FROM exchange_evidence WHERE stamp = %d ORDER BY leaf' % stamp)]
        assert tree(leaves) == root
        path = os.path.join(home, 'token')
        with open(path, 'wb') as f:
            f.write(token)
        subprocess.run(['openssl', 'ts', '-verify', '-digest', root.hex(), '-in', path, '-token_in', '-CAfile', root_pem], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contained(node):
    """One message as an ASiC-E container: its files by Python's zipfile, its stamp by openssl, and no byte of it changed unseen."""
    home = os.path.dirname(node.data)
    out, number = os.path.join(home, 'one.asice'), str(node.rows("SELECT max(id) FROM exchange_evidence WHERE answered <> ''")[0][0])
    at = ['--data', node.data, '--site', node.site]
    run(node.stoa, 'exchange', 'evidence', number, out, *at)
    with zipfile.ZipFile(out) as z:
        files = {n: z.read(n) for n in z.namelist()}
    manifest, token = files.pop('META-INF/ASiCManifest.xml'), files.pop('META-INF/timestamp.tst')
    names = {'a': 'http://uri.etsi.org/02918/v1.2.1#', 'd': 'http://www.w3.org/2000/09/xmldsig#'}
    told = {r.get('URI'): r.find('d:DigestValue', names).text for r in ElementTree.fromstring(manifest).findall('a:DataObjectReference', names)}
    assert told == {n: base64.b64encode(hashlib.sha256(b).digest()).decode() for n, b in files.items()}, told
    assert {'asked.jws', 'answered.jws', 'stamp.json', 'stamp.tst', 'here.pem', 'other.pem', 'message.json'} == set(files)
    for name, data in (('manifest', manifest), ('token', token)):
        with open(os.path.join(home, name), 'wb') as f:
            f.write(data)
    subprocess.run(['openssl', 'ts', '-verify', '-data', os.path.join(home, 'manifest'), '-in', os.path.join(home, 'token'), '-token_in',
                    '-CAfile', os.path.join(home, 'root.pem')], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    said = run(node.stoa, 'exchange', 'check', out, *at)
    assert said.count('good: ') == 4 and 'WRONG' not in said, said
    said = run(node.stoa, 'exchange', 'check', out, '--trust', os.path.join(home, 'root.pem'), *at)
    assert said.count('good: ') == 4, said
    for gone in files:  # a file that is missing, altered, or there beside the others
        for how in ('missing', 'altered', 'beside'):
            with zipfile.ZipFile(out + '.bad', 'w') as z:
                for n, b in {**files, 'META-INF/ASiCManifest.xml': manifest, 'META-INF/timestamp.tst': token}.items():
                    if n != gone or how != 'missing':
                        z.writestr(n, b + b' ' if n == gone and how == 'altered' else b)
                if how == 'beside':
                    z.writestr('more-' + gone, b'x')
            r = subprocess.run([node.stoa, 'exchange', 'check', out + '.bad', *at], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            assert r.returncode == 1 and 'not as its manifest says' in r.stdout, (gone, how, r.stdout)
    # altered together with its digest: then the stamp is another file's
    forged = manifest.replace(told['asked.jws'].encode(), base64.b64encode(hashlib.sha256(b'x').digest()))
    with zipfile.ZipFile(out + '.bad', 'w') as z:
        for n, b in {**files, 'asked.jws': b'x', 'META-INF/ASiCManifest.xml': forged, 'META-INF/timestamp.tst': token}.items():
            z.writestr(n, b)
    r = subprocess.run([node.stoa, 'exchange', 'check', out + '.bad', *at], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert r.returncode == 1 and r.stdout.count('WRONG: ') == 3, r.stdout
    r = subprocess.run([node.stoa, 'exchange', 'evidence', number, out, *at], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert r.returncode == 1 and 'there already' in r.stdout
    os.remove(out)


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b'\1' + tree(leaves[:k]) + tree(leaves[k:])).digest()


def again(city):
    """Due at once, by who repairs."""
    b = Browser(city.port)
    b.get('/sign-in')
    b.submit(email=WHO_REPAIRS, password=PASSWORD)
    b.get('/desk/exchange')
    form = next(f for f in b.page.forms if '/again' in f['action'])
    status, _, text = b.send('POST', form['action'], 'x=1', {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin'})
    assert status == 303, (status, text[-500:])


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
