"""What strangers may try where money is: others' fees, the cashier's pages, forged and hostile files of the bank."""
from urllib.parse import quote
import json, os, time
from house import Browser

FILES = 'services/certified-copy/tales/files'


def asked(house, email='layla@example.org'):
    """Somebody who owes a fee: the browser, the number of the application, the path of the fee."""
    b = Browser(house)
    b.sign_in(email)
    page = b.get('/apply/certified-copy/about-you')
    where = '/apply/certified-copy/about-you'
    for answers in ({}, {'whose': 'own'}, {'use': 'other'}, {'copy_language': 'en'}):
        a = b.post(where, dict(answers, _id=page.hidden('_id')))
        where = a.header('Location')
        page = b.get(where)
    a = b.post(where.replace('/check', '/submit'), {'_id': page.hidden('_id'), 'declared': 'yes'})
    number = a.header('Location').split('?')[0].rsplit('/', 1)[1]
    return b, number, json.loads(b.get('/cases/' + number, json=True).text)['claims'][0]['href']


def strangers(house, count, number, fee):
    claim = fee.rsplit('/', 1)[1]
    pages = [fee, fee + '/notice.pdf', fee + '/receipt.pdf', '/cases/%s/payments' % number]
    desk = ['/desk/cash', '/desk/cash?find=' + number, '/desk/cash/claims/' + claim, '/desk/cash/claims/%s/notice.pdf' % claim,
            '/desk/cash/items/1', '/desk/cash/runs/1', '/desk/cash/orders/1']
    for who in (None, 'jonas@example.org', 'kim@saren.example.org', 'mansour@saren.example.org', 'weiss@saren.example.org'):
        b = Browser(house)
        if who:
            b.sign_in(who)
        for path in pages:
            a = b.get(path)
            count.hold('%s does not see %s' % (who, path), a.status in (303, 401, 404) and number not in a.text.replace(path, '').replace(quote(path, safe=''), ''), a.status)
        if who and who.startswith('weiss'):
            continue
        for path in desk:
            a = b.get(path)
            count.hold('%s does not see %s' % (who, path), a.status in (303, 401, 403, 404) and 'RF69' not in a.text, a.status)
        for path, fields in (('claims/%s/paid' % claim, {'how': 'cash', 'amount': '6.50', 'seen': '0'}),
                             ('claims/%s/refund' % claim, {'back': 'cash', 'seen': '0'}), ('items/1/assign', {'reference': 'RF69100001'}),
                             ('items/1/back', {}), ('runs', {'authority': 'saren'}), ('runs/1/release', {}), ('orders/1', {'name': 'x', 'iban': 'x'}),
                             ('count', {'authority': 'saren', 'book': 'cash', 'counted': '0', 'reason': 'x'})):
            a = b.post('/desk/cash/' + path, fields)
            count.hold('%s may not post %s' % (who, path), a.status in (401, 403, 404), a.status)


def forged(house, site, count, owner, number):
    with open(os.path.join(site, FILES, 'paid.xml'), 'rb') as f:
        good = f.read()
    for who in (None, 'layla@example.org', 'kim@saren.example.org', 'brandt@saren.example.org'):
        b = Browser(house)
        if who:
            b.sign_in(who)
        a = b.upload('/desk/cash/statement', {}, 'file', 'a.xml', good, 'application/xml')
        count.hold('%s takes in no file of the bank' % who, a.status in (401, 403), a.status)
    b = Browser(house)
    b.sign_in('weiss@saren.example.org')
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d>&b;</d>'
    outside = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
    for name, data in (('a bomb', bomb), ('a file from outside', outside), ('depth', b'<a>' * 100000), ('nothing', b''), ('noise', os.urandom(5000)),
                       ('half of it', good[:len(good) // 2]), ('another sum', good.replace(b'>6.50<', b'>1006.50<', 1)),
                       ('a negative amount', good.replace(b'>6.50<', b'>-6.50<', 1)),
                       ('another account', good.replace(b'XA4320111000012345678', b'XA8820111000055555555')),
                       ('another message', good.replace(b'camt.053', b'camt.052'))):
        a = b.upload('/desk/cash/statement', {}, 'file', 'a.xml', data, 'application/xml')
        count.hold('no file of the bank: ' + name, a.status == 422 and 'root:' not in a.text, a.status)
    a = b.upload('/desk/cash/statement', {}, 'file', 'a.xml', good, 'application/xml')
    count.hold('another site does not take one in', b.send('POST', '/desk/cash/statement', '', {'Sec-Fetch-Site': 'cross-site'}).status == 403)
    count.hold('nothing of it is paid twice', a.status == 200 and
               b.upload('/desk/cash/statement', {}, 'file', 'b.xml', good.replace(b'\n', b'\r\n'), 'application/xml').status == 409)
    for _ in range(1200):
        paid = 'Decided' in owner.get('/cases/' + number).words
        if paid:
            break
        time.sleep(0.1)
    count.hold('the owner sees it paid', paid)


def run(house, site, count):
    owner, number, fee = asked(house)
    count.hold('the fee is asked for', owner.get(fee).status == 200)
    strangers(house, count, number, fee)
    forged(house, site, count, owner, number)
