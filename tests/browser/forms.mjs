/* Every component and every kind of question, on the site of tests/sites/forms: filled in with scripts and without, by
 * keyboard, on a phone, in the dark. */
import { check, days_ago, sample_pdf } from "./lib.mjs";

const forward = (v) => v.page.locator("main form button.govuk-button:not([name]):not([type=button]):not([type=reset])").first();

/* Fills the page in, looks at it, goes on. */
async function answer(v, name, values) {
    for (const [field, value] of Object.entries(values))
        await v.fill(field, value);
    await v.look(`forms-${name}`);
    await v.go(forward(v));
}

/* What is asked follows the answers: at once with scripts, on the next page without. */
async function about(v) {
    const shown = (name) => v.page.locator(`main [name="${name}"]`);
    check(await shown("event_name").count() === 0, "a question that hangs on another waits for it");
    await v.choose("kind", "concert");
    if (!v.scripts)
        await v.go(forward(v));
    await shown("music").waitFor();
    check(await v.page.getByText("What is the concert called?").count() === 1, "the label says the answer");
    check(await v.page.locator("[name=kind][value=concert]").isChecked(), "the answer stays");
    if (v.scripts && !v.keys) {
        check((await v.page.locator("form [role=status]").last().innerText()).includes("changed"), "those who do not see it are told");
        check(await v.page.evaluate(() => document.activeElement.name) === "kind", "the focus stays");
        await v.type(shown("event_name"), "Night 1");
        await shown("music").focus();
        await v.page.locator(".govuk-error-message").waitFor();
        check(await shown("event_name").inputValue() === "Night 1", "what was typed stays");
        await v.choose("kind", "other");
        await shown("kind_other").waitFor();
        check(await shown("music").count() === 0, "a question goes that does not belong here");
        await v.look("forms-about-live");
        await v.choose("kind", "concert");
        await shown("music").waitFor();
    }
    await answer(v, "about", { event_name: "Night", music: "choir" });
}

async function size(v) {
    check((await v.text()).includes("The size of the concert"), "the title of a page says the answer");
    await v.fill("visitors", "200");
    await v.fill("area", "12.5");
    if (v.scripts) {
        await v.page.locator("[name=size_note]").focus();
        await v.page.getByText("large", { exact: true }).waitFor();
    }
    if (!v.keys && v.scripts) {
        const cells = await v.page.locator(".stoa-row__cell").evaluateAll((all) => all.map((c) => Math.round(c.getBoundingClientRect().bottom)));
        check((cells[0] === cells[1]) === !v.mode.startsWith("phone"), `rows stand side by side where there is room: ${cells}`);
        await v.page.locator("button[type=reset]").click();
        check(await v.page.locator("[name=visitors]").inputValue() === "", "a button sets all back");
        await v.fill("visitors", "200");
    }
    await answer(v, "size", { visitors: "200", size_note: "By the river" });
}

async function place(v, context) {
    if (v.scripts && v.mode === "desk") {
        await context.grantPermissions(["geolocation"]);
        await context.setGeolocation({ latitude: 48.2082, longitude: 16.3738 });
        await v.page.getByRole("button", { name: "Use the place where I am now" }).click();
        await v.page.waitForFunction(() => document.querySelector("[name$=-latitude]").value !== "");
        check(await v.page.locator("[name=place-longitude]").inputValue() === "16.37380", "the place is filled in");
    }
    await answer(v, "place", { "place-text": "The meadow" });
}

async function organiser(v) {
    await v.fill("firm", "FN 12345 5");
    if (v.scripts) {
        await v.page.locator("[name=deputy]").focus();
        await v.page.getByText("Alpine Bakery Ltd").waitFor();
        check(await v.page.locator("[name=firm]").inputValue() !== "", "the number stays beside the name");
    }
    await answer(v, "organiser", { phone: "0664 123 456" });
}

async function stalls(v) {
    for (const [i, name, sells] of [[0, "Bread", "food"], [1, "Hats", "goods"]]) {
        await answer(v, `stall-${i}`, { [`stalls.${i}.name`]: name });
        check((await v.text()).includes(`What does ${name} sell?`), "the next question speaks of it");
        await answer(v, `sells-${i}`, { [`stalls.${i}.sells`]: sells });
        if (sells === "food")
            await answer(v, "licence", { [`stalls.${i}.licence`]: "L1" });
        if (i === 0) {
            await v.go(v.page.locator("button[name=_add]"));
            await v.fill("stalls.0.helpers.0.name", "Ana");
            await v.go(v.page.locator("button[name=_add]"));
            await v.look("forms-helpers");
            await v.go(v.page.locator("button[name=_remove]").last());
        }
        await answer(v, `helpers-${i}`, {});
        if (i === 0)
            await answer(v, "stalls", { "stalls-another": "yes" });
    }
    await v.look("forms-stalls");
    await v.go(v.page.locator("button[name=_remove]").last());
    check(!(await v.text()).includes("Hats"), "a stall can be taken away");
    await answer(v, "stalls-one", { "stalls-another": "no" });
}

