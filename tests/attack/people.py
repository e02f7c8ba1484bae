"""What people without an account, with one, and other websites may try."""
import json, os, re, time, urllib.parse
from house import PHRASE, Browser


def other_sites(house, count):
    b = Browser(house)
    b.sign_in('lena@example.org')
    for site in ('cross-site', 'same-site', 'none'):
        count.hold('a post from %s is refused' % site, b.post('/sign-out', site=site).status == 403)
    a = b.send('POST', '/sign-out', '', {'Origin': 'http://evil.example', 'Content-Type': 'application/x-www-form-urlencoded'})
    count.hold('a post of another origin is refused', a.status == 403, a.status)
    a = b.send('POST', '/sign-out', '', {'Content-Type': 'application/x-www-form-urlencoded'})
    count.hold('a post that says nothing of its origin is refused', a.status == 403, a.status)
    count.hold('still signed in', b.get('/account').status == 200)
    for to in ('//evil.example/', '/\\evil.example', 'http://evil.example/', '/\tevil', '/\\/evil.example', '/%09/evil.example',
               '/ok\r\nSet-Cookie: a=b', '///evil.example', 'javascript:alert(1)'):
        c = Browser(house)
        page = c.get('/sign-in?to=' + urllib.parse.quote(to, safe=''))
        a = c.post('/sign-in', {'_id': page.hidden('_id'), 'email': 'minh@example.org', 'password': PHRASE, 'to': to})
        where = a.header('Location') or ''
        count.hold('no way out by to=%r' % to, a.status in (303, 400, 422, 429) and not re.match(r'^(//|/\\|[a-z]+:)', where) and
                   'evil' not in where.split('?')[0].split('/')[1:2], where)
        count.hold('no cookie by to=%r' % to, 'a' not in c.cookies)


def cookies(house, count):
    b = Browser(house)
    a = b.sign_in('sofia@example.org')
    set_ = [c for c in a.headers.get_all('Set-Cookie') or [] if c.startswith('stoa-session')]
    count.hold('the session cookie is closed to scripts and other sites',
               len(set_) == 1 and 'HttpOnly' in set_[0] and 'SameSite=Lax' in set_[0] and 'Path=/' in set_[0], set_)
    old = b.cookies['stoa-session']
    b.sign_in('sofia@example.org')
    page = b.get('/sign-in')
    a = b.post('/sign-in', {'_id': page.hidden('_id'), 'email': 'sofia@example.org', 'password': PHRASE})
    count.hold('a sign-in changes the session', b.cookies['stoa-session'] != old)
    thief = Browser(house)
    thief.cookies['stoa-session'] = old
    count.hold('the session before the sign-in is over', thief.get('/account').status in (303, 401), thief.last.status)
    fixed = Browser(house)
    fixed.cookies['stoa-session'] = 'chosen-by-the-attacker'
    fixed.sign_in('sofia@example.org')
    count.hold('nobody chooses a session', fixed.cookies['stoa-session'] != 'chosen-by-the-attacker')
    now = fixed.cookies['stoa-session']
    fixed.post('/sign-out')
    thief.cookies['stoa-session'] = now
    count.hold('signed out is signed out', thief.get('/account').status in (303, 401))
    two = Browser(house)
    two.cookies['stoa-session'] = 'x' * 100000
    count.hold('a huge cookie is refused', two.get('/').status in (200, 400, 413, 431))


