#!/usr/bin/env python3
"""The demo's two installations as they are served, the state and its city, and what a network does to them: the state is not joined yet,
stopped, slow, cut off in the middle of an answer, has a wrong clock, an agreement that ended, a certificate that ran out, an old
configuration, and a door that wants a client certificate.  Each case ends as designed: it waits, says so, and is decided once; each person
is looked at once for each question, and nothing is told to anybody else.

  cities.py STOA      Python's standard library, openssl and a C compiler.
"""
import contextlib
import glob
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from nodes import Browser, Node, PASSWORD, day, free_port, run

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = 'vesela@city.saren.example.org'
ASKED = 'SELECT state, reason FROM exchange_ask ORDER BY id DESC LIMIT 1'


class House(Node):
    """A node whose options and environment change between starts."""

    def __init__(self, stoa, site, home, name):
        super().__init__(stoa, site, home, name)
        self.options, self.env, self.open = ['--exchange-nodes', '--exchange-rest', '1s'], {}, None

    def start(self):
        self.process = subprocess.Popen(
            [self.stoa, 'serve', '--site', self.site, '--data', self.data, '--public-url', self.url, '--dev', '--workers', '2',
             '--listen', '127.0.0.1:%d' % self.port] + self.options, stdout=self.log, stderr=self.log, env={**os.environ, **self.env})
        for _ in range(1200):
            with contextlib.suppress(OSError):
                if Browser(self.port).send('GET', '/healthz')[0] == 200:
                    return
            assert self.process.poll() is None, open(self.log.name).read()[-800:]
            time.sleep(0.05)
        raise AssertionError('it does not start: ' + self.log.name)

    def again(self):
        self.stop()
        self.start()

    def card(self):
        return run(self.stoa, 'exchange', 'card', '--data', self.data, '--site', self.site, '--public-url', self.url)

    def join(self, card, until):
        path = self.site + '.card'
        with open(path, 'w') as f:
            f.write(card)
        run(self.stoa, 'exchange', 'join', path, '--until', until, '--data', self.data, '--site', self.site)

    def count(self, table, where='1=1'):
        return self.rows('SELECT count(*) FROM %s WHERE %s' % (table, where))[0][0]


class Line:
    """What lies between the city and the state: it passes on, is slow, or cuts the answer in its middle.  With a context it ends TLS."""

    def __init__(self, port):
        self.to, self.mode, self.passed, self.shown = port, 'pass', 0, None
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port, self.tls = self.socket.getsockname()[1], None
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            threading.Thread(target=self.one, args=(self.socket.accept()[0],), daemon=True).start()

    def one(self, near):
        with contextlib.suppress(OSError), near:
            if self.tls:
                near = self.tls.wrap_socket(near, server_side=True)
                self.shown = near.getpeercert()
            with near:
                self.carry(near)

    def carry(self, near):
        question = b''
        while b'\r\n\r\n' not in question:
            part = near.recv(65536)
            if not part:
                return
            question += part
        head, _, rest = question.partition(b'\r\n\r\n')
        with socket.create_connection(('127.0.0.1', self.to)) as far:
            far.sendall(head + b'\r\nConnection: close\r\n\r\n' + rest)
            answer = b''
            while part := far.recv(65536):
                answer += part
        self.passed += 1
        if self.mode == 'slow':
            time.sleep(3)
        near.sendall(answer[:len(answer) - 40] if self.mode == 'cut' else answer)


def signed_in(house, who):
    b = Browser(house.port)
    b.get('/sign-in')
    b.submit(email=who, password=PASSWORD)
    return b


def apply(city, who):
    b = signed_in(city, who)
    b.get('/apply/city-pass/about-you')
    for _ in range(6):
        form = next(f for f in b.page.forms if f['method'].lower() == 'post' and 'sign-out' not in f['action'] and '/drop' not in f['action'])
        if 'declared' in form['names']:
            break
        b.submit(**({'pass_language': 'en'} if 'pass_language' in form['names'] else {}))
    b.submit(declared='yes')
    assert '/cases/' in b.at, b.at
    return b, re.search(r'/cases/([0-9-]+)', b.at).group(1)


def put_again(city):
    """By the head of the office, at once."""
    b = signed_in(city, HEAD)
    said = b.get('/desk/exchange')
    form = next(f for f in b.page.forms if '/again' in f['action'])
    assert b.send('POST', form['action'], 'x=1', {'Content-Type': 'application/x-www-form-urlencoded'})[0] == 303
    return said


