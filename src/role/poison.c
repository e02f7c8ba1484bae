#include "role/shared.h"

#include "os/clock.h"

static void copy_id(char out[POISON_ID], str id)
{
    size_t n = MIN(id.n, POISON_ID - 1);

    memset(out, 0, POISON_ID);
    memcpy(out, id.p, n);
}

void poison_begin(struct poison_page *p, const struct house_call *calls, const uint64_t *hashes,
                  size_t n)
{
    p->running = 0;
    for (size_t i = 0; i < n && i < POISON_WAITING; i++) {
        copy_id(p->waiting[i].id, calls[i].id);
        p->waiting[i].hash = hashes[i];
    }
    __atomic_store_n(&p->n, (uint32_t)MIN(n, POISON_WAITING), __ATOMIC_RELEASE);
}

void poison_mark(struct poison_page *p, str id, uint64_t hash)
{
    __atomic_store_n(&p->running, 0, __ATOMIC_RELEASE);
    if (id.n == 0)
        return;
    copy_id(p->current.id, id);
    p->current.hash = hash;
    __atomic_store_n(&p->running, 1, __ATOMIC_RELEASE);
}

void poison_end(struct poison_page *p)
{
    p->deaths = 0;
    if (p->alone > 0)
        p->alone -= MIN(p->alone, p->n);
    __atomic_store_n(&p->running, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&p->n, 0, __ATOMIC_RELEASE);
}

static void ban(struct poison_page *p, const struct poison_act *who)
{
    struct poison_ban *b = &p->banned[p->banned_count++ % POISON_BANNED];

    memcpy(b->id, who->id, POISON_ID);
    b->hash = who->hash;
    b->at_ms = clock_now().ms;
    b->used = 1;
}

/* The hash that the role computed for a marked act: hooks may count the input differently. */
static uint64_t hash_of(const struct poison_page *p, const struct poison_act *who)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (memcmp(p->waiting[i].id, who->id, POISON_ID) == 0)
            return p->waiting[i].hash;
    return who->hash;
}

/* Somebody outside may have ended the writer: then the act it was in is only to blame if it was
 * there twice. */
static bool to_blame(struct poison_page *p)
{
    bool same = memcmp(p->suspect.id, p->current.id, POISON_ID) == 0;

    p->suspect = p->current;
    return !p->killed || same;
}

static bool inherit(struct poison_page *p, struct poison_act *who)
{
    p->deaths++;
    if (p->running && to_blame(p)) {
        *who = p->current;
        who->hash = hash_of(p, who);
        return true;
    }
    if (p->running || (p->killed && p->deaths < 2))
        return false;
    if (p->n == 1 && p->alone) {
        *who = p->waiting[0];
        return true;
    }
    p->alone = p->n;
    return false;
}

bool poison_inherit(struct poison_page *p, struct poison_act *who)
{
    bool found;

    if (p->n > POISON_WAITING)
        p->n = 0;
    found = p->n > 0 && inherit(p, who);
    if (found)
        ban(p, who);
    p->running = 0;
    p->n = 0;
    return found;
}

bool poison_is_banned(const struct poison_page *p, str id, uint64_t hash)
{
    char key[POISON_ID];

    if (p->banned_count == 0)
        return false;
    copy_id(key, id);
    for (size_t i = 0; i < POISON_BANNED; i++)
        if (p->banned[i].used &&
            (p->banned[i].hash == hash || memcmp(p->banned[i].id, key, POISON_ID) == 0))
            return true;
    return false;
}

void poison_release(struct poison_page *p)
{
    memset(p->banned, 0, sizeof(p->banned));
    p->banned_count = 0;
    p->alone = 0;
}
