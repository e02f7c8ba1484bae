#!/usr/bin/env python3
"""Three installations of one exchange: Saren governs, the state and Haven know each other by the configuration alone that Saren signs.
It is missing, old, forged, ended; a certificate, a member, a right is withdrawn; a node is cut off, slow, stopped in the middle, has a
wrong clock or a certificate that ran out.  What is asked meanwhile waits and is answered once, to who asked.

  federation.py STOA      Python's standard library, openssl and a C compiler.
"""
import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cities import ASKED, HERE, House, Line, apply, put_again, put_again_text
from nodes import Browser, Key, b64, day, run

MEMBER = '''  - class: MUN
    code: haven
    name: { en: Town of Haven, vi: Thị trấn Haven }
    office: %s
    subsystems:
      - code: city-pass
        name: { en: City passes, vi: Thẻ thành phố }
        %s
'''
RIGHT = '''              - consumer: AV/MUN/haven/city-pass
                purpose: residence
                basis: [residence-act/7]
                fields: [name, birth_date, address]
                automatic: true
'''
HAVEN = '  - id: haven\n    name: { en: Town of Haven, vi: Thị trấn Haven }\n'
SAREN = '  - id: saren\n    name: { en: City of Saren, vi: Thành phố Saren }\n'
GOVERNED = 'federation: { governor: saren }\n'
LOOK = 'SELECT said FROM exchange_config_look'


def edit(house, name, *changes):
    path = os.path.join(house.site, name)
    with open(path) as f:
        text = f.read()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    with open(path, 'w') as f:
        f.write(text)


def left(house, least, most):
    """What the metric says of the configuration's end, in seconds; it is counted in the first second."""
    for _ in range(100):
        said = Browser(house.port).send('GET', '/metrics')[2].decode()
        got = re.search(r'^stoa_exchange_config_left_seconds\{[^}]*role="jobs"[^}]*\} (-?\d+)$', said, re.M)
        if got and least <= int(got.group(1)) <= most:
            return
        time.sleep(0.05)
    raise AssertionError(re.findall('.*config_left.*', said))


