"""Shows how often each operation of the document gave which answer. Fails when one never gave a good one, for then
nothing but refusals was held against the document; and when one that needs a token was never asked without a good one.

Takes the document and the counts that the hooks have written.
"""

import json
import sys
from collections import Counter, defaultdict

with open(sys.argv[1], encoding="utf-8") as file:
    document = json.load(file)
operations = {
    f"{method.upper()} {path}": operation
    for path, item in document["paths"].items()
    for method, operation in item.items()
}

answers = defaultdict(Counter)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        _role, operation, status, number = line.split("\t")
        answers[operation][int(status)] += int(number)

width = max(map(len, operations))
for operation in operations:
    counts = answers[operation]
    shown = "  ".join(f"{status}: {number}" for status, number in sorted(counts.items()))
    print(f"{operation:{width}}  {shown or 'never asked'}")

wrong = [
    f"{operation} never gave a good answer"
    for operation in operations
    if not any(200 <= status < 300 for status in answers[operation])
]
wrong += [
    f"{operation} was never asked without a good token"
    for operation, described in operations.items()
    if described.get("security", document["security"]) and not answers[operation][401]
]
for line in wrong:
    print(line, file=sys.stderr)
sys.exit(bool(wrong))