def unknown_accounts(house, count):
    """Known and unknown addresses get the same words, whatever is typed."""
    def told(email, code):
        b = Browser(house)
        page = b.get('/recover')
        a = b.post('/recover', {'_id': page.hidden('_id'), 'email': email})
        where = a.header('Location')
        page = b.get(where)
        a = b.post('/recover/code', {'_id': page.hidden('_id'), 'for': page.hidden('for'), 'code': code, 'letter_code': '',
                                     'password': 'long enough for this'})
        return a.status, re.findall(r'govuk-error-message">(.*?)</p>', a.text)

    def wrong(email):
        a = Browser(house).sign_in(email, 'not the password')
        return a.status, re.findall(r'govuk-error-message">(.*?)</p>', a.text)

    for code in ('', 'XXXX', '2222-2223', 'AAAA-AAAA'):
        known, unknown = told('ingrid@example.org', code), told('nobody@example.org', code)
        count.hold('recovery with code %r says the same of both' % code, known == unknown and known[0] == 422, (known, unknown))
    count.hold('sign-in says the same of both', wrong('ingrid@example.org') == wrong('nobody2@example.org'))


def sign_up(house, fields, browser=None):
    b = browser or Browser(house)
    page = b.get('/sign-up')
    a = b.post('/sign-up', dict(fields, _id=page.hidden('_id')))
    return b, a.header('Location') or ''


def confirm(house, b, where, code):
    page = b.get(where)
    return b.post('/sign-up/code', {'_id': page.hidden('_id'), 'for': page.hidden('for'), 'to': '', 'code': code})


def accounts_begun_by_others(house, count):
    """Somebody types the victim's address before, or after, the victim does: the victim's code gives them nothing."""
    for order in ('before', 'after'):
        email = 'victim-%s@example.org' % order
        mine = {'email': email, 'name': 'Victim', 'password': 'the password of the victim'}
        other = {'email': email, 'name': 'Mallory', 'password': 'the password of mallory'}
        first, second = (other, mine) if order == 'before' else (mine, other)
        one = sign_up(house, first)
        code = old = house.code(email)
        two = sign_up(house, second)
        for _ in range(1200):
            code = house.code(email)
            if code != old:
                break
            time.sleep(0.1)
        b, where = two if order == 'before' else one
        a = confirm(house, b, where, code)
        count.hold('the victim gets in (%s)' % order, a.status == 303 and 'stoa-session' in b.cookies, a.status)
        count.hold('with their own name (%s)' % order, 'Mallory' not in b.get('/account').text)
        count.hold('the attacker does not (%s)' % order, Browser(house).sign_in(email, other['password']).status == 422)
        count.hold('and the victim again (%s)' % order, Browser(house).sign_in(email, mine['password']).status == 303)


def letters(house, count):
    """Recovery asked for again and again: one letter, few mails."""
    before = len([m for m in house.mail('') if m['paper']])
    for _ in range(6):
        b = Browser(house)
        page = b.get('/recover')
        b.post('/recover', {'_id': page.hidden('_id'), 'email': 'elif@example.org'})
    time.sleep(3)
    count.hold('one letter', len([m for m in house.mail('') if m['paper']]) - before <= 1)
    count.hold('few mails', len(house.mail('elif@example.org')) <= 3, len(house.mail('elif@example.org')))


def same_ids(house, count):
    """A key that two people choose, or a draft that another begins with the same words."""
    answers = []
    for _ in range(2):
        b = Browser(house)
        a = b.get('/apply/birth-registration')
        first = re.search(r'/apply/birth-registration/[a-z0-9_.-]+', a.text).group(0)
        page = b.get(first)
        choice = re.search(r'name="([a-z_]+)"[^>]*type="radio"[^>]*value="([^"]+)"|type="radio"[^>]*name="([^"]+)"[^>]*value="([^"]+)"', page.text)
        names = [x for x in choice.groups() if x]
        a = b.post(first, {names[0]: names[1]}, **{'Idempotency-Key': 'one'})
        answers.append((a.header('Location'), b.cookies.get('stoa-draft')))
    count.hold('two strangers with one key have two drafts', answers[0][0] and answers[0] != answers[1], answers)
    one, two = Browser(house), Browser(house)
    one.sign_in('lena@example.org'), two.sign_in('jonas@example.org')
    for b in (one, two):
        a = b.post('/sign-out', **{'Idempotency-Key': 'two'})
        count.hold('a key chosen by another stands in nobody\'s way', a.status == 303, a.status)


