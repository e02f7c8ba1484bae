/* What a page does with script.  Nothing here is needed for anything to work. */
import {
    Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink,
    createAll, isSupported,
} from "govuk-frontend";
import { filters } from "./filters.js";
import { lazy } from "./lazy.js";
import { live } from "./live.js";
import { place } from "./place.js";
import { print } from "./print.js";
import { sign } from "./sign.js";
import { tongue } from "./tongue.js";
import { upload } from "./upload.js";

/* The role of a radio button has no aria-expanded (WAI-ARIA 1.2, radio), which the package sets. */
class PlainRadios extends Radios {
    syncConditionalRevealWithInputState(input) {
        super.syncConditionalRevealWithInputState(input);
        input.removeAttribute("aria-expanded");
    }
}

const modules = [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, PlainRadios,
    ServiceNavigation, SkipLink];

/* What stands in a part of the page that came later. */
function start(root) {
    for (const module of [CharacterCount, Checkboxes, PlainRadios])
        createAll(module, undefined, root);
    place(root);
    sign(root);
}

if (isSupported()) {
    const typed = tongue(document);
    for (const module of modules)
        createAll(module);
    print(document);
    filters(document);
    place(document);
    sign(document);
    live(document, start);
    upload(document);
    lazy(document);
    typed();
}
