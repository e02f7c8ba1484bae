/* The Studio for people who never see a file: words side by side, settings, a letter with its preview, archives. */
import { check } from "./lib.mjs";

export async function studio_desk(come, mode) {
    const ada = await come(mode);
    await ada.sign_in("okafor@saren.example.org", "/studio");
    await ada.open("/studio/services/birth-registration");
    await ada.fill("title", `Without a file, ${mode}`);
    await ada.go(ada.page.locator('main form[action$="/birth-registration"] button'));
    const at = new URL(ada.page.url()).pathname.replace(/^\/vi/, "");
    check(await ada.page.locator("main details").count() > 2, "files are folded");
    await ada.look("studio-parts");
    await ada.open(`${at}/words`);
    await ada.look("studio-words-side-by-side");
    await ada.fill("title.vi", "Khai sinh {x}");
    await ada.go(ada.page.locator('main form[action$="/words"] button'));
    check(await ada.page.locator(".govuk-error-summary").count() === 1, "a placeholder of one language is told");
    await ada.look("studio-words-error");
    await ada.open(`${at}/settings`);
    await ada.look("studio-settings");
    await ada.fill("deadlines.expected", "soon");
    await ada.go(ada.page.locator('main form[action$="/settings"] button'));
    check(await ada.page.locator("#deadlines-expected-error").count() === 1, "the error stands beside the question");
    await ada.open(`${at}/letter/delay`);
    await ada.fill("body.en", "We need more time for {{ case_number }}.");
    await ada.go(ada.page.locator('main button[value="preview"]'));
    check((await ada.text()).includes("We need more time for 2026-000001."), "the preview has an invented number");
    await ada.look("studio-letter");
    await ada.open("/studio/import");
    await ada.look("studio-import");
    await ada.leave();
}
