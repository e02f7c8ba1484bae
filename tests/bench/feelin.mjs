/* feelin.mjs FOLDER [time] - the cases that feel_peer wrote, decided by npm's feelin.  Its public interface parses at each evaluation;
 * a FEEL function, though, is parsed once and invoked often, so each expression and each table becomes one.  Every result is
 * compared; then, with "time", nanoseconds of each kind, facts built anew each time, as one JSON object. */
import { existsSync, readFileSync } from "node:fs";
import { evaluate } from "feelin";

/* ---- models ---- */

const entities = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const plain = (s) => s.replace(/&(\w+);/g, (all, name) => entities[name] ?? all);

/* A tree of { name, attrs, text, kids }; prefixes are left out. */
function xml(text) {
    const root = { kids: [] }, open = [root];
    const token = /<\?.*?\?>|<!--.*?-->|<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gs;
    for (const [, end, name, attrs, empty, chars] of text.matchAll(token)) {
        const top = open.at(-1);
        if (chars !== undefined) {
            top.text = (top.text ?? "") + plain(chars);
        } else if (end) {
            open.pop();
        } else if (name) {
            const node = { name, attrs: {}, kids: [] };
            for (const [, key, a, b] of attrs.matchAll(/(?:\w+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
                node.attrs[key] ??= plain(a ?? b);
            top.kids.push(node);
            if (!empty)
                open.push(node);
        }
    }
    return root.kids[0];
}

const all = (node, name) => node.kids.filter((k) => k.name === name);
const one = (node, name) => all(node, name)[0];
const text_in = (node) => one(node, "text").text.trim();
const logic_names = ["literalExpression", "decisionTable", "invocation", "context"];
const logic_in = (node) => node.kids.find((k) => logic_names.includes(k.name));

/* Text over the names that it uses, parsed once: a function of an object of values. */
function parsed(text, names, functions) {
    const used = names.filter((n) => text.includes(n));
    const made = evaluate(`function(${used.join(", ")}) ${text}`, functions);
    if (!made.value)
        throw new Error(`feelin does not take: ${text}`);
    return (scope) => made.value.invoke(used.map((n) => scope[n]));
}

/* feelin's "and" evaluates both sides; a chain of ifs ends at the first that fails. */
const lazy_and = (tests) => tests.reduceRight((rest, t) => (rest === "true" ? t : `if ${t} then (${rest}) else false`), "true");

/* ---- types: what does not conform becomes null (DMN 1.5, 10.3.2.9.4) ---- */

function tests_of(path, type, types) {
    const item = types[type];
    if (!item)
        return [`${path} instance of ${type}`];
    const own = item.base ? tests_of(path, item.base, types) : [];
    for (const [name, of] of item.fields)
        own.push(`(${path}.${name} = null or (${lazy_and(tests_of(`${path}.${name}`, of, types))}))`);
    return item.allowed ? [...own, `${path} in (${item.allowed})`] : own;
}

/* Item definitions by name; those of components by the path to them. */
function types_of(root, prefix = "", types = {}) {
    for (const d of all(root, prefix ? "itemComponent" : "itemDefinition")) {
        const name = prefix + d.attrs.name, fields = all(d, "itemComponent");
        types[name] = {
            base: one(d, "typeRef")?.text.trim(),
            allowed: one(d, "allowedValues") && text_in(one(d, "allowedValues")),
            fields: fields.map((f) => [f.attrs.name, `${name}/${f.attrs.name}`]),
        };
        types_of(d, `${name}/`, types);
    }
    return types;
}

/* A function that hands a value on, or null. */
function border(type, types) {
    if (!type)
        return (x) => x;
    const conforms = evaluate(`function(x) ${lazy_and(tests_of("x", type, types))}`).value;
    if (!conforms)
        throw new Error(`feelin does not take the type ${type}`);
    return (x) => (x === null || x === undefined || conforms.invoke([x]) !== true ? null : x);
}

/* ---- logic ---- */

function cell(input, text) {
    const negated = /^not\((.*)\)$/s.exec(text);
    return negated ? `not((${input}) in (${negated[1]}))` : `((${input}) in (${text}))`;
}

const picks = {
    UNIQUE: (fired) => (fired.length === 1 ? fired[0] : null),
    PRIORITY: (fired, order) => order.find((x) => fired.includes(x)) ?? null,
    "COLLECT SUM": (fired) => fired.reduce((a, b) => a + b, 0),
};

/* A table is one expression over its inputs: of FIRST the output, of others the list of what fired; outputs are constants. */
function table(node, names, model) {
    const inputs = all(node, "input").map((n, k) => ({
        name: `i${k}`,
        value: parsed(text_in(one(n, "inputExpression")), names, model.functions),
        border: border(one(n, "inputExpression").attrs.typeRef, model.types),
        allowed: one(n, "inputValues") && `(i${k} = null or i${k} in (${text_in(one(n, "inputValues"))}))`,
    }));
    const columns = inputs.map((x) => x.name);
    const allowed = inputs.map((x) => x.allowed).filter((x) => x);
    const rules = all(node, "rule").map((r) => ({
        when: lazy_and(all(r, "inputEntry").map((e, k) => [columns[k], text_in(e)]).filter(([, t]) => t !== "-").map(([c, t]) => cell(c, t))),
        then: text_in(one(r, "outputEntry")),
    }));
    const policy = [node.attrs.hitPolicy ?? "UNIQUE", node.attrs.aggregation ?? ""].join(" ").trim();
    const first = policy === "FIRST";
    const body = first ? rules.map((r) => `if ${r.when} then ${r.then} else `).join("") + "null" : `[${rules.map((r) => r.when).join(", ")}]`;
    const fires = parsed(allowed.length ? `if ${lazy_and(allowed)} then ${body} else null` : body, columns);
    const outputs = rules.map((r) => evaluate(r.then).value);
    const listed = one(one(node, "output"), "outputValues");
    const order = listed ? evaluate(`[${text_in(listed)}]`).value : [];
    return (scope) => {
        const row = {};
        for (const x of inputs)
            row[x.name] = x.border(x.value(scope));
        const hits = fires(row);
        return first || hits === null ? hits : picks[policy](outputs.filter((_, k) => hits[k] === true), order);
    };
}

function invocation(node, names, model) {
    const called = model.knowledge(text_in(one(node, "literalExpression")));
    const given = all(node, "binding").map((b) => [one(b, "parameter").attrs.name, parsed(text_in(logic_in(b)), names, model.functions)]);
    return (scope) => {
        const own = {};
        for (const [name, value] of given)
            own[name] = value(scope);
        return called(own);
    };
}

function context(node, names, model) {
    const entries = all(node, "contextEntry").map((e) => {
        const variable = one(e, "variable")?.attrs ?? {};
        const value = logic(logic_in(e), names, model);
        names = variable.name ? [...names, variable.name] : names;
        return [variable.name, value, border(variable.typeRef, model.types)];
    });
    return (scope) => {
        const own = { ...scope };
        for (const [name, value, to] of entries) {
            if (!name)
                return value(own);
            own[name] = to(value(own));
        }
        return own;
    };
}

const kinds = {
    literalExpression: (node, names, model) => parsed(text_in(node), names, model.functions),
    decisionTable: table,
    invocation,
    context,
};

function logic(node, names, model) {
    const value = kinds[node.name](node, names, model), to = border(node.attrs.typeRef, model.types);
    return node.attrs.typeRef ? (scope) => to(value(scope)) : value;
}

/* A business knowledge model: null where an argument does not conform. */
function knowledge_of(node, model) {
    const params = all(node, "formalParameter").map((p) => [p.attrs.name, border(p.attrs.typeRef, model.types)]);
    const value = logic(logic_in(node), params.map(([name]) => name), model);
    return (own) => {
        for (const [name, to] of params)
            if (own[name] !== null && (own[name] = to(own[name])) === null)
                return null;
        return value(own);
    };
}

/* The decisions wanted, each a function of the facts; what a decision requires is decided once for it. */
function model_of(text, wanted) {
    const root = xml(text), by_id = {}, knowledge = {}, made = {};
    for (const k of root.kids)
        by_id[k.attrs.id] = k;
    const model = { functions: {}, types: types_of(root), knowledge: (name) => knowledge[name] };
    const models = all(root, "businessKnowledgeModel").map((k) => [k.attrs.name, one(k, "encapsulatedLogic")]);
    for (const [name, e] of models)
        if (one(e, "literalExpression"))
            model.functions[name] = evaluate(`function(${all(e, "formalParameter").map((p) => p.attrs.name).join(", ")}) ${text_in(logic_in(e))}`).value;
    for (const tables_first of [true, false])
        for (const [name, e] of models)
            if ((logic_in(e).name === "decisionTable") === tables_first)
                knowledge[name] = knowledge_of(e, model);
    const typed = (node) => border(one(node, "variable").attrs.typeRef, model.types);
    const decision = (node) => made[node.attrs.id] ??= compile(node);
    function compile(node) {
        const needs = all(node, "informationRequirement").map((r) => r.kids[0]).map((r) => [r.name, by_id[r.attrs.href.slice(1)]]);
        const decisions = needs.filter(([kind]) => kind === "requiredDecision").map(([, n]) => [n.attrs.name, decision(n)]);
        const value = logic(logic_in(node), needs.map(([, n]) => n.attrs.name), model), to = typed(node);
        return (scope) => {
            for (const [name, decide] of decisions)
                if (!(name in scope))
                    scope[name] = decide(scope);
            return to(value(scope));
        };
    }
    const tops = wanted.map((name) => decision(all(root, "decision").find((d) => d.attrs.name === name)));
    const inputs = all(root, "inputData").map((n) => [n.attrs.name, typed(n)]);
    return (facts) => tops.map((decide) => {
        const scope = {};
        for (const [name, to] of inputs)
            if (name in facts)
                scope[name] = to(facts[name]);
        return decide(scope);
    });
}

function rules_of({ eligible, tax }) {
    const names = ["age", "income", "children", "disabled", "region"];
    const both = [parsed(eligible, names), parsed(tax, names)];
    return (facts) => both.map((decide) => decide(facts));
}

/* ---- comparison and time ---- */

/* Numbers of feelin are binary floating point. */
const same = (a, b) => a === b || (typeof a === "number" && typeof b === "number" && Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)));

function anew(x) {
    if (typeof x !== "object" || x === null)
        return x;
    const y = {};
    for (const key in x)
        y[key] = anew(x[key]);
    return y;
}

/* The smaller of time and processor time, the best of several rounds. */
function nanoseconds(decide, facts) {
    let best = Infinity;
    for (let round = 0; round < 6; round++) {
        const start = process.hrtime.bigint(), cpu = process.cpuUsage();
        let n = 0, spent = 0;
        for (; spent < 3e8; spent = Number(process.hrtime.bigint() - start))
            for (let i = 0; i < 100; i++)
                decide(anew(facts[n++ % facts.length]));
        const used = process.cpuUsage(cpu);
        best = Math.min(best, spent / n, (used.user + used.system) * 1000 / n);
    }
    return best;
}

const [folder, mode] = process.argv.slice(2);
const times = {};
let failed = 0, passed = 0, skipped = 0;
for (const kind of ["rule", "table", "lending"]) {
    if (!existsSync(`${folder}/${kind}.json`)) {
        console.error(`skipped: feelin: there is no ${kind}.json`);
        skipped++;
        continue;
    }
    const { logic: given, facts, results } = JSON.parse(readFileSync(`${folder}/${kind}.json`, "utf8"));
    const decide = kind === "rule" ? rules_of(given) : model_of(given.model, given.decisions);
    const seen = new Set();
    facts.forEach((f, i) => {
        const got = decide(anew(f));
        seen.add(JSON.stringify(got));
        if (got.length === results[i].length && got.every((x, k) => same(x, results[i][k])))
            passed++;
        else if (failed++ < 10)
            console.error(`${kind} ${JSON.stringify(f)}: feelin decides ${JSON.stringify(got)}, stoa ${JSON.stringify(results[i])}`);
    });
    if (seen.size < 4) {
        failed++;
        console.error(`${kind}: the facts lead to ${seen.size} results only`);
    }
    if (mode === "time")
        times[kind] = nanoseconds(decide, facts);
}
if (failed || mode !== "time")
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
else
    console.log(JSON.stringify(times));
process.exit(failed ? 1 : 0);
