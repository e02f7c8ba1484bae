/* Texts from outside that this room reads: JWS, notes, checkpoints, tile paths, codes, tickets. */
#include "seal/jws.h"
#include "seal/note.h"
#include "seal/sdjwt.h"
#include "seal/ticket.h"
#include "seal/tlog.h"
#include "seal/token.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str s = str_of((const char *)data, n), payload;
    struct jws_key key = { .alg = n % 2 ? JWS_ES256 : JWS_EDDSA };
    struct sdjwt_read shown;
    struct checkpoint cp;
    struct tlog_tile tile;
    struct ticket_view view;
    key256 k = { { 1 } };
    code c;
    val jwk;

    CHECK(failed(jws_verify(a, &key, s, &payload, NULL)));
    (void)sdjwt_kid(a, s);
    CHECK(failed(sdjwt_open(a, &key, s, &shown)));
    if (!failed(val_from_json(a, s, NULL, &jwk, NULL)))
        (void)!failed(jws_key_from_jwk(a, jwk, &key));
    CHECK(failed(ticket_check(a, &k, s, S(""), (instant){ 0 }, &view)));
    if (!failed(tlog_tile_parse(s, &tile)))
        CHECK(str_eq(tlog_tile_path(a, &tile), s));
    if (!failed(checkpoint_parse(a, s, &cp)))
        CHECK(str_starts(s, checkpoint_text(a, &cp)));
    if (!failed(code_read(s, &c)))
        CHECK(!failed(code_read(code_text(a, c), &c)));
    (void)!failed(note_open(a, s, S("x+00000000+AQ=="), &payload));
    return 0;
}