class Authority:
    """A time stamp authority of somebody else's, by openssl's `ts`."""

    def __init__(self, home):
        self.home, self.late, self.asked = os.path.join(home, 'tsa'), 0, 0
        os.mkdir(self.home)
        at = lambda name: os.path.join(self.home, name)
        run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('root.key'), '-out', at('root.pem'),
            '-days', '30', '-subj', '/CN=Time Root')
        run('openssl', 'req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('key'), '-out', at('csr'), '-subj', '/CN=Time of Others')
        with open(at('ext'), 'w') as f:
            f.write('extendedKeyUsage=critical,timeStamping\n')
        run('openssl', 'x509', '-req', '-in', at('csr'), '-CA', at('root.pem'), '-CAkey', at('root.key'), '-days', '20', '-extfile', at('ext'), '-out', at('pem'))
        with open(at('conf'), 'w') as f:
            f.write('[tsa]\ndefault_tsa=t\n[t]\nserial=%s\nsigner_cert=%s\nsigner_key=%s\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\n'
                    'ess_cert_id_alg=sha256\ncerts=%s\n' % (at('serial'), at('pem'), at('key'), at('pem')))
        authority = self

        class Door(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                assert self.headers['content-type'] == 'application/timestamp-query'
                with open(at('tsq'), 'wb') as f:
                    f.write(self.rfile.read(int(self.headers['content-length'])))
                authority.asked += 1
                time.sleep(authority.late)
                run('openssl', 'ts', '-reply', '-config', at('conf'), '-queryfile', at('tsq'), '-out', at('tsr'))
                with open(at('tsr'), 'rb') as f:
                    body = f.read()
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header('content-type', 'application/timestamp-reply')
                    self.send_header('content-length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Door)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()


class Play:
    def __init__(self, stoa, home):
        self.stoa, self.home = stoa, home
        self.saren = House(stoa, 'sites/demo-city', home, 'saren')
        self.haven = House(stoa, 'sites/demo-city', home, 'haven')
        self.state = House(stoa, 'sites/demo', home, 'state')
        self.all = (self.saren, self.haven, self.state)
        self.line = Line(self.state.port)
        self.cases = 0
        for h in self.all:
            h.options = ['--exchange-nodes', '--exchange-rest', '1s', '--exchange-config-every', '1s']
        edit(self.saren, 'exchange.yaml', ('federation: { governor: state }\n', HAVEN + 'federation:\n  governs: true\n'))
        edit(self.state, 'exchange.yaml', ('federation: { governs: true }\n', GOVERNED), ('nodes:\n', 'nodes:\n' + HAVEN), ('  - class: GOV\n    code: tax-office', RIGHT + '  - class: GOV\n    code: tax-office'))
        edit(self.haven, 'exchange.yaml', ('node: saren\n', 'node: haven\n'), ('federation: { governor: state }\n', SAREN + GOVERNED), ('code: saren', 'code: haven'))
        for house, office, where in ((self.saren, 'pass-office', 'node: haven'), (self.state, 'city-hall', 'node: haven')):
            with open(os.path.join(house.site, 'exchange.yaml'), 'a') as f:
                f.write(MEMBER % (office, where))
        with open(os.path.join(self.saren.site, 'exchange.yaml')) as f:
            self.content = f.read()
        self.saren.join(self.state.card().replace(self.state.url, 'http://127.0.0.1:%d' % self.line.port), day(300))
        self.saren.join(self.haven.card(), day(300))
        for h in (self.state, self.haven):
            h.join(self.saren.card(), day(300))

    # ---- the configuration ----

    def file(self):
        return os.path.join(self.saren.site, 'federation.jws')

    def publish(self, *more, withdrawn=''):
        """Signed by what the content says, and served."""
        with open(os.path.join(self.saren.site, 'exchange.yaml'), 'w') as f:
            f.write(self.content.replace('  governs: true\n', '  governs: true\n' + withdrawn))
        said = run(self.stoa, 'exchange', 'publish-config', *more, '--data', self.saren.data, '--site', self.saren.site, '--public-url', self.saren.url, '--dev')
        self.reload()
        return int(re.search(r'version (\d+)', said).group(1))

    def reload(self):
        self.saren.process.send_signal(signal.SIGHUP)
        want = open(self.file(), 'rb').read().strip()
        for _ in range(200):
            if self.served()[1] == want:
                return
            time.sleep(0.05)
        raise AssertionError(self.saren.log.name)

    def served(self, **headers):
        c = http.client.HTTPConnection('127.0.0.1', self.saren.port, timeout=10)
        c.request('GET', '/.well-known/stoa-exchange', headers=headers)
        r = c.getresponse()
        return r.status, r.read(), r.headers

    def taken(self, version, *houses):
        for h in houses or (self.haven, self.state):
            h.until('SELECT max(version) FROM exchange_config', [(version,)], 'version %d' % version)

    def refused(self, text, reason):
        """What Saren hands out now is not taken by anybody."""
        before = self.haven.count('exchange_config'), self.state.count('exchange_config')
        with open(self.file(), 'wb') as f:
            f.write(text)
        self.reload()
        for h in (self.haven, self.state):
            h.until(LOOK, [(reason,)], reason)
        assert before == (self.haven.count('exchange_config'), self.state.count('exchange_config'))

    # ---- questions ----

    def ask(self, who='elif@example.org', at=None):
        at = at or self.haven
        self.cases += 1
        return apply(at, who)

    def waits(self, reason):
        self.haven.until(ASKED, [('open', reason)], reason)

    def told(self, at=None, again=True):
        at = at or self.haven
        if again:
            put_again(at)
        at.until(ASKED, [('done', '')], 'it is answered')
        at.until("SELECT count(*) FROM document", [(at.count('exchange_ask'),)], 'one pass for each case')
        assert self.state.count('exchange_call') == self.cases, 'one look for each question'

    def called(self):
        """What the state answers to who calls itself Haven."""
        c = http.client.HTTPConnection('127.0.0.1', self.state.port, timeout=10)
        c.request('GET', '/r1/AV/GOV/civil-registry/population/person/200000000074', headers={
            'accept': 'application/json', 'x-road-client': 'AV/MUN/haven/city-pass', 'x-road-id': 'by-hand', 'stoa-salt': 'salt', 'stoa-signature': 'e30.e30.AAAA'})
        r = c.getresponse()
        return r.status, json.loads(r.read())

    # ---- what happens ----

    def missing(self):
        """Without a configuration nothing is asked; with the first one what waited goes on by itself."""
        for h in self.all:
            h.start()
        assert self.served()[0] == 404
        assert 'No configuration is handed out yet' in put_again_text(self.saren)
        left(self.saren, 0, 0)
        left(self.haven, 0, 0)
        self.ask()
        self.waits('exchange.node_config')
        assert 'There is no configuration yet' in put_again_text(self.haven)
        self.haven.until(LOOK, [('exchange.config_none',)], 'none is handed out')
        assert self.state.count('exchange_evidence') == 0
        self.haven.stop()  # else it might ask before the state knows it
        assert self.publish() == 1
        self.taken(1, self.state)
        self.haven.start()
        self.taken(1)
        self.told(again=False)
        self.ask('lena@example.org', self.saren)
        self.told(self.saren, again=False)
        status, text, headers = self.served()
        assert status == 200 and headers['content-type'].startswith('application/jose')
        assert self.served(**{'if-none-match': headers['etag']})[0] == 304
        payload = json.loads(base64.urlsafe_b64decode(text.split(b'.')[1] + b'=='))
        assert {n['id'] for n in payload['nodes']} == {'saren', 'state', 'haven'} and payload['version'] == 1
        self.haven.until(LOOK, [('exchange.config_same',)], 'not sent again')
        assert 'there is no newer one' in put_again_text(self.haven)
        self.first = text
        assert 'This node governs the federation' in put_again_text(self.saren)

    def old_and_forged(self):
        assert self.publish() == 2
        self.taken(2)
        with open(self.file(), 'rb') as f:
            good = f.read()
        payload = json.loads(base64.urlsafe_b64decode(good.split(b'.')[1] + b'=='))
        stranger = Key(self.home, 'stranger')
        self.refused(self.first, 'exchange.config_older')
        self.refused(stranger.sign({**payload, 'version': 9}, 'stoa-config+jws').encode(), 'exchange.config_forged')
        head, body, tail = good.split(b'.')
        later = b64(json.dumps({**payload, 'version': 9}).encode()).encode()
        self.refused(head + b'.' + later + b'.' + tail, 'exchange.config_forged')
        os.remove(self.file())
        assert self.publish('--version', '2', '--days', '20') == 2
        self.haven.until(LOOK, [('exchange.config_forked',)], 'the same version, another text')
        with open(self.file(), 'wb') as f:
            f.write(good)
        self.reload()
        self.haven.until(LOOK, [('exchange.config_same',)], 'the one before')
        self.ask('hoa@example.org')
        self.told(again=False)

    def withdrawn(self):
        """A certificate, a member and a right, each taken back with the next version."""
        pem = json.loads(re.search('"-----BEGIN.*?-----END CERTIFICATE-----.*?"', self.haven.card(), re.S).group(0))
        print_of = hashlib.sha256(base64.b64decode(re.sub('-----.*?-----|\\s', '', pem))).hexdigest()
        for what, reason in (('certificates: ["%s"]' % print_of, 'exchange.node_unsigned'), ('members: [AV/MUN/haven]', 'exchange.node_withdrawn'),
                             ('rights: [{ consumer: AV/MUN/haven/city-pass, service: AV/GOV/civil-registry/population/person }]', 'exchange.node_withdrawn')):
            self.taken(self.publish(withdrawn='  withdrawn: { %s }\n' % what))
            looks = self.state.count('exchange_call')
            self.ask()
            self.waits(reason)
            assert self.state.count('exchange_call') == looks
            self.taken(self.publish())
            self.told()

    def cut_off(self):
        """Saren is gone: the others go on by what they have.  The state is gone, then slow, then Haven stops in the middle."""
        self.saren.stop()
        self.haven.until(LOOK, [('exchange.config_silent',)], 'the governing node is gone')
        self.ask('lena@example.org')
        self.told(again=False)
        self.state.stop()
        self.ask('hoa@example.org')
        self.waits('exchange.node_silent')
        self.state.start()
        self.told()
        self.line.mode = 'slow'
        self.ask('elif@example.org')
        passed = self.line.passed
        for _ in range(200):
            if self.line.passed > passed:
                break
            time.sleep(0.05)
        self.haven.process.kill()
        self.haven.process.wait()
        self.haven.process = None
        self.line.mode = 'pass'
        for tries in range(20):  # its other processes see soon that the first is gone
            time.sleep(0.5)
            try:
                self.haven.start()
                break
            except AssertionError:
                assert tries < 19
        self.haven.until(ASKED, [('done', '')], 'asked once more, and one look')
        self.told(again=False)
        self.saren.start()
        left(self.saren, 29 * 86400, 30 * 86400)
        left(self.haven, 29 * 86400, 30 * 86400)

    def clocks(self):
        """By a clock that is two days ahead the configuration has ended, on either side; what was signed by one that is an hour ahead is from the future."""
        self.taken(self.publish('--days', '1'))
        ahead = {'LD_PRELOAD': os.path.join(self.home, 'clock.so'), 'CLOCK_WRONG': '172800'}
        self.haven.env = ahead
        self.haven.again()
        self.ask()
        self.waits('exchange.node_config')
        assert 'The configuration has ended' in put_again_text(self.haven)
        self.haven.env = {}
        self.haven.again()
        self.told()
        self.state.env = ahead
        self.state.again()
        self.ask('lena@example.org')
        self.waits('exchange.node_unsigned')
        status, said = self.called()
        assert status == 500 and said['type'] == 'Server.ServerProxy.AccessDenied' and 'configuration of the federation has ended' in said['message'], said
        self.state.env = {}
        self.state.again()
        self.told()
        before = self.haven.count('exchange_config')
        os.environ.update({**ahead, 'CLOCK_WRONG': '3600'})
        self.publish()
        for name in ahead:
            del os.environ[name]
        for h in (self.haven, self.state):
            h.until(LOOK, [('exchange.config_early',)], 'from the future')
        assert before == self.haven.count('exchange_config')
        self.taken(self.publish())

    def ran_out(self):
        """Saren has a certificate of Haven's that ran out: the state does not know it by that.  Haven's agreement with Saren ends: what Saren
        signed counts there no longer."""
        path, old = os.path.join(self.saren.site, 'nodes', 'haven.yaml'), os.path.join(self.home, 'old')
        with open(path) as f:
            good = f.read()
        os.mkdir(old)
        open(os.path.join(old, 'index'), 'w').close()
        with open(os.path.join(old, 'conf'), 'w') as f:
            f.write('[ca]\ndefault_ca=c\n[c]\ndatabase=%s/index\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\nCN=supplied\n' % (old, old))
        key = next(os.path.join(self.haven.data, 'keys', n) for n in os.listdir(self.haven.data + '/keys') if re.match('seal-.*key.pem', n))
        run('openssl', 'req', '-new', '-key', key, '-subj', '/CN=old', '-out', old + '/csr')
        run('openssl', 'ca', '-batch', '-selfsign', '-notext', '-config', old + '/conf', '-keyfile', key, '-in', old + '/csr', '-out', old + '/pem',
            '-startdate', '20200101000000Z', '-enddate', '20200201000000Z')
        with open(path, 'w') as f:
            f.write(re.sub(r'certificates:\n  - .*\n', lambda _: 'certificates:\n  - %s\n' % json.dumps(open(old + '/pem').read()), good))
        self.taken(self.publish())
        self.ask('hoa@example.org')
        self.waits('exchange.node_unsigned')
        with open(path, 'w') as f:
            f.write(good)
        self.taken(self.publish())
        self.told()
        self.haven.join(self.saren.card(), day(-1))
        self.haven.again()
        self.ask('lena@example.org')
        self.waits('exchange.node_config')
        self.haven.join(self.saren.card(), day(300))
        self.haven.again()
        self.told()

    def stamped(self):
        """By another authority; where that does not answer in time, by the state's own; the container names it."""
        tsa = Authority(self.home)
        link = os.path.join(self.state.data, 'link')
        os.makedirs(link, exist_ok=True)
        shutil.copy(os.path.join(tsa.home, 'root.pem'), os.path.join(link, 'tsa.pem'))
        self.state.options += ['--exchange-tsa-url', 'http://127.0.0.1:%d/tsa' % tsa.port, '--exchange-tsa-cert', 'tsa.pem', '--exchange-tsa-policy', '1.2.3.4']
        for late, who in ((0, 'CN=Time of Others'), (7, '')):
            tsa.late, before = late, tsa.asked
            self.state.stop()
            with self.state_rows() as db:
                db.execute('UPDATE exchange_evidence SET stamp = 0, leaf = 0, path = NULL WHERE id = (SELECT max(id) FROM exchange_evidence)')
            db.close()
            self.state.start()
            self.state.until('SELECT count(*) FROM exchange_evidence WHERE stamp = 0', [(0,)], 'stamped')
            number, said = self.state.rows('SELECT e.id, s.authority FROM exchange_evidence e JOIN exchange_stamp s ON s.id = e.stamp ORDER BY e.id DESC LIMIT 1')[0]
            assert said == who and tsa.asked == before + 1, (said, who, tsa.asked)
            if who:
                self.state.stop()
                self.contained(number, tsa)

    def state_rows(self):
        return sqlite3.connect(self.state.data + '/stoa.db')

    def contained(self, number, tsa):
        out, at = os.path.join(self.home, 'one.asice'), ['--data', self.state.data, '--site', self.state.site]
        run(self.stoa, 'exchange', 'evidence', str(number), out, *at)
        with zipfile.ZipFile(out) as z:
            assert json.loads(z.read('stamp.json'))['authority'] == 'CN=Time of Others'
        both = os.path.join(self.home, 'both.pem')
        with open(self.state.data + '/keys/authority.json') as f:
            root = next(c['pem'] for c in json.load(f)['certs'] if c['kind'] == 'root')
        with open(both, 'w') as f:
            f.write(root + open(os.path.join(tsa.home, 'root.pem')).read())
        said = run(self.stoa, 'exchange', 'check', out, '--trust', both, *at)
        assert said.count('good: ') == 4 and 'stamped by CN=Time of Others' in said, said
        r = subprocess.run([self.stoa, 'exchange', 'check', out, *at], stdout=subprocess.PIPE, text=True)
        assert r.returncode == 1 and r.stdout.count('WRONG: ') == 1, r.stdout
        said = run(self.stoa, 'verify', '--data', self.state.data)
        assert re.search(r'not checked: who stamped \d messages', said), said
        said = run(self.stoa, 'verify', '--data', self.state.data, '--exchange-tsa-cert', 'tsa.pem')
        assert 'who stamped' not in said and 'no errors' in said, said
        with self.state_rows() as db:
            db.execute("UPDATE exchange_stamp SET at = at - 1000 WHERE authority <> ''")
        said = subprocess.run([self.stoa, 'verify', '--data', self.state.data, '--exchange-tsa-cert', 'tsa.pem'], stdout=subprocess.PIPE, text=True).stdout
        assert 'exchange.stamp ' in said and 'no errors' not in said, said
        with self.state_rows() as db:
            db.execute("UPDATE exchange_stamp SET at = at + 1000 WHERE authority <> ''")
        db.close()

    def at_the_end(self):
        """Nothing lost, doubled, or with a third."""
        for h in self.all:
            h.stop()
        for h, node in ((self.haven, 'haven'), (self.saren, 'saren')):
            asked = h.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE side = 'asked' ORDER BY mark")
            there = self.state.rows("SELECT mark, asked, answered FROM exchange_evidence WHERE node = '%s' ORDER BY mark" % node)
            assert set(asked) <= set(there), 'what was heard was said'
            assert h.count('exchange_evidence', "node <> 'state'") == 0
            assert h.count('exchange_ask', "state <> 'done'") == 0
        assert self.state.count('exchange_call', "consumer = 'AV/MUN/saren/city-pass'") == self.saren.count('exchange_ask')
        assert self.state.count('exchange_call', "consumer = 'AV/MUN/haven/city-pass'") == self.haven.count('exchange_ask')
        for h in self.all:
            assert 'no errors' in run(self.stoa, 'verify', '--data', h.data)
        copy = self.haven.data + '.damaged'
        shutil.copytree(self.haven.data, copy)
        damaged(self.stoa, copy)


def damaged(stoa, data):
    with sqlite3.connect(data + '/stoa.db') as db:
        db.execute('UPDATE exchange_config SET until = until + 1 WHERE version = 2')
    db.close()
    said = subprocess.run([stoa, 'verify', '--data', data], capture_output=True, text=True).stdout
    assert 'exchange.config' in said and '1 errors' in said, said


def main(stoa):
    home = tempfile.mkdtemp(prefix='stoa-federation-')
    run('cc', '-shared', '-fPIC', '-o', os.path.join(home, 'clock.so'), os.path.join(HERE, 'clock.c'), '-ldl')
    p = Play(stoa, home)
    try:
        for play in (p.missing, p.old_and_forged, p.withdrawn, p.cut_off, p.clocks, p.ran_out, p.stamped, p.at_the_end):
            began = time.monotonic()
            play()
            print('%-18s %.1f s' % (play.__name__, time.monotonic() - began), flush=True)
    finally:
        for h in p.all:
            with contextlib.suppress(Exception):
                h.stop()
    shutil.rmtree(home, ignore_errors=True)
    print('federation: three installations went through all of it; nothing was lost, doubled or told to anybody else')


if __name__ == '__main__':
    main(sys.argv[1])
