/* bpmn/parse.h - inside of the reader of BPMN files.  Not for other rooms. */
#ifndef BPMN_PARSE_H
#define BPMN_PARSE_H

#include "bpmn/bpmn.h"
#include "codec/xml.h"

#define NS_BPMN S("http://www.omg.org/spec/BPMN/20100524/MODEL")
#define NS_ZEEBE S("http://camunda.org/schema/zeebe/1.0")
#define NS_BPMNDI S("http://www.omg.org/spec/BPMN/20100524/DI")

struct reader {
    arena *a;
    struct findings *f;
    struct bpmn *m;
    const struct xml_node *root;
    VEC(struct bpmn_node) nodes;
    VEC(const struct xml_node *) node_xml;
    VEC(struct bpmn_flow) flows;
    VEC(const struct xml_node *) flow_xml;
    VEC(struct bpmn_scope) scopes;
    VEC(const struct xml_node *) associations;
    map ids;     /* every id of the BPMN part: xml_node */
    map named;   /* message, signal, error, escalation: bpmn_named */
    map node_at; /* id: index + 1 */
    map flow_at; /* id to the flow's XML: each id once */
    map lanes;   /* node id: name of its lane, as a struct xml_node */
    map foreign; /* namespaces already warned of */
    map known;   /* names of variables */
    VEC(struct feel_name) names;
    struct feel_scope scope;
    bool strict; /* inside of an executable process */
};

/* parse.c */
void parse_refuse(struct reader *r, int line, str element, const char *code, str repair,
                  const char *fmt, ...) PRINTF_LIKE(6, 7);
void warn(struct reader *r, int line, str element, const char *code, str repair, const char *fmt,
          ...) PRINTF_LIKE(6, 7);
void value_read(struct reader *r, int line, str element, str text, struct bpmn_value *out);
void foreign_seen(struct reader *r, const struct xml_node *x, str element);
uint32_t node_find(const struct reader *r, str id);

/* event.c */
void event_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n);
void named_read(struct reader *r);

/* zeebe.c: what stands in extensionElements of a flow node */
void zeebe_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n);
void multi_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n);
void loop_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n);

/* link.c: references between elements, then the lists that the engine walks */
void model_link(struct reader *r);
/* check.c */
void model_check(struct reader *r);
/* layout.c */
void layout_read(struct reader *r);

#endif
