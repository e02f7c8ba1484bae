/* dmn/dmn.h - decision models (DMN 1.2 to 1.5): XML to an immutable model, inputs to a decision
 * that explains itself. */
#ifndef DMN_DMN_H
#define DMN_DMN_H

#include "feel/feel.h"

struct dmn;

/* Hands out the XML of an imported model by its namespace; STR_NULL where there is none.  The text
 * must outlive the model's arena. */
struct dmn_loader {
    str (*load)(void *ctx, str ns, str location_uri);
    void *ctx;
};

/* Parses and compiles a model.  Everything that cannot be executed (Java and PMML functions,
 * unknown elements, wrong expressions) becomes a finding with line, element and repair; decisions
 * that need it evaluate to null with a reason. ERR_SYNTAX only where the text is no DMN document;
 * *out is set on success. */
MUST_USE err dmn_parse(arena *a, str xml, struct findings *f, struct dmn **out);
MUST_USE err dmn_parse_with(arena *a, str xml, const struct dmn_loader *imports, struct findings *f,
                            struct dmn **out);

/* Adds to f what is doubtful in the model's decision tables: "dmn.gap" (inputs that no rule
 * covers), "dmn.overlap" (rules that fire together against the hit policy), "dmn.unreachable"
 * (rules that never fire or never give the result), "dmn.unused" (inputs and input data),
 * "dmn.large" (a table that was not analysed to the end); see the README.  Memory for the work
 * comes from a, which the findings do not need. */
void dmn_analyse(const struct dmn *m, arena *a, struct findings *f);

/* Evaluates a decision by name or id, else the decision service of that name or id: of one output
 * decision its value, of several a context of their values.  A service sees its own inputs alone.
 *   inputs       context by input name; an imported input may be given by its name or as a context
 * under the import's name; the name of a decision without logic, or of any required decision,
 * overrides that decision result       null with a reason where the logic says so explanation  may
 * be null (pointer); else a context: see README REFUSED(ERR_MISSING) where there is no such
 * decision; FAULT(ERR_BUDGET). */
MUST_USE err dmn_decide(const struct dmn *m, str decision, val inputs, struct feel_env *env,
                        val *result, val *explanation);
/* The same for decision services only, where a decision may have the same name. */
MUST_USE err dmn_serve(const struct dmn *m, str service, val inputs, struct feel_env *env,
                       val *result);

/* The inputs of an explanation, as far as the logic has read them: what dmn_decide needs to come to
 * the same result again.  An empty context for anything else. */
val dmn_inputs_read(arena *a, val explanation);

/* What the model's logic reads of a context, wherever it stands: "late_days" of law.late_days. */
struct dmn_path {
    str name, id; /* the member; the element that reads it */
    int line;     /* of the rule, else of the element */
};
/* Each member once a line.  Allocated in a. */
const struct dmn_path *dmn_paths(const struct dmn *m, arena *a, str name, size_t *n);

struct dmn_input {
    str name, id, ns;
    str type_name;                /* as written; empty where untyped */
    const struct feel_type *type; /* null: any; allowed values in type->allowed */
    const str *allowed; /* the texts of enumerated values, where the type lists constants */
    size_t n_allowed;
};

/* The input data that a decision needs, directly or through others, each once; of a decision
 * service its own inputs, which may be decisions; all of the model's for an empty name. Allocated
 * in a. */
const struct dmn_input *dmn_inputs(const struct dmn *m, arena *a, str decision, size_t *n);
/* A column of a decision table: of its result the key in the result's context (one column: the
 * result itself), its id, and what the model calls it for people (may be empty). */
struct dmn_output {
    str name, id, label;
    int line;
};
/* None where the decision's logic is no table.  Of a decision service its output decisions: name,
 * id, and as label what the model calls them.  Allocated in a. */
const struct dmn_output *dmn_outputs(const struct dmn *m, arena *a, str decision, size_t *n);
/* The columns that the table of that id tests, in order: id, what the model calls it (may be
 * empty), line.  None where there is no such table.  Allocated in a. */
const struct dmn_output *dmn_conditions(const struct dmn *m, arena *a, str table, size_t *n);
/* The names of decisions, in order of the file. */
const str *dmn_decisions(const struct dmn *m, size_t *n);
/* Of those that nothing in the model requires: what the model is for.  Allocated in a. */
const str *dmn_tops(const struct dmn *m, arena *a, size_t *n);
str dmn_name(const struct dmn *m);
str dmn_namespace(const struct dmn *m);
/* The same of decision services.  Allocated in a. */
const str *dmn_services(const struct dmn *m, arena *a, size_t *n);
/* Is there a decision, or a decision service, of that name or id? */
bool dmn_has_decision(const struct dmn *m, str decision);
/* A decision service, and no decision has the same name. */
bool dmn_is_service(const struct dmn *m, str name);

/* The whole model as a context for pages: see README.  Texts are those of the model. */
val dmn_describe(const struct dmn *m, arena *a);

#endif
