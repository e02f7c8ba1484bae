#include "site/read.h"

#include <openssl/evp.h>
#include <stdlib.h>

static int by_path(const void *x, const void *y)
{
    return str_cmp(((const struct site_file *)x)->path, ((const struct site_file *)y)->path);
}

str content_version(arena *a, const struct site_file *files, size_t n)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    CHECK(ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
    for (size_t i = 0; i < n; i++) {
        uint64_t sizes[2] = { files[i].path.n, files[i].bytes.n };
        CHECK(EVP_DigestUpdate(ctx, sizes, sizeof sizes) &&
              EVP_DigestUpdate(ctx, files[i].path.p, files[i].path.n) &&
              EVP_DigestUpdate(ctx, files[i].bytes.p, files[i].bytes.n));
    }
    CHECK(EVP_DigestFinal_ex(ctx, sum, NULL));
    EVP_MD_CTX_free(ctx);
    return str_hex(a, sum, 16);
}

static str id_key(arena *a, const char *kind, str id)
{
    return str_fmt(a, "%s/%.*s", kind, STR_ARG(id));
}

void put_id(struct loader *l, const char *kind, str id, void *what, struct doc_node at)
{
    if (id.n == 0)
        return;
    if (get_id(l->s, kind, id))
        doc_error(at, "site.twice", S("give it another id"), "the id \"%.*s\" exists twice",
                  STR_ARG(id));
    else
        map_put(&l->s->by_id, l->a, id_key(l->a, kind, id), what);
}

void *get_id(const struct site *s, const char *kind, str id)
{
    char key[160];
    size_t n = strlen(kind);
    if (n + id.n + 1 > sizeof key || id.n == 0)
        return NULL;
    memcpy(key, kind, n);
    key[n] = '/';
    memcpy(key + n + 1, id.p, id.n);
    return map_get(&s->by_id, str_of(key, n + 1 + id.n));
}

static bool among(const struct loader *l, str folder, str ext, size_t i, str *name)
{
    str path = l->files.v[i].path;
    if (!str_starts(path, folder) || !str_ends(path, ext))
        return false;
    *name = str_sub(path, folder.n, path.n - folder.n - ext.n);
    return name->n > 0 && str_find_char(*name, '/', 0) == SIZE_MAX;
}

/* Files of one kind, in the order of their paths. */
static void each(struct loader *l, str folder, void (*take)(struct loader *, struct site_file))
{
    str name;
    for (size_t i = 0; i < l->files.n; i++)
        if (among(l, folder, S(".yaml"), i, &name))
            take(l, l->files.v[i]);
}

static void read_texts(struct loader *l)
{
    str name, lang;
    for (size_t i = 0; i < l->files.n; i++) {
        struct site_file f = l->files.v[i];
        if (among(l, S("messages/"), S(".yaml"), i, &name))
            read_messages(l, f, name);
        if (among(l, S("letters/"), S(".md"), i, &name)) {
            struct site_letter p = { .file = f.path, .text = f.bytes };
            if (letter_name(l, f.path, str_from(f.path, 8), &p.id, &p.lang)) {
                compile_letter(l, f, &p.letter);
                *vec_push(&l->letters, l->a) = p;
            }
        }
        if (among(l, S("pages/"), S(".md"), i, &name)) {
            size_t dot = str_rfind_char(name, '.');
            lang = dot == SIZE_MAX ? S("") : str_from(name, dot + 1);
            read_page(l, f, str_sub(name, 0, dot == SIZE_MAX ? name.n : dot), lang);
        }
    }
}

static void read_services(struct loader *l)
{
    for (size_t i = 0; i < l->files.n;) {
        str path = l->files.v[i].path;
        size_t slash = str_starts(path, S("services/")) ? str_find_char(path, '/', 9) : SIZE_MAX,
               k = i + 1;
        if (slash == SIZE_MAX) {
            i++;
            continue;
        }
        str folder = str_sub(path, 0, slash), inside = str_sub(path, 0, slash + 1);
        while (k < l->files.n && str_starts(l->files.v[k].path, inside))
            k++;
        read_service(l, folder, &l->files.v[i], k - i);
        i = k;
    }
}

static bool path_known(const struct loader *l, size_t i)
{
    static const str folders[] = { S_INIT("calendars/"), S_INIT("offices/"),  S_INIT("registers/"),
                                   S_INIT("law/"),       S_INIT("messages/"), S_INIT("partners/"),
                                   S_INIT("nodes/") };
    str path = l->files.v[i].path, name;
    if (str_eq(path, S("site.yaml")) || str_eq(path, S("exchange.yaml")) ||
        str_eq(path, S(FEDERATION_FILE)) || str_eq(path, S("README.md")) ||
        str_ends(path, S("/README.md")))
        return true;
    if (str_starts(path, S("data/")) || str_starts(path, S("theme/")) ||
        str_starts(path, S("tales/files/")))
        return true;
    FOR_EACH(folders, f)
        if (among(l, *f, S(".yaml"), i, &name))
            return true;
    if (among(l, S("pages/"), S(".md"), i, &name) || among(l, S("letters/"), S(".md"), i, &name) ||
        among(l, S("tales/"), S(".tale"), i, &name))
        return true;
    return str_starts(path, S("services/")) && str_find_char(path, '/', 9) != SIZE_MAX;
}

