/* The rows of this block. */
#include "act/job.h"
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"
#include "blocks/identity/rest.h"
#include "blocks/identity/staff.h"

static void fill(struct ports *p)
{
    p->identity = &identity_port;
}

static err job_sweep(struct job_run *j)
{
    return job_act(j, "account.sweep", val_null(), NULL, NULL);
}

/* clang-format off */
#define EMAIL { "email", F_TEXT, 300, true }
#define CODE { "code", F_TEXT, 40, true }
#define SALT { "salt", F_TEXT, 32, true }
#define PROOF { "proof", F_TEXT, 64, true }

static const struct act_field none[] = { { 0 } };
static const struct act_field create_fields[] = {
    EMAIL, { "name", F_TEXT, 200, true }, SALT, PROOF, { 0 },
};
static const struct act_field confirm_fields[] = {
    EMAIL, CODE, { "name", F_TEXT, 200, true }, SALT, PROOF, { 0 },
};
static const struct act_field sign_in_fields[] = {
    EMAIL, PROOF, { "code", F_TEXT, 40, false }, { 0 },
};
static const struct act_field step_card_fields[] = { EMAIL, PROOF, { 0 } };
static const struct act_field step_fields[] = {
    { "old_proof", F_TEXT, 64, true }, CODE, { "on", F_BOOL, 0, true }, { 0 },
};
static const struct act_field lost_fields[] = { { "old_proof", F_TEXT, 64, true }, { 0 } };
static const struct act_field password_fields[] = {
    { "old_proof", F_TEXT, 64, true }, SALT, PROOF, { 0 },
};
static const struct act_field link_fields[] = {
    { "number", F_TEXT, 40, true }, { "born", F_DATE, 0, false }, { 0 },
};
static const struct act_field code_fields[] = { CODE, { 0 } };
static const struct act_field recover_fields[] = { EMAIL, { 0 } };
static const struct act_field finish_fields[] = {
    EMAIL, CODE, { "letter_code", F_TEXT, 40, false }, SALT, PROOF, { 0 },
};
static const struct act_field counter_fields[] = {
    EMAIL, { "number", F_TEXT, 40, true }, { "born", F_DATE, 0, true }, { 0 },
};
static const struct act_field card_fields[] = {
    { "number", F_TEXT, 40, true }, { "born", F_DATE, 0, false }, { "name", F_TEXT, 200, false },
    { "letter", F_BOOL, 0, false }, { 0 },
};
static const struct act_field token_fields[] = {
    { "name", F_TEXT, 200, true }, { "scope", F_TEXT, 100, true }, { "months", F_INT, 0, true },
    { "hash", F_TEXT, 64, true }, PROOF, { 0 },
};
static const struct act_field id_fields[] = { { "id", F_INT, 0, true }, { 0 } };
static const struct act_field erase_fields[] = {
    { "old_proof", F_TEXT, 64, true }, { "code", F_TEXT, 40, false }, { 0 },
};
static const struct act_field staff_fields[] = {
    { "email", F_TEXT, 300, true }, { "what", F_TEXT, 20, true }, { "role", F_TEXT, 200, false },
    { "reason", F_TEXT, 1000, false }, { 0 },
};
static const struct act_field change_fields[] = { { "change", F_INT, 0, true }, { 0 } };
static const struct act_field rest_fields[] = {
    { "office", F_TEXT, 200, true }, { "standin", F_TEXT, 200, false },
    { "from", F_DATE, 0, false }, { "until", F_DATE, 0, false },
    { "until_wrong", F_BOOL, 0, false }, { "reason", F_TEXT, 1000, false }, { 0 },
};
static const struct act_field reading_fields[] = { { "modes", F_TEXT, 40, false }, { 0 } };
static const struct act_field lang_fields[] = { { "lang", F_TEXT, 20, true }, { 0 } };
/* clang-format on */

