#!/usr/bin/env python3
"""tongues.py - what can be told of the words of both languages without a reader.

Vietnamese: every word is a syllable of the language or stands in the list below (names, units, what is written in files); tones stand
where the old orthography puts them (khóa, not khoá); no word is written without its marks; one term for one thing, as the glossary of
docs/words.md has it.  English: British spelling, the glossary's terms.  Both: curly quotation marks in what people read.
The last line counts what was looked at."""
import glob
import re
import sys
import unicodedata

VOWELS = "aăâeêioôơuưy"
SYLLABLE = re.compile(
    "(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    "(uyê|uya|uyu|oai|oay|oeo|iêu|yêu|uôi|ươi|ươu|uây|oa|oă|oe|oo|uâ|uê|uơ|uy|iê|yê|ia|uô|ua|ươ|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu"
    f"|[{VOWELS}])(ch|ng|nh|[cmnpt])?")
TONES = "\u0300\u0301\u0303\u0309\u0323"
NEW_ORTHOGRAPHY = re.compile("(?<![qQ])(o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?![a-zà-ỹ])")
# Without their marks these are no words of Vietnamese texts.
BARE = set("duoc khong nguoi nhung hoac dien truc tuyen quyet dinh nhan giay dich viec phai neu".split())
# What is written as it is: names of the demo, units, abbreviations, and words of files and programs.
AS_IS = set("""aa ab alvaria american b bar benefit bull byte c camt cookie cpsv csv d dcat dmn elisabeth england english euro feel gif hmrc
    hpx iban icu id iso javascript jpeg json jwk jwt k kb kqm ld lindau lindenplatz m markdown mb mili mod mq ms p pdf pension pit png qr
    rathausufer ed rf rfc rottweiler s salt sd saren scotland service sp staffordshire terrier tlog txr tzd url utf wcag web webp x xml yaml
    yyyy zip lbvdl lct lgd lhn lht lkd lnc ltcno ltcte ltthc lxd qđđx messageformat checkpoint tiles leaf event header
    href collect first priority rule order output if else each mailto tel any unique payments ca crl renew rotate root stoa js zeebe any number kanzleigasse lnt lsđk""".split())
# In place of what the glossary says.
INSTEAD = {
    r"\btin nhắn\b": "thông báo", r"\bbản thảo\b": "bản nháp", r"niêm phong": "đóng dấu, con dấu, mã hóa",
    r"người nộp đơn": "người nộp hồ sơ", r"\bhôn thú\b": "kết hôn", r"\banh chị\b(?! em| học)": "bạn",
    r"\bqua mạng\b|\btrên mạng\b": "trực tuyến", r"(?<![{,] )(?<!\{)\bemail\b(?!, phone)": "thư điện tử", r"\bdấu vân(?! tay)": "dấu vân tay số",
    r"\bngày ngày\b|\blúc lúc\b|\blúc \{\w+, datetime": "(twice the same)", r"\btrước hết (ngày|\{)": "chậm nhất",
    r"(?<!tập huấn )\bnhân viên\b|\bNhân viên tiếp": "cán bộ",
}
ENGLISH = {
    r"\b(color|center|favorite|organization|authorization|license[ds]?|canceled|enrollment|behavior)\b": "British spelling",
    r"\bby mail\b|\bmail address\b|\be-mail\b": "email, or by post", r"“My cases”": "My applications", r"\badministrate": "administer",
}
looked = 0
wrong = 0


def say(where, what):
    global wrong
    wrong += 1
    print(f"FAILED {where}: {what}")


def without_tone(word):
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONES))


def plain(text):
    """Without what no person reads as a word: values, addresses, names of files, marks of the formats."""
    text = re.sub(r"\{\{.*?\}\}|\{#\w+[^}]*\}|(=\d+|\bother|\bone) \{", " ", text)
    text = re.sub(r"\{ \w[\w.]*: |(?<=, )(name|label|description|title|check\.text): ", " ", text)
    text = re.sub(r"\{\w+(, *\w+)*", " ", text)
    return re.sub(r"\]\([^)]*\)|\S+@\S+|https?://\S+|/[\w/-]+|[\w<>-]+\.(json|yaml|dmn|bpmn|md|csv|org|net)\b|\\n|\S*_\S*|\b[a-z]+[A-Z]\w+", " ", text)


def vietnamese(where, text, people):
    global looked
    looked += 1
    for word in re.findall(r"[^\W\d_]+", plain(text)):
        low = word.lower()
        if low in AS_IS:
            continue
        if low in BARE:
            say(where, f'"{word}" lacks its marks')
        elif people and not SYLLABLE.fullmatch(without_tone(low)):
            say(where, f'"{word}" is no Vietnamese word')
    found = NEW_ORTHOGRAPHY.search(text)
    if found:
        say(where, f'the tone of "{found[0]}" stands on the first vowel')
    terms(where, text, INSTEAD, people)


def terms(where, text, table, people):
    for pattern, better in table.items():
        found = re.search(pattern, text, re.I)
        if found:
            say(where, f'"{found[0]}": {better}')
    if people and re.search(r'(?<=[\s(])\\?"[^"{}<>=]+\\?"(?=[\s,.;:)])', text):
        say(where, f"straight quotation marks: {text[:80]}")


def lines_of(path):
    """Keys and texts of a words file; a text of several lines counts line by line."""
    for n, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.lstrip().startswith(("#", "args:", "- id")) or not line.strip():
            continue
        found = re.match(r"\s*(?:- )?(?:['\"]?[\w.$/ '-]+['\"]?): ?(.*)$", line)
        text = (found[1] if found else line).strip()
        if re.match(r"[&*]\w+$", text):
            continue
        yield f"{path}:{n}", text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def said_to_programs(path):
    """Findings, the editors and interfaces name keys of files: English words are right there."""
    return re.search(r"src/(site|form|new|feel|bpmn)/|blocks/(exchange|studio)/|uk-tax", path) is not None


def main():
    for path in sorted(glob.glob("src/**/words.vi.yaml", recursive=True) + ["src/words/vi.yaml"] +
                       glob.glob("sites/demo*/services/*/words.vi.yaml") + glob.glob("sites/demo*/messages/vi.yaml")):
        for where, text in lines_of(path):
            key = text.split(" ")[0]
            vietnamese(where, text, not said_to_programs(path) and not re.match(r"[a-z]+\.[a-z_]+$", key))
    for path in sorted(glob.glob("sites/demo*/**/*.vi.md", recursive=True)):
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            vietnamese(f"{path}:{n}", re.sub(r"^(subject|title|summary|keywords):", "", line), True)
    for path in sorted(glob.glob("sites/demo*/site.yaml") + glob.glob("sites/demo*/*/*.yaml")):
        if "/messages/" in path or "/data/" in path:
            continue
        for n, line in enumerate(open(path, encoding="utf-8"), 1):
            for text in re.findall(r"\bvi: *(\"[^\"]*\"|'[^']*'|[^,}\n\[]+)", line):
                vietnamese(f"{path}:{n}", text.strip("\"'"), "/uk-" not in path)
    for path in sorted(glob.glob("src/**/words.yaml", recursive=True) + glob.glob("sites/demo*/**/*.en.md", recursive=True)):
        for where, text in lines_of(path):
            global looked
            looked += 1
            terms(where, text, ENGLISH, not said_to_programs(path))
    if looked < 4000:
        say("tongues.py", f"only {looked} texts were found")
    print(f"{looked} texts; {1 if not wrong else 0} passed, {wrong} failed, 0 skipped")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
