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


def shown(browser, path, words, seconds=30):
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