async function days(v) {
    await v.tick(v.page.locator("[name='days.0.closed']"));
    if (v.scripts)
        await v.page.waitForFunction(() => document.querySelectorAll("[name='days.0.hours']").length === 0);
    await answer(v, "days", { "days.1.hours": "8 to 12" });
}

async function plans(v, dir) {
    const files = [1, 2].map((n) => sample_pdf(`${dir}/plan-${n}.pdf`, `Plan ${n}`));
    await v.attach(v.page.locator("[name=plan]"), v.keys ? files[0] : files);
    const all = v.page.locator(".stoa-files__item");
    if (v.scripts && !v.keys) {
        await all.nth(1).waitFor();
        check((await v.page.locator("form [role=status]").last().innerText()).includes("plan-2.pdf"), "each file is said to be there");
        check(await v.page.locator("[name=plan]").inputValue() === "", "nothing is left to be sent");
    }
    await answer(v, "plan", {});
    await v.go(v.page.locator("a.govuk-back-link"));
    check(await all.count() === (v.keys ? 1 : 2), "the files are there");
    check(await all.locator('a[href*="/files/"]').count() === (v.keys ? 1 : 2), "they can be looked at before they are sent");
    if (!v.keys) {
        await v.go(v.page.locator("button[name=_remove]").first());
        check(await all.count() === 1, "one can be taken away");
    }
    await answer(v, "plan-again", {});
}

/* Beside the typed name, for who has a pointer and scripts. */
async function draw(v) {
    const pad = v.page.locator("canvas.stoa-sign");
    if (!v.scripts)
        return check(await pad.count() === 0, "without scripts nobody is offered to draw");
    if (v.keys)
        return;
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await v.page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
    await v.page.mouse.down();
    await v.page.mouse.move(box.x + box.width / 2, box.y + box.height / 4, { steps: 8 });
    await v.page.mouse.move(box.x + box.width * 3 / 4, box.y + box.height / 2, { steps: 8 });
    await v.page.mouse.up();
    const path = await v.page.locator("[name=signature-drawn]").inputValue();
    check(/^M\d+ \d+(L\d+ \d+){8,}$/.test(path), `what is drawn is kept: ${path}`);
}

async function signature(v) {
    const text = await v.text();
    for (const words of ["Before you sign", "Keep ways free", "Your stalls", "food", "Your plans", "plan-"])
        check(text.includes(words), `the page shows "${words}"`);
    const seen = await v.page.locator("img.stoa-picture").evaluate((i) => i.naturalWidth > 0 && i.alt.length > 0);
    check(seen, "the picture is shown, and told");
    await v.tick(v.page.locator("[name=agree]"));
    await draw(v);
    await answer(v, "sign", { signature: "Lena Hofer" });
}

export async function forms(come, mode, dir) {
    const v = await come(mode);
    const soon = days_ago(-30);
    const [y, m, d] = soon.split("-").map((n) => String(Number(n)));
    await v.sign_in("lena@example.org", "/apply/fair/about");
    await v.open("/apply/fair/about");
    await about(v);
    await size(v);
    await answer(v, "when", { "starts-day": d, "starts-month": m, "starts-year": y, "starts-time": "9:30", last_day: soon, opens: "7:30" });
    await place(v, v.page.context());
    await organiser(v);
    await answer(v, "money", { deposit: "20.50", turnover: "1500", "turnover-currency": "CHF", account: "AT61 1904 3002 3457 3201" });
    await stalls(v);
    await days(v);
    await v.tick(v.page.locator("[name=needs][value=power]"));
    await answer(v, "needs", {});
    await plans(v, dir);
    await signature(v);
    await v.look("forms-check");
    check(await v.page.locator("main svg.stoa-drawn[aria-label]").count() === (v.scripts && !v.keys ? 1 : 0), "the drawn signature is shown");
    const text = await v.text();
    for (const words of ["Alpine Bakery Ltd (FN123455)", "AT61 1904 3002 3457 3201", "large", "The meadow", "Lena Hofer,"])
        check(text.includes(words), `the summary says "${words}"`);
    await v.tick(v.page.locator("[name=declared]"));
    await v.go(v.page.locator('main form[action$="/submit"] button'));
    check(/\/cases\/\d{4}-\d+$/.test(v.path), `it is sent: ${v.path}`);
    await v.look("forms-case");
    await v.leave();
}
