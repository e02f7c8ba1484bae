/* Any bytes are a model or refused with a finding; a model is analysed, and each of its decisions
 * taken within its budget. */
#include "tests/fuzz/fuzz.h"
#include "dmn/diagram.h"

static void decide_all(arena *a, const struct dmn *m)
{
    size_t n, inputs;
    const str *names = dmn_decisions(m, &n);
    const struct dmn_input *in = dmn_inputs(m, a, S(""), &inputs);
    val_builder b = val_build(a);

    for (size_t i = 0; i < inputs && i < 50; i++)
        val_put(&b, in[i].name, in[i].n_allowed ? val_str(in[i].allowed[0]) : val_int(12));
    val facts = val_done(&b);
    for (size_t i = 0; i < n && i < 20; i++) {
        struct feel_env env;
        val v, why;
        feel_env_init(&env, a, (instant){ 1772442000000 });
        env.steps = 5000;
        env.memory = 16 * MIB;
        env.stack = 256 * KIB;
        err e = dmn_decide(m, names[i], facts, &env, &v, &why);
        CHECK(!failed(e) || e.code == ERR_BUDGET);
    }
    dmn_describe(m, a);
    names = dmn_services(m, a, &n);
    for (size_t i = 0; i < n; i++)
        dmn_outputs(m, a, names[i], &inputs);
}

static void draw(arena *a, const struct dmn *m)
{
    struct dmn_picture o = { .title = S("fuzz") };
    buf svg;

    buf_init(&svg, a, 4096);
    bool drawn = !failed(dmn_svg(&svg, a, m, &o));
    CHECK(drawn == (svg.n > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct findings f = { .a = a, .file = S("fuzz.dmn") };
    struct dmn *m;

    if (failed(dmn_parse(a, (str){ (const char *)data, n }, &f, &m))) {
        CHECK(f.v.n == 1 && f.v.v[0].what.n);
        return 0;
    }
    dmn_analyse(m, a, &f);
    decide_all(a, m);
    draw(a, m);
    return 0;
}
