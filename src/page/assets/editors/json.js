/* JSON as people laid it out: what did not change keeps its text, so that a comparison shows what did. */

export function same(a, b) {
    if (a === b)
        return true;
    if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b))
        return false;
    const [ka, kb] = [Object.keys(a), Object.keys(b)];
    return ka.length === kb.length && ka.every((k) => Object.hasOwn(b, k) && same(a[k], b[k]));
}

/* The values of a text with the places where they stand.  The text was parsed before: it is JSON. */
function places(text) {
    let at = 0;
    const space = () => { while (/\s/.test(text[at] ?? "")) at++; };
    const string = () => {
        const from = at++;
        while (text[at] !== "\"")
            at += text[at] === "\\" ? 2 : 1;
        return JSON.parse(text.slice(from, ++at));
    };

    function items(node, close, one) {
        at++;
        for (space(); text[at] !== close; space()) {
            if (text[at] === ",") {
                at++;
                space();
            }
            one(node);
        }
        at++;
    }

    function value() {
        space();
        const node = { from: at, inner: new Map() };
        if (text[at] === "{")
            items(node, "}", () => {
                const key = string();
                space();
                at++;
                node.inner.set(key, value());
            });
        else if (text[at] === "[")
            items(node, "]", () => node.inner.set(node.inner.size, value()));
        else if (text[at] === "\"")
            string();
        else
            while (at < text.length && !/[\s,\]}]/.test(text[at]))
                at++;
        node.text = text.slice(node.from, at);
        node.value = JSON.parse(node.text);
        return node;
    }
    return value();
}

/* The node that an item of a list was: the one with its id, else the one that is the same. */
function origin(node, item, index) {
    const all = [...node.inner.values()];
    if (item && typeof item === "object" && item.id !== undefined)
        return all.find((n) => n.value?.id === item.id);
    return all.find((n) => same(n.value, item)) ?? all[index];
}

/* Where the parts are the same ones in the same order, only what stands in their places changes; else null. */
function spliced(value, node, indent) {
    const keys = Object.keys(value);
    if (Array.isArray(value) !== Array.isArray(node.value) || keys.length !== node.inner.size)
        return null;
    let out = "";
    let at = node.from;
    for (const [i, [key, inner]] of [...node.inner].entries()) {
        if (keys[i] !== String(key) || (Array.isArray(value) && origin(node, value[i], i) !== inner))
            return null;
        out += node.text.slice(at - node.from, inner.from - node.from) + print(value[key], inner, `${indent}  `);
        at = inner.from + inner.text.length;
    }
    return out + node.text.slice(at - node.from);
}

function print(value, node, indent) {
    if (node && same(value, node.value))
        return node.text;
    if (!value || typeof value !== "object")
        return JSON.stringify(value);
    const kept = node?.inner.size ? spliced(value, node, indent) : null;
    if (kept !== null)
        return kept;
    const flat = node && typeof node.value === "object" && !node.text.includes("\n");
    const inside = `${indent}  `;
    const list = Array.isArray(value);
    const parts = list ?
        value.map((item, i) => print(item, node && origin(node, item, i), inside)) :
        Object.keys(value).map((k) => `${JSON.stringify(k)}: ${print(value[k], node?.inner.get(k), inside)}`);
    const [open, close] = list ? "[]" : "{}";
    if (!parts.length)
        return open + close;
    if (flat)
        return list ? `[${parts.join(", ")}]` : `{ ${parts.join(", ")} }`;
    return `${open}\n${parts.map((p) => inside + p).join(",\n")}\n${indent}${close}`;
}

/* The value as text, laid out as the text that it was before. */
export function written(value, text) {
    return text.match(/^\s*/)[0] + print(value, places(text), "") + text.match(/\s*$/)[0];
}
