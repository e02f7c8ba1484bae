/* The page of one's tokens for programs: those there are, and the form that makes one. */
#include "blocks/identity/own.h"
#include "os/zone.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- those there are ---- */

static str scopes_said(struct web *w, str scopes)
{
    str rest = scopes, one;
    buf b;

    buf_init(&b, w->a, 200);
    while (str_next(&rest, ' ', &one)) {
        enum word_id said = word_find(str_fmt(w->a, "identity.scope_%.*s", STR_ARG(one)));
        if (said != W_NONE)
            buf_fmt(&b, "%s%.*s", b.n ? "; " : "", STR_ARG(say(w, said)));
    }
    return buf_str(&b);
}

static err rows_of(struct web *w, struct v_tokens *v)
{
    struct q_tokens_of all;
    val name;

    TRY(q_tokens_of(w->db, w->who.account, TOKENS_SHOWN, &all));
    TRY(web_own_keys(w));
    struct v_tokens_row *rows = ARENA_ARRAY(w->a, struct v_tokens_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tokens_of_row *r = &all.v[i];
        bool over = r->ends <= w->now.ms;
        TRY(key_open(w->a, &w->account_key, "program_token.name", r->name, &name));
        rows[i] = (struct v_tokens_row){ .id = str_fmt(w->a, "%lld", (long long)r->id),
                                         .name = val_text(name),
                                         .scopes = scopes_said(w, r->scopes),
                                         .made = { r->made },
                                         .until = zone_day(w->boot->zone, (instant){ r->ends - 1 }),
                                         .has_used = r->used != 0,
                                         .used = { r->used },
                                         .living = !r->ended && !over,
                                         .state = r->ended ? W_identity_token_state_ended
                                                  : over   ? W_identity_token_state_over
                                                           : W_identity_token_state_living };
    }
    v->rows = rows;
    v->rows_n = all.n;
    return OK;
}

err tokens_mine(struct web *w, val_builder *b)
{
    struct q_tokens_of all;
    val list = val_list(NULL, 0), name;

    TRY(q_tokens_of(w->db, w->who.account, TOKENS_SHOWN, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tokens_of_row *r = &all.v[i];
        val_builder one = val_build(w->a);
        TRY(key_open(w->a, &w->account_key, "program_token.name", r->name, &name));
        val_put(&one, S("name"), name);
        val_put(&one, S("scopes"), val_str(r->scopes));
        val_put(&one, S("made"), val_datetime_utc(w->a, (instant){ r->made }));
        val_put(&one, S("ends"),
                val_datetime_utc(w->a, (instant){ r->ended ? r->ended : r->ends }));
        if (r->used)
            val_put(&one, S("used"), val_datetime_utc(w->a, (instant){ r->used }));
        list = val_append(w->a, list, val_done(&one));
    }
    val_put(b, S("keys"), list);
    return OK;
}

/* ---- the form ---- */

static bool was_chosen(struct web *w, const char *value)
{
    val all = w->refused ? val_get(w->body, S("scope")) : val_null();

    if (all.tag == V_STRING)
        return str_eq(val_text(all), str_z(value));
    for (size_t i = 0; i < val_count(all); i++)
        if (str_eq(val_text(val_at(all, i)), str_z(value)))
            return true;
    return false;
}

static struct field_option scope_option(struct web *w, const char *value, enum word_id label,
                                        enum word_id hint)
{
    return (struct field_option){ .value = str_z(value),
                                  .label = say(w, label),
                                  .hint = say(w, hint),
                                  .chosen = was_chosen(w, value) };
}

static struct field_view scope_field(struct web *w)
{
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, 3);
    size_t n = 0;

    o[n++] = scope_option(w, SCOPE_READ, W_identity_scope_read, W_identity_scope_read_hint);
    o[n++] = scope_option(w, SCOPE_SUBMIT, W_identity_scope_submit, W_identity_scope_submit_hint);
    if (token_tasks_offered(w->site, &w->who))
        o[n++] = scope_option(w, SCOPE_TASKS, W_identity_scope_tasks, W_identity_scope_tasks_hint);
    return (struct field_view){ .kind = FIELD_CHECKBOXES,
                                .name = S("scope"),
                                .label = say(w, W_identity_token_scope),
                                .options = o,
                                .options_n = n };
}

