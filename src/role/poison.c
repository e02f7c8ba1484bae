#include "role/shared.h"

#include "os/clock.h"

static void copy_id(char out[POISON_ID], str id)
{
    size_t n = MIN(id.n, POISON_ID - 1);

    memset(out, 0, POISON_ID);
    memcpy(out, id.p, n);
}

void poison_begin(struct poison_page *p, const struct house_call *calls, const uint64_t *hashes, size_t n)
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

bool poison_inherit(struct poison_page *p, struct poison_act *who)
{
    bool found = p->n > 0 && (p->running || p->n == 1);

    if (p->n > POISON_WAITING || p->n == 0)
        p->n = 0;
    else if (p->running) {
        *who = p->current;
        who->hash = hash_of(p, who);
        ban(p, who);
    } else if (p->n == 1) {
        *who = p->waiting[0];
        ban(p, who);
    } else {
        p->alone = p->n;
    }
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
        if (p->banned[i].used && (p->banned[i].hash == hash || memcmp(p->banned[i].id, key, POISON_ID) == 0))
            return true;
    return false;
}

void poison_release(struct poison_page *p)
{
    memset(p->banned, 0, sizeof(p->banned));
    p->banned_count = 0;
    p->alone = 0;
}
