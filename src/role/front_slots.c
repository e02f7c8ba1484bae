#include "role/front.h"

#include <stdlib.h>

struct slot *slot_take(struct front *f)
{
    struct slot *s;

    if (f->free_n == 0)
        return NULL;
    s = &f->slots[f->free_slots[--f->free_n]];
    uint32_t generation = s->generation + 1;
    arena a = s->a;
    *s = (struct slot){ .state = SLOT_HEAD, .generation = generation ? generation : 1, .a = a };
    s->spool.fd = -1;
    f->live++;
    return s;
}

static void leave_lists(struct front *f, struct slot *s)
{
    if (s->state == SLOT_WAITING)
        slot_list_remove(front_list_of(f, s), s);
    else if (s->state == SLOT_PARKED)
        slot_list_remove(&f->parked, s);
    else if (s->state == SLOT_SENT) {
        struct peer *x = peers_find(&f->peers, s->worker);

        if (x && x->outstanding)
            x->outstanding--;
        if (s->strikes > 1)
            f->suspect_sent = false;
        f->sent--;
    }
}

void slot_free(struct front *f, struct slot *s)
{
    leave_lists(f, s);
    if (s->spooled)
        spool_drop(&s->spool);
    if (s->response)
        MHD_destroy_response(s->response);
    s->response = NULL;
    s->state = SLOT_FREE;
    if (s->a.used > 256 * KIB)
        arena_free(&s->a);
    else
        arena_reset(&s->a);
    f->free_slots[f->free_n++] = (uint32_t)(s - f->slots);
    f->live--;
}

void slot_list_add(struct slot_list *l, struct slot *s)
{
    s->next = NULL;
    s->prev = l->last;
    *(l->last ? &l->last->next : &l->first) = s;
    l->last = s;
    l->n++;
}

void slot_list_remove(struct slot_list *l, struct slot *s)
{
    *(s->prev ? &s->prev->next : &l->first) = s->next;
    *(s->next ? &s->next->prev : &l->last) = s->prev;
    s->next = s->prev = NULL;
    l->n--;
}
