/* Columns for the annotations of a table (DMN 1.3, 8.3.3), which dmn-js keeps and does not show: it has one column, for the
 * description of a rule.  Here clauses and reasons stand in annotations, so these take its place. */
import { Component, createComponentVNode, createVNode } from "inferno";
import EditableComponent from "dmn-js-shared/lib/components/EditableComponent";
import { Cell, inject } from "table-js/lib/components";

const MOST = 12; /* columns; what a file has beyond them is kept */

/* Inferno's flags: an element, a component, children of any kind. */
const [ELEMENT, COMPONENT, ANY] = [1, 2, 0];

const names_of = (sheet) => sheet.getRoot()?.businessObject.get("annotation") ?? [];

class Editor extends EditableComponent {
    render() {
        return createVNode(ELEMENT, "div", this.getClassName(), this.getEditor(), ANY);
    }
}

function entry_of(rule, text) {
    const entry = rule.$model.create("dmn:RuleAnnotation", { text });
    entry.$parent = rule;
    return entry;
}

/* The entries of a rule with another text as the i-th: a new list, so that undoing finds the old one.  What others wrote into
 * the entry stays. */
function changed(rule, i, text) {
    const all = [...rule.get("annotationEntry")];
    const entry = entry_of(rule, text);
    while (all.length < i)
        all.push(entry_of(rule, ""));
    Object.assign(entry.$attrs, all[i]?.$attrs);
    all[i] = entry;
    return all;
}

/* The i-th column: what stands at its head, and in each rule. */
function column(i) {
    class Header extends Component {
        constructor(props, context) {
            super(props, context);
            inject(this);
        }

        render() {
            return createVNode(ELEMENT, "th", "annotation header", names_of(this.sheet)[i].name ?? "", ANY);
        }
    }
    Header.$inject = ["sheet"];

    class Rule extends Component {
        constructor(props, context) {
            super(props, context);
            inject(this);
            this.modeling = context.injector.get("modeling", false);
            this.again = () => this.forceUpdate();
        }

        componentWillMount() {
            this.changeSupport.onElementsChanged(this.props.row.id, this.again);
        }

        componentWillUnmount() {
            this.changeSupport.offElementsChanged(this.props.row.id, this.again);
        }

        render() {
            const { row, rowIndex } = this.props;
            const rule = row.businessObject;
            const value = rule.get("annotationEntry")[i]?.text ?? "";
            const onChange = (text) => this.modeling.updateProperties(rule, { annotationEntry: changed(rule, i, text) });
            const children = this.modeling ?
                createComponentVNode(COMPONENT, Editor, { label: names_of(this.sheet)[i].name, ctrlForNewline: true,
                    className: "annotation-editor", onChange, value }) :
                value || "-";
            return createComponentVNode(COMPONENT, Cell, { className: "annotation", coords: `${rowIndex}:annotation${i}`,
                elementId: rule.id, "data-row-id": row.id, children });
        }
    }
    Rule.$inject = ["changeSupport", "sheet"];
    return { Header, Rule };
}

const columns = Array.from({ length: MOST }, (_, i) => column(i));

function Provider(components, sheet) {
    columns.forEach(({ Header, Rule }, i) => components.onGetComponent("cell", ({ cellType }) => {
        if (i >= names_of(sheet).length)
            return undefined;
        return cellType === "after-label-cells" ? Header : cellType === "after-rule-cells" ? Rule : undefined;
    }));
}
Provider.$inject = ["components", "sheet"];

export const annotations = { annotationsProvider: ["type", Provider] };
