/* The editor of decisions: dmn-js, with the graph, tables, expressions and boxed expressions of a file. */
import Modeler from "dmn-js/lib/Modeler";
import Viewer from "dmn-js/lib/NavigatedViewer";
import { annotations } from "./annotations.js";
import { page } from "./page.js";
import { spelled } from "./xml.js";
import "./dmn.css";

/* Whether the element, or a part of it, bears the id. */
function holds(element, id) {
    if (!element || typeof element !== "object")
        return false;
    if (element.id === id)
        return true;
    for (const p of element.$descriptor?.properties ?? []) {
        const value = p.isReference ? null : element.get(p.name);
        if ((Array.isArray(value) ? value : [value]).some((part) => part?.$descriptor && holds(part, id)))
            return true;
    }
    return false;
}

/* Shows the text of a model in host; changed is called after each change. */
export async function open(host, panel, text, editable, changed) {
    const modeler = new (editable ? Modeler : Viewer)({ container: host, decisionTable: { additionalModules: [annotations] } });
    const heard = new Set();
    modeler.on("viewer.created", ({ viewer }) => {
        if (!heard.has(viewer))
            viewer.on("commandStack.changed", changed);
        heard.add(viewer);
    });
    try {
        await modeler.importXML(text);
        if (!modeler.getActiveView())
            throw new Error("the file holds no decision");
    } catch (error) {
        modeler.destroy();
        throw error;
    }
    if (modeler.getActiveView().type === "drd")
        modeler.getActiveViewer().get("canvas").zoom("fit-viewport", "auto");
    return {
        text: async () => spelled((await modeler.saveXML({ format: true })).xml, text),
        find(id) {
            const found = modeler.getViews().find((v) => v.type !== "drd" && holds(v.element, id));
            if (found)
                modeler.open(found);
            return Boolean(found);
        },
        mark() {},
        own: modeler,
        close: () => modeler.destroy(),
    };
}

export const start = (part) => page(part, open);
