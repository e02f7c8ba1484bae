"""What somebody may try with keys for programs: in other places, of other shapes, for other things, and beside somebody's cookies."""
import json
from house import Browser, PHRASE

REG = '/govstack/registration'


def key_of(house, who, scopes):
    b = Browser(house)
    b.sign_in(who)
    fields = [('name', 'Books'), ('months', '1'), ('password', PHRASE)] + [('scope', s) for s in scopes]
    a = b.post('/account/tokens', fields, json=True)
    return b, json.loads(a.text)['made']


def call(house, path, key, body=None, head=None, browser=None):
    head = dict({'Authorization': 'Bearer ' + key} if head is None else head)
    if isinstance(body, (dict, list)):
        head['Content-Type'] = 'application/json'
        body = json.dumps(body)
    return (browser or Browser(house)).send('POST' if body is not None else 'GET', path, body, head)


def run(house, count):
    lena, key = key_of(house, 'lena@example.org', ['read'])
    a = call(house, REG + '/applications', key)
    count.hold('a key reads', a.status == 200, a.status)
    for name, head in (('as Basic', {'Authorization': 'Basic ' + key}), ('as a cookie', {'Cookie': 'stoa-session=' + key}),
                       ('as a draft', {'Cookie': 'stoa-draft=' + key}), ('as another header', {'X-Api-Key': key})):
        a = call(house, REG + '/applications', key, head=head)
        count.hold('a key %s opens nothing' % name, a.status == 401, a.status)
    a = call(house, REG + '/applications?access_token=' + key, key, head={})
    count.hold('a key in the address opens nothing', a.status == 401, a.status)
    for wrong in (key[:-1], key + '0', key.upper(), key[5:], 'stoa_' + '0' * 64, 'x' * 5000, "' OR 1=1--", 'stoa_', '%00'):
        a = call(house, REG + '/applications', wrong)
        b = call(house, REG + '/applications', 'stoa_' + 'f' * 64)
        count.hold('the key %r opens nothing' % wrong[:20], a.status in (401, 431), a.status)
        if a.status == 401:
            same = {k: v for k, v in json.loads(a.text).items() if k != 'traceId'} == \
                   {k: v for k, v in json.loads(b.text).items() if k != 'traceId'}
            count.hold('and is answered as any other', same, a.text[:100])
    for path in ('/account', '/account/tokens', '/cases', '/desk', '/messages', '/privacy/looks', '/account/data.zip'):
        a = call(house, path, key)
        count.hold('%s is not opened by a key' % path, a.status in (303, 401, 403), a.status)
    for path, body in ((REG + '/documents', {}), (REG + '/tasks/1/complete', {'data': {}}), ('/account/tokens', {'name': 'x'}),
                       (REG + '/services/00000000-0000-8000-8000-000000000000/applications', {'applicantId': 'me'}),
                       ('/govstack/workflow/instances/1/stop', {})):
        a = call(house, path, key, body)
        count.hold('a key that reads does not do %s' % path, a.status in (401, 403), a.status)
    a = call(house, REG + '/applications', 'stoa_nothing', browser=lena)
    count.hold('cookies beside a wrong key are not read', a.status == 401, a.status)
    _, sends = key_of(house, 'lena@example.org', ['submit'])
    dogs = json.loads(call(house, REG + '/services?name=Register%20a%20dog', key, head={}).text)[0]['id']
    apply = REG + '/services/%s/applications' % dogs
    for name, body in (('deep JSON', '[' * 100000), ('no JSON', '\0'), ('a list', [1]), ('a text', '"x"'), ('too much', '{"applicantId":"%s"}' % ('x' * 600000)),
                       ('answers of no kind', {'applicantId': 'me', 'formData': {'data': {'dog_name': {'value': {'a': [[]]}}}}}),
                       ('a file that was never sent', {'applicantId': 'me', 'formData': {'data': {'competence': {'value': [
                           {'id': '0' * 64, 'name': 'a.pdf', 'type': 'application/pdf', 'size': 5}]}, 'dog_breed': {'value': 'rottweiler'}}}}),
                       ('many documents', {'applicantId': 'me', 'formData': {'data': {'competence': {'value': [REG + '/documents/x'] * 5000}}}})):
        a = call(house, apply, sends, body, head={'Authorization': 'Bearer ' + sends, 'Content-Type': 'application/json'})
        count.hold('%s is refused' % name, a.status in (400, 413, 415, 422), a.status)
    count.hold('nothing came of it', json.loads(call(house, REG + '/applications', key).text) == [])
    for document in ('x', '..%2f..%2fkeys', 'stoa.db', '0' * 64):
        a = call(house, REG + '/documents/' + document, sends)
        count.hold('the document %s is not there' % document, a.status in (400, 404), a.status)
