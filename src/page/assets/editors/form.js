/* The editor of forms: form-js' editor.  Its own engine shows nothing: the preview is the server's page. */
import { FormEditor } from "@bpmn-io/form-js-editor";
import { page } from "./page.js";
import { same, written } from "./json.js";
import { merged } from "./merge.js";
import "./form.css";

function find(part, id) {
    if (part.id === id || part.key === id || part.path === id)
        return part;
    for (const inner of part.components ?? []) {
        const found = find(inner, id);
        if (found)
            return found;
    }
    return null;
}

/* Shows the text of a form in host; panel is the element for properties, changed is called after each change. */
export async function open(host, panel, text, editable, changed) {
    const editor = new FormEditor({ container: host, propertiesPanel: { parent: panel } });
    const before = JSON.parse(text);
    try {
        await editor.importSchema(structuredClone(before));
    } catch (error) {
        editor.destroy();
        throw error;
    }
    /* What the editor adds of itself on reading (ids of rows and the like) is no change of anybody's. */
    const base = editor.saveSchema();
    editor.on("commandStack.changed", changed);
    return {
        async text() {
            const now = editor.saveSchema();
            return same(now, base) ? text : written(merged(before, base, now), text);
        },
        find(id) {
            const field = find(editor.saveSchema(), id);
            const own = field && editor.get("formFieldRegistry").get(field.id);
            if (own)
                editor.get("selection").set(own);
            return Boolean(own);
        },
        mark() {},
        own: editor,
        close: () => editor.destroy(),
    };
}

export { merged, same, written };
export const start = (part) => page(part, open);
