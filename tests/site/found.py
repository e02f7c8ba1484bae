#!/usr/bin/env python3
"""Every sentence that a check says, and every repair, has its word: found.py ROOM...

The sentences are taken from the calls in src/ROOM; a word says one where its English is the same, with {a}, {b} for the arguments.
And a word that says nothing any more is told. The last line counts."""
import ast
import json
import re
import sys
from pathlib import Path

CALLS = re.compile(r'(?<![\w"])(finding_add|note|doc_error|doc_warning|words_missing|part_error|part_warning|page_note|'
                   r'parse_refuse|warn|dmn_finding|COMPLAIN)\(')
CODE = re.compile(r'^"[a-z]+\.[a-z0-9_]+"$')
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')


PIECE = re.compile(r'("(?:\\.|[^"\\])*")|/\*.*?\*/|\'(?:\\.|[^\'\\\n])\'', re.S)


def source(path):
    """Without comments, and without characters in quotes, which may be quotes."""
    return PIECE.sub(lambda m: m[1] or ' ', path.read_text())


def arguments(text, at):
    """The arguments of a call that opens before `at`."""
    out, depth, begin, i = [], 0, at, at
    while True:
        c = text[i]
        if c == '"':
            i = LITERAL.match(text, i).end()
            continue
        if c in '([{':
            depth += 1
        elif c in ')]}':
            if not depth:
                return out + [text[begin:i].strip()]
            depth -= 1
        elif c == ',' and not depth:
            out.append(text[begin:i].strip())
            begin = i + 1
        i += 1


def sentences(argument):
    """The literals of an argument, neighbours joined."""
    out, end = [], None
    for x in LITERAL.finditer(argument):
        text = ast.literal_eval(x[0])
        if end is not None and not argument[end:x.start()].strip():
            out[-1] += text
        else:
            out.append(text)
        end = x.end()
    return out


def form(sentence):
    names = iter('abcdefgh')
    out = re.sub(r'%(?:%|(?:\.\*)?[lz]*[sducx])', lambda m: '%' if m[0] == '%%' else '{%s}' % next(names), sentence)
    return out


def said(room):
    for path in sorted(Path('src', room).rglob('*.c')):
        text = source(path)
        for call in CALLS.finditer(text):
            args = arguments(text, call.end())
            if call[1] == 'words_missing' and len(args) > 5:
                for x in sentences(args[5]):
                    yield path, form(x)
                continue
            if call[1] == 'COMPLAIN' and len(args) > 2:
                for x in sentences(args[1]) + [form(x) for x in sentences(args[2])]:
                    yield path, x
                continue
            code = next((i for i, x in enumerate(args) if CODE.match(x)), None)
            if code is None or len(args) < code + 3:
                continue
            for x in sentences(args[code + 1]):
                if ' ' in x:
                    yield path, x
            for x in sentences(args[code + 2]):
                if x not in ('%s', '%.*s'):
                    yield path, form(x)


def words(room):
    out = {}
    path = Path('src', room, 'words.yaml')
    for line in path.read_text().splitlines() if path.exists() else []:
        key, _, text = line.partition(': ')
        if key.startswith('found.'):
            out[json.loads(text) if text.startswith('"') else text] = key
    return out


def main():
    passed, failed, all_text = 0, 0, ''
    known = {}
    for path in Path('src').glob('*/words.yaml'):
        known.update(words(path.parent.name))
    for room in sys.argv[1:]:
        for path in Path('src', room).rglob('*.c'):
            all_text += '\n'.join(sentences(source(path)))
        for path, text in said(room):
            if text in known:
                passed += 1
            else:
                failed += 1
                print(f'found.py: {path}: no word says "{text}"')
    for key in (key for path in Path('src').glob('*/words.yaml') for key in words(path.parent.name).values()):
        for lang in ('vi',):
            there = any(key + ':' in x.read_text() for x in list(Path('src').glob(f'*/words.{lang}.yaml')) + [Path('src/words', lang + '.yaml')])
            passed, failed = passed + there, failed + (not there)
            if not there:
                print(f'found.py: {key} has no words in {lang}')
    for room in sys.argv[1:]:
        for text, key in words(room).items():
            parts = [x for x in re.split(r'\{[a-h]\}', text) if x.strip()] or ['']
            if all(x in all_text for x in parts):
                passed += 1
            else:
                failed += 1
                print(f'found.py: {key}: nothing says "{text}" any more')
    print(f'{passed} passed, {failed} failed')
    return failed > 0


sys.exit(main())
