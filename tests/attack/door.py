"""What comes over the wire before anybody is known: framing, smuggling, slowness, headers of every answer."""
import re, socket, threading, time


def status(got):
    hit = re.match(rb'HTTP/1\.[01] (\d+)', got)
    return int(hit.group(1)) if hit else 0


def framing(house, count):
    host = b'Host: x\r\n'
    body = b'POST /recover HTTP/1.1\r\n' + host + b'Sec-Fetch-Site: same-origin\r\n' \
        b'Content-Type: application/x-www-form-urlencoded\r\n'
    refused = {
        'two lengths': body + b'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
        'two equal lengths': body + b'Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc',
        'a length with a list': body + b'Content-Length: 3, 3\r\n\r\nabc',
        'a length with a sign': body + b'Content-Length: +3\r\n\r\nabc',
        'a length in hexadecimal': body + b'Content-Length: 0x3\r\n\r\nabc',
        'length and coding': body + b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'coding and length': body + b'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n',
        'two codings': body + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
        'an unknown coding': body + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
        'a blank before the colon': b'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
        'no host': b'GET / HTTP/1.1\r\n\r\n',
        'two hosts': b'GET / HTTP/1.1\r\n' + host + b'Host: y\r\n\r\n',
        'a NUL in the path': b'GET /a%00b HTTP/1.1\r\n' + host + b'\r\n',
        'dots in the path': b'GET /assets/../../../etc/passwd HTTP/1.1\r\n' + host + b'\r\n',
        'dots in disguise': b'GET /assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n' + host + b'\r\n',
        'bytes that are no text': b'GET /%ff%fe HTTP/1.1\r\n' + host + b'\r\n',
        'a percent sign alone': b'GET /%zz HTTP/1.1\r\n' + host + b'\r\n',
        'no such method': b'BREW / HTTP/1.1\r\n' + host + b'\r\n',
        'a huge header': b'GET / HTTP/1.1\r\n' + host + b'X-One: ' + b'a' * 40000 + b'\r\n\r\n',
        'a huge address': b'GET /' + b'a' * 40000 + b' HTTP/1.1\r\n' + host + b'\r\n',
        'thousands of headers': b'GET / HTTP/1.1\r\n' + host + b''.join(b'X-%d: a\r\n' % i for i in range(4000)) + b'\r\n',
        'hundreds of cookies': b'GET / HTTP/1.1\r\n' + host + b'Cookie: ' + b'; '.join(b'a%d=b' % i for i in range(500)) + b'\r\n\r\n',
        'no request at all': b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 200 + b'\r\n\r\n',
    }
    for what, bytes_ in refused.items():
        got = house.raw(bytes_, 2.0)
        closed = got.count(b'HTTP/1.') <= 1 or b'Connection: close' in got
        count.hold(what + ' is refused', status(got) in (0, 400, 404, 413, 414, 431, 501, 505) and closed,
                   got[:60])
        count.hold(what + ' shows no file', b'root:' not in got)


def smuggling(house, count):
    """What follows a refused request on the connection is never taken for a request."""
    inner = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    chunked, sized = b'Transfer-Encoding: chunked\r\n\r\n', b'Content-Length: %d\r\n\r\n' % len(inner)
    for what, head in {
        'a folded coding': b'POST /recover HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n' + sized,
        'a coding folded into another header': b'POST /recover HTTP/1.1\r\nHost: x\r\nX: a\r\n ' + chunked.strip() + b'\r\n' + sized,
        'a length behind a NUL': b'POST /recover HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n' + sized,
        'length and coding': b'POST /recover HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'two lengths': b'POST /recover HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n',
        'a chunk size that overflows': b'POST /recover HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n',
        'a chunk size with a sign': b'POST /recover HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n',
        'a bare line feed after a chunk size': b'POST /recover HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\n0\r\n\r\n',
    }.items():
        got = house.raw(head + inner, 2.0)
        count.hold(what + ' smuggles nothing', b'\r\n\r\nok\n' not in got, got[-60:])


def pipelining(house, count):
    one = b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    got = house.raw(one * 20, 2.0)
    count.hold('pipelined requests are answered in order', got.count(b'\r\n\r\nok\n') == 20, got.count(b'ok\n'))


def slowness(house, count):
    """A head that drips ends after ten seconds; meanwhile others are served."""
    drips, ends = [], []

    def drip():
        began = time.monotonic()
        with socket.create_connection(('127.0.0.1', house.port)) as s:
            s.settimeout(0.5)
            try:
                s.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n')
                while time.monotonic() - began < 20:
                    s.sendall(b'X: y\r\n')
                    try:
                        if not s.recv(4096):
                            break
                    except socket.timeout:
                        pass
            except OSError:
                pass
        ends.append(time.monotonic() - began)

    for _ in range(50):
        drips.append(threading.Thread(target=drip))
        drips[-1].start()
    time.sleep(1)
    began = time.monotonic()
    got = house.raw(b'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    count.hold('others are served beside slow ones', status(got) == 200 and time.monotonic() - began < 8)
    for t in drips:
        t.join()
    count.hold('slow heads end after ten seconds', max(ends) < 14, '%.1f s' % max(ends))


def headers(browser, count):
    """Every answer says what it may do, errors too."""
    for path in ('/', '/sign-in', '/nothing-here', '/cases', '/healthz', '/assets/none.js', '/search?q=a', '/verify',
                 '/%zz', '/documents/none', '/log/checkpoint'):
        a = browser.get(path)
        policy = a.header('Content-Security-Policy') or ''
        count.hold(path + ' has a strict policy', "default-src 'none'" in policy and "'unsafe-" not in policy and
                   "frame-ancestors 'none'" in policy, policy)
        count.hold(path + ' is not sniffed', a.header('X-Content-Type-Options') == 'nosniff')
    count.hold('a strange proxy learns no figures', browser.get('/metrics', **{'X-Forwarded-For': '192.0.2.1'}).status == 404)
    count.hold('figures on the loopback', browser.get('/metrics').status == 200)


def bodies(browser, count):
    deep = '{"email":' * 5000 + '1' + '}' * 5000
    for what, kind, body in (('depth', 'application/json', deep), ('no text', 'application/json', '{"email":"\\ud800"}'),
                             ('a broken escape', 'application/x-www-form-urlencoded', 'email=%zz'),
                             ('a NUL', 'application/x-www-form-urlencoded', 'email=a%00b'),
                             ('many fields', 'application/x-www-form-urlencoded', '&'.join('a%d=1' % i for i in range(20000))),
                             ('no boundary', 'multipart/form-data', 'x'),
                             ('a form without end', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="email"\r\n\r\nx'),
                             ('another type', 'text/plain', 'email=a@b.example')):
        a = browser.send('POST', '/recover', body, {'Content-Type': kind, 'Sec-Fetch-Site': 'same-origin'})
        count.hold('a body with %s is refused' % what, a.status in (400, 413, 415, 422), a.status)


def run(house, browser, count):
    framing(house, count)
    smuggling(house, count)
    pipelining(house, count)
    headers(browser, count)
    bodies(browser, count)
    slowness(house, count)