def waits(city, b, number, reason, seen):
    """The case waits for the state and says so, to the applicant and at the desk; nothing is decided."""
    city.until(ASKED, [('open', reason)], reason)
    said = b.get('/cases/' + number)
    assert 'Ask the state for the address' in said and 'waits for its answer' in said and 'Decided' not in b.page.heading
    assert seen in put_again_text(city), (seen, put_again_text(city)[-3000:])


def ending(house, want):
    """What the metric says of agreements that end soon; it is counted in the first second."""
    for _ in range(100):
        said = Browser(house.port).send('GET', '/metrics')[2].decode()
        if re.search(r'^stoa_nodes_ending\{[^}]*role="jobs"[^}]*\} %d$' % want, said, re.M):
            return
        time.sleep(0.05)
    raise AssertionError(re.findall('.*nodes_ending.*', said))


def put_again_text(city):
    return signed_in(city, HEAD).get('/desk/exchange')


def decided(city, b, number):
    city.until(ASKED, [('done', '')], 'it is answered')
    assert 'City pass' in b.get('/cases/' + number)
    assert city.count('exchange_ask', "number = '%s'" % number) == 1
    assert city.count('document') == city.count('exchange_ask', "state = 'done'"), 'one pass for each case'


class Play:
    def __init__(self, stoa, home):
        self.home = home
        self.state = House(stoa, 'sites/demo', home, 'state')
        self.city = House(stoa, 'sites/demo-city', home, 'city')
        self.line = Line(self.state.port)
        for house in (self.state, self.city):  # two that need no third: federation.py has the configuration
            path = os.path.join(house.site, 'exchange.yaml')
            with open(path) as f:
                text = f.read()
            with open(path, 'w') as f:
                f.write(re.sub('(?m)^federation: .*\n', '', text))
        self.looks = 0

    def state_card(self, url=None):
        return self.state.card().replace(self.state.url, url or 'http://127.0.0.1:%d' % self.line.port)

    def looked(self, more):
        """So many questions were counted as looks since the last time."""
        now = self.state.count('exchange_call')
        assert now - self.looks == more, (now, self.looks, more)
        self.looks = now

    def straight(self):
        """Not joined: it waits.  Joined, published, and it goes on.  Both sides show the look."""
        self.city.start()
        self.state.start()
        b, number = apply(self.city, 'elif@example.org')
        waits(self.city, b, number, 'exchange.node_unjoined', 'no agreement yet')
        self.looked(0)
        self.state.stop()
        self.city.stop()
        self.state.join(self.city.card(), day(300))
        self.city.join(self.state_card(), day(300))
        self.state.start()
        self.city.start()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)
        ending(self.city, 0)
        assert number in b.get('/privacy/looks') and 'City Pass Office' in b.get('/privacy/looks')
        at_the_state = signed_in(self.state, 'elif@example.org').get('/privacy/looks')
        assert 'AV/MUN/saren/city-pass' in at_the_state and 'matter ' + number in at_the_state, at_the_state[-3000:]
        asked = self.city.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'asked'")
        assert asked and asked == self.state.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'answered' AND answered <> ''")

    def down(self):
        self.state.stop()
        b, number = apply(self.city, 'lena@example.org')
        waits(self.city, b, number, 'exchange.node_silent', 'did not answer last time')
        self.state.start()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)

    def slow(self):
        self.line.mode = 'slow'
        b, number = apply(self.city, 'hoa@example.org')
        assert self.city.rows(ASKED) == [('open', '')], 'the request of the applicant does not wait for it'
        decided(self.city, b, number)
        self.looked(1)

    def cut(self):
        """The state has answered and noted the look, the city heard half of it: it is the same look when it asks again."""
        self.line.mode, before = 'cut', self.line.passed
        b, number = apply(self.city, 'lena@example.org')
        waits(self.city, b, number, 'exchange.node_silent', 'did not answer last time')
        assert self.line.passed > before
        self.line.mode = 'pass'
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)

    def clock(self):
        """Ten minutes ahead: the state refuses as too old, signed by a clock that the city does not believe either."""
        self.state.env = {'LD_PRELOAD': os.path.join(self.home, 'clock.so'), 'CLOCK_WRONG': '600'}
        self.state.again()
        b, number = apply(self.city, 'elif@example.org')
        waits(self.city, b, number, 'exchange.node_unsigned', 'did not answer last time')
        self.looked(0)
        self.state.env = {}
        self.state.again()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)

    def ended(self):
        """Ended on one side, then on the other."""
        self.state.join(self.city.card(), day(-1))
        self.state.again()
        b, number = apply(self.city, 'hoa@example.org')
        waits(self.city, b, number, 'exchange.node_refused', 'The other node refused')
        self.state.join(self.city.card(), day(300))
        self.state.again()
        self.city.join(self.state_card(), day(-1))
        self.city.again()
        put_again(self.city)
        waits(self.city, b, number, 'exchange.node_over', 'the agreement has ended')
        ending(self.city, 1)
        self.looked(0)
        self.city.join(self.state_card(), day(20))
        self.city.again()
        ending(self.city, 1)
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)
        self.city.join(self.state_card(), day(300))
        self.city.again()

    def expired(self):
        """The city has a certificate of the state's real key that ran out: what is signed by it does not count."""
        key, old = glob.glob(self.state.data + '/keys/seal-*.key.pem')[0], os.path.join(self.home, 'old')
        os.mkdir(old)
        open(os.path.join(old, 'index'), 'w').close()
        with open(os.path.join(old, 'conf'), 'w') as f:
            f.write('[ca]\ndefault_ca=c\n[c]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n' % (old, old))
        run('openssl', 'req', '-new', '-key', key, '-subj', '/CN=old', '-out', old + '/csr')
        run('openssl', 'ca', '-batch', '-selfsign', '-notext', '-config', old + '/conf', '-keyfile', key, '-in', old + '/csr', '-out', old + '/pem',
            '-startdate', '20200101000000Z', '-enddate', '20200201000000Z')
        path = os.path.join(self.city.site, 'nodes', 'state.yaml')
        with open(path) as f:
            good = f.read()
        pem = json.dumps(open(old + '/pem').read())
        with open(path, 'w') as f:
            f.write(re.sub(r'certificates:\n  - .*\n', lambda _: 'certificates:\n  - %s\n' % pem, good))
        self.city.again()
        b, number = apply(self.city, 'elif@example.org')
        waits(self.city, b, number, 'exchange.node_unsigned', 'What came back is not signed')
        with open(path, 'w') as f:
            f.write(good)
        self.city.again()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)

    def old_configuration(self):
        """The state's new version lets the city ask no more, and the city does not know yet; then it is put back."""
        path = os.path.join(self.state.site, 'exchange.yaml')
        with open(path) as f:
            good = f.read()
        with open(path, 'w') as f:
            f.write(re.sub(r' +- consumer: AV/MUN/saren/city-pass\n(?: {16}.*\n)+', '', good))
        self.state.again()
        b, number = apply(self.city, 'lena@example.org')
        waits(self.city, b, number, 'exchange.node_refused', 'The other node refused')
        self.looked(0)
        with open(path, 'w') as f:
            f.write(good)
        self.state.again()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)

    def mutual_tls(self):
        """The state's door asks for a client certificate, which the city's link has; then without one."""
        tls = os.path.join(self.home, 'tls')
        os.mkdir(tls)
        for name in ('localhost', 'city'):
            run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '%s/%s.key' % (tls, name),
                '-out', '%s/%s.pem' % (tls, name), '-days', '2', '-subj', '/CN=' + name, '-addext', 'subjectAltName=DNS:' + name)
        door = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        door.load_cert_chain(tls + '/localhost.pem', tls + '/localhost.key')
        door.load_verify_locations(tls + '/city.pem')
        door.verify_mode = ssl.CERT_REQUIRED
        self.line.tls = door
        self.city.stop()
        link = os.path.join(self.city.data, 'link')
        os.makedirs(link, exist_ok=True)
        for name in ('city.pem', 'city.key', 'localhost.pem'):
            shutil.copy(os.path.join(tls, name), link)
        self.city.join(self.state_card('https://localhost:%d' % self.line.port), day(300))
        plain = list(self.city.options)
        self.city.options = plain + ['--exchange-ca', 'localhost.pem']
        self.city.start()
        b, number = apply(self.city, 'hoa@example.org')
        waits(self.city, b, number, 'exchange.node_silent', 'did not answer last time')
        self.looked(0)
        self.city.options += ['--exchange-cert', 'city.pem', '--exchange-key', 'city.key']
        self.city.again()
        put_again(self.city)
        decided(self.city, b, number)
        self.looked(1)
        assert self.line.shown['subject'] == ((('commonName', 'city'),),), self.line.shown


    def through(self):
        """The library's own system asks the state through the city's node, as any client of the protocol does; both sides show each look once."""
        who, other, before = '200000000015', '200000000074', self.city.count('trace')
        status, head, said = library(self.city, who, 'lib-1')
        assert status == 200 and said['name']['given'] == 'Lena' and set(said) == {'name', 'address'}, (status, said)
        assert head['x-road-id'] == 'lib-1' and head['x-road-client'] == LIBRARY and head['x-road-request-hash'] and head['x-road-request-id']
        assert head['x-road-service'] == 'AV/GOV/civil-registry/population/person', head
        self.looked(1)
        assert self.city.count('trace') == before + 1, 'the person sees it at the city, too'
        assert library(self.city, who, 'lib-1')[2] == said, 'asked again, the same is told'
        self.looked(0)
        assert self.city.count('trace') == before + 1
        assert library(self.city, other, 'lib-1')[0] == 400, 'an id is one question'
        assert library(self.city, '999999999999', 'lib-2')[0] == 404
        self.looked(1)
        for why, status, error, answer in (
                ('nobody is named', 400, 'Client.BadRequest', library(self.city, who, 'lib-3', user=None)),
                ('another service', 500, 'Server.ServerProxy.UnknownService', library(self.city, who, 'lib-4', service='income')),
                ('another subsystem', 401, 'Server.ClientProxy.AuthenticationFailed', library(self.city, who, 'lib-5', client='AV/MUN/saren/city-pass')),
                ('no credential', 401, 'Server.ClientProxy.AuthenticationFailed', library(self.city, who, 'lib-6', secret='library.wrong'))):
            assert answer[0] == status and answer[1]['x-road-error'] == error == answer[2]['type'], (why, answer)
        self.looked(0)
        listed = library(self.city, '', 'lib-m', service='listMethods')[2]
        assert [x['service_code'] for x in listed['service']] == ['person'], listed
        self.line.mode = 'cut'
        answer = library(self.city, who, 'lib-7')
        assert answer[0] == 500 and answer[2]['type'] == 'Server.ClientProxy.NetworkError', answer
        self.line.mode = 'pass'
        assert library(self.city, who, 'lib-7')[0] == 200, 'the same question once more is answered'
        self.looked(1)
        self.state.stop()
        assert library(self.city, who, 'lib-8')[1]['x-road-error'] == 'Server.ClientProxy.NetworkError'
        self.state.start()
        assert library(self.city, who, 'lib-8')[0] == 200
        self.looked(1)
        got = []
        many = [threading.Thread(target=lambda n: got.append(library(self.city, who, 'lib-many-%d' % n)[0]), args=(n,)) for n in range(60)]
        for t in many:
            t.start()
        for t in many:
            t.join()
        assert got == [200] * 60, got
        self.looked(60)
        asked = self.city.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'asked' AND message LIKE 'lib-many-%' ORDER BY mark")
        assert len(asked) == 60
        assert asked == self.state.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'answered' AND message LIKE 'lib-many-%' ORDER BY mark")
        seen = signed_in(self.city, 'lena@example.org').get('/privacy/looks')
        assert 'City Library' in seen
        at_the_state = signed_in(self.state, 'lena@example.org').get('/privacy/looks')
        assert LIBRARY in at_the_state and 'READER-7' in at_the_state


