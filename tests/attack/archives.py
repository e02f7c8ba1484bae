"""Archives of the Studio: out and in again, and what nobody honest puts into one."""
import hashlib, io, os, re, stat, struct, time, zipfile
from house import Browser, House

SERVICE = 'archive-search'


def packed(files, compression=zipfile.ZIP_STORED, kind=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', compression) as z:
        for path, data in files:
            info = zipfile.ZipInfo(path, (1999, 1, 1, 0, 0, 0))
            info.compress_type = compression
            info.create_system = 3
            info.external_attr = ((kind or stat.S_IFREG) | 0o644) << 16
            z.writestr(info, data)
    return out.getvalue()


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return {n: z.read(n) for n in z.namelist()}


def posted(ada, path, page, data, **fields):
    form = {'_id': page.hidden('_id'), **fields}
    return ada.upload(path, form, 'file', 'a.zip', data)


def hostile(good):
    """Archives by what is wrong with them."""
    yaml = [('service.yaml', b'id: x\n')]
    locked = bytearray(packed(yaml))
    for mark, at in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        i = locked.index(mark)
        locked[i + at] |= 1
    lying = bytearray(packed([('service.yaml', b'x' * 1000)]))
    i = lying.index(b'PK\x01\x02')
    struct.pack_into('<II', lying, i + 20, 0xfffffff0, 0xfffffff0)
    yield 'no archive', b'GIF89a' + b'x' * 1000
    yield 'nothing', b''
    yield 'half an archive', good[:len(good) // 2]
    yield 'a tail without its head', good[len(good) // 2:]
    yield 'a bomb of zeros', packed(yaml + [('letters/a.md', b'0' * 300_000_000)], zipfile.ZIP_DEFLATED)
    yield 'many bombs', packed(yaml + [('letters/a%d.md' % i, b'0' * 500_000) for i in range(600)], zipfile.ZIP_DEFLATED)
    yield 'an archive in an archive', packed(yaml + [('letters/a.zip', good)])
    yield 'a bomb of bzip2', packed(yaml + [('letters/a.md', b'0' * 100_000_000)], zipfile.ZIP_BZIP2)
    yield 'thousands of files', packed(yaml + [('letters/a%d.md' % i, b'') for i in range(5000)])
    yield 'a way up', packed(yaml + [('../../../tmp/out.md', b'x')])
    yield 'a way up inside', packed(yaml + [('letters/../../out.md', b'x')])
    yield 'from the root', packed(yaml + [('/etc/cron.d/out', b'x')])
    yield 'of another system', packed(yaml + [('..\\..\\out.md', b'x')])
    yield 'a program', packed(yaml + [('run.sh', b'#!/bin/sh\n')])
    yield 'a folder too deep', packed(yaml + [('letters/a/b/c.md', b'x')])
    yield 'a very long name', packed(yaml + [('letters/%s.md' % ('a' * 60_000), b'x')])
    yield 'a link', packed([('letters/a.md', b'/etc/passwd')], kind=stat.S_IFLNK) + b''
    yield 'a device', packed(yaml, kind=stat.S_IFCHR)
    yield 'a disk', packed(yaml, kind=stat.S_IFBLK)
    yield 'a name twice', packed(yaml + yaml)
    yield 'bytes for text', packed([('service.yaml', b'id: \xff\xfe\n')])
    yield 'a locked one', bytes(locked)
    yield 'a lie about sizes', bytes(lying)
    yield 'no service in it', packed([('letters/a.md', b'x')])


def outwards(count, ada, demo, at):
    one, two = ada.get(at + '/archive'), ada.get(at + '/archive')
    count.hold('an archive is a download', one.status == 200 and 'attachment' in one.header('Content-Disposition'),
               one.header('Content-Disposition'))
    count.hold('the same draft gives the same bytes', hashlib.sha256(one.body).digest() == hashlib.sha256(two.body).digest())
    got, folder = unpacked(one.body), os.path.join(demo, 'services', SERVICE)
    want = {}
    for root, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(root, name)
            want[SERVICE + '/' + os.path.relpath(path, folder)] = open(path, 'rb').read()
    count.hold('it holds the folder, byte for byte', got == want, sorted(set(got) ^ set(want))[:5])
    return one.body


def inwards(count, ada, at, good):
    page = ada.get(at)
    got = posted(ada, at + '/import', page, good, seen=page.hidden('seen'))
    count.hold('the same archive changes nothing', got.status == 303, got.status)
    files = unpacked(good)
    files.pop(next(n for n in files if n.endswith('.tale')))
    files[SERVICE + '/letters/extra.md'] = b'Hello.\n'
    files['__MACOSX/._x'] = b'litter'
    page = ada.get(at)
    got = posted(ada, at + '/import', page, packed(files.items(), zipfile.ZIP_DEFLATED), seen=page.hidden('seen'))
    count.hold('an archive is put into the draft', got.status == 303, got.status)
    files.pop('__MACOSX/._x')
    count.hold('and nothing else', unpacked(ada.get(at + '/archive').body) == files)
    got = posted(ada, at + '/import', page, good, seen='1')
    count.hold('who has not seen the draft replaces nothing', got.status == 409, got.status)


def attacks(count, ada, at, good):
    before = ada.get(at + '/archive').body
    for what, data in hostile(good):
        page = ada.get(at)
        got = posted(ada, at + '/import', page, data, seen=page.hidden('seen'))
        count.hold('refused: ' + what, 400 <= got.status < 500, got.status)
        page = ada.get('/studio/import')
        got = posted(ada, '/studio/import', page, data, title='Hostile')
        count.hold('refused as a new draft: ' + what, 400 <= got.status < 500, got.status)
    count.hold('the draft is as it was', ada.get(at + '/archive').body == before)


def new_service(count, ada, maja, reader, good):
    files = {n.replace(SERVICE + '/', 'second-search/'): d for n, d in unpacked(good).items() if '/tales/' not in n}
    yaml = files['second-search/service.yaml'].decode()
    yaml = re.sub(r'(?m)^id: .*$', 'id: second-search', yaml)
    files['second-search/service.yaml'] = re.sub(r'(?m)^title: .*$', 'title: Search once more', yaml).encode()
    page = ada.get('/studio/import')
    got = posted(ada, '/studio/import', page, packed(files.items()), title='A second search')
    count.hold('a new service begins as a draft', got.status == 303, got.status)
    at = re.sub(r'^https?://[^/]+', '', got.header('Location'))
    page = ada.get(at)
    count.hold('it passes the check', 'Nothing was found' in page.text)
    count.hold('it is among the new ones', 'A second search' in ada.get('/studio').text)
    ada.post(at + '/submit', {'_id': page.hidden('_id'), 'seen': page.hidden('seen')})
    page = maja.get(at)
    got = maja.post(at + '/sign', {'_id': page.hidden('_id'), 'seen': page.hidden('seen')})
    count.hold('a second person signs it', got.status == 303, got.status)
    for _ in range(600):
        if reader.get('/services/second-search').status == 200:
            break
        time.sleep(0.2)
    count.hold('published, it is a service of the site', 'Search once more' in reader.get('/services/second-search').text)
    foreign = re.sub(r'(?m)^office: .*$', 'office: no-such-office', yaml).encode()
    files['second-search/service.yaml'] = re.sub(rb'second-search', b'third-search', foreign)
    page = ada.get('/studio/import')
    got = posted(ada, '/studio/import', page, packed(files.items()), title='Nobody answers for it')
    count.hold('a service of no office does not begin', got.status == 422, got.status)


def run(stoa, demo, count):
    house = House(stoa, demo, '--dev=off')
    try:
        ada, maja, reader, stranger = (Browser(house) for _ in range(4))
        ada.sign_in('okafor@saren.example.org')
        maja.sign_in('lindqvist@saren.example.org')
        page = ada.get('/studio/services/' + SERVICE)
        got = ada.post('/studio/services/' + SERVICE, {'_id': page.hidden('_id'), 'title': 'Archives'})
        at = re.sub(r'^https?://[^/]+', '', got.header('Location'))
        good = outwards(count, ada, demo, at)
        count.hold('strangers have no archive', stranger.get(at + '/archive').status in (303, 404))
        inwards(count, ada, at, good)
        attacks(count, ada, at, good)
        new_service(count, ada, maja, reader, good)
        count.hold('no role died of it', b'role.died' not in open(house.log.name, 'rb').read())
    finally:
        house.close()
