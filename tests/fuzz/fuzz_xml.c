/* What is read is written and read again with the same names, attributes and texts. */
#include "codec/xml.h"
#include "tests/fuzz/fuzz.h"

static void write_node(struct xml_writer *w, const struct xml_node *n)
{
    xml_open(w, S("n"));
    xml_put_attr(w, S("name"), n->name);
    for (size_t i = 0; i < n->n_attrs; i++)
        xml_put_element(w, S("a"), n->attrs[i].value);
    xml_put_text(w, n->text);
    for (const struct xml_node *c = n->first; c; c = c->next)
        write_node(w, c);
    xml_close(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct xml_limits few = {
        .bytes = MIB, .depth = 60, .nodes = 10000, .attrs = 64, .value = 64 * KIB
    };
    struct text_error where = { 0 };
    struct xml_node *root, *again;
    struct xml_writer w;
    buf b;

    if (failed(xml_read(a, str_of((const char *)data, n), &few, &root, &where))) {
        CHECK(where.what);
        return 0;
    }
    for (struct xml_node *x = root; x; x = xml_walk(root, x))
        CHECK(utf8_valid(x->name) && utf8_valid(x->text));
    buf_init(&b, a, 0);
    xml_write_start(&w, &b);
    write_node(&w, root);
    CHECK(!failed(xml_read(a, buf_str(&b), NULL, &again, NULL)));
    CHECK(str_eq(xml_attr(again, S("name")), root->name));
    return 0;
}
