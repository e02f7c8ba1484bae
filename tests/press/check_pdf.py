"""Reads a PDF in qpdf's qdf form and checks what PDF/A-3u and PDF/UA-1 ask for and a program can see.  Prints "fits"."""
import re
import sys

data = sys.stdin.buffer.read()
faults = []


def need(ok, what):
    if not ok:
        faults.append(what)


objects = {int(m.group(1)): m.group(2)
           for m in re.finditer(rb"\n(\d+) 0 obj\n(.*?)\nendobj", data, re.S)}
dicts = {n: o.split(b"\nstream\n")[0] for n, o in objects.items()}
catalogue = next(o for o in dicts.values() if b"/Type /Catalog" in o)
trailer = data[data.rindex(b"trailer"):]

need(data.startswith(b"%PDF-1.7\n%") and all(c > 127 for c in data[10:14]), "header")
need(b"/ID [" in trailer, "file identifier")
need(b"/Encrypt" not in trailer, "encryption")
for key in (b"/Lang ", b"/Metadata ", b"/OutputIntents ", b"/StructTreeRoot ", b"/Marked true", b"/DisplayDocTitle true"):
    need(key in catalogue, "catalogue lacks %s" % key.decode())

# fonts: embedded, with Unicode, glyphs by identity (ISO 19005-3, 6.2.11)
for n, o in dicts.items():
    if re.search(rb"/Type /Font\b(?!Descriptor)", o):
        if b"/CIDFontType" not in o:
            need(b"/ToUnicode" in o, "font %d has no Unicode" % n)
        if b"/CIDFontType2" in o:
            need(b"/CIDToGIDMap /Identity" in o, "font %d has no glyph map" % n)
    if b"/Type /FontDescriptor" in o:
        need(re.search(rb"/FontFile[23]? ", o), "font %d is not embedded" % n)
    if b"/Subtype /Link" in o:
        need(b"/F 4" in o and b"/Contents" in o and b"/StructParent" in o, "link %d" % n)
    if b"/S /Figure" in o:
        need(b"/Alt" in o and b"/BBox" in o, "figure %d" % n)
    if b"/S /TH" in o:
        need(b"/Scope" in o, "header cell %d" % n)
    if b"/Type /Filespec" in o:
        need(b"/AFRelationship" in o and b"/UF" in o and b"/Desc" in o, "file %d" % n)
        need(b"/AF [" in catalogue, "associated files")

# XMP: the identification and the title
xmp = next(o for o in objects.values() if b"/Subtype /XML" in o).decode()
for part in ("<pdfaid:part>3<", "<pdfaid:conformance>U<", "<pdfuaid:part>1<", "<dc:title>", "<dc:language>"):
    need(part in xmp, "XMP lacks %s" % part)

# the profile
icc = next(o for o in objects.values() if b"acspMSFT" in o or b"RGB XYZ " in o)
icc = icc.split(b"\nstream\n")[1]
need(int.from_bytes(icc[:4], "big") <= len(icc) and icc[36:40] == b"acsp" and icc[16:20] == b"RGB ", "ICC profile")

# page content: painted only inside of marked content (ISO 14289-1, 7.1), marks and text objects nest
paint = {b"f", b"f*", b"F", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"Tj", b"TJ"}
token = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>|<<|>>|\[|\]|/[^\s()<>\[\]/]*|[^\s()<>\[\]/]+", re.S)
for n, o in dicts.items():
    if b"/Type /Page\n" not in o + b"\n":
        continue
    need(b"/Tabs /S" in o, "tab order of page %d" % n)
    for ref in re.findall(rb"/Contents (\d+) 0 R", o):
        stream = objects[int(ref)].split(b"\nstream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
        depth, in_text, opened = 0, False, []
        for t in token.findall(stream):
            if t in (b"BDC", b"BMC"):
                depth += 1
                opened.append(in_text)
            elif t == b"EMC":
                depth -= 1
                need(depth >= 0 and opened.pop() == in_text, "marks and text objects cross on page %d" % n)
            elif t in (b"BT", b"ET"):
                in_text = t == b"BT"
            elif t in paint:
                need(depth > 0, "page %d paints %s outside of marked content" % (n, t.decode()))
        need(depth == 0, "marks left open on page %d" % n)

print("\n".join(sorted(set(faults))) if faults else "fits")
