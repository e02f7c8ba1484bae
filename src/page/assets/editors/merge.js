/* What somebody changed in an editor, without what the editor adds of itself on reading: rows of the layout and the like. */
import { same } from "./json.js";

const object = (v) => v !== null && typeof v === "object" && !Array.isArray(v);

/* Rows that hold several questions: there the layout says something. */
function shared_rows(items) {
    const count = new Map();
    for (const item of items)
        if (item.layout?.row)
            count.set(item.layout.row, (count.get(item.layout.row) ?? 0) + 1);
    return new Set([...count].filter(([, n]) => n > 1).map(([row]) => row));
}

function merged_list(before, base, now) {
    if (!now.every((item) => object(item) && item.id !== undefined))
        return now;
    const shared = shared_rows(now);
    return now.map((item) => {
        const at = base.findIndex((b) => b?.id === item.id);
        const out = at < 0 ? { ...item } : merged(before[at], base[at], item);
        if (shared.has(item.layout?.row))
            out.layout = item.layout;
        else if (at < 0 && item.layout?.columns === null)
            delete out.layout;
        return out;
    });
}

/* before: as it was read; base: as the editor gave it back at once; now: as it gives it back after changes. */
export function merged(before, base, now) {
    if (same(now, base))
        return before;
    if (Array.isArray(now) && Array.isArray(base) && Array.isArray(before))
        return merged_list(before, base, now);
    if (!object(now) || !object(base) || !object(before))
        return now;
    const out = {};
    /* keys in the order in which they were written, what is new after them */
    for (const key of [...Object.keys(before), ...Object.keys(now).filter((k) => !Object.hasOwn(before, k))]) {
        const untouched = Object.hasOwn(now, key) === Object.hasOwn(base, key) && same(now[key], base[key]);
        if (untouched && !Object.hasOwn(before, key))
            continue;
        if (untouched)
            out[key] = before[key];
        else if (Object.hasOwn(now, key))
            out[key] = Object.hasOwn(before, key) ? merged(before[key], base[key], now[key]) : now[key];
    }
    return out;
}
