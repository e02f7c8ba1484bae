"""What an applicant's own program may try with a form: pages that a browser never sends."""
import io, json, re, time, zipfile
from house import Browser

FAKE = [{'id': '00' * 32, 'name': 'certificate.pdf', 'type': 'application/pdf', 'size': 1}]
DOG = [('about-you', {}),
       ('dog', {'dog_name': 'Rex', 'dog_chip': '040098100123458', 'dog_birth_date-day': '1', 'dog_birth_date-month': '6',
                'dog_birth_date-year': '2025', 'dog_breed': 'rottweiler'})]
REST = [{'dog_since-day': '20', 'dog_since-month': '2', 'dog_since-year': '2026'}, {'dog_others': 'none'}, {'assistance': 'no'}]


def to(browser, fields):
    """Answers the page that is shown; the address of the next."""
    a = browser.last
    action = re.search(r'<form method="post" action="([^"]+)" novalidate', a.text).group(1)
    a = browser.post(action, dict(fields, _id=a.hidden('_id')))
    where = re.sub(r'^https?://[^/]+', '', a.header('Location') or '')
    browser.get(where)
    return where


def send(browser, path, value):
    return browser.send('POST', path, json.dumps(value), {'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin',
                                                          'Accept': 'application/json'})


def papers(house, count):
    """A file is handed in by handing it in: naming one is not enough."""
    for way in ('', '/shown'):
        b = Browser(house)
        b.sign_in('jonas@example.org')
        b.get('/apply/dog-licence/about-you')
        for _, fields in DOG:
            where = to(b, fields)
        count.hold('the certificate is asked for', where.endswith('/competence'), where)
        draft = where[:where.rindex('/')]
        send(b, where + way, {'competence': FAKE})
        b.get(where)
        count.hold('a file that was only named is not shown as there%s' % way, 'certificate.pdf' not in b.last.text)
        page = b.get(draft + '/dog_since')
        for fields in REST:
            where = to(b, fields)
        page = b.get(draft + '/check')
        a = b.post(draft + '/submit', {'_id': page.hidden('_id'), 'declared': 'yes'})
        count.hold('what has no file is not sent%s' % way, a.status == 422, (a.status, a.header('Location')))
    for service, field in (('restaurant-licence', 'plan_file'), ('housing-allowance', 'income_file'), ('building-permit', 'plans')):
        a = send(Browser(house), '/apply/%s/%s' % (service, field), {field: FAKE})
        count.hold('no draft begins with a file that was only named', a.status == 422, (service, a.status, a.header('Location')))


def names(house, count):
    """A file's name is cut between letters, and says nothing but text."""
    b = Browser(house)
    b.sign_in('jonas@example.org')
    b.get('/apply/dog-licence/about-you')
    for _, fields in DOG:
        where = to(b, fields)
    draft = where[:where.rindex('/')]
    pdf = open('sites/demo/services/dog-licence/tales/files/paper.pdf', 'rb').read()
    for name in ('a' + 'é' * 150 + '.pdf', '<img src=x onerror=alert(1)>.pdf', '../../../etc/passwd', '=cmd|calc.pdf'):
        page = b.get(where)
        a = b.upload(where, {'_id': page.hidden('_id')}, 'competence', name, pdf)
        count.hold('a file named %r is taken' % name[:20], a.status == 303, a.status)
    body = b.get(where).body + b.get(draft + '/check').body + b.get(where, json=True).body
    try:
        body.decode('utf-8')
        whole = True
    except UnicodeDecodeError:
        whole = False
    count.hold('a long name is cut between letters', whole)
    count.hold('a name is text', b'<img src=x' not in body)


WEDDING = [('about-you', {}), ('names', {'names': 'keep'}), ('place', {'place': 'hall'}),
           ('wish_date', {'wish_date-day': '6', 'wish_date-month': '6', 'wish_date-year': None}),
           ('certificate_language', {'certificate_language': 'en'}), ('contact_phone', {'contact_phone': '+43 664 1234567'})]


def invite(house, b, draft):
    """A new code, read from the page that shows it once."""
    page = b.get(draft + '/parties/partner')
    a = b.post(draft + '/parties/partner', {'_id': page.hidden('_id'), 'email': ''})
    return re.search(r'[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}', a.text).group(0)


def join(house, who, code, way='/join/accept'):
    b = Browser(house)
    b.sign_in(who)
    page = b.get('/join')
    return b, b.post(way, {'_id': page.hidden('_id'), 'code': code})


def copy_of(b):
    """All that the copy of one's own data says."""
    z = zipfile.ZipFile(io.BytesIO(b.get('/account/data.zip').body))
    return ''.join(z.read(name).decode('utf-8', 'replace') for name in z.namelist())


