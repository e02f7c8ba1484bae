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

function cell(input, text) {
    const negated = /^not\((.*)\)$/s.exec(text);
    return negated ? `not((${input}) in (${negated[1]}))` : `((${input}) in (${text}))`;
}

/* feelin's "and" evaluates both sides; a rule ends at the first cell that fails. */
const lazy_and = (cells) => cells.reduceRight((rest, c) => (rest === "true" ? c : `if ${c} then (${rest}) else false`), "true");

const picks = {
    UNIQUE: (fired) => (fired.length === 1 ? fired[0] : null),
    PRIORITY: (fired, order) => order.find((x) => fired.includes(x)) ?? null,
    "COLLECT SUM": (fired) => fired.reduce((a, b) => a + b, 0),
};

/* A table is one expression: of FIRST the output, of others the list of what fired; outputs are constants. */
function table(node, names, functions) {
    const inputs = all(node, "input").map((i) => text_in(one(i, "inputExpression")));
    const rules = all(node, "rule").map((r) => ({
        when: lazy_and(all(r, "inputEntry").map((e, i) => [inputs[i], text_in(e)]).filter(([, t]) => t !== "-").map(([i, t]) => cell(i, t))),
        then: text_in(one(r, "outputEntry")),
    }));
    const policy = [node.attrs.hitPolicy ?? "UNIQUE", node.attrs.aggregation ?? ""].join(" ").trim();
    if (policy === "FIRST")
        return parsed(rules.map((r) => `if ${r.when} then ${r.then} else `).join("") + "null", names, functions);
    const fires = parsed(`[${rules.map((r) => r.when).join(", ")}]`, names, functions);
    const outputs = rules.map((r) => evaluate(r.then).value);
    const listed = one(one(node, "output"), "outputValues");
    const order = listed ? evaluate(`[${text_in(listed)}]`).value : [];
    const pick = picks[policy];
    return (scope) => {
        const hits = fires(scope);
        return pick(outputs.filter((_, i) => hits[i] === true), order);
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
        const name = one(e, "variable")?.attrs.name;
        const value = logic(logic_in(e), names, model);
        names = name ? [...names, name] : names;
        return [name, value];
    });
    return (scope) => {
        const own = { ...scope };
        for (const [name, value] of entries) {
            if (!name)
                return value(own);
            own[name] = value(own);
        }
        return own;
    };
}

function logic(node, names, model) {
    switch (node.name) {
        case "literalExpression": return parsed(text_in(node), names, model.functions);
        case "decisionTable": return table(node, names, model.functions);
        case "invocation": return invocation(node, names, model);
        default: return context(node, names, model);
    }
}

/* The decisions wanted, each a function of the facts; what a decision requires is decided once for it. */
function model_of(text, wanted) {
    const root = xml(text), by_id = {}, knowledge = {}, made = {};
    for (const k of root.kids)
        by_id[k.attrs.id] = k;
    const model = { functions: {}, knowledge: (name) => knowledge[name] };
    const models = all(root, "businessKnowledgeModel").map((k) => [k, one(k, "encapsulatedLogic")]);
    const params = (e) => all(e, "formalParameter").map((p) => p.attrs.name);
    for (const [k, e] of models)
        if (one(e, "literalExpression"))
            model.functions[k.attrs.name] = evaluate(`function(${params(e).join(", ")}) ${text_in(logic_in(e))}`).value;
    for (const table_first of [true, false])
        for (const [k, e] of models)
            if ((logic_in(e).name === "decisionTable") === table_first)
                knowledge[k.attrs.name] = logic(logic_in(e), params(e), model);
    const decision = (node) => made[node.attrs.id] ??= compile(node);
    function compile(node) {
        const needs = all(node, "informationRequirement").map((r) => r.kids[0]).map((r) => [r.name, by_id[r.attrs.href.slice(1)]]);
        const decisions = needs.filter(([kind]) => kind === "requiredDecision").map(([, n]) => [n.attrs.name, decision(n)]);
        const value = logic(logic_in(node), needs.map(([, n]) => n.attrs.name), model);
        return (scope) => {
            for (const [name, decide] of decisions)
                if (!(name in scope))
                    scope[name] = decide(scope);
            return value(scope);
        };
    }
    const tops = wanted.map((name) => decision(all(root, "decision").find((d) => d.attrs.name === name)));
    return (facts) => tops.map((decide) => decide({ ...facts }));
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