LIBRARY = 'AV/MUN/saren/library'


def library(city, key, message, user='CITY8', service='person', client=LIBRARY, secret='library.every-shelf-has-a-number'):
    """One call of the library's system to its own node: status, headers by lower-case name, the body as JSON."""
    c = http.client.HTTPConnection('127.0.0.1', city.port, timeout=60)
    headers = {'Authorization': 'Bearer ' + secret, 'Accept': 'application/json', 'X-Road-Client': client, 'X-Road-Id': message, 'X-Road-Issue': 'READER-7'}
    c.request('GET', '/r1/AV/GOV/civil-registry/population/%s/%s' % (service, key), headers={**headers, **({'X-Road-UserId': user} if user else {})})
    r = c.getresponse()
    told = r.status, {k.lower(): v for k, v in r.getheaders()}, json.loads(r.read())
    c.close()
    return told


def main(stoa):
    home = tempfile.mkdtemp(prefix='stoa-cities-')
    run('cc', '-shared', '-fPIC', '-o', os.path.join(home, 'clock.so'), os.path.join(HERE, 'clock.c'), '-ldl')
    p = Play(stoa, home)
    only = sys.argv[2:]
    plays = [p.straight, p.through, p.down, p.slow, p.cut, p.clock, p.ended, p.expired, p.old_configuration, p.mutual_tls]
    try:
        for play in plays:
            if only and play.__name__ not in only + ['straight']:
                continue
            began = time.monotonic()
            p.line.mode = 'pass'
            play()
            print('%-18s %.1f s' % (play.__name__, time.monotonic() - began), flush=True)
        p.city.stop()
        p.state.stop()
        for house in (p.state, p.city):
            run(stoa, 'verify', '--data', house.data, '--site', house.site)
    finally:
        p.city.stop()
        p.state.stop()
    shutil.rmtree(home, ignore_errors=True)
    print('cities: the state and its city asked each other through all of it; nothing was lost, doubled or told to anybody else')


if __name__ == '__main__':
    main(sys.argv[1])
