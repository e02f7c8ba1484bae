#!/usr/bin/env python3
"""Who may open and do what: every page and act that is not for everybody, tried by everybody, as the table of docs/security.md says.

  matrix.py STOA SITE [--write]     --write prints the table as it is, for the book; a person judges it before it goes there.

The table's rows are walked in their order. Each row names one or more addresses (method, path, what is sent), each cell the
answer's status; the book may not leave out a route of the program that is for people who signed in (or their draft)."""
import glob, json, os, re, sys, time, urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from house import PHRASE, Browser, Count, House
import money
from verify_test import register_birth

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..')
PARTNER = {'Authorization': 'Bearer state-archive.the-archive-keeps-everything'}
PEOPLE = {'stranger': None, 'owner': 'lena@example.org', 'another': 'sofia@example.org', 'officer': 'mansour@saren.example.org',
          'other office': 'sharma@alvaria.example.org', 'head': 'gruenwald@saren.example.org', 'cashier': 'weiss@saren.example.org',
          'privacy officer': 'privacy@alvaria.example.org', 'auditor': 'auditor@alvaria.example.org',
          'administrator': 'voss@saren.example.org', 'designer': 'okafor@saren.example.org', 'partner': None}
# Everybody's own in these: what is sent ends it, so who sent it signs in again.
ENDS = ('/account/sign-out-all', '/sign-out')


def book():
    """(who, [([address], cells)]) of the table under its heading."""
    text = open(os.path.join(ROOT, 'docs/security.md'), encoding='utf-8').read()
    part = text.split('**Who may open and do what.**')[1].split('\n## ')[0]
    rows = [[c.strip() for c in line.strip('|').split('|')] for line in part.splitlines() if line.startswith('|') and not line.startswith('|--')]
    return rows[0][1:], [(re.findall(r'`((?:GET|POST) [^`]+)`', r[0]), r[1:]) for r in rows[1:]]


def routes():
    """Method and path of each route of the program that asks who somebody is, from the blocks' tables."""
    found = set()
    for name in sorted(glob.glob(os.path.join(ROOT, 'src/blocks/*/*.c'))):
        for method, path in re.findall(r'\{ (GET|POST), "(/[^"]*)"', open(name, encoding='utf-8').read()):
            if re.match(r'/(desk|studio|cases|offers|account|messages|documents|drafts|join|status|privacy/)', path):
                found.add((method, re.sub(r':\w+', '*', path)))
    return found


def covered():
    """What the two tables of the book name, with every placeholder as a star."""
    text = open(os.path.join(ROOT, 'docs/security.md'), encoding='utf-8').read()
    out = set()
    for method, path in re.findall(r'`(GET|POST) (/[^ `?]*)', text):
        out.add((method, path))
    return out


def fits(route, named):
    """A route's path with stars, against an address of the book with values or placeholders in their place."""
    pattern = '^' + re.escape(route[1]).replace(r'\*', '[^/]+') + '$'
    return any(m == route[0] and re.match(pattern, p) for m, p in named)


def wait(get, what, times=1200):
    for _ in range(times):
        got = get()
        if got:
            return got
        time.sleep(0.1)
    raise SystemExit('not there: ' + what)


def fill(b, service, first, answers):
    """An application of somebody who is signed in, sent; its path."""
    where = '/apply/%s/%s' % (service, first)
    page = b.get(where)
    for step in answers:
        a = b.post(where, dict(step, _id=page.hidden('_id')))
        where = a.header('Location')
        page = b.get(where)
    a = b.post(where.replace('/check', '/submit'), {'_id': page.hidden('_id'), 'declared': 'yes'})
    return a.header('Location').split('?')[0]


def first_task(officer, number):
    def look():
        items = json.loads(officer.get('/desk?find=' + number, json=True).text)
        hit = re.search(r'/desk/tasks/(\d+)', json.dumps(items))
        return hit and hit.group(1)
    return wait(look, 'a task of ' + number)


