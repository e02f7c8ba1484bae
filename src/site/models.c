/* The model files of a service: forms, process, decisions, letters, words. */
#include "site/read.h"

#include "bpmn/bpmn.h"
#include "dmn/dmn.h"

void compile_form(struct loader *l, struct site_file file, bool task, struct form **out)
{
    l->f->file = file.path;
    *out = NULL;
    if (failed((task ? form_parse_task : form_parse)(l->a, file.bytes, l->f, out))) {
        *out = NULL;
        return;
    }
    (*out)->first_lang = l->s->langs[0].code;
    form_link_schemes(*out, l->s->schemes, l->s->n_schemes, l->f);
}

void compile_letter(struct loader *l, struct site_file file, struct letter **out)
{
    size_t errors = l->f->errors;
    l->f->file = file.path;
    if (!failed(letter_parse(l->a, file.bytes, l->f, out)))
        return;
    *out = NULL;
    if (l->f->errors == errors)
        finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "letter.syntax", S("correct the letter"),
                    "the letter cannot be read");
}

static str base_name(str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == SIZE_MAX ? path : str_from(path, slash + 1);
}

static str without(str name, str end)
{
    return str_ends(name, end) ? str_sub(name, 0, name.n - end.n) : name;
}

bool letter_name(struct loader *l, str file, str base, str *id, str *lang)
{
    str name = without(base, S(".md"));
    size_t dot = str_rfind_char(name, '.');
    *id = name;
    *lang = l->s->langs[0].code;
    if (dot == SIZE_MAX)
        return true;
    *id = str_sub(name, 0, dot);
    *lang = str_from(name, dot + 1);
    if (site_lang(l->s, *lang))
        return true;
    l->f->file = file;
    finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.language", S("name it <name>.<lang>.md"),
                "\"%.*s\" is no language of this site", STR_ARG(*lang));
    return false;
}

struct build {
    struct loader *l;
    struct service *v;
    map words; /* file name inside of the folder, to struct words * */
    VEC(struct service_form) forms;
    VEC(struct service_decision) decisions;
    VEC(struct service_letter) letters;
    VEC(struct service_words) word_files;
};

static struct words *words_of(struct build *b, str file)
{
    struct words *w = map_get(&b->words, file);
    if (!w) {
        w = ARENA_NEW(b->l->a, struct words);
        map_put(&b->words, b->l->a, file, w);
    }
    return w;
}

static void read_words(struct build *b, struct site_file file, str lang)
{
    struct yaml_doc d = { 0 };
    struct doc_node root;
    if (!doc_read(b->l, &d, file, &root))
        return;
    const struct site_lang *known = site_lang(b->l->s, lang);
    if (!known || known == &b->l->s->langs[0]) {
        doc_error(root, "site.language",
                  S("name it words.<lang>.yaml after another language of site.yaml"),
                  "\"%.*s\" is no other language of this site", STR_ARG(lang));
        return;
    }
    *vec_push(&b->word_files, b->l->a) =
        (struct service_words){ .lang = known->code, .file = file.path };
    for (size_t i = 0; i < doc_count(root); i++) {
        str model = doc_key(root, i);
        if (!(str_eq(model, S("service.yaml")) || str_ends(model, S(".json")) ||
              str_ends(model, S(".bpmn")) || str_ends(model, S(".dmn"))))
            doc_error(doc_at(root, i), "words.file", S("begin with the file: form.json:"),
                      "\"%.*s\" is no model of this folder", STR_ARG(model));
        words_add(b->l->a, words_of(b, model), known->code, doc_at(root, i).v);
    }
}

static void add_form(struct build *b, struct site_file file, str id, str inside)
{
    struct service_form *f = vec_push(&b->forms, b->l->a);
    *f = (struct service_form){ .id = id, .file = file.path, .words = words_of(b, inside) };
    compile_form(b->l, file, !str_eq(id, S("form")), &f->form);
    if (f->form)
        f->form->words = f->words;
}

struct known_names {
    VEC(struct feel_name) v;
};

/* A name that is two things may be anything. */
static void name_known(struct build *b, struct known_names *k, str name,
                       const struct feel_type *type)
{
    for (size_t i = 0; i < k->v.n; i++)
        if (str_eq(k->v.v[i].name, name)) {
            if (k->v.v[i].type != type)
                k->v.v[i].type = NULL;
            return;
        }
    *vec_push(&k->v, b->l->a) = (struct feel_name){ .name = name, .type = type };
}

