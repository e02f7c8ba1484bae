#include "blocks/case/input.h"

static bool fits(struct feel_env *env, str type, val *v)
{
    const struct feel_type *t = site_param_type(type);

    if (!t || val_is_null(*v))
        return true;
    val c = feel_coerce(t, *v, env);
    if (val_is_null(c))
        return false;
    *v = c;
    return true;
}

static bool take(struct feel_env *env, const struct site_param *p, val headers, val data, val *v,
                 struct input_wrong *wrong)
{
    *v = val_get(val_has(data, p->name) ? data : headers, p->name);
    if (fits(env, p->type, v))
        return true;
    val_builder b = val_build(env->a);
    val_put(&b, S("key"), VAL_S("bpmn.failed_input"));
    val_put(&b, S("name"), val_str(p->name));
    val_put(&b, S("type"), val_str(p->type));
    wrong->told = val_done(&b);
    wrong->text =
        str_fmt(env->a, "The input \"%.*s\" is no %.*s.", STR_ARG(p->name), STR_ARG(p->type));
    return false;
}

bool task_inputs(struct feel_env *env, const struct task_field *fields, val headers, val data,
                 val *out, struct input_wrong *wrong)
{
    *out = data.tag == V_CONTEXT ? data : val_null();
    for (; fields && fields->name; fields++) {
        struct site_param p = { str_z(fields->name), str_z(fields->type), fields->required };
        val given = val_get(data, p.name), v;
        if (!take(env, &p, headers, data, &v, wrong))
            return false;
        if (v.tag != given.tag) /* taken from a header, or converted */
            *out = val_with(env->a, *out, p.name, v);
    }
    return true;
}

bool task_inputs_outside(struct feel_env *env, const struct site_task_type *t, val headers,
                         val data, val *out, struct input_wrong *wrong)
{
    val_builder b = val_build(env->a);

    for (size_t i = 0; i < t->n_in; i++) {
        val v;
        if (!take(env, &t->in[i], headers, data, &v, wrong))
            return false;
        if (t->in[i].required && val_is_null(v)) {
            val_builder said = val_build(env->a);
            val_put(&said, S("key"), VAL_S("bpmn.failed_missing"));
            val_put(&said, S("name"), val_str(t->in[i].name));
            wrong->told = val_done(&said);
            wrong->text = str_fmt(env->a, "The input \"%.*s\" is missing.", STR_ARG(t->in[i].name));
            return false;
        }
        val_put(&b, t->in[i].name, v);
    }
    *out = val_done(&b);
    return true;
}
