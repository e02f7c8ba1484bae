/* The editor of processes: bpmn-js with Camunda 8's properties beside it. */
import ZeebeBehaviors from "camunda-bpmn-js-behaviors/lib/camunda-cloud";
import Modeler from "bpmn-js/lib/Modeler";
import Viewer from "bpmn-js/lib/NavigatedViewer";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from "bpmn-js-properties-panel";
import zeebe from "zeebe-bpmn-moddle/resources/zeebe.json";
import { page } from "./page.js";
import { spelled } from "./xml.js";
import "./bpmn.css";

const moddleExtensions = { zeebe };

/* A file without a picture of its own cannot be drawn on: what is not shown would seem not to be there. */
function drawn(modeler) {
    return modeler.getDefinitions().diagrams?.some((d) => d.plane?.planeElement?.length > 0);
}

/* The whole process stands beside the palette, not below it. */
function aside(canvas) {
    const { outer, inner } = canvas.viewbox();
    const room = 110, edge = 20;
    const scale = Math.min(1, (outer.width - room - edge) / inner.width, (outer.height - 2 * edge) / inner.height);
    const width = outer.width / scale, height = outer.height / scale;
    canvas.viewbox({ x: inner.x - room / scale, y: inner.y - (height - inner.height) / 2, width, height });
}

/* Shows the text of a model in host; panel is the element for properties, changed is called after each change. */
export async function open(host, panel, text, editable, changed) {
    const modeler = editable ?
        new Modeler({
            container: host,
            propertiesPanel: { parent: panel },
            additionalModules: [BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, ZeebeBehaviors],
            moddleExtensions,
        }) :
        new Viewer({ container: host, moddleExtensions });
    try {
        await modeler.importXML(text);
        if (!drawn(modeler))
            throw new Error("the file holds no picture of the process (bpmndi:BPMNDiagram)");
    } catch (error) {
        modeler.destroy();
        throw error;
    }
    const canvas = modeler.get("canvas");
    canvas.zoom("fit-viewport", "auto");
    if (modeler.get("palette", false))
        aside(canvas);
    modeler.on("commandStack.changed", changed);
    return {
        text: async () => spelled((await modeler.saveXML({ format: true })).xml, text),
        find(id) {
            const element = modeler.get("elementRegistry").get(id);
            if (!element)
                return false;
            canvas.setRootElement(canvas.findRoot(element));
            canvas.scrollToElement(element);
            modeler.get("selection").select(element);
            return true;
        },
        mark(ids) {
            for (const element of modeler.get("elementRegistry").getAll())
                if (element !== canvas.getRootElement()) {
                    canvas.removeMarker(element, "stoa-found");
                    if (ids.includes(element.id))
                        canvas.addMarker(element, "stoa-found");
                }
        },
        own: modeler,
        close: () => modeler.destroy(),
    };
}

export const start = (part) => page(part, open);