static void field_known(struct build *b, struct known_names *k, const struct form_field *f)
{
    if (f->name.n)
        name_known(b, k, f->name, form_answer_type(f));
}

/* What expressions of a process may read beside its own variables: facts of the case, answers,
 * results of tasks.  Said to the parser, because some of them ("today", "number") are built-in
 * functions too. */
static struct known_names process_names(struct build *b)
{
    static const struct {
        str name;
        enum feel_kind kind;
    } facts[] = { { S_INIT("case"), T_ANY },
                  { S_INIT("today"), T_DATE },
                  { S_INIT("law"), T_ANY },
                  { S_INIT("appealed"), T_ANY },
                  { S_INIT("said_in"), T_ANY },
                  { S_INIT("applicant_account"), T_NUMBER },
                  { S_INIT("applicant_person"), T_NUMBER } };
    struct known_names k = { 0 };
    FOR_EACH(facts, f)
        name_known(b, &k, f->name, f->kind == T_ANY ? NULL : feel_type_of_kind(f->kind));
    for (size_t i = 0; i < b->forms.n; i++)
        for (size_t j = 0; b->forms.v[i].form && j < b->forms.v[i].form->n_fields; j++)
            field_known(b, &k, &b->forms.v[i].form->fields[j]);
    for (size_t i = 0; i < b->l->world->n_tasks; i++)
        for (size_t j = 0; j < b->l->world->tasks[i].n_out; j++)
            name_known(b, &k, b->l->world->tasks[i].out[j].name, NULL);
    for (size_t i = 0; i < b->l->partners.n; i++)
        for (size_t j = 0; j < b->l->partners.v[i]->n_topics; j++)
            for (size_t o = 0; o < b->l->partners.v[i]->topics[j].type.n_out; o++)
                name_known(b, &k, b->l->partners.v[i]->topics[j].type.out[o].name, NULL);
    return k;
}

/* The model's own variables may hide an answer of the same name: read once without types to know
 * them. */
static void variables_known(struct build *b, struct site_file file, struct known_names *k)
{
    struct findings unheard = { .a = b->l->a, .file = file.path };
    struct feel_scope open = { .open = true };
    struct bpmn *m = NULL;
    if (failed(bpmn_parse_in(b->l->a, file.bytes, &open, &unheard, &m)) && !m)
        return;
    struct bpmn_uses uses = bpmn_tasks(b->l->a, m);
    for (size_t i = 0; i < uses.n; i++) {
        str head = uses.v[i].name, rest;
        if (uses.v[i].kind != BPMN_USES_VARIABLE)
            continue;
        (void)str_cut(uses.v[i].name, '.', &head, &rest);
        for (size_t n = 0; n < k->v.n; n++)
            if (str_eq(k->v.v[n].name, head))
                k->v.v[n].type = NULL;
    }
}

static void add_process(struct build *b, struct site_file file)
{
    struct known_names k = process_names(b);
    variables_known(b, file, &k);
    struct feel_scope names = { .names = k.v.v, .n = k.v.n, .open = true };
    struct service_process *p = ARENA_NEW(b->l->a, struct service_process);
    *p = (struct service_process){ .id = S("process"),
                                   .file = file.path,
                                   .xml = file.bytes,
                                   .words = words_of(b, S("process.bpmn")) };
    b->l->f->file = file.path;
    if (failed(bpmn_parse_in(b->l->a, file.bytes, &names, b->l->f, &p->bpmn)) && !p->bpmn)
        return;
    b->v->process = p;
}

static void law_read(arena *a, struct service_decision *d)
{
    size_t n;
    const struct dmn_path *p = dmn_paths(d->dmn, a, S("law"), &n);
    str *names = ARENA_ARRAY(a, str, n + 1);

    for (size_t i = 0; i < n; i++) {
        bool known = false;
        for (size_t k = 0; k < d->n_law; k++)
            known |= str_eq(names[k], p[i].name);
        if (!known)
            names[d->n_law++] = p[i].name;
    }
    d->law = names;
}

