/* A draft is tried: its tales with what they reach, a walk as the applicant and at the desk, two versions side by side. */
import { check, until } from "./lib.mjs";

const service = "/studio/services/dog-licence";

export async function sandbox(come, mode) {
    const ada = await come(mode);
    const press = async (text) => ada.go(ada.page.locator("main button", { hasText: text }).first());
    const vi = mode === "vi";
    await ada.sign_in("okafor@saren.example.org", "/studio");
    await ada.open(service);
    await ada.fill("title", `Tried, ${mode}`);
    await ada.go(ada.page.locator('main form[action$="/dog-licence"] button'));
    const at = new URL(ada.page.url()).pathname.replace(/^\/vi/, "");
    await ada.open(`${at}/tales`);
    await ada.look("studio-tales-none");
    await ada.go(ada.page.locator("main form button").first());
    await ended(ada);
    await ada.look("studio-tales");
    check(await ada.page.locator("main .bpmn .is-visited").count() > 5, "what tales passed is drawn");
    await ada.open(`${at}/try`);
    await ada.look("studio-try-begin");
    await ada.page.selectOption("#walk_begin", "lena@example.org");
    await ada.fill("walk_day", "2026-03-10");
    await ada.go(ada.page.locator("main form button").last());
    await ended(ada);
    await press(vi ? "Bắt đầu" : "Start now");
    await ended(ada);
    await ada.look("studio-try-form");
    await ada.go(ada.page.locator('main button[name="walk_button"]').first());
    await ended(ada);
    check(await ada.page.locator('main [name="f.dog_name"]').count() === 1, "the form of the draft is there to be filled in");
    await ada.go(ada.page.locator('main button[name="walk_as"]').nth(1));
    await ended(ada);
    await ada.look("studio-try-desk");
    await rewrite(ada, at, "rules.dmn", (text) => text.replace("<text>true</text>", "<text>false</text>"));
    await rewrite(ada, at, "process.bpmn", (text) => text.replace(/(<\w*:?userTask [^>]*name=")/, "$1Once more: "));
    await ada.open(`${at}/compare`);
    await ada.look("studio-compare-sides");
    check(await ada.page.locator("main .bpmn .is-present").count() >= 2, "both pictures show what is another");
    check((await ada.text()).includes("Once more: "), "and so do the words");
    await ada.leave();
}

/* Where a play takes longer than the page waits, the page comes again by itself. */
async function ended(ada) {
    const playing = () => ada.page.locator('main [role="status"]').count();
    if (await playing())
        await until(async () => {
            await ada.page.reload();
            return !await playing();
        });
}

/* As somebody does who pastes a whole file. */
async function rewrite(ada, at, path, change) {
    await ada.open(`${at}/file?path=${path}`);
    const area = ada.page.locator("main textarea");
    await area.fill(change(await area.inputValue()));
    await ada.go(ada.page.locator('main form[action$="/save"] button'));
}
