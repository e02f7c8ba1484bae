/* What somebody holds in hand, against the log: a receipt names a leaf, a salt and the event
 * itself. */
#include "blocks/oversight/oversight.h"

enum { RECEIPT_MOST = 1024 * 1024 };

static bool salt_of(val receipt, uint8_t salt[TLOG_SALT])
{
    return !failed(str_to_bytes_hex(val_get_text(receipt, S("salt")), salt, TLOG_SALT));
}

static bool read_receipt(arena *a, str text, val *event, uint8_t salt[TLOG_SALT], int64_t *leaf)
{
    struct json_limits limits = { .depth = 32, .bytes = RECEIPT_MOST };
    val v;

    if (failed(val_from_json(a, str_trim(text), &limits, &v, NULL)))
        return false;
    *event = val_get(v, S("event"));
    *leaf = val_get_i64(v, S("leaf"), -1);
    return event->tag == V_CONTEXT && *leaf >= 0 && salt_of(v, salt);
}

err receipt_check(arena *a, struct db *db, str text, const struct checkpoint *of,
                  struct receipt *out)
{
    uint8_t salt[TLOG_SALT];
    int64_t leaf;
    val event;
    buf b;

    *out = (struct receipt){ .verdict = RECEIPT_NONE };
    if (text.n > RECEIPT_MOST || !read_receipt(a, text, &event, salt, &leaf))
        return OK;
    buf_init(&b, a, 4 * KIB);
    val_canonical(&b, event);
    out->entry = tlog_entry(salt, buf_str(&b));
    out->leaf = (uint64_t)leaf;
    out->type = val_get_text(event, S("type"));
    out->at = val_get_i64(event, S("at"), 0);
    out->verdict = RECEIPT_SOON;
    if (out->leaf >= of->size)
        return OK;
    sha256 hash = tlog_leaf(&out->entry);
    TRY(tlog_prove_inclusion(of->size, out->leaf, oversight_fetch, db, &out->proof));
    bool fits = !failed(
        tlog_check_inclusion(out->leaf, of->size, &hash, &of->root, out->proof.h, out->proof.n));
    out->verdict = fits ? RECEIPT_PROVEN : RECEIPT_WRONG;
    return OK;
}