static void analyse(struct build *b, const struct dmn *m)
{
    arena work;
    arena_init(&work, 0);
    dmn_analyse(m, &work, b->l->f);
    arena_free(&work);
}

static void add_decision(struct build *b, struct site_file file, str name)
{
    struct service_decision *d = vec_push(&b->decisions, b->l->a);
    *d = (struct service_decision){ .id = without(name, S(".dmn")),
                                    .file = file.path,
                                    .xml = file.bytes,
                                    .words = words_of(b, name) };
    b->l->f->file = file.path;
    if (failed(dmn_parse(b->l->a, file.bytes, b->l->f, &d->dmn))) {
        d->dmn = NULL;
        return;
    }
    law_read(b->l->a, d);
    analyse(b, d->dmn);
}

static void add_letter(struct build *b, struct site_file file)
{
    struct service_letter *p = vec_push(&b->letters, b->l->a);
    *p = (struct service_letter){ .file = file.path, .text = file.bytes };
    if (letter_name(b->l, file.path, base_name(file.path), &p->id, &p->lang))
        compile_letter(b->l, file, &p->letter);
}

static void add_model(struct build *b, struct site_file file, str inside)
{
    if (str_eq(inside, S("form.json")))
        add_form(b, file, S("form"), inside);
    else if (str_starts(inside, S("forms/")) && str_ends(inside, S(".json")))
        add_form(b, file, without(str_from(inside, 6), S(".json")), inside);
    else if (str_eq(inside, S("process.bpmn")))
        add_process(b, file);
    else if (str_ends(inside, S(".dmn")) && str_find_char(inside, '/', 0) == SIZE_MAX)
        add_decision(b, file, inside);
    else if (str_starts(inside, S("letters/")) && str_ends(inside, S(".md")))
        add_letter(b, file);
    else if (str_starts(inside, S("tales/")) && str_ends(inside, S(".tale")))
        *vec_push(&b->l->tales, b->l->a) = file;
    else if (!str_eq(inside, S("service.yaml")) && !str_starts(inside, S("words.")) &&
             !str_eq(inside, S("README.md")) && !str_starts(inside, S("tales/files/"))) {
        b->l->f->file = file.path;
        finding_add(b->l->f, FINDING_ERROR, 0, STR_NULL, "site.file",
                    S("see the book for service designers"),
                    "a file of this name has no meaning in a service");
    }
}

/* The applicant's form first. */
static void forms_sort(struct build *b)
{
    for (size_t i = 1; i < b->forms.n; i++)
        if (str_eq(b->forms.v[i].id, S("form"))) {
            struct service_form t = b->forms.v[0];
            b->forms.v[0] = b->forms.v[i];
            b->forms.v[i] = t;
        }
}

void read_service(struct loader *l, str folder, const struct site_file *files, size_t n)
{
    struct service *v = ARENA_NEW(l->a, struct service);
    struct build b = { .l = l, .v = v };
    const struct site_file *yaml = NULL;
    *v = (struct service){ .folder = folder,
                           .version = content_version(l->a, files, n),
                           .first_lang = l->s->langs[0].code };
    for (size_t i = 0; i < n; i++) {
        str inside = str_from(files[i].path, folder.n + 1);
        if (str_starts(inside, S("words.")) && str_ends(inside, S(".yaml")))
            read_words(&b, files[i], str_sub(inside, 6, inside.n - 11));
        if (str_eq(inside, S("service.yaml")))
            yaml = &files[i];
    }
    if (!yaml) {
        l->f->file = folder;
        finding_add(l->f, FINDING_ERROR, 0, STR_NULL, "site.missing", S("add service.yaml"),
                    "the folder has no service.yaml");
        return;
    }
    v->file = yaml->path;
    v->own_words = words_of(&b, S("service.yaml"));
    for (size_t i = 0; i < n; i++)
        add_model(&b, files[i], str_from(files[i].path, folder.n + 1));
    forms_sort(&b);
    read_service_yaml(l, v, *yaml);
    v->forms = b.forms.v;
    v->n_forms = b.forms.n;
    v->decisions = b.decisions.v;
    v->n_decisions = b.decisions.n;
    v->letters = b.letters.v;
    v->n_letters = b.letters.n;
    v->words = b.word_files.v;
    v->n_words = b.word_files.n;
    *vec_push(&l->services, l->a) = v;
}
