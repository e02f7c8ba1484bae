"""The Studio of a served house: what is signed is in force without a restart, a folder that says otherwise is refused."""
import html, os, re, shutil, subprocess, tempfile, time
from house import Browser, House

PAGE = '/services/birth-registration'
FILE = 'services/birth-registration/service.yaml'


def draft(ada, title):
    a = ada.get('/studio' + PAGE)
    a = ada.post('/studio' + PAGE, {'_id': a.hidden('_id'), 'title': title})
    return re.sub(r'^https?://[^/]+', '', a.header('Location'))


def change(ada, at, old, new):
    a = ada.get(at + '/file?path=service.yaml')
    text = re.search(r'<textarea[^>]*>(.*?)</textarea>', a.text, re.S).group(1)
    text = html.unescape(text)
    assert old in text, old
    return ada.post(at + '/save', {'_id': a.hidden('_id'), 'path': 'service.yaml', 'seen': a.hidden('seen'),
                                   'text': text.replace(old, new)})


def publish(ada, maja, at):
    a = ada.get(at)
    ada.post(at + '/submit', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})
    a = maja.get(at)
    return maja.post(at + '/sign', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})


def shown(browser, path, words, seconds=120):
    for _ in range(seconds * 5):
        if words in browser.get(path).text:
            return True
        time.sleep(0.2)
    return False


def command(stoa, *args):
    r = subprocess.run([stoa, *args], capture_output=True, text=True)
    return r.returncode, r.stdout + r.stderr


def folder_change(site, old, new):
    path = os.path.join(site, FILE)
    text = open(path, encoding='utf-8').read()
    assert old in text, old
    open(path, 'w', encoding='utf-8').write(text.replace(old, new, 1))


HTML = ('<p onclick=\\"alert(1)\\">p</p><a href=\\"javascript:alert(1)\\">a</a><a href=\\"&#106;avascript:alert(1)\\">b</a>'
        '<a href=\\" JaVaScRiPt:alert(1)\\">c</a><a href=\\"data:text/html,x\\">d</a><img src=x onerror=alert(1)><svg onload=alert(1)>'
        '</svg><a href=\\"x&quot; onclick=alert(1)\\">e</a><<b>script>alert(1)<</b>/script>')
WORDS = [
    ('service.yaml', 'Register a birth', '<script>alert(1)</script> &quot; onclick=alert(1)'),
    ('process.bpmn', 'name="Registration of a birth"', 'name="&lt;script>alert(1)&lt;/script>]]>"'),
    ('process.bpmn', '<bpmn:laneSet ', '<!-- --><bpmn:laneSet '),
    ('form.json', 'Who are you?', '<script>alert(1)</script>'),
    ('rules.dmn', '<inputData id="Input_role" name="applicant_role">', '<inputData id="Input_role" name="applicant_role" '
     'label="&lt;script>alert(1)&lt;/script>">'),
    ('letters/delay.md', 'is not decided yet', '{{ "<script>alert(1)</script><img src=x onerror=alert(1)>" }}'),
]
LINKS = [
    ('form.json', '"components": [', '"components": [ { "type": "html", "id": "h", "content": "' + HTML + '" }, { "type": "text", "id": "t", '
     '"text": "<script>alert(1)</script> [x](javascript:alert(1)) [y](<data:text/html,x>)" }, { "type": "image", "id": "i", '
     '"source": "javascript:alert(1)", "alt": "\\"><script>alert(1)</script>" },'),
    ('letters/delay.md', 'is not decided yet', '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> '
     '[y](//evil.example) ![z](http://evil.example/z.png) {{ "<script>alert(1)</script>" }}'),
]
LIVE = re.compile(r'<script>alert|<img src=x|<svg onload|href="\s*(javascript|data|//evil|&#106;)|src="(javascript|http://evil)|'
                  r'<[a-z]+ [^>]*onclick=alert', re.I)


def hostile(ada, count, changes):
    """Words of a draft are text wherever they are shown: what a designer writes runs in nobody's browser."""
    at = draft(ada, '<script>alert(1)</script>"onclick=alert(1)')
    for path, old, new in changes:
        a = ada.get(at + '/file?path=' + path)
        text = html.unescape(re.search(r'<textarea[^>]*>(.*?)</textarea>', a.text, re.S).group(1))
        assert old in text, (path, old)
        a = ada.post(at + '/save', {'_id': a.hidden('_id'), 'path': path, 'seen': a.hidden('seen'), 'text': text.replace(old, new, 1)})
        count.hold('%s is kept' % path, a.status == 303, a.status)
    for page in ('', '/process', '/rules', '/form/form', '/letters', '/words', '/compare', '/file?path=form.json',
                 '/file?path=letters/delay.md', '/file?path=%3Cscript%3Ealert(1)%3C/script%3E'):
        for lang in ('', '/vi'):
            a = ada.get(lang + at + page)
            count.hold('%s%s is shown or not there' % (lang, page), a.status in (200, 404), a.status)
            hit = LIVE.search(a.text)
            count.hold('nothing runs on %s%s' % (lang, page), not hit, hit and a.text[max(0, hit.start() - 80):hit.end() + 80])
    a = ada.get(at)
    ada.post(at + '/drop', {'_id': a.hidden('_id')})


