/* The small pictures of BPMN 2.0.2 (clause 7.2): drawn on a grid of 20, placed by a translation and
 * a scale. */
#include "bpmn/svg.h"

static void icon(buf *b, const char *class, const char *path, double x, double y, double size)
{
    buf_fmt(b, "<path class=\"bpmn-icon %s\" transform=\"translate(", class);
    svg_number(b, x);
    buf_char(b, ' ');
    svg_number(b, y);
    buf_add(b, S(") scale("));
    svg_number(b, size / 20);
    buf_fmt(b, ")\" d=\"%s\"/>", path);
}

static const char *const triggers[] = {
    [BPMN_ON_NONE] = "",
    [BPMN_ON_MESSAGE] = "M2 4H18V16H2zM2 4L10 11L18 4",
    [BPMN_ON_TIMER] = "M10 2A8 8 0 1 1 9.9 2zM10 5V10L14 12",
    [BPMN_ON_ERROR] = "M3 17L7 5L12 11L17 3L13 15L8 9z",
    [BPMN_ON_ESCALATION] = "M10 2L16 18L10 12L4 18z",
    [BPMN_ON_SIGNAL] = "M10 3L18 17H2z",
    [BPMN_ON_CONDITIONAL] = "M4 2H16V18H4zM6 6H14M6 10H14M6 14H14",
    [BPMN_ON_LINK] = "M2 7H11V3L18 10L11 17V13H2z",
    [BPMN_ON_TERMINATE] = "M10 2A8 8 0 1 1 9.9 2z",
    [BPMN_ON_COMPENSATION] = "M10 4V16L2 10zM18 4V16L10 10z",
    [BPMN_ON_CANCEL] = "M3 5L5 3L10 8L15 3L17 5L12 10L17 15L15 17L10 12L5 17L3 15L8 10z",
    [BPMN_ON_MULTIPLE] = "M10 2L18 8L15 17H5L2 8z",
};

/* What throws is filled, what catches is drawn in lines. */
void svg_event_icon(buf *b, const struct bpmn_node *n, double x, double y, double r)
{
    bool filled = n->kind == BPMN_END || n->kind == BPMN_THROW || n->trigger == BPMN_ON_TERMINATE;

    if (n->trigger != BPMN_ON_NONE)
        icon(b, filled ? "bpmn-solid" : "bpmn-ring", triggers[n->trigger], x - r * 0.6, y - r * 0.6,
             r * 1.2);
}

void svg_gateway_icon(buf *b, const struct bpmn_node *n, double x, double y, double r)
{
    static const struct {
        enum bpmn_kind kind;
        const char *class, *path;
    } t[] = {
        { BPMN_EXCLUSIVE, "bpmn-line", "M4 3L16 17M16 3L4 17" },
        { BPMN_PARALLEL, "bpmn-line", "M10 1V19M1 10H19" },
        { BPMN_INCLUSIVE, "bpmn-line", "M10 2A8 8 0 1 1 9.9 2z" },
        { BPMN_EVENT_GATEWAY, "bpmn-line",
          "M10 1A9 9 0 1 1 9.9 1zM10 4L16 8.4L13.7 15.5H6.3L4 8.4z" },
        { BPMN_OTHER, "bpmn-line", "M10 1V19M1 10H19M4 4L16 16M16 4L4 16" },
    };

    FOR_EACH(t, c)
        if (c->kind == n->kind)
            icon(b, c->class, c->path, x - r / 2, y - r / 2, r);
}

void svg_task_icon(buf *b, const struct bpmn_node *n, double x, double y)
{
    static const struct {
        enum bpmn_kind kind;
        const char *class, *path;
    } t[] = {
        { BPMN_USER, "bpmn-ring", "M10 2A4 4 0 1 1 9.9 2zM2 19C2 13 6 11 10 11S18 13 18 19z" },
        { BPMN_MANUAL, "bpmn-ring", "M2 12L8 4L11 5L9 9H18V11H12V13H18V15H12V17H5L2 15z" },
        { BPMN_SERVICE, "bpmn-ring",
          "M8 1H12L13 4L16 3L18 6L16 9L18 12L15 16L12 15L11 19H8L7 15L3 16L1 12L4 10L2 6L5 3L8 "
          "4zM10 7A3 3 0 1 1 9.9 7z" },
        { BPMN_SEND, "bpmn-solid", "M1 4H19L10 11zM1 6L10 13L19 6V16H1z" },
        { BPMN_RECEIVE, "bpmn-ring", "M1 4H19V16H1zM1 4L10 11L19 4" },
        { BPMN_SCRIPT, "bpmn-ring",
          "M6 1H18C12 6 19 12 14 19H3C9 14 1 7 6 1zM7 6H13M8 10H14M8 14H13" },
        { BPMN_RULE, "bpmn-ring", "M1 3H19V17H1zM1 7H19M1 12H19M7 7V17" },
    };

    FOR_EACH(t, c)
        if (c->kind == n->kind)
            icon(b, c->class, c->path, x, y, 18);
}

/* At the lower edge: loop, multi-instance, compensation, the plus of what is folded. */
void svg_activity_marks(buf *b, const struct bpmn_node *n, double x, double y, bool collapsed)
{
    const char *paths[4];
    size_t count = 0;
    bool folded =
        collapsed && (n->kind == BPMN_SUBPROCESS || n->kind == BPMN_EVENT_SUBPROCESS ||
                      n->kind == BPMN_CALL_ACTIVITY || str_ends(n->type_name, S("SubProcess")));

    if (n->loop)
        paths[count++] = "M6 17A8 8 0 1 1 13 17M3 18L7 17L7 12";
    if (n->multi)
        paths[count++] =
            n->multi->sequential ? "M2 4H18M2 10H18M2 16H18" : "M4 2V18M10 2V18M16 2V18";
    if (n->for_compensation)
        paths[count++] = triggers[BPMN_ON_COMPENSATION];
    if (folded)
        paths[count++] = "M1 1H19V19H1zM10 4V16M4 10H16";
    for (size_t i = 0; i < count; i++)
        icon(b, "bpmn-ring", paths[i], x - (double)count * 8 + (double)i * 16 + 1, y - 4, 14);
}
