"""A served demo in a temporary folder, a browser without scripts, raw sockets, and the count of what held."""
import html, http.client, json, os, re, shutil, socket, subprocess, sys, tempfile, time, urllib.parse, uuid

PHRASE = 'a lantern for every door'


class House:
    def __init__(self, stoa, site, *more):
        self.dir = tempfile.mkdtemp(prefix='stoa-attack-')
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        self.log = open(os.path.join(self.dir, 'log'), 'wb')
        self.data = os.path.join(self.dir, 'data')
        self.process = subprocess.Popen([stoa, 'serve', '--site', site, '--data', self.data, '--dev', '--listen',
                                         '127.0.0.1:%d' % self.port, *more], stdout=self.log, stderr=self.log)
        for _ in range(1200):
            try:
                if Browser(self).get('/healthz').status == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit('the house does not start; see ' + self.log.name)

    def close(self):
        self.process.terminate()
        self.process.wait(120)
        shutil.rmtree(self.dir, ignore_errors=True)

    def mail(self, to):
        """What was sent to an address, newest first."""
        found = json.loads(Browser(self).get('/demo/mail', json=True).text)
        items = found.get('items', found)
        return [m for m in items if to in m['address']]

    def code(self, to, times=1200):
        """The newest code that was mailed."""
        for _ in range(times):
            for m in self.mail(to):
                hit = re.search(r'\b[2-9A-Z]{4}-[2-9A-Z]{4}\b', m['body'])
                if hit:
                    return hit.group(0)
            time.sleep(0.1)
        return None

    def raw(self, data, wait=3.0):
        """Bytes in, all bytes that come until the peer closes or is silent."""
        got = b''
        with socket.create_connection(('127.0.0.1', self.port)) as s:
            s.settimeout(wait)
            try:
                s.sendall(data)
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    got += piece
            except (socket.timeout, ConnectionError):
                pass
        return got


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode('utf-8', 'replace')

    def header(self, name):
        return self.headers.get(name)

    @property
    def words(self):
        return html.unescape(re.sub(r'<[^>]+>', ' ', self.text))

    def hidden(self, name):
        hit = re.search(r'name="%s"[^>]*value="([^"]*)"' % name, self.text) or \
            re.search(r'value="([^"]*)"[^>]*name="%s"' % name, self.text)
        return html.unescape(hit.group(1)) if hit else ''


class Browser:
    def __init__(self, house):
        self.house, self.cookies, self.last = house, {}, None

    def send(self, method, path, body=None, headers=None, keep=True):
        h = {'Host': '127.0.0.1:%d' % self.house.port, 'Accept-Language': 'en'}
        if self.cookies:
            h['Cookie'] = '; '.join('%s=%s' % c for c in self.cookies.items())
        h.update(headers or {})
        c = http.client.HTTPConnection('127.0.0.1', self.house.port, timeout=120)
        c.request(method, path, body, h)
        r = c.getresponse()
        a = Answer(r.status, r.headers, r.read())
        c.close()
        for one in r.headers.get_all('Set-Cookie') or []:
            name, value = one.split(';')[0].split('=', 1)
            if keep and 'Max-Age=0' not in one:
                self.cookies[name] = value
            elif keep:
                self.cookies.pop(name, None)
        self.last = a
        return a

    def get(self, path, json=False, **more):
        headers = {'Accept': 'application/json'} if json else {}
        headers.update(more)
        return self.send('GET', path, headers=headers)

    def post(self, path, fields=None, site='same-origin', json=False, **more):
        headers = {'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': site}
        if json:
            headers['Accept'] = 'application/json'
        headers.update(more)
        return self.send('POST', path, urllib.parse.urlencode(fields or {}), headers)

    def upload(self, path, fields, name, filename, content, kind='application/pdf'):
        edge = uuid.uuid4().hex
        parts = b''.join(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' %
                         (edge.encode(), k.encode(), v.encode()) for k, v in fields.items())
        parts += b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: %s\r\n\r\n' % (
            edge.encode(), name.encode(), filename.encode(), kind.encode()) + content + b'\r\n--%s--\r\n' % edge.encode()
        return self.send('POST', path, parts, {'Content-Type': 'multipart/form-data; boundary=' + edge,
                                               'Sec-Fetch-Site': 'same-origin'})

    def sign_in(self, email, password=PHRASE):
        page = self.get('/sign-in')
        return self.post('/sign-in', {'_id': page.hidden('_id'), 'email': email, 'password': password})


class Count:
    passed = failed = 0

    def hold(self, what, truth, seen=''):
        if truth:
            self.passed += 1
        else:
            self.failed += 1
            print('FAILED %s%s' % (what, ' (%s)' % (seen,) if seen != '' else ''))

    def end(self):
        print('%d passed, %d failed, 0 skipped' % (self.passed, self.failed))
        return 1 if self.failed else 0