def setting(house, site, at):
    """What the table's placeholders stand for."""
    ids, lena, officer = {}, at['owner'], at['officer']
    number = register_birth(house.port, site)[1]
    task = first_task(officer, number)
    officer.post('/desk/tasks/%s/claim' % task)
    a = officer.post('/desk/tasks/%s/complete' % task, {'decision': 'approve', 'mother_record': '200000000015', 'other_record': '200000000023',
                                                      'identity_checked': 'yes'})
    assert a.status == 303, (a.status, a.words[-600:])
    ids['decided'] = number
    ids['offer'] = wait(lambda: (re.search(r'/offers/(\d+)', lena.get('/offers').text) or [None, None])[1], 'an offer')
    ids['case'] = register_birth(house.port, site)[1]
    ids['task'] = first_task(officer, ids['case'])
    _, ids['paid'], fee = money.asked(house, 'lena@example.org')
    ids['claim'] = fee.rsplit('/', 1)[1]
    case = fill(lena, 'certificate-of-residence', 'about-you', ({}, {'shown': 'birth_date'}, {'certificate_language': 'en'}))
    ids['document'] = wait(lambda: (re.search(r'/documents/([^"?]+)"', lena.get(case).text) or [None, None])[1], 'a document')
    letters = re.findall(r'/messages/(\d+)', lena.get('/messages').text)
    ids['message'] = letters[0]
    ids['document_id'] = wait(lambda: next((hit.group(1) for hit in (re.search(r'/documents/by-id/(\d+)', lena.get('/messages/' + m).text)
                                                                  for m in letters) if hit), None), 'a document in a message')
    day = time.gmtime(time.time() - 86400)
    a = officer.post('/desk/paper', {'_id': officer.get('/desk/paper').hidden('_id'), 'service': 'birth-registration', 'number': '200000000015',
                                     'received-day': day.tm_mday, 'received-month': day.tm_mon, 'received-year': day.tm_year, 'reason': 'By post'})
    ids['paper'] = re.search(r'/(?:desk/paper|drafts)/([a-z0-9]{10})', a.header('Location')).group(1)
    file = re.search(r'/cases/%s/files/([^"?]+)' % ids['case'], lena.get('/cases/' + ids['case']).text)
    ids['file'] = file.group(1) if file else '1'
    page = lena.get('/apply/marriage')
    first = re.search(r'/apply/marriage/([a-z0-9_.-]+)', (page.header('Location') or '') + page.text).group(1)
    page = lena.get('/apply/marriage/' + first)
    a = lena.post('/apply/marriage/' + first, {'_id': page.hidden('_id')})
    draft = re.search(r'/drafts/([a-z0-9]{10})', (a.header('Location') or '') + lena.get('/cases').text)
    ids['draft'], ids['at'] = draft.group(1), first
    a = at['designer'].post('/studio/services/birth-registration', {'_id': at['designer'].get('/studio/services/birth-registration').hidden('_id'),
                                                                    'title': 'Shorter'})
    ids['work'] = re.search(r'/studio/drafts/(\d+)', a.header('Location')).group(1)
    made = json.loads(lena.post('/account/tokens', {'name': 'Books', 'months': '1', 'password': PHRASE, 'scope': 'read'}, json=True).text)
    assert made['made']
    ids['token'] = re.search(r'/account/tokens/(\d+)/end', lena.get('/account/tokens').text).group(1)
    return ids


def send(b, order, ids, who):
    """One address of the table: `POST /path a=b&c=d`."""
    for name, value in ids.items():
        order = order.replace('{%s}' % name, str(value))
    method, path, *more = order.split(' ')
    head = dict(PARTNER) if who == 'partner' else {}
    if method == 'GET':
        return b.get(path, **head)
    fields = dict(urllib.parse.parse_qsl(more[0] if more else '', keep_blank_values=True))
    return b.post(path, fields, **head)


def walk(house, site, count, write):
    at = {who: Browser(house) for who in PEOPLE}
    for who, email in PEOPLE.items():
        if email:
            at[who].sign_in(email)
    ids = setting(house, site, at)
    who, rows = book()
    count.hold('the book has its table', len(rows) >= 20 and who == list(PEOPLE), who)
    named = covered()
    for route in sorted(routes()):
        count.hold('the book says who may %s %s' % route, fits(route, named))
    told = []
    for orders, cells in rows:
        for order in orders:
            got = []
            for i, role in enumerate(PEOPLE):
                a = send(at[role], order, ids, role)
                got.append(str(a.status))
                if order.split(' ')[1] in ENDS and PEOPLE[role]:
                    at[role] = Browser(house)
                    at[role].sign_in(PEOPLE[role])
                if not write:
                    count.hold('%s by %s is %s' % (order, role, cells[i]), got[-1] == cells[i], got[-1])
            told.append((order, got))
    if write:
        table(told)


def table(told):
    groups = []
    for order, got in told:
        if groups and groups[-1][1] == got:
            groups[-1][0].append(order)
        else:
            groups.append(([order], got))
    print('| may | %s |' % ' | '.join(PEOPLE))
    print('|%s' % ('---|' * (len(PEOPLE) + 1)))
    for orders, got in groups:
        print('| %s | %s |' % (' '.join('`%s`' % o for o in orders), ' | '.join(got)))


def run(stoa, site, count, write=False):
    house = House(stoa, site)
    try:
        walk(house, site, count, write)
    finally:
        house.close()


if __name__ == '__main__':
    total = Count()
    run(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), total, '--write' in sys.argv)
    sys.exit(total.end())
