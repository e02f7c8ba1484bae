/* Of which certificates administrators are told, and when. */
#include "blocks/oversight/authority.h"
#include "tests/check.h"

#define DAY INT64_C(86400000)

TEST(administrators_are_told_of_what_ends_first)
{
    static const struct {
        int64_t root, issuing, seal, list; /* days left; of the root's list */
        bool any;
        enum cert_kind kind;
        bool of_list;
        int level;
    } t[] = {
        { 7300, 3650, 1825, 30, false, CERT_ROOT, false, 0 },
        { 731, 730, 400, 30, false, CERT_ROOT, false, 0 },
        { 730, 729, 400, 30, true, CERT_ROOT, false, 730 },
        { 364, 300, 200, 30, true, CERT_ROOT, false, 365 },
        { 7300, 180, 100, 30, true, CERT_ISSUING, false, 180 },
        { 7300, 3650, 31, 30, false, CERT_SEAL, false, 0 },
        { 7300, 3650, 30, 30, true, CERT_SEAL, false, 30 },
        { 7300, 3650, 8, 30, true, CERT_SEAL, false, 14 },
        { 7300, 3650, -3, 30, true, CERT_SEAL, false, 0 }, /* ended: still told */
        { 7300, 3650, 30, 13, true, CERT_ROOT, true, 14 },
        { 7300, 3650, 1825, 13, true, CERT_ROOT, true, 14 },
    };
    instant now = { 2000 * DAY };

    FOR_EACH(t, c) {
        struct authority_cert certs[] = {
            { .kind = CERT_SEAL, .to = { now.ms + c->seal * DAY }, .serial = S("3") },
            { .kind = CERT_ISSUING, .to = { now.ms + c->issuing * DAY }, .serial = S("2") },
            { .kind = CERT_ROOT,
              .to = { now.ms + c->root * DAY },
              .serial = S("1"),
              .crl = S("list"),
              .crl_at = { now.ms + (c->list - 30) * DAY } },
        };
        struct authority au = { .certs = certs, .n = LEN(certs) };
        struct authority_worry w;
        EXPECT_INT(authority_worry(&au, now, &w), c->any);
        if (c->any) {
            EXPECT_INT(w.kind, c->kind);
            EXPECT_INT(w.list, c->of_list);
            EXPECT_INT(w.level, c->level);
        }
    }
}