def at_rest(house, tokens, count):
    """A thief of the database file finds no token in it; who reads the log, no person."""
    everything = b''
    for name in ('stoa.db', 'stoa.db-wal'):
        path = os.path.join(house.data, name)
        if os.path.exists(path):
            everything += open(path, 'rb').read()
    for what, secret in tokens.items():
        count.hold('%s is not in the database' % what, secret.encode() not in everything)
    log = open(house.log.name, 'rb').read()
    for what in ('lena@example.org', 'Hofer', 'stoa-session', PHRASE):
        count.hold('%s is not in the log' % what, what.encode() not in log)


def strangers(house, count):
    anon, lena = Browser(house), Browser(house)
    lena.sign_in('lena@example.org')
    for path in ('/cases', '/desk', '/account', '/messages', '/privacy/looks', '/desk/tasks/1', '/cases/2026-000001'):
        count.hold('%s is not for strangers' % path, anon.get(path).status in (303, 401, 403, 404), anon.last.status)
    for path in ('/desk', '/desk/tasks/1', '/desk/tasks/999999999999999999999', '/cases/2026-999999', '/messages/1',
                 '/messages/-1', '/documents/by-id/1', '/documents/x', "/cases/'%20OR%201=1--", '/drafts/aaaaaaaaaa',
                 '/cases/2026-000001/files/1', '/desk/cases/1/files/1', '/desk/paper', '/desk/paper/aaaaaaaaaa',
                 '/drafts/aaaaaaaaaa/form.pdf', '/drafts/aaaaaaaaaa/send-link'):
        count.hold('%s is not for lena' % path, lena.get(path).status in (303, 403, 404), lena.last.status)
    for path in ('/desk/tasks/1/claim', '/desk/tasks/1/complete', '/desk/tasks/1/release', '/desk/tasks/1/ask'):
        count.hold('%s does nothing for lena' % path, lena.post(path, {'text': 'x', 'answers': 'x'}).status in (403, 404, 422),
                   lena.last.status)


def matrix():
    """The table of docs/security.md: who gets what where, with the answer's status in each cell."""
    book = open(os.path.join(os.path.dirname(__file__), '../../docs/security.md'), encoding='utf-8').read()
    book = book.split('**Who sees what of a look.**')[1].split('\n## ')[0]
    book = book[book.index('| page'):].split('\n\n')[0]
    rows = [[c.strip() for c in line.strip('|').split('|')] for line in book.splitlines() if re.match(r'\| *(page|`(GET|POST|act) )', line)]
    return rows[0][1:], [(re.match(r'`(\w+) (\S+)`', r[0]).groups(), r[1:]) for r in rows[1:]]


