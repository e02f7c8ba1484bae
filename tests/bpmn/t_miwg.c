/* The reference models of the BPMN Model Interchange Working Group: read, drawn, or refused by
 * name. */
#include "bpmn/diagram.h"
#include "tests/check.h"

#include <stdio.h>

static const struct {
    const char *file;
    bool main; /* holds an executable process */
    int nodes, flows, shapes;
    const char *refused; /* codes and elements of errors, a blank between; null: none */
} models[] = {
    { "A.1.0.bpmn", false, 5, 4, 9, NULL },
    { "A.2.0.bpmn", false, 8, 9, 17, NULL },
    { "A.2.1.bpmn", false, 8, 11, 19, NULL },
    { "A.3.0.bpmn", false, 10, 8, 18, NULL },
    { "A.4.0.bpmn", false, 17, 13, 35, NULL },
    { "A.4.1.bpmn", false, 17, 13, 37, NULL },
    { "B.1.0.bpmn", false, 29, 26, 63, NULL },
    { "B.2.0.bpmn", false, 94, 85, 186, NULL },
    { "C.1.0.bpmn", true, 21, 20, 52,
      "bpmn.unsupported:approveInvoice "
      "bpmn.unsupported:assignApprover "
      "bpmn.unsupported:reviewInvoice "
      "bpmn.unsupported:prepareBankTransfer "
      "bpmn.condition:invoiceApproved "
      "bpmn.condition:invoiceNotApproved "
      "bpmn.condition:reviewSuccessful "
      "bpmn.condition:reviewNotSuccessful "
      "bpmn.missing:archiveInvoice" },
    { "C.1.1.bpmn", true, 10, 10, 26,
      "bpmn.unsupported:approveInvoice "
      "bpmn.unsupported:assignApprover "
      "bpmn.unsupported:reviewInvoice "
      "bpmn.unsupported:prepareBankTransfer "
      "bpmn.condition:invoiceApproved "
      "bpmn.condition:invoiceNotApproved "
      "bpmn.condition:reviewSuccessful "
      "bpmn.condition:reviewNotSuccessful "
      "bpmn.missing:archiveInvoice" },
    { "C.2.0.bpmn", false, 29, 25, 65, NULL },
    { "C.3.0.bpmn", true, 14, 15, 29,
      "bpmn.unsupported:_c73a5f4a-72f1-4e11-bb40-2f98da75fb9a "
      "bpmn.unsupported:_c73a5f4a-72f1-4e11-bb40-2f98da75fb9a "
      "bpmn.condition:_be893987-caec-4605-b078-bd96b7cd6c12 "
      "bpmn.condition:_b99800c3-c340-460c-a43e-098014a365d0 "
      "bpmn.condition:_437e5969-1e61-4cb9-aa76-4f8854f32eeb "
      "bpmn.condition:_ada039b6-94dd-4a15-a6b1-c7fe662c64ee "
      "bpmn.condition:_cddf9325-a85b-4347-8c57-8b909fa77ae9 "
      "bpmn.condition:_cf380e47-1401-4e7e-b710-193b626e49eb "
      "bpmn.condition:_3fb323d5-2c59-487a-af63-804208f6c5cb "
      "bpmn.missing:Bpmn_BoundaryEvent_LwKtwhqHEeWDuOtG0oS24A" },
};

static str refusals(const struct findings *f)
{
    buf b;

    buf_init(&b, test_arena(), 64);
    for (size_t i = 0; i < f->v.n; i++)
        if (f->v.v[i].level == FINDING_ERROR)
            buf_fmt(&b, "%s%.*s:%.*s", b.n ? " " : "", STR_ARG(f->v.v[i].code),
                    STR_ARG(f->v.v[i].element));
    return buf_str(&b);
}

TEST(miwg_reference_models)
{
    size_t read = 0, drawn = 0, run = 0;

    FOR_EACH(models, c) {
        struct findings f = { .a = test_arena() };
        struct bpmn *m = NULL;
        buf svg;
        str xml = test_file(str_zdup(
            test_arena(), str_fmt(test_arena(), "%s/bpmn-miwg/%s", test_conformance(), c->file)));
        if (!xml.p) {
            test_skip("no reference models");
            return;
        }
        err e = bpmn_parse(test_arena(), xml, &f, &m);
        EXPECT_INT(e.code, c->refused ? ERR_REFUSED : ERR_NONE);
        EXPECT_STR(refusals(&f), str_z(c->refused ? c->refused : ""));
        if (!m) {
            test_fail(c->file, 0, "not read");
            continue;
        }
        if (!read++)
            printf("  model        nodes  flows  shapes  drawn  to be executed\n");
        EXPECT_INT(m->nodes_n, c->nodes);
        EXPECT_INT(m->flows_n, c->flows);
        EXPECT_INT(m->shapes_n, c->shapes);
        EXPECT((bpmn_main(m) != NULL) == c->main);
        buf_init(&svg, test_arena(), 64 * KIB);
        EXPECT_OK(bpmn_svg(&svg, m, &(struct diagram_options){ .title = str_z(c->file) }));
        for (uint32_t i = 0; i < m->shapes_n; i++)
            if (!m->shapes[i].edge)
                EXPECT(m->shapes[i].w > 0 && m->shapes[i].h > 0);
        drawn += svg.n > 0;
        run += !f.errors && c->main;
        printf("  %-12s %5u  %5u  %6u  %5s  ", c->file, (unsigned)m->nodes_n, (unsigned)m->flows_n,
               (unsigned)m->shapes_n, svg.n ? "yes" : "no");
        if (f.errors)
            printf("refused: %zu elements named\n", f.errors);
        else
            printf("%s\n", c->main ? "yes" : "not meant to be");
    }
    printf("  all: %zu of %zu read, %zu drawn, %zu to be executed\n", read, LEN(models), drawn,
           run);
}
