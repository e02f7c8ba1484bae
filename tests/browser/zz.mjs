import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import * as birth from "./birth.mjs";
import { Visitor, browse, check, journey, serve, summary } from "./lib.mjs";
const [stoa, shots] = process.argv.slice(2);
const dir = mkdtempSync(`${tmpdir()}/offers-j-`);
const browser = await browse();
const site = await serve(stoa);
const mode = "phone";
const family = birth.families.lena;
await journey("x", async () => {
    const parent = await Visitor.come(browser, site, "phone", shots);
    const officer = await Visitor.come(browser, site, "desk", shots);
    const number = await birth.apply(parent, family, "Linh", 3, dir);
    const task = await birth.ask(officer, "mansour@saren.example.org", number, "Is it right?");
    await birth.reply(parent, "Is it right?", "Yes");
    await birth.approve(officer, task, family, "Yes");
    for (const m of ["phone", "desk", "vi"]) {
        const v = await Visitor.come(browser, site, m, shots);
        await v.sign_in("lena@example.org", "/offers");
        await v.open("/offers");
        await v.look("zz-offers");
        for (let i = 0; i < 3; i++) {
            await v.open("/offers");
            await v.go(v.page.locator('main a[href*="/offers/"]').nth(i));
            await v.look(`zz-offer-${i}`);
            if (m === "phone") console.log(await v.text());
        }
        for (const s of ["doctor-registration", "nursery-place", "child-benefit"]) {
            await v.open(`/services/${s}`);
            await v.look(`zz-${s}`);
            await v.open(`/services/${s}/process`);
            await v.look(`zz-${s}-process`);
        }
    }
    const v = await Visitor.come(browser, site, "desk", shots);
    await v.sign_in("lena@example.org", "/offers");
    await v.open("/privacy/looks");
    console.log(await v.text());
});
await browser.close?.();
await site.stop();
summary();
