"""What a partner's program may try with the interface for outside work: too much, too long, in others' names."""
import base64, hashlib, json, time
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


PERSON = '/r1/AV/GOV/civil-registry/population/person/200000000015'
ROAD = {'X-Road-Client': 'AV/GOV/motor-registry/vehicles', 'X-Road-UserId': 'XA1'}


def road(house, path, heads, secret='motor-registry:every-wheel-is-written-down'):
    head = {'Authorization': 'Basic ' + base64.b64encode(secret.encode()).decode(), **heads}
    return Browser(house).send('GET', path, None, head)


def other_agencies(house, count):
    """Calls in the X-Road protocol: what is answered, and the hash of the request made anew from what was sent."""
    a = road(house, PERSON, {**ROAD, 'X-Road-Id': 'attack-1'})
    count.hold('a call with a right is answered', a.status == 200 and b'Hofer' in a.body and b'birth_date' not in a.body, a.status)
    sent = [('x-road-client', ROAD['X-Road-Client']), ('x-road-userid', 'XA1'), ('x-road-id', 'attack-1')]
    lines = 'GET\r\n' + PERSON + '\r\n' + ''.join('%s:%s\r\n' % one for one in sent)
    made = base64.b64encode(hashlib.sha512(lines.encode()).digest()).decode()
    count.hold('the hash is that of the request', a.headers.get('x-road-request-hash') == made, a.headers.get('x-road-request-hash'))
    for name, path, heads, wanted in (
            ('no client', PERSON, {}, 'Client.BadRequest'),
            ('a client of another', PERSON, {**ROAD, 'X-Road-Client': 'AV/GOV/state-archive/reading-room'}, 'Server.ClientProxy.AuthenticationFailed'),
            ('a client that climbs', PERSON, {**ROAD, 'X-Road-Client': 'AV/GOV/motor-registry/..'}, 'Client.BadRequest'),
            ('no user', PERSON, {'X-Road-Client': ROAD['X-Road-Client']}, 'Client.BadRequest'),
            ('a huge user', PERSON, {**ROAD, 'X-Road-UserId': 'x' * 3000}, 'Client.BadRequest'),
            ('a service that is none', PERSON.replace('/person/', '/x/'), ROAD, 'Server.ServerProxy.UnknownService'),
            ('an income', PERSON.replace('civil-registry/population/person', 'tax-office/incomes/income') + '-2024', ROAD,
             'Server.ServerProxy.AccessDenied'),
            ('another purpose', PERSON, {**ROAD, 'X-Road-Purpose': 'taxation'}, 'Server.ServerProxy.AccessDenied'),
            ('the id of another call', PERSON[:-2] + '31', {**ROAD, 'X-Road-Id': 'attack-1'}, 'Client.BadRequest')):
        a = road(house, path, heads)
        count.hold('%s is refused' % name, a.headers.get('x-road-error') == wanted and b'Hofer' not in a.body, (a.status, a.headers.get('x-road-error')))
    for key in ("200000000015'--", '%00', '..%2f..', '9' * 600, '*', '%25'):
        a = road(house, PERSON.rsplit('/', 1)[0] + '/' + key, ROAD)
        count.hold('the key %r tells nothing' % key[:20], a.status in (400, 404) and b'Hofer' not in a.body, a.status)
    for secret in ('', 'motor-registry:', 'state-archive:every-wheel-is-written-down'):
        a = road(house, PERSON, ROAD, secret)
        count.hold('the credential %r calls nothing' % secret, a.status == 401 and b'Hofer' not in a.body, a.status)


def topics(n, more=''):
    return '{"workerId":"w","maxTasks":1,%s"topics":[%s]}' % (more, ','.join(['{}'] * n))


def registry(house, path, body=None, credential='motor-registry.every-wheel-is-written-down', method=None):
    head = {'Authorization': 'Bearer ' + credential, **({} if body is None else {'Content-Type': 'application/json'})}
    return Browser(house).send(method or ('GET' if body is None else 'POST'), '/govstack/registries/data' + path,
                               body if isinstance(body, (str, bytes)) or body is None else json.dumps(body), head)


def one(content):
    return {'query': {'content': content}}


def registers(house, count):
    """A partner's system with registers: other fields, other registers, everybody at once, hostile values."""
    lena = {'national_number': '200000000015'}
    a = registry(house, '/person/latest/read', one(lena))
    count.hold('what it may read it gets', a.status == 200 and b'Hofer' in a.body and b'1994' not in a.body, a.status)
    for field in ('birth_date', 'sex', 'protected', 'parent-of', 'id', '', '*', 'national_number; DROP TABLE record'):
        a = registry(house, '/person/latest/read', one({**lena, field: 'x'}))
        count.hold('a question about %r is refused' % field, a.status == 403 and b'Hofer' not in a.body, a.status)
        a = registry(house, '/person/latest/200000000015/readValue/%s.json' % field.replace(' ', '%20').replace(';', '%3b'))
        count.hold('the value of %r is not there' % field, a.status == 404, a.status)
    for value in ({}, [], None, True, 1e300, '%', '_', "' OR '1'='1", ['200000000015'], {'$ne': ''}, '2' * 30000):
        a = registry(house, '/person/latest/read', one({'national_number': value}))
        count.hold('nobody has the number %.30r' % (value,), a.status in (404, 413, 422) and b'Hofer' not in a.body, a.status)
    for body in ('', '[]', '{', '"x"', '[' * 50000, {'query': 1}, {'query': {'content': 1}}, {'query': {'content': [lena]}}):
        a = registry(house, '/person/latest/read', body)
        count.hold('the body %.30r reads nothing' % (body,), a.status in (400, 404, 413, 422), a.status)
    for path in ('/income/latest/read', '/dog/latest/read', '/child-benefit/latest/read'):
        a = registry(house, path, one({'person': '200000000015'}))
        count.hold('%s is not for it' % path, a.status == 403, a.status)
    for how, method in (('/create', 'POST'), ('/update', 'PUT'), ('/updateOrCreate', 'POST')):
        a = registry(house, '/person/latest' + how, {**one(lena), 'write': {'content': {'address': None}}}, method=method)
        count.hold('%s of a person is refused' % how, a.status == 403, a.status)
    a = registry(house, '/person/latest/200000000015/delete', method='DELETE')
    count.hold('a person is not ended', a.status == 403, a.status)
    for query in ('', '?query.name=Hofer', '?search=.*', '?filter=name', '?ordering=name', '?page=-1', '?pageSize=1000000'):
        a = registry(house, '/person/latest' + query)
        count.hold('people are not listed by %r' % query, a.status in (200, 422) and b'"family"' not in a.body, a.status)
    a = registry(house, '/place/latest?page=99999999999999999999&pageSize=99999999999999999999')
    count.hold('a page far behind the last is empty', a.status == 200 and len(json.loads(a.body)['results']) <= 100, a.status)
    for credential in ('', 'motor-registry', 'motor-registry.', 'state-archive.every-wheel-is-written-down', 'stoa_' + '0' * 64):
        a = registry(house, '/person/latest/read', one(lena), credential)
        count.hold('the credential %r reads nothing' % credential[:30], a.status == 401, a.status)


def run(house, count):
    other_agencies(house, count)
    registers(house, count)
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