def looks(house, count):
    """Who looked: every role at every page and act of the matter, as the book has it; nothing of another in any answer."""
    people = {'stranger': None, 'the person': 'lena@example.org', 'another person': 'minh@example.org', 'who looked': 'mansour@saren.example.org',
              'head of the office': 'gruenwald@saren.example.org', 'other office': 'sharma@alvaria.example.org',
              'privacy officer': 'privacy@alvaria.example.org', 'auditor': 'auditor@alvaria.example.org'}
    at = {who: Browser(house) for who in people}
    for who, email in people.items():
        if email:
            at[who].sign_in(email)
    clerk, lena = at['who looked'], at['the person']
    day = time.gmtime(time.time() - 86400)
    a = clerk.post('/desk/paper', {'_id': clerk.get('/desk/paper').hidden('_id'), 'service': 'birth-registration', 'number': '200000000015',
                                   'received-day': day.tm_mday, 'received-month': day.tm_mon, 'received-year': day.tm_year, 'reason': 'By post'})
    count.hold('an officer keys in a paper', a.status == 303, a.status)
    rows = json.loads(lena.get('/privacy/looks?words=mansour', json=True).text)['rows']
    count.hold('the look is on the list', len(rows) == 1, rows)
    ids = {'look': rows[0]['id']}
    secret = 'Why-did-he-look-%d' % ids['look']
    page = '/privacy/looks/%d' % ids['look']
    a = lena.post(page + '/ask', {'_id': lena.get(page).hidden('_id'), 'text': secret})
    count.hold('a question is asked', a.status == 303, a.status)
    boss = at['head of the office']
    ids['question'] = int(json.loads(boss.get('/desk/looks/questions', json=True).text)['rows'][0]['href'].rsplit('/', 1)[1])
    ids['odd'] = int(json.loads(boss.get('/desk/looks/odd', json=True).text)['rows'][0]['href'].rsplit('/', 1)[1])
    who, walk = matrix()
    count.hold('the book has its table', len(walk) >= 12 and set(who) == set(people), who)
    for (method, path), cells in walk:
        for role, want in zip(who, cells):
            b = at[role]
            where = path.format(**ids)
            a = b.get(where) if method == 'GET' else b.post(where, {'_id': b.get('/account').hidden('_id') if people[role] else '', 'text': ''})
            count.hold('%s %s by %s is %s' % (method, where, role, want), str(a.status) == want, a.status)
            if role not in ('the person', 'head of the office'):
                count.hold('%s learns nothing of the question at %s' % (role, where), secret not in a.text)
    kept = b''.join(open(os.path.join(house.data, f), 'rb').read() for f in ('stoa.db', 'stoa.db-wal') if os.path.exists(os.path.join(house.data, f)))
    count.hold('a question does not lie open in the database', secret.encode() not in kept)
    for path in ('/privacy/looks/-1', '/privacy/looks/99999999999999999999', "/privacy/looks/1'--", '/desk/looks/odd/0', '/desk/looks/questions/x'):
        for b in (lena, boss):
            count.hold('%s is nothing' % path, b.get(path).status in (403, 404), b.last.status)
    for query in ("office='%20OR%201=1--", 'from=0000-00-00&to=9999-99-99', 'page=99999999999999999999', 'page=-1', 'words=%00%ff', 'words=' + '%25' * 400,
                  'case=' + 'x' * 2000):
        a = at['another person'].get('/privacy/looks?' + query)
        count.hold('the filter %s finds nothing of others' % query[:30], a.status in (200, 400, 414) and 'Mansour' not in a.text, a.status)
    count.hold('another site switches no alert', lena.post('/privacy/looks/alert', {'on': 'yes'}, site='cross-site').status == 403)
    count.hold('another site asks nothing', lena.post(page + '/ask', {'text': 'x'}, site='cross-site').status == 403)
    public = Browser(house).get('/looks').text + Browser(house).get('/looks.csv').text
    count.hold('the numbers name nobody', 'Mansour' not in public and 'Hofer' not in public)


def links(house, count):
    """A link by mail opens one draft for who has it: no other key does, and no other site presses the button."""
    owner, thief = Browser(house), Browser(house)
    a = owner.post('/apply/birth-registration/applicant_role', {'_id': owner.get('/apply/birth-registration/applicant_role').hidden('_id'),
                                                                'applicant_role': 'father'})
    draft = (re.search(r'/drafts/([a-z0-9]{10})/', a.header('Location') or '') or [None, ''])[1]
    count.hold('a draft is begun', draft, a.status)
    where = '/drafts/%s/come-back' % draft
    for key in ('', 'A' * 43, 'A' * 5000, "' OR 1=1--", '%00', '../' * 20, '\xff\xfe'):
        a = thief.post(where, {'key': key})
        count.hold('the key %r opens nothing' % key[:20], a.status in (400, 404, 413, 422, 429) and 'stoa-draft' not in thief.cookies, a.status)
        count.hold('the draft stays closed', thief.get('/drafts/' + draft).status == 404, thief.last.status)
    count.hold('another site sends nobody back', thief.post(where, {'key': 'A' * 43}, site='cross-site').status == 403)
    count.hold('nobody else asks for a link', thief.post('/drafts/%s/send-link' % draft, {'email': 'thief@example.org'}).status == 404,
               thief.last.status)
    for path in ('/drafts/%s/form.pdf' % draft, '/drafts/%s/send-link' % draft):
        count.hold('%s is its owner\'s' % path, thief.get(path).status == 404, thief.last.status)
        count.hold('%s is there for its owner' % path, owner.get(path).status == 200, owner.last.status)


