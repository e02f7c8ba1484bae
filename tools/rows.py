#!/usr/bin/env python3
"""rows.py FILE... - lays out the tables of a block (acts, routes, jobs, fields, task types), before clang-format does the rest.

clang-format would give each member of a row a line of its own.  Here a row has a line, or as few as 100 columns allow; short rows
stand side by side; the table stands between "clang-format off" and "on".  A second run changes nothing.
"""
import re
import sys

WIDTH = 100
OFF, ON = "/* clang-format off */", "/* clang-format on */"
TABLE = re.compile(r"^(?:static )?const struct (?:act_field|act_row|route|job_row|task_field|task_type|subscription) "
                   r"\w+\[\] = ?\{", re.M)
MACRO = re.compile(r"^#define \w+[ \t\\\n]+\{[^}]*\}[ \t]*$", re.M)
STRING = re.compile(r'^((?:\.\w+ = )?)"([^"\\]*)"$')


def past(text, i):
    """Behind the comment or literal that begins at i; i where none does."""
    if text.startswith("/*", i):
        return text.index("*/", i) + 2
    if text[i] not in "\"'":
        return i
    end = i + 1
    while text[end] != text[i]:
        end += 2 if text[end] == "\\" else 1
    return end + 1


def tokens(text):
    """Characters and, whole, comments and literals."""
    i = 0
    while i < len(text):
        end = max(past(text, i), i + 1)
        yield i, text[i:end]
        i = end


def closing(text, opening):
    depth = 0
    for i, t in tokens(text[opening:]):
        depth += (t in ("{", "(")) - (t in ("}", ")"))
        if depth == 0:
            return opening + i


def one_line(text):
    out = ""
    for _, t in tokens(text):
        out += (" " if out[-1:] != " " else "") if t.isspace() else t
    return re.sub(r'(?<!\\)" "', "", out.strip())


def pieces(text):
    """What stands between the commas of the uppermost level."""
    out, piece, depth = [], "", 0
    for _, t in tokens(text):
        depth += (t in ("{", "(")) - (t in ("}", ")"))
        if t == "," and depth == 0:
            out.append(one_line(piece))
            piece = ""
        else:
            piece += t
    return out + ([one_line(piece)] if piece.strip() else [])


def cut_string(part, end):
    """A text too long for a line, as adjacent literals; [part + end] where it is none or fits."""
    found = STRING.match(part)
    if not found or len(part) + len(end) + 6 <= WIDTH:
        return [part + end]
    head, text = found.groups()
    out = []
    while len(head) + len(text) + len(end) + 8 > WIDTH:
        at = text.rfind(" ", 0, WIDTH - 8 - len(head)) + 1
        if at <= 0:
            break
        out.append(f'{head}"{text[:at]}"')
        head, text = "", text[at:]
    return out + [f'{head}"{text}"{end}']


def row(text):
    """One row as lines."""
    if len(text) + 5 <= WIDTH:
        return ["    " + text + ","]
    parts = pieces(text[text.index("{") + 1:text.rindex("}")])
    lines, line = [], "    {"
    for k, part in enumerate(parts):
        for piece in cut_string(part, "," if k < len(parts) - 1 else " },"):
            if len(line) + 1 + len(piece) > WIDTH:
                lines.append(line)
                line = "     "
            line += " " + piece
    return lines + [line]


def table(head, body):
    rows = pieces(body)
    line = head + " " + ", ".join(rows) + " };"
    if len(line) <= WIDTH and "/*" not in line:
        return line
    out, line = [head], ""
    for text in rows:
        comment = re.match(r"^(/\*.*?\*/) ?(.*)$", text)
        if comment:
            out += ([line] if line else []) + ["    " + comment.group(1)]
            line, text = "", comment.group(2)
        if "_field " in head and line and len(line) + 2 + len(text) <= WIDTH:
            line += " " + text + ","
            continue
        out += [line] if line else []
        *before, line = row(text)
        out += before
        if "_field " not in head or before:
            out, line = out + [line], ""
    return "\n".join(out + ([line] if line else []) + ["};"])


def spans(text):
    """(from, to, new text) of each table and each macro that is a row."""
    at = 0
    while found := TABLE.search(text, at):
        end = closing(text, found.end() - 1)
        head = text[found.start():found.end()].replace("={", "= {")
        at = text.index(";", end) + 1
        yield found.start(), at, table(head, text[found.end():end])
    for found in MACRO.finditer(text):
        line = one_line(found.group().replace("\\\n", " "))
        if len(line) <= WIDTH:
            yield found.start(), found.end(), line


def laid_out(text):
    out, at, inside = "", 0, False
    for start, end, new in sorted(spans(text)):
        between = text[at:start]
        plain = between.replace(ON, "").replace(OFF, "")
        if inside and not plain.strip():
            out += re.sub(r"\n{3,}", "\n\n", plain)
        else:
            if inside and not between.lstrip("\n").startswith(ON):
                out += "\n" + ON
            out += between
            if not between.rstrip("\n").endswith(OFF):
                out += OFF + "\n"
        out += new
        at, inside = end, True
    rest = text[at:]
    if inside and not rest.lstrip("\n").startswith(ON):
        out += "\n" + ON
    return out + rest


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as f:
        before = f.read()
    if not TABLE.search(before):
        continue
    after = laid_out(before)
    if after != before:
        with open(path, "w", encoding="utf-8") as f:
            f.write(after)
