/* Somebody who signs in and asks the archive of the demo, by forms without scripts. */
export class Asker {
    constructor(base) {
        this.base = base;
        this.cookies = new Map();
    }

    async ask(path, fields = null, json = false) {
        const r = await fetch(this.base + path, {
            method: fields ? "POST" : "GET", redirect: "manual", body: fields ? new URLSearchParams(fields) : undefined,
            headers: {
                cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join("; "), origin: this.base,
                "sec-fetch-site": "same-origin", accept: json ? "application/json" : "text/html",
            },
        });
        for (const c of r.headers.getSetCookie()) {
            const [, k, v] = /^([^=]+)=([^;]*)/.exec(c);
            this.cookies.set(k, v);
        }
        return { status: r.status, to: r.headers.get("location"), text: await r.text() };
    }

    async fill(path, fields) {
        const page = await this.ask(path);
        const form = page.text.split("<form").find((f) => Object.keys(fields).every((n) => f.includes(`name="${n}"`))) ?? "";
        const id = /name="_id" value="([^"]+)"/.exec(form)?.[1];
        const r = await this.ask(path, id ? { ...fields, _id: id } : fields);
        if (r.status !== 303)
            throw new Error(`${path}: ${r.status} ${r.text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").slice(0, 400)}`);
        return r.to;
    }

    async sign_in(email = "lena@example.org") {
        await this.fill("/sign-in", { email, password: "a lantern for every door" });
    }

    /* A key for a program, as its page shows it once. */
    async token(name, scopes, months = 3) {
        const fields = [["name", name], ["months", String(months)], ["password", "a lantern for every door"], ...scopes.map((s) => ["scope", s])];
        const r = await this.ask("/account/tokens", fields, true);
        return JSON.parse(r.text).made;
    }

    /* Submits a search; the case's number. */
    async search(year) {
        let at = await this.fill("/apply/archive-search/record_kind", { record_kind: "birth" });
        at = await this.fill(at, { "record_name-given": "Anna", "record_name-family": "Huber" });
        at = await this.fill(at, { record_year: String(year) });
        at = await this.fill(at, { record_place: "" });
        const page = await this.ask(at);
        const action = /action="([^"]*\/submit)"/.exec(page.text)[1];
        const id = /name="_id" value="([^"]+)"/.exec(page.text.slice(page.text.indexOf(action)))[1];
        const r = await this.ask(action, { _id: id, declared: "yes" });
        return /\/cases\/([^?]+)/.exec(r.to)[1];
    }

    async state(number) {
        const r = JSON.parse((await this.ask(`/cases/${number}`, null, true)).text);
        return JSON.stringify(r);
    }
}

/* A program that shows a person's key, and no cookie. */
export class Program {
    constructor(base, token) {
        this.base = base;
        this.token = token;
    }

    async ask(path, fields = null, json = true, key = null, method = null) {
        const form = fields instanceof FormData;
        const r = await fetch(this.base + path, {
            method: method ?? (fields ? "POST" : "GET"), redirect: "manual", body: !fields ? undefined : form ? fields : JSON.stringify(fields),
            headers: {
                authorization: `Bearer ${this.token}`, accept: json ? "application/json" : "*/*",
                ...(fields && !form ? { "content-type": "application/json" } : {}), ...(key ? { "idempotency-key": key } : {}),
            },
        });
        return { status: r.status, text: await r.text() };
    }
}
