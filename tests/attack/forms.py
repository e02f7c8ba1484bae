"""What an applicant's own program may try with a form: pages that a browser never sends."""
import json, re
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


def run(house, count):
    papers(house, count)
    names(house, count)