def two(house, count):
    """Somebody who takes part in another's application, or would like to."""
    owner = Browser(house)
    owner.sign_in('elif@example.org')
    where = '/apply/marriage/about-you'
    owner.get(where)
    for page, fields in WEDDING:
        if 'wish_date-year' in fields:
            soon = time.localtime(time.time() + 90 * 86400)
            fields = {'wish_date-day': soon.tm_mday, 'wish_date-month': soon.tm_mon, 'wish_date-year': soon.tm_year}
        where = to(owner, fields)
    draft = where[:where.rindex('/')]
    count.hold('the owner sees all answers', where.endswith('/check'), where)
    code = invite(house, owner, draft)
    count.hold('an invitation tells its owner\'s own account nothing', join(house, 'elif@example.org', code)[1].status == 409)
    stranger = Browser(house)
    count.hold('a code alone opens nothing', stranger.get(draft + '/check').status == 404 and
               stranger.post('/join/accept', {'code': code}).status in (401, 403))
    thief, a = join(house, 'lena@example.org', code.replace(code[0], 'Z' if code[0] != 'Z' else 'Y', 1))
    count.hold('a wrong code opens nothing', a.status == 404, a.status)
    count.hold('nor does asking with it', join(house, 'lena@example.org', code[:-1], '/join')[1].status == 404)
    partner, a = join(house, 'jonas@example.org', code)
    count.hold('the partner joins', a.status == 303 and (a.header('Location') or '').endswith(draft), (a.status, a.header('Location')))
    count.hold('a used code is none', join(house, 'lena@example.org', code)[1].status == 404)
    count.hold('who did not join sees nothing', thief.get(draft + '/check').status == 404)
    for path, fields in (('/place', {'place': 'registry'}), ('/names', {'names': 'mine'}), ('/place/shown', {'place': 'registry'})):
        page = partner.get(draft + '/partner')
        a = partner.post(draft + path, dict(fields, _id=page.hidden('_id')))
        count.hold('the partner does not change %s' % path, a.status == 404, a.status)
        count.hold('nor as a program %s' % path, send(partner, draft + path, fields).status == 404)
    a = send(partner, draft + '/partner_phone', {'partner_phone': '+43 660 7654321', 'place': 'registry', 'own': '0' * 64})
    count.hold('the partner fills in the own part', a.status in (200, 303), a.status)
    seen = owner.get(draft + '/check').text
    count.hold('what came beside it is left out', 'City Hall' in seen and 'At the Civil Registry' not in seen)
    for json_too in (False, True):
        count.hold('a private answer is not shown to the owner', '+43660' not in owner.get(draft + '/check', json=json_too).text)
        count.hold('nor its page', owner.get(draft + '/partner_phone', json=json_too).status == 404)
    owners, partners = copy_of(owner), copy_of(partner)
    count.hold('nor is it in the copy of what is held of the owner', '+436641234567' in owners and '+43660' not in owners)
    count.hold('the partner\'s copy has it', '+43660' in partners)
    page = owner.get(draft + '/check')
    for way in ('sign', 'end'):
        a = thief.post(draft + '/parties/partner/' + way, {'_id': page.hidden('_id'), 'declared': 'yes'})
        count.hold('a stranger does not %s' % way, a.status in (403, 404), a.status)
    a = owner.post(draft + '/parties/partner/sign', {'_id': page.hidden('_id'), 'declared': 'yes'})
    count.hold('nobody signs for another', a.status == 404, a.status)
    a = owner.post(draft + '/submit', {'_id': page.hidden('_id'), 'declared': 'yes'})
    count.hold('nothing is sent without the signature', a.status == 422, a.status)
    for path in ('/parties/partner', '/send-link', '/submit', '/drop', '/parties/applicant/sign'):
        page = partner.get(draft + '/check')
        a = partner.post(draft + path, {'_id': page.hidden('_id'), 'declared': 'yes', 'email': 'x@example.org'})
        count.hold('the partner does not post %s' % path, a.status in (403, 404, 409), (path, a.status))
    guesser = Browser(house)
    guesser.sign_in('sofia@example.org')
    page = guesser.get('/join')
    tries = [guesser.post('/join', {'_id': guesser.get('/join').hidden('_id'), 'code': 'AAAA-AAAA-AA%02d' % i}).status for i in range(22, 36)]
    count.hold('codes are not guessed', 429 in tries and tries[0] == 404, tries)


def run(house, count):
    papers(house, count)
    names(house, count)
    two(house, count)