static err may_link(act *a, val in)
{
    (void)in;
    return identity_links(a->site, &a->who)
               ? OK
               : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

/* clang-format off */
static const struct act_row acts[] = {
    { .name = "account.create", .fn = act_create, .class = LEGAL, .who = WHO_ANYONE,
      .fields = create_fields },
    { .name = "account.confirm", .fn = act_confirm, .class = LEGAL, .who = WHO_ANYONE,
      .fields = confirm_fields },
    { .name = "session.open", .fn = act_sign_in, .class = LEGAL, .who = WHO_ANYONE,
      .fields = sign_in_fields },
    { .name = "session.close", .fn = act_sign_out, .class = WORKING, .who = WHO_ANYONE,
      .fields = none },
    { .name = "session.touch", .fn = act_touch, .class = TELEMETRY, .who = WHO_SIGNED_IN,
      .fields = none },
    { .name = "session.close_all", .fn = act_sign_out_all, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = none },
    { .name = "account.password", .fn = act_password, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = password_fields },
    { .name = "account.language", .fn = act_lang, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = lang_fields },
    { .name = "account.reading", .fn = act_reading, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = reading_fields },
    { .name = "account.link_letter", .fn = act_link_letter, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = link_fields },
    { .name = "account.link_code", .fn = act_link_code, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = code_fields },
    { .name = "account.link_counter", .fn = act_link_counter, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_link, .fields = counter_fields },
    { .name = "account.recover_counter", .fn = act_recover_counter, .class = LEGAL,
      .who = WHO_OWNER, .owner = may_link, .fields = counter_fields },
    { .name = "account.card_counter", .fn = act_card_counter, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_link, .fields = card_fields },
    { .name = "account.card", .fn = act_card_order, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = none },
    { .name = "session.card", .fn = act_step_card, .class = LEGAL, .who = WHO_ANYONE,
      .fields = step_card_fields },
    { .name = "session.step_up", .fn = act_step_up, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = code_fields },
    { .name = "account.second_step", .fn = act_step_set, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = step_fields },
    { .name = "account.card_lost", .fn = act_card_lost, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = lost_fields },
    { .name = "account.recover", .fn = act_recover, .class = LEGAL, .who = WHO_ANYONE,
      .fields = recover_fields },
    { .name = "account.recover_finish", .fn = act_recover_finish, .class = LEGAL, .who = WHO_ANYONE,
      .fields = finish_fields },
    { .name = "token.make", .fn = act_token_make, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = token_fields },
    { .name = "token.end", .fn = act_token_end, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = id_fields },
    { .name = "token.touch", .fn = act_token_touch, .class = TELEMETRY, .who = WHO_SIGNED_IN,
      .scope = SCOPE_ANY, .fields = none },
    { .name = "account.erase", .fn = act_erase, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = erase_fields },
    { .name = "staff.ask", .fn = act_staff_ask, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = staff_fields },
    { .name = "staff.confirm", .fn = act_staff_confirm, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = change_fields },
    { .name = "staff.refuse", .fn = act_staff_refuse, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = change_fields },
    { .name = "office.suspend", .fn = act_rest_ask, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = rest_fields },
    { .name = "office.confirm", .fn = act_rest_confirm, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = change_fields },
    { .name = "office.refuse", .fn = act_rest_refuse, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = change_fields },
    { .name = "office.lift", .fn = act_rest_lift, .class = LEGAL, .who = WHO_OWNER,
      .owner = staff_owner, .level = LEVEL_LOW, .fields = change_fields },
    { .name = "office.tend", .fn = act_rest_tend, .class = LEGAL, .who = WHO_JOB, .fields = none },
    { .name = "account.sweep", .fn = act_sweep, .class = WORKING, .who = WHO_JOB, .fields = none },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/sign-in", .prepare = show_sign_in },
    { POST, "/sign-in", .prepare = sign_in, .act = "session.open", .finish = signed_in,
      .again = sign_in_again, .slow = true, .rate = RATE_SIGN_IN },
    { GET, "/sign-in/code", .prepare = show_step },
    { POST, "/sign-in/code", .prepare = step, .act = "session.open", .finish = step_done,
      .again = step_again, .rate = RATE_SIGN_IN },
    { GET, "/sign-in/card", .prepare = show_step_card },
    { POST, "/sign-in/card", .prepare = step_card, .act = "session.card", .finish = step_carded,
      .again = step_card_again, .rate = RATE_SIGN_IN },
    { POST, "/sign-out", .act = "session.close", .finish = sign_out },
    { GET, "/sign-up", .prepare = show_sign_up },
    { POST, "/sign-up", .prepare = sign_up, .act = "account.create", .finish = signed_up,
      .again = sign_up_again, .slow = true, .rate = RATE_SIGN_IN },
    { GET, "/sign-up/code", .prepare = show_confirm },
    { POST, "/sign-up/code", .prepare = confirm, .act = "account.confirm", .finish = confirmed,
      .again = confirm_again, .rate = RATE_SIGN_IN },
    { GET, "/desk/counter", .prepare = show_counter, .who = WHO_SIGNED_IN },
    { POST, "/desk/counter", .prepare = counter, .act = "account.link_counter", .finish = countered,
      .again = counter_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/desk/card", .prepare = show_card_counter, .who = WHO_SIGNED_IN },
    { POST, "/desk/card", .prepare = card_counter, .act = "account.card_counter",
      .finish = card_countered, .again = card_counter_again, .who = WHO_SIGNED_IN,
      .rate = RATE_SIGN_IN },
    { GET, "/account/card", .prepare = show_card, .who = WHO_SIGNED_IN },
    { POST, "/account/card", .prepare = card_order, .act = "account.card", .finish = card_ordered,
      .again = card_order_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/account/card/step", .prepare = show_step_set, .who = WHO_SIGNED_IN },
    { POST, "/account/card/step", .prepare = step_set, .act = "account.second_step",
      .finish = step_set_done, .again = step_set_again, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_SIGN_IN },
    { GET, "/account/card/lost", .prepare = show_lost, .who = WHO_SIGNED_IN },
    { POST, "/account/card/lost", .prepare = own_password_prepare, .act = "account.card_lost",
      .finish = lost_done, .again = lost_again, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_SIGN_IN },
    { GET, "/account/step-up", .prepare = show_step_up, .who = WHO_SIGNED_IN },
    { POST, "/account/step-up", .act = "session.step_up", .finish = step_done,
      .again = step_up_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/desk/officers", .prepare = show_staff, .who = WHO_SIGNED_IN },
    { POST, "/desk/officers", .prepare = staff_prepare, .act = "staff.ask", .finish = to_staff,
      .again = staff_again, .rate = RATE_FORM },
    { POST, "/desk/officers/:change/confirm", .prepare = staff_change_prepare,
      .act = "staff.confirm", .finish = to_staff, .again = staff_again, .rate = RATE_FORM },
    { POST, "/desk/officers/:change/refuse", .prepare = staff_change_prepare, .act = "staff.refuse",
      .finish = to_staff, .again = staff_again, .rate = RATE_FORM },
    { GET, "/desk/offices", .prepare = show_rests, .who = WHO_SIGNED_IN },
    { POST, "/desk/offices", .prepare = rest_prepare, .act = "office.suspend", .finish = to_rests,
      .again = rest_again, .rate = RATE_FORM },
    { POST, "/desk/offices/:change/confirm", .prepare = staff_change_prepare,
      .act = "office.confirm", .finish = to_rests, .again = rest_again, .rate = RATE_FORM },
    { POST, "/desk/offices/:change/refuse", .prepare = staff_change_prepare,
      .act = "office.refuse", .finish = to_rests, .again = rest_again, .rate = RATE_FORM },
    { POST, "/desk/offices/:change/lift", .prepare = staff_change_prepare, .act = "office.lift",
      .finish = to_rests, .again = rest_again, .rate = RATE_FORM },
    { GET, "/reading", .prepare = show_reading },
    { POST, "/reading", .prepare = choose_reading, .finish = chose_reading, .rate = RATE_FORM },
    { GET, "/recover", .prepare = show_recover },
    { POST, "/recover", .prepare = recover, .act = "account.recover", .finish = recover_sent,
      .again = recover_again, .rate = RATE_SIGN_IN },
    { GET, "/recover/code", .prepare = show_finish },
    { POST, "/recover/code", .prepare = finish, .act = "account.recover_finish", .finish = finished,
      .again = finish_again, .slow = true, .rate = RATE_SIGN_IN },
    { GET, "/account", .prepare = show_account, .who = WHO_SIGNED_IN },
    { GET, "/account/password", .prepare = show_password, .who = WHO_SIGNED_IN },
    { POST, "/account/password", .prepare = password, .act = "account.password",
      .finish = password_done, .again = password_again, .slow = true, .rate = RATE_SIGN_IN },
    { GET, "/account/language", .prepare = show_language, .who = WHO_SIGNED_IN },
    { POST, "/account/language", .prepare = language_prepare, .act = "account.language",
      .finish = language_done, .again = language_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/account/tokens", .prepare = show_tokens, .who = WHO_SIGNED_IN },
    { POST, "/account/tokens", .prepare = token_ask, .act = "token.make", .finish = token_made,
      .again = token_again, .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_SIGN_IN },
    { POST, "/account/tokens/:id/end", .act = "token.end", .finish = to_tokens,
      .again = token_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/account/data", .prepare = show_own_data, .who = WHO_SIGNED_IN },
    { GET, "/account/data.zip", .prepare = send_own_data, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_UPLOAD },
    { GET, "/account/erase", .prepare = show_erase, .who = WHO_SIGNED_IN },
    { POST, "/account/erase", .prepare = erase_prepare, .act = "account.erase", .finish = erased,
      .again = erase_again, .slow = true, .rate = RATE_SIGN_IN },
    { GET, "/account/erased", .prepare = show_erased },
    { POST, "/account/sign-out-all", .act = "session.close_all", .finish = sign_out },
    { GET, "/account/link", .prepare = show_link, .who = WHO_SIGNED_IN },
    { POST, "/account/link", .prepare = link_letter, .act = "account.link_letter",
      .finish = link_sent, .again = link_again, .rate = RATE_SIGN_IN },
    { GET, "/account/link/code", .prepare = show_link_code, .who = WHO_SIGNED_IN },
    { POST, "/account/link/code", .act = "account.link_code", .finish = link_coded,
      .again = link_code_again, .rate = RATE_SIGN_IN },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "sessions", .every_s = 300, .fn = job_sweep },
    { .name = "offices", .every_s = 60, .fn = job_rest },
    { 0 },
};
/* clang-format on */

const struct block block_identity = {
    .name = "identity",
    .acts = acts,
    .routes = routes,
    .jobs = jobs,
    .fill = fill,
    .seed_late = identity_seed,
    .mine = identity_mine,
};
