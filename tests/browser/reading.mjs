/* How somebody wants to read: chosen on a page, obeyed by every page; and what a page weighs for who saves data. */
import { check } from "./lib.mjs";

const most = 50 * 1024;

/* Bytes that come for a page and for all that it loads, as browsers ask for them. */
async function weigh(v, path, seen) {
    const cookie = (await v.page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
    const ask = (at) => fetch(new URL(at, v.site.base), { headers: { cookie, "accept-encoding": "br, gzip", accept: "text/html,*/*" } });
    const answer = await ask(path);
    const html = await answer.text();
    check(answer.status === 200 && html.includes('class="govuk-template'), `${path} is a page (${answer.status})`);
    check(!/<script|<img|<svg|<picture|<video|woff2|@import/.test(html), `${path} brings no script, picture or font`);
    const header = answer.headers.get("content-encoding") && Number(answer.headers.get("content-length"));
    let sum = header || Buffer.byteLength(html);
    for (const [, at] of html.matchAll(/<link rel="(?:stylesheet|preload|icon)"[^>]*href="([^"]+)"/g)) {
        if (at.startsWith("data:"))
            continue;
        if (!seen.has(at)) {
            const part = await ask(at);
            const zipped = Number(part.headers.get("content-length"));
            seen.set(at, zipped || (await part.arrayBuffer()).byteLength);
        }
        sum += seen.get(at);
    }
    check(sum <= most, `${path} weighs ${sum} bytes with all that it loads`);
    return sum;
}

async function choose(v, modes) {
    await v.open("/reading?to=%2Fpages%2Fhelp");
    for (const box of await v.page.locator('main input[name="modes"]').all())
        await box.setChecked(modes.includes(await box.getAttribute("value")));
    await v.go(v.page.locator("main form button").last());
    check(v.path.endsWith("/reading"), `the choice is kept: ${v.path}`);
}

export async function reading(come, mode) {
    const v = await come(mode);
    await choose(v, ["large"]);
    await v.look("reading-large");
    check(await v.page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize)) === 22, "letters are larger");
    for (const [path, name] of [["/", "home"], ["/services/birth-registration", "service"], ["/apply/birth-registration", "apply"]]) {
        await v.open(path);
        await v.look(`reading-large-${name}`);
    }
    await choose(v, ["plain"]);
    await v.open("/services/birth-registration");
    check((await v.text()).includes("Tell us that your child is born"), "the service speaks plainly");
    await v.look("reading-plain-service");
    await v.go(v.page.locator('.govuk-footer a[href*="/reading"]'));
    await v.go(v.page.locator('main a[href="/services/birth-registration"]'));
    await choose(v, ["light"]);
    await v.look("reading-light");
    if (mode !== "desk") {
        await v.open("/");
        await v.look("reading-light-home");
        return v.leave();
    }
    const seen = new Map(), map = await (await fetch(`${v.site.base}/sitemap.xml`)).text();
    const paths = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, at]) => new URL(at).pathname);
    check(paths.length > 40, `${paths.length} pages are known to all`);
    let heaviest = 0;
    for (const path of paths)
        heaviest = Math.max(heaviest, await weigh(v, path, seen));
    for (const id of ["birth-registration", "child-benefit"])
        for (const part of ["process", "rules", "measures"])
            heaviest = Math.max(heaviest, await weigh(v, `/services/${id}/${part}`, seen));
    await v.sign_in("lena@example.org", "/account");
    for (const path of ["/account", "/cases", "/messages", "/privacy/looks", "/apply/birth-registration", "/account/data"])
        heaviest = Math.max(heaviest, await weigh(v, path, seen));
    console.log(`    the heaviest page weighs ${heaviest} bytes`);
    await v.leave();
    /* Signed in, the choice goes with the account: to a browser that never chose. */
    const owner = await come(mode);
    await owner.sign_in("lena@example.org", "/account");
    await choose(owner, ["large", "light"]);
    await owner.leave();
    const other = await come(mode);
    await other.sign_in("lena@example.org", "/account");
    check(await other.page.locator("html.stoa-large.stoa-light").count() === 1, "the account brings its choice along");
    await choose(other, []);
    check(await other.page.locator("html.stoa-large").count() === 0, "and takes it back");
    await other.leave();
}
