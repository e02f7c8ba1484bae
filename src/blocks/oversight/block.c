/* The public log, receipts, the state of the installation. */
#include "blocks/oversight/own.h"

/* clang-format off */
static const struct route routes[] = {
    { GET, "/log", .prepare = show_log },
    { POST, "/log/check", .prepare = check_receipt, .body_max = 1024 * 1024, .rate = RATE_FORM },
    { GET, "/log/checkpoint", .prepare = show_checkpoint },
    { GET, "/log/tile/*rest", .prepare = show_tile },
    { GET, "/log/vkey", .prepare = show_vkey },
    { GET, "/log/proof", .prepare = show_proof },
    { GET, "/certificates/ca.pem", .prepare = show_ca },
    { GET, "/certificates/seal.pem", .prepare = show_seal },
    { GET, "/status", .prepare = show_status, .who = WHO_SIGNED_IN },
    { 0 },
};
/* clang-format on */

const struct block block_oversight = { .name = "oversight",
                                       .routes = routes,
                                       .verify = oversight_verify };
