"""Tales of drafts that would do harm: round in circles, all of the memory, what lies outside; the house stays as it is."""
import html, os, re, time
from house import Browser, House

SERVICE = '/studio/services/dog-licence'
APPLY = """as lena
sign in lena@example.org
get /apply/dog-licence/about-you
answer
answer dog_name=Rex dog_chip=040098100123458 dog_birth_date=2025-06-01 dog_breed=rottweiler
"""
PASSWD = '../' * 12 + 'etc/passwd'


def put(ada, at, path, text):
    """The draft's only tale; the text area's own way of writing it."""
    a = ada.get(at + '/file?path=' + path)
    a = ada.post(at + '/save', {'_id': a.hidden('_id'), 'path': path, 'seen': a.hidden('seen'), 'text': text})
    assert a.status == 303, a.status


def nested(line, deep, title):
    """40 times 40 times ... a line."""
    steps = 'steps a0\n' + (line + '\n') * 40
    for n in range(1, deep):
        steps += 'steps a%d\n' % n + 'do a%d\n' % (n - 1) * 40
    return steps + 'tale %s\n' % title + 'do a%d\n' % (deep - 1) * 40


def played(ada, at, times=240):
    a = ada.get(at + '/tales')
    ada.post(at + '/tales', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})
    for _ in range(times):
        a = ada.get(at + '/tales')
        if 'This is being played' not in a.text:
            return html.unescape(a.text)
        time.sleep(0.5)
    return 'never played'


def brief(said):
    return re.sub(r'\s+', ' ', re.sub(r'<[^>]+>', ' ', said))[600:1600]


def status_of(pid):
    try:
        return dict(line.split(':\t', 1) for line in open('/proc/%s/status' % pid).read().splitlines() if ':\t' in line)
    except OSError:
        return {}


def players():
    """Children of a stage role: who plays now, and what they hold open."""
    stages = {p: s for p in os.listdir('/proc') if p.isdigit() for s in [status_of(p)] if s.get('Name') == 'stoa-stage'}
    for pid, s in stages.items():
        if s['PPid'] in stages:
            fds = [os.readlink('/proc/%s/fd/%s' % (pid, fd)) for fd in os.listdir('/proc/%s/fd' % pid)]
            yield s, fds


def watched(house, ada, at, count):
    """What a player may still do, looked at from outside while it plays."""
    a = ada.get(at + '/tales')
    ada.post(at + '/tales', {'_id': a.hidden('_id'), 'seen': a.hidden('seen')})
    seen = []
    for _ in range(1200):
        try:
            seen = list(players())
        except OSError:
            seen = []
        if any('plays/' in fd for _, fds in seen for fd in fds):
            break
        time.sleep(0.1)
    count.hold('a player is seen at work', bool(seen))
    for status, fds in seen:
        count.hold('it may make no other calls and gains nothing', status['Seccomp'] == '2' and status['NoNewPrivs'] == '1', status)
        count.hold('it holds no socket', not any(fd.startswith('socket:') for fd in fds), fds)
        outside = [fd for fd in fds if fd.startswith('/') and '/stage/plays/' not in fd and fd != '/dev/null']
        count.hold('and nothing of the installation', not outside, outside)


def stage_folders(house):
    plays = os.path.join(house.data, 'stage', 'plays')
    return os.listdir(plays) if os.path.isdir(plays) else None


def run(stoa, demo, count):
    house = House(stoa, demo, '--stage-time=6s')
    try:
        ada, stranger = Browser(house), Browser(house)
        ada.sign_in('okafor@saren.example.org')
        stranger.sign_in('kim@saren.example.org')
        a = ada.get(SERVICE)
        a = ada.post(SERVICE, {'_id': a.hidden('_id'), 'title': 'Harm'})
        at = re.sub(r'^https?://[^/]+', '', a.header('Location'))
        tale = 'tales/licence.tale'
        for other in ('tales/examined.tale', 'tales/appeal.tale'):
            ada.post(at + '/remove', {'_id': ada.get(at + '/file?path=' + other).hidden('_id'),
                                      'path': other, 'seen': ada.last.hidden('seen')})
        put(ada, at, tale, 'tale All is well\nget /services/dog-licence\n')
        said = played(ada, at)
        count.hold('a harmless tale is played by the served house', '1 tale passed' in said, brief(said))
        began = time.time()
        put(ada, at, tale, nested('wait 1 seconds', 3, 'Round and round'))
        watched(house, ada, at, count)
        said = played(ada, at)
        count.hold('a tale that never ends is ended', 'took too long' in said and time.time() - began < 90, brief(said))
        put(ada, at, tale, nested('get /', 7, 'Too much'))
        said = played(ada, at)
        count.hold('a tale that eats the memory is ended', 'too much memory' in said or 'too long' in said, brief(said))
        put(ada, at, tale, 'tale Out\n' + APPLY + 'answer competence=@%s\n' % PASSWD)
        said = played(ada, at)
        count.hold('a tale reads no file of the machine', 'no file beside the tale' in said and 'root:' not in said, brief(said))
        put(ada, at, tale, 'tale Out\npublish /etc\n')
        said = played(ada, at)
        count.hold('nor takes in a folder of it', 'no file beside the tale' in said, brief(said))
        before = ada.get('/demo/mail', json=True).text
        put(ada, at, tale, 'tale Sends\nas lena\nsign in lena@example.org\nget /account\n' + APPLY)
        played(ada, at)
        count.hold('nothing is sent', ada.get('/demo/mail', json=True).text == before)
        own = Browser(house)
        own.sign_in('lena@example.org')
        count.hold('nothing is applied for', 'Rex' not in own.get('/cases').text)
        a = stranger.get(at + '/tales')
        b = stranger.post(at + '/tales', {'seen': '0'}, **{'Idempotency-Key': 'k1'})
        count.hold('who may not work on the draft plays nothing', a.status in (403, 404) and b.status in (403, 404, 409, 422),
                   (a.status, b.status))
        count.hold('nothing is left behind', stage_folders(house) == [], stage_folders(house))
        count.hold('no role died of it', b'role.died' not in open(house.log.name, 'rb').read())
    finally:
        house.close()