static void sort_files(struct loader *l, const struct site_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *vec_push(&l->files, l->a) = files[i];
    if (n)
        qsort(l->files.v, n, sizeof *l->files.v, by_path);
    for (size_t i = 0; i < n; i++) {
        struct site_file f = l->files.v[i];
        l->f->file = f.path;
        if (!path_known(l, i))
            finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.file",
                        S("see the book for service designers"),
                        "a file of this name has no meaning in a site");
        else if (!str_starts(f.path, S("data/")) && !str_starts(f.path, S("theme/")) &&
                 !str_has(f.path, S("tales/files/")) && !utf8_valid(f.bytes))
            finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.encoding", S("save it as UTF-8"),
                        "the file is not UTF-8");
        if (str_starts(f.path, S("data/")))
            *vec_push(&l->data, l->a) = f;
        if (str_starts(f.path, S("tales/")))
            *vec_push(&l->tales, l->a) = f;
    }
}

const struct site_file *file_of(const struct loader *l, str path)
{
    for (size_t i = 0; i < l->files.n; i++)
        if (str_eq(l->files.v[i].path, path))
            return &l->files.v[i];
    return NULL;
}

static void finish(struct loader *l)
{
    struct site *s = l->s;
    s->calendars = l->calendars.v;
    s->n_calendars = l->calendars.n;
    s->offices = l->offices.v;
    s->n_offices = l->offices.n;
    s->partners = l->partners.v;
    s->n_partners = l->partners.n;
    s->registers = l->registers.v;
    s->n_registers = l->registers.n;
    s->services = l->services.v;
    s->n_services = l->services.n;
    s->laws = l->laws.v;
    s->n_laws = l->laws.n;
    s->pages = l->pages.v;
    s->n_pages = l->pages.n;
    s->letters = l->letters.v;
    s->n_letters = l->letters.n;
    s->tales = l->tales.v;
    s->n_tales = l->tales.n;
    s->data = l->data.v;
    s->n_data = l->data.n;
}

static int by_place(const void *x, const void *y)
{
    const struct finding *a = x, *b = y;
    int c = str_cmp(a->file, b->file);
    return c ? c : a->line != b->line ? (a->line < b->line ? -1 : 1) : str_cmp(a->what, b->what);
}

static void mark_broken(struct loader *l)
{
    for (size_t i = 0; i < l->services.n; i++) {
        struct service *v = l->services.v[i];
        str inside = str_fmt(l->a, "%.*s/", STR_ARG(v->folder));
        for (size_t k = 0; k < l->f->v.n; k++)
            if (l->f->v.v[k].level == FINDING_ERROR && str_starts(l->f->v.v[k].file, inside))
                v->broken = true;
    }
}

err site_load(arena *a, const struct site_file *files, size_t n, const struct site_world *world,
              struct findings *f, struct site **out)
{
    static const struct site_world nothing = { 0 };
    struct site *s = ARENA_NEW(a, struct site);
    struct loader l = { .a = a, .f = f, .world = world ? world : &nothing, .s = s };
    s->a = a;
    sort_files(&l, files, n);
    s->version = content_version(a, l.files.v, l.files.n);
    const struct site_file *core = file_of(&l, S("site.yaml"));
    if (!core) {
        f->file = S("site.yaml");
        finding_add(f, FINDING_ERROR, 0, STR_NULL, "site.missing", S("add site.yaml"),
                    "there is no site.yaml: this is no site");
        return REFUSED(ERR_SYNTAX);
    }
    if (!read_site(&l, *core))
        return REFUSED(ERR_SYNTAX);
    each(&l, S("calendars/"), read_calendar);
    each(&l, S("offices/"), read_office);
    each(&l, S("law/"), read_law);
    finish(&l);
    law_prepare(s);
    each(&l, S("registers/"), read_register);
    each(&l, S("partners/"), read_partner);
    read_texts(&l);
    read_services(&l);
    finish(&l);
    const struct site_file *exchange = file_of(&l, S("exchange.yaml"));
    if (exchange)
        read_exchange(&l, *exchange);
    check_site(&l);
    check_registers(&l);
    for (size_t i = 0; i < l.services.n; i++)
        check_service(&l, l.services.v[i]);
    mark_broken(&l);
    if (f->v.n)
        qsort(f->v.v, f->v.n, sizeof *f->v.v, by_place);
    *out = s;
    return OK;
}