static struct field_view term_field(struct web *w)
{
    static const int terms[] = { 1, 3, 6, 12 };
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, LEN(terms));

    for (size_t i = 0; i < LEN(terms); i++) {
        str value = str_fmt(w->a, "%d", terms[i]);
        val count = val_with(w->a, val_null(), S("count"), val_int(terms[i]));
        o[i] =
            (struct field_option){ .value = value,
                                   .label =
                                       word(w->a, w->page.words, W_identity_token_months, count),
                                   .chosen = w->refused && str_eq(web_field(w, "months"), value) };
    }
    return (struct field_view){ .kind = FIELD_RADIOS,
                                .name = S("months"),
                                .label = say(w, W_identity_token_term),
                                .options = o,
                                .options_n = LEN(terms) };
}

static void form_fields(struct web *w, struct v_tokens *v)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 4);
    size_t n = 0;

    f[n++] = (struct field_view){ .kind = FIELD_TEXT,
                                  .name = S("name"),
                                  .label = say(w, W_identity_token_name),
                                  .hint = say(w, W_identity_token_name_hint),
                                  .value = w->refused ? web_field(w, "name") : S(""),
                                  .spellcheck_off = true };
    f[n++] = scope_field(w);
    f[n++] = term_field(w);
    f[n++] = (struct field_view){ .kind = FIELD_PASSWORD,
                                  .name = S("password"),
                                  .label = say(w, W_identity_token_your_password),
                                  .hint = say(w, W_identity_token_password_hint),
                                  .autocomplete = S("current-password"),
                                  .spellcheck_off = true };
    for (size_t i = 0; i < n; i++) {
        str error = web_refusal_of(w, str_zdup(w->a, f[i].name));
        f[i].error = error.p ? error : S("");
    }
    v->fields = f;
    v->fields_n = n;
}

/* made: one made a moment ago, shown this once; empty: none. */
static err tokens_page(struct web *w, str made, int status)
{
    struct v_tokens v = { .made = made };
    str other = web_refusal_of(w, "");

    TRY(rows_of(w, &v));
    form_fields(w, &v);
    v.problem = other.p ? other : S("");
    w->page.private = true;
    w->page.problem = w->refused;
    w->page.out.n = 0;
    return WEB_SHOW(w, tokens, &v, status);
}

err show_tokens(struct web *w)
{
    return tokens_page(w, S(""), 200);
}

/* It follows from the form's id and the password: a form that is sent twice shows the same token
 * twice, and nobody who learns the workers' key alone can make it again. */
static str token_of_form(struct web *w, str proof)
{
    uint8_t bytes[32];
    str once = str_fmt(w->a, "%.*s\n%lld\n%.*s",
                       STR_ARG(w->act_id.n ? w->act_id : ulid_str(w->a, w->req->id)),
                       (long long)w->who.account, STR_ARG(proof));

    hkdf_sha256(str_of((const char *)w->seal_key->b, sizeof w->seal_key->b), once,
                S("program token"), bytes, sizeof bytes);
    str token = str_cat(w->a, S("stoa_"), str_hex(w->a, bytes, sizeof bytes));
    bytes_wipe(bytes, sizeof bytes);
    return token;
}

static str scopes_posted(struct web *w)
{
    val all = val_get(w->body, S("scope"));
    buf b;

    buf_init(&b, w->a, 64);
    if (all.tag == V_STRING)
        return val_text(all);
    for (size_t i = 0; i < val_count(all); i++)
        buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(val_text(val_at(all, i))));
    return buf_str(&b);
}

err token_ask(struct web *w)
{
    val_builder b = val_build(w->a);
    str *made = ARENA_NEW(w->a, str), proof, name = web_field(w, "name");
    struct q_account acc;
    int64_t months = 0;

    if (!w->who.account)
        return web_error(w, 401);
    TRY(q_account(w->db, w->who.account, &acc));
    TRY(identity_proof(w, web_field(w, "password"), acc.salt, &proof));
    *made = token_of_form(w, proof);
    sha256 hash = token_hash(*made);
    if (failed(str_to_i64(web_field(w, "months"), &months)))
        months = 0;
    val_put(&b, S("name"), val_str(name.p ? name : S("")));
    val_put(&b, S("scope"), val_str(scopes_posted(w)));
    val_put(&b, S("months"), val_int(months));
    val_put(&b, S("hash"), val_str(sha256_hex(w->a, &hash)));
    val_put(&b, S("proof"), val_str(proof));
    w->own = made;
    w->in = val_done(&b);
    return OK;
}

err token_made(struct web *w)
{
    return tokens_page(w, *(str *)w->own, 200);
}

err token_again(struct web *w)
{
    return tokens_page(w, S(""), w->status);
}

err to_tokens(struct web *w)
{
    return web_redirect(w, S("/account/tokens"));
}
