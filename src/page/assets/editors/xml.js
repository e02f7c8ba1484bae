/* XML as people wrote it: an attribute whose value stayed keeps its spelling, so that a comparison shows what changed. */

const attribute = /([\w:.-]+)=("[^"<]*"|'[^'<]*')/g;
const piece = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<[^!?/][^>]*>/g;
const named = { lt: "<", gt: ">", amp: "&", quot: "\"", apos: "'" };

/* The value of an attribute as it stands there (XML 1.0, 4.6: the five names and numbers are all there is without a DOCTYPE). */
const value_of = (raw) => raw.slice(1, -1).replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, n, hex, name) =>
    n || hex ? String.fromCodePoint(n ? Number(n) : Number.parseInt(hex, 16)) : named[name] ?? all);

/* xml: as a writer wrote it, which escapes more than it must; before: the text that it was read from. */
export function spelled(xml, before) {
    const was = new Map();
    for (const [, name, raw] of before.matchAll(attribute))
        was.set(`${name} ${value_of(raw)}`, raw);
    return xml.replace(piece, (tag) => tag.startsWith("<!") ? tag :
        tag.replace(attribute, (all, name, raw) =>
            raw.includes("&") ? `${name}=${was.get(`${name} ${value_of(raw)}`) ?? raw}` : all));
}
