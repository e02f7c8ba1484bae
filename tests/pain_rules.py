"""The rules of pain.001.001.09 for transfers in euros, written down from the published schema of the EPC (EPC132-08, C2PSP, 2023): which
element follows which, how often, what may stand in it; and beyond a schema, that counts and sums are what is there.

  pain_rules.py FILE...      says what is wrong, one line each; with the schema itself where it lies in
                             CONFORMANCE_DIR/iso20022/pain.001.001.09.xsd and xmllint is installed
"""
import decimal
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

NS = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
TEXT = r"[A-Za-z0-9/\-?:().,'+ ]"  # EPC217-08: what every bank takes
DATE = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
LEAVES = {
    "MsgId": TEXT + "{1,35}", "PmtInfId": TEXT + "{1,35}", "InstrId": TEXT + "{1,35}", "EndToEndId": TEXT + "{1,35}",
    "CreDtTm": DATE + r"T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-1][0-9]:[0-5][0-9])?",
    "NbOfTxs": "[0-9]{1,15}", "CtrlSum": r"[0-9]{1,16}(\.[0-9]{1,2})?", "Nm": TEXT + "{1,70}", "PmtMtd": "TRF",
    "BtchBookg": "true|false|0|1", "Cd": "SEPA", "Dt": DATE, "IBAN": "[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}",
    "BICFI": "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", "ChrgBr": "SLEV", "InstdAmt": r"[0-9]{1,9}(\.[0-9]{1,2})?",
    "Ustrd": TEXT + "{1,140}", "Othr/Id": "NOTPROVIDED",
}
PARTY, ACCOUNT, BANK = [("Nm", 1, 1)], [("Id", 1, 1)], [("FinInstnId", 1, 1)]
PARTS = {  # element or parent/element: what stands in it, in this order: name, least, most (0: any number)
    "Document": [("CstmrCdtTrfInitn", 1, 1)],
    "CstmrCdtTrfInitn": [("GrpHdr", 1, 1), ("PmtInf", 1, 0)],
    "GrpHdr": [("MsgId", 1, 1), ("CreDtTm", 1, 1), ("NbOfTxs", 1, 1), ("CtrlSum", 1, 1), ("InitgPty", 1, 1)],
    "PmtInf": [("PmtInfId", 1, 1), ("PmtMtd", 1, 1), ("BtchBookg", 0, 1), ("NbOfTxs", 1, 1), ("CtrlSum", 1, 1), ("PmtTpInf", 0, 1),
               ("ReqdExctnDt", 1, 1), ("Dbtr", 1, 1), ("DbtrAcct", 1, 1), ("DbtrAgt", 1, 1), ("ChrgBr", 0, 1), ("CdtTrfTxInf", 1, 0)],
    "PmtTpInf": [("SvcLvl", 0, 1)], "SvcLvl": [("Cd", 1, 1)], "ReqdExctnDt": [("Dt", 1, 1)],
    "InitgPty": PARTY, "Dbtr": PARTY, "Cdtr": PARTY, "DbtrAcct": ACCOUNT, "CdtrAcct": ACCOUNT, "DbtrAgt": BANK, "CdtrAgt": BANK,
    "DbtrAcct/Id": [("IBAN", 1, 1)], "CdtrAcct/Id": [("IBAN", 1, 1)], "FinInstnId": [("BICFI", 0, 1), ("Othr", 0, 1)], "Othr": [("Id", 1, 1)],
    "CdtTrfTxInf": [("PmtId", 1, 1), ("Amt", 1, 1), ("CdtrAgt", 0, 1), ("Cdtr", 1, 1), ("CdtrAcct", 1, 1), ("RmtInf", 0, 1)],
    "PmtId": [("InstrId", 0, 1), ("EndToEndId", 1, 1)], "Amt": [("InstdAmt", 1, 1)], "RmtInf": [("Ustrd", 1, 1)],
}


def order_wrong(path, node, parts):
    children, at = [x.tag for x in node], 0
    for name, least, most in parts:
        n = 0
        while at < len(children) and children[at] == NS + name:
            at, n = at + 1, n + 1
        if n < least or (most and n > most):
            yield f"{path}: {n} of {name}"
    if at < len(children):
        yield f"{path}: {children[at].removeprefix(NS)} does not stand there"


def node_wrong(path, parent, node):
    name = node.tag.removeprefix(NS)
    both = f"{parent}/{name}"
    leaf, parts = LEAVES.get(both, LEAVES.get(name)), PARTS.get(both, PARTS.get(name))
    if not node.tag.startswith(NS) or (leaf is None and parts is None):
        yield f"{path}: {node.tag} is not known"
    elif parts is not None:
        yield from order_wrong(path + "/" + name, node, parts)
        if (node.text or "").strip() or node.attrib:
            yield f"{path}/{name}: text or attributes"
        for x in node:
            yield from node_wrong(path + "/" + name, name, x)
    else:
        if not re.fullmatch(leaf, node.text or "") or len(node):
            yield f"{path}/{name}: \"{node.text}\""
        if node.attrib != ({"Ccy": "EUR"} if name == "InstdAmt" else {}):
            yield f"{path}/{name}: attributes {node.attrib}"


def mod97(iban):
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97


def sums_wrong(root):
    def text(node, name):
        return node.findtext(NS + name) or "0"

    body = root.find(NS + "CstmrCdtTrfInitn")
    for part in [body.find(NS + "GrpHdr")] + body.findall(NS + "PmtInf"):
        inside = body if part.tag == NS + "GrpHdr" else part
        amounts = [decimal.Decimal(x.text) for x in inside.iter(NS + "InstdAmt")]
        if int(text(part, "NbOfTxs")) != len(amounts):
            yield f"{part.tag}: NbOfTxs is not {len(amounts)}"
        if decimal.Decimal(text(part, "CtrlSum")) != sum(amounts):
            yield f"{part.tag}: CtrlSum is not {sum(amounts)}"
        if any(not decimal.Decimal("0.01") <= x <= decimal.Decimal("999999999.99") for x in amounts):
            yield f"{part.tag}: an amount out of range"
    ids = [x.text for x in root.iter(NS + "EndToEndId")]
    if len(set(ids)) != len(ids):
        yield "an EndToEndId comes twice"
    for x in root.iter(NS + "IBAN"):
        if mod97(x.text) != 1:
            yield f"IBAN {x.text}: check digits"
    for name in ("MsgId", "PmtInfId", "EndToEndId"):
        if any(x.text.startswith("/") or x.text.endswith("/") or "//" in x.text for x in root.iter(NS + name)):
            yield f"{name}: slashes"


def wrong(text):
    """All that is wrong with the file, as lines."""
    try:
        root = ET.fromstring(text)
    except ET.ParseError as e:
        return [str(e)]
    if root.tag != NS + "Document":
        return ["another message"]
    found = list(node_wrong("", "", root))
    return found or list(sums_wrong(root))


def schema_says(path):
    """What the published schema says of the file: "" nothing, None: it is not here."""
    xsd = os.path.join(os.environ.get("CONFORMANCE_DIR", "/nowhere"), "iso20022/pain.001.001.09.xsd")
    if not os.path.exists(xsd) or not shutil.which("xmllint"):
        return None
    p = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", xsd, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return "" if p.returncode == 0 else p.stdout


if __name__ == "__main__":
    bad = 0
    for name in sys.argv[1:]:
        with open(name, "rb") as f:
            lines = wrong(f.read()) + ([schema_says(name)] if schema_says(name) else [])
        for line in lines:
            print(f"{name}: {line}")
        bad += bool(lines)
    sys.exit(1 if bad else 0)
