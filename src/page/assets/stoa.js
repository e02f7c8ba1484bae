/* What a page does with script.  Nothing here is needed for anything to work. */
import {
    Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink,
    createAll, isSupported,
} from "govuk-frontend";
import { filters } from "./filters.js";
import { print } from "./print.js";
import { upload } from "./upload.js";

/* The role of a radio button has no aria-expanded (WAI-ARIA 1.2, radio), which the package sets. */
class PlainRadios extends Radios {
    syncConditionalRevealWithInputState(input) {
        super.syncConditionalRevealWithInputState(input);
        input.removeAttribute("aria-expanded");
    }
}

if (isSupported()) {
    for (const module of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput,
        PlainRadios, ServiceNavigation, SkipLink])
        createAll(module);
    print(document);
    filters(document);
    upload(document);
}
