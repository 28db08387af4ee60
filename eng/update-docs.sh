#!/usr/bin/env bash
# Copies the code of docs/Snippets into the pages that show it. A test fails when they differ.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 - README.md docs/guides/*.md <<'PY'
import re, sys, os
def region(path, name):
    text = open(path, encoding='utf-8').read()
    found = re.search(r'^[ \t]*#region ' + re.escape(name) + r'\n(.*?)^[ \t]*#endregion', text, re.S | re.M)
    lines = found.group(1).split('\n')
    indent = min(len(l) - len(l.lstrip()) for l in lines if l.strip())
    return '\n'.join(l[indent:].rstrip() for l in lines).strip('\n')
for page in sys.argv[1:]:
    if not os.path.exists(page):
        continue
    text = open(page, encoding='utf-8').read()
    fresh = re.sub(r'(<!-- snippet: (\S+)#(\S+) -->\n```csharp\n).*?```',
                   lambda m: m.group(1) + region(m.group(2), m.group(3)) + '\n```', text, flags=re.S)
    if fresh != text:
        open(page, 'w', encoding='utf-8').write(fresh)
        print('updated', page)
PY