LAUGHS = ''.join('<!ENTITY l%d "%s">' % (i, '&l%d;' % (i - 1) * 10 if i else 'lol') for i in range(12))
BOMBS = [
    ('process.bpmn', '<!DOCTYPE d [%s]><d>&l11;</d>' % LAUGHS), ('process.bpmn', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'),
    ('process.bpmn', '<a>' * 50000), ('rules.dmn', '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="%s"/>' % ('n' * 400000)),
    ('process.bpmn', '<?xml version="1.0" encoding="UTF-16"?><d/>'), ('form.json', '[' * 200000), ('form.json', '{"a":' * 50000),
    ('service.yaml', 'a: &a [x,x,x,x,x,x,x,x,x]\n' + ''.join('%s: &%s [%s]\n' % (c, c, ','.join(['*' + p] * 9)) for p, c in zip('abcdefgh', 'bcdefghi'))),
    ('service.yaml', 'id: ' + '[' * 100000), ('letters/delay.md', '---\nsubject: x\n---\n' + '> ' * 100000 + 'x'),
    ('letters/delay.md', '---\nsubject: x\n---\n' + '{{#if a}}' * 20000), ('letters/delay.md', '---\nsubject: x\n---\n' + '*_' * 100000),
    ('letters/delay.md', '---\nsubject: {{ ' + '(' * 100000 + '\n---\nx'),
]


def bombs(ada, count):
    """Files that would take all memory or time are findings, and the pages of the draft are there."""
    for path, text in BOMBS:
        at = draft(ada, 'Bomb')
        a = ada.get(at + '/file?path=' + path)
        a = ada.post(at + '/save', {'_id': a.hidden('_id'), 'path': path, 'seen': a.hidden('seen'), 'text': text})
        count.hold('%s is kept or refused' % text[:30], a.status in (303, 413, 422), a.status)
        for page in ('', '/file?path=' + path):
            a = ada.get(at + page)
            count.hold('%s of %r is shown' % (page, text[:30]), a.status == 200, a.status)
        a = ada.get(at)
        ada.post(at + '/drop', {'_id': a.hidden('_id')})


def folders(house, count, stoa, site, reader):
    """The folder against what the Studio published."""
    at = ['--site', site, '--data', house.data]
    folder_change(site, 'Register a birth', 'Register a birth by folder')
    code, said = command(stoa, 'publish', *at)
    count.hold('a folder that changed what the Studio changed is refused', code == 1 and FILE in said, said)
    count.hold('what is in force stays', 'Register a birth anew' in reader.get(PAGE).text)
    version = re.search(r'published version is ([0-9a-f]+)', said)
    out = os.path.join(house.dir, 'out')
    code, said = command(stoa, 'export', out, *at)
    text = open(os.path.join(out, FILE), encoding='utf-8').read() if code == 0 else said
    count.hold('what the Studio published is exported', 'Register a birth anew' in text, text[:200])
    code, said = command(stoa, 'publish', *at, '--onto', '0123456789abcdef')
    count.hold('another version is no leave', code == 1, said)
    code, said = command(stoa, 'publish', *at, '--onto', version.group(1) if version else '')
    count.hold('a folder that has taken it in is published', code == 0, said)
    count.hold('and is in force', shown(reader, PAGE, 'Register a birth by folder'))


def race(house, count, stoa, site, ada, maja, reader):
    """A folder that changed another service goes through beside a draft; one that changes the same stops the draft."""
    at = draft(ada, 'Race')
    change(ada, at, 'Register a birth by folder', 'Register a birth by draft')
    folder_change(site, 'Register a birth by folder', 'Register a birth once more')
    code, said = command(stoa, 'publish', '--site', site, '--data', house.data)
    count.hold('the folder is published first', code == 0, said)
    count.hold('and is in force', shown(reader, PAGE, 'Register a birth once more'))
    a = ada.get(at)
    count.hold('the draft is told', 'Another version of this service was published' in a.text)
    ada.post(at + '/submit', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})
    a = maja.get(at)
    maja.post(at + '/sign', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})
    time.sleep(2)
    count.hold('nothing of the folder is lost', 'Register a birth once more' in reader.get(PAGE).text)


def run(stoa, demo, count):
    root = tempfile.mkdtemp(prefix='stoa-studio-')
    site = shutil.copytree(demo, os.path.join(root, 'site'))
    house = House(stoa, site, "--dev=off")
    try:
        ada, maja, reader = Browser(house), Browser(house), Browser(house)
        ada.sign_in('okafor@saren.example.org')
        maja.sign_in('lindqvist@saren.example.org')
        hostile(ada, count, WORDS)
        hostile(ada, count, LINKS)
        bombs(ada, count)
        count.hold('no role died of a draft', b'role.died' not in open(house.log.name, 'rb').read())
        at = draft(ada, 'Another title')
        got = change(ada, at, 'Register a birth', 'Register a birth anew')
        count.hold('a draft is changed', got.status == 303, got.status)
        count.hold('a draft is not in force', 'Register a birth anew' not in reader.get(PAGE).text)
        got = publish(ada, maja, at)
        count.hold('a second person signs', got.status == 303, got.status)
        count.hold('what was signed is in force without a restart', shown(reader, PAGE, 'Register a birth anew'))
        count.hold('the draft says so', 'Published' in maja.get(at).text)
        folders(house, count, stoa, site, reader)
        race(house, count, stoa, site, ada, maja, reader)
        code, said = command(stoa, 'verify', '--data', house.data)
        count.hold('the log and all events stand', code == 0, said)
        count.hold('no role died of it', b'role.died' not in open(house.log.name, 'rb').read())
    finally:
        house.close()
        shutil.rmtree(root, ignore_errors=True)
