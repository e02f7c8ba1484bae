/* One person's two entries: found, merged by two registrars, and taken apart again. */
import { check, until } from "./lib.mjs";

let pair = "";  /* the modes walk one house: what the first found, the others look at */

async function found(officer) {
    await until(async () => {
        await officer.open("/desk/quality");
        return (await officer.page.locator('main a[href*="/desk/quality/pairs/"]').count()) > 0;
    });
    await officer.look("quality");
    await officer.open(pair || await officer.page.locator('main a[href*="/desk/quality/pairs/"]').first().getAttribute("href"));
    await officer.look("quality-pair");
    pair = officer.path;
    check((await officer.text()).includes("Chiarra"), "both entries stand side by side");
    await officer.go(officer.page.locator("main form button").first());
    await officer.look("quality-refused");
    check((await officer.text()).includes("Say why"), "the reason is asked for");
    await officer.open("/desk/quality/entries?register=person&kind=missing&rule=sex");
    await officer.look("quality-entries");
    await officer.open(pair);
}

const confirm = (officer) => officer.go(officer.page.locator('main form:has(input[value="confirm"]) button'));

export async function duplicates(come, mode) {
    const first = await come(mode);
    await first.sign_in("mansour@saren.example.org", "/desk/quality");
    await found(first);
    if (mode === "desk") {
        const second = await come(mode);
        await first.tick(first.page.locator("#keep"));
        await first.page.locator("#ground").fill("The birth certificate names one person.");
        await first.go(first.page.locator("main form button").first());
        check(await first.page.locator('main input[value="confirm"]').count() === 0, "nobody confirms what they asked for");
        await second.sign_in("gruenwald@saren.example.org", pair);
        await second.look("quality-asked");
        await confirm(second);
        await second.look("quality-merged");
        await second.page.locator("#ground-undo").fill("They are cousins.");
        await second.go(second.page.locator("main form button").first());
        await first.open(pair);
        await first.look("quality-undo");
        await confirm(first);
        check((await first.text()).includes("Not the same"), "two officers take them apart again");
        await second.leave();
    }
    await first.leave();
}
