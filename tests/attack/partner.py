"""What a partner's program may try with the interface for outside work: too much, too long, in others' names."""
import base64, json, time
from house import Browser

SECRET = 'state-archive:the-archive-keeps-everything'
EXTERNAL = '/engine-rest/external-task'


def call(house, path, body, secret=SECRET, method='POST'):
    head = {'Content-Type': 'application/json', 'Authorization': 'Basic ' + base64.b64encode(secret.encode()).decode()}
    return Browser(house).send(method, EXTERNAL + path, body if isinstance(body, (str, bytes)) else json.dumps(body), head)


def feed(house, path, body=None, secret=SECRET):
    head = {'Authorization': 'Basic ' + base64.b64encode(secret.encode()).decode(), 'Content-Type': 'application/json'}
    return Browser(house).send('POST' if body is not None else 'GET', '/partner/corrections' + path,
                               json.dumps(body) if body is not None else None, head)


def topics(n, more=''):
    return '{"workerId":"w","maxTasks":1,%s"topics":[%s]}' % (more, ','.join(['{}'] * n))


def run(house, count):
    a = call(house, '/fetchAndLock', topics(1))
    count.hold('a topic without a name is none of the partner\'s', a.status == 403, a.status)
    a = call(house, '/fetchAndLock', topics(20000))
    count.hold('very many topics are refused', a.status == 400, a.status)
    many = {'v%d' % i: {'value': i} for i in range(9000)}
    a = call(house, '/1/complete', {'workerId': 'w', 'variables': many})
    count.hold('very many values are refused', a.status in (400, 404, 413), a.status)
    for name, body in (('a huge body', '{"workerId":"%s"}' % ('w' * 300000)), ('deep JSON', '[' * 100000),
                       ('no JSON', '\x00'), ('a list of topics that is none', {'workerId': 'w', 'topics': 'archive.search'})):
        a = call(house, '/fetchAndLock', body)
        count.hold('%s is refused' % name, a.status in (400, 413, 422), a.status)
    for wait in (-1, 1 << 62, 1e300, '9', True):
        a = call(house, '/fetchAndLock', {'workerId': 'w', 'asyncResponseTimeout': wait, 'topics': []})
        count.hold('waiting for %r ends at once' % wait, a.status in (200, 400), a.status)
    for lock in (0, -5, 1 << 62, 1e300, 'x', None):
        a = call(house, '/fetchAndLock', {'workerId': 'w', 'maxTasks': 1, 'topics': [{'topicName': 'archive.search', 'lockDuration': lock}]})
        count.hold('nothing is locked for %r' % (lock,), a.status in (200, 400) and a.body in (b'[]', a.body * (a.status == 400)), a.status)
    for secret in ('', ':', 'state-archive:', 'state-archive:the-archive-keeps-everythinG', 'motor-registry:the-archive-keeps-everything',
                   "' OR 1=1--:x", 'state-archive:the-archive-keeps-everything:', 'x' * 5000):
        a = call(house, '/fetchAndLock', {'workerId': 'w', 'topics': []}, secret)
        count.hold('the credential %r opens nothing' % secret[:30], a.status in (401, 431), a.status)
    for task in ('0', '-1', '9' * 30, '1;2', '%27', '..%2f..'):
        for verb in ('complete', 'failure', 'bpmnError', 'extendLock', 'lock', 'unlock'):
            a = call(house, '/%s/%s' % (task, verb), {'workerId': 'w', 'errorCode': 'x', 'newDuration': 1, 'lockDuration': 1})
            count.hold('%s of task %s is refused' % (verb, task), a.status in (400, 404), a.status)
    for query in ('?after=x', '?after=-1', '?after=' + '9' * 40, "?after=1'--"):
        a = feed(house, query)
        count.hold('no corrections behind %r' % query, a.status == 400, a.status)
    for body in ({}, {'cursor': 'x'}, {'cursor': '1'}, {'cursor': '9' * 40}, {'cursor': ['1']}, []):
        a = feed(house, '/noted', body)
        count.hold('a cursor like %r notes nothing' % (body,), a.status == 400, a.status)
    for secret in ('', 'state-archive:', 'motor-registry:the-archive-keeps-everything'):
        a = feed(house, '', secret=secret)
        count.hold('the credential %r hears of no correction' % secret, a.status == 401, a.status)
        a = feed(house, '/noted', {'cursor': '1'}, secret)
        count.hold('the credential %r notes none' % secret, a.status == 401, a.status)
    a = feed(house, '')
    count.hold('a partner hears of its own corrections', a.status == 200 and a.body == b'[]', a.status)
    held = [parked(house) for _ in range(60)]
    time.sleep(1)
    a = Browser(house).get('/services')
    count.hold('who waits for work stands in nobody\'s way', a.status == 200, a.status)
    for s in held:
        s.close()


def parked(house):
    import socket
    body = b'{"workerId":"w","maxTasks":1,"asyncResponseTimeout":20000,"topics":[{"topicName":"archive.search","lockDuration":1000}]}'
    s = socket.create_connection(('127.0.0.1', house.port))
    s.sendall(b'POST %s/fetchAndLock HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nAuthorization: Basic %s\r\n'
              b'Content-Length: %d\r\n\r\n%s' % (EXTERNAL.encode(), house.port, base64.b64encode(SECRET.encode()), len(body), body))
    return s