def closing(house, count):
    """Pages that the front keeps for everybody say at once that an office is closed, and at once that it is open again."""
    pages = ('/services/school-place', '/offices', '/offices/school-office')
    voss, adeyemi = Browser(house), Browser(house)
    voss.sign_in('voss@saren.example.org')
    adeyemi.sign_in('adeyemi@saren.example.org')

    def kept():
        hit = re.search(r'^stoa_pages_cached\S* (\d+)', Browser(house).get('/metrics').text, re.M)
        return int(hit.group(1)) if hit else 0

    def stand(when, closed):
        before, tags = kept(), {}
        for path in pages:
            for _ in range(2):
                a = Browser(house).get(path)
                count.hold('%s %s is told at %s' % (when, 'closed' if closed else 'open', path),
                           a.status == 200 and ('serves you meanwhile' in a.words) == closed, a.status)
            tags[path] = a.header('ETag')
            count.hold('%s is not kept by others without asking' % path, 'no-cache' in (a.header('Cache-Control') or ''), a.header('Cache-Control'))
        count.hold('%s the second look comes from what is kept' % when, kept() >= before + len(pages), kept())
        return tags

    def done(b, path, fields, what):
        a = b.post(path, {'_id': b.get('/desk/offices').hidden('_id'), **fields})
        count.hold(what, a.status == 303, a.status)

    open_tags = stand('before', False)
    today = time.gmtime()
    done(voss, '/desk/offices', {'office': 'school-office', 'standin': 'city-hall', 'reason': 'The building is flooded', 'from-day': today.tm_mday,
                                 'from-month': today.tm_mon, 'from-year': today.tm_year}, 'a closing is asked for')
    stand('asked for', False)
    change = (re.search(r'/desk/offices/(\d+)/', adeyemi.get('/desk/offices').text) or [None, '0'])[1]
    count.hold('who asked does not close', voss.post('/desk/offices/%s/confirm' % change, {}).status == 403, voss.last.status)
    done(adeyemi, '/desk/offices/%s/confirm' % change, {}, 'the office is closed')
    for path in pages:
        a = Browser(house).get(path, **{'If-None-Match': open_tags[path] or 'none'})
        count.hold('a browser that kept %s gets the new one' % path, a.status == 200, a.status)
    shut_tags = stand('closed', True)
    done(voss, '/desk/offices/%s/lift' % change, {}, 'opening it is asked for')
    done(adeyemi, '/desk/offices/%s/confirm' % change, {}, 'the office is open again')
    for path in pages:
        a = Browser(house).get(path, **{'If-None-Match': shut_tags[path] or 'none'})
        count.hold('a browser that kept the closed %s gets the open one' % path, a.status == 200, a.status)
    stand('opened', False)


def run(house, count):
    b = Browser(house)
    b.sign_in('layla@example.org')
    session = b.cookies.get('stoa-session', 'none')
    other_sites(house, count)
    cookies(house, count)
    unknown_accounts(house, count)
    accounts_begun_by_others(house, count)
    letters(house, count)
    same_ids(house, count)
    strangers(house, count)
    links(house, count)
    looks(house, count)
    closing(house, count)
    at_rest(house, {'a session token': session}, count)
