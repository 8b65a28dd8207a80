"""Reads the Rust sources as far as the examinations need it: functions, what they are part of, and what they call.

It is no compiler. It knows comments, texts, braces, `impl`, `mod` and `use`, which is enough for code that rustfmt has
formatted; where it can't tell, `reach.py` complains rather than guesses.
"""

import re
from dataclasses import dataclass, field
from functools import cache

# What is never part of a function that is deployed.
TEST_FILE = re.compile(r"(^|/)(tests?|benches)(\.rs$|/)|_tests\.rs$")


@dataclass(frozen=True)
class Function:
    """One function or method."""

    name: str
    file: str
    # The type of the `impl` it stands in, and the trait, if it stands in one.
    owner: str | None
    trait: str | None
    takes_self: bool
    # Whether code outside its module can call it: it says `pub`, or belongs to a trait.
    public: bool
    body: str

    def __str__(self) -> str:
        return f"{self.file}: {self.owner + '::' if self.owner else ''}{self.name}"


@dataclass
class File:
    """One file: its functions, its traits, and what its `use` lines bring in."""

    path: str
    # Comments, texts and tests blanked out, line ends and all.
    code: str
    functions: list[Function] = field(default_factory=list)
    # A trait's name, and the names of its methods.
    traits: dict[str, list[str]] = field(default_factory=dict)
    # A name, and the path it stands for.
    uses: dict[str, tuple[str, ...]] = field(default_factory=dict)


def blanked(text: str) -> str:
    """The text with comments, texts and character literals as blanks, so that braces and names can be counted."""
    literal = re.compile(
        r"//[^\n]*"
        r"|/\*.*?\*/"
        r'|b?r(?P<hashes>#*)".*?"(?P=hashes)'
        r'|b?"(?:\\.|[^"\\])*"'
        # A character, and not the lifetime 'a.
        r"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\])'",
        re.DOTALL,
    )
    return literal.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def closing(code: str, opening: int) -> int:
    """Where the bracket that opens at `opening` closes."""
    pairs = {"{": "}", "(": ")", "[": "]"}
    begin, end = code[opening], pairs[code[opening]]
    depth = 0
    for at in range(opening, len(code)):
        depth += (code[at] == begin) - (code[at] == end)
        if depth == 0:
            return at
    raise ValueError(f"a bracket is never closed: {code[opening : opening + 60]!r}")


def without_tests(code: str) -> str:
    """The code without its `#[cfg(test)]` items."""
    while found := re.search(r"#\[cfg\(test\)\]", code):
        rest = code[found.end() :]
        item = re.match(r"[^;{]*", rest)
        end = found.end() + item.end()
        if code[end] == "{":
            end = closing(code, end)
        code = code[: found.start()] + " " * (end + 1 - found.start()) + code[end + 1 :]
    return code


def uses_of(code: str) -> dict[str, tuple[str, ...]]:
    """What the `use` lines bring in; `use a::{self, b as c}` is `a` and `c`."""
    found: dict[str, tuple[str, ...]] = {}

    def tree(text: str, before: tuple[str, ...]) -> None:
        text = text.strip()
        opening = text.find("{")
        if opening < 0:
            path, _, alias = (part.strip() for part in text.partition(" as "))
            names = before + tuple(part.strip() for part in path.split("::") if part.strip())
            if names and names[-1] == "self":
                names = names[:-1]
            if names and names[-1] != "*":
                found[alias or names[-1]] = names
            return
        head = before + tuple(part.strip() for part in text[:opening].split("::") if part.strip())
        inside, depth, begin = text[opening + 1 : closing(text, opening)], 0, 0
        for at, sign in enumerate(inside + ","):
            depth += (sign == "{") - (sign == "}")
            if sign == "," and depth == 0:
                if inside[begin:at].strip():
                    tree(inside[begin:at], head)
                begin = at + 1

    for line in re.finditer(r"\buse\s+([^;]+);", code):
        tree(line.group(1), ())
    return found


BLOCK = re.compile(
    r"\bimpl\b(?P<impl>[^;{]*)\{"
    r"|\btrait\s+(?P<trait>\w+)[^;{]*\{"
    r"|\bfn\s+(?P<fn>\w+)"
)


def owner_of(header: str) -> tuple[str | None, str | None]:
    """The type and the trait of `impl<T> Trait for Type`."""
    header = re.sub(r"\bwhere\b.*", "", header, flags=re.DOTALL)
    depth, plain = 0, ""
    for at, sign in enumerate(header):
        depth += (sign == "<") - (sign == ">" and header[at - 1] != "-")
        plain += sign if depth == 0 and sign not in "<>" else " "
    trait, _, kind = plain.rpartition(" for ")
    last = lambda text: re.findall(r"\w+", text)[-1] if re.findall(r"\w+", text) else None
    return last(kind), last(trait)


@cache
def read(path: str, text: str) -> File:
    """One file."""
    code = without_tests(blanked(text))
    file = File(path, code, uses=uses_of(code))
    impls: list[tuple[int, int, str | None, str | None]] = []
    in_trait: list[tuple[int, int, str]] = []
    for block in BLOCK.finditer(code):
        if block["impl"] is not None:
            opening = block.end() - 1
            impls.append((opening, closing(code, opening), *owner_of(block["impl"])))
        elif block["trait"]:
            opening = block.end() - 1
            in_trait.append((opening, closing(code, opening), block["trait"]))
            file.traits[block["trait"]] = []
        else:
            start = block.start()
            for begin, end, name in in_trait:
                if begin < start < end:
                    file.traits[name].append(block["fn"])
            parameters = code.index("(", skip_generics(code, block.end()))
            after = closing(code, parameters) + 1
            end_of_head = re.compile(r"[;{]").search(code, after)
            if end_of_head is None or end_of_head.group() == ";":
                continue
            body = code[end_of_head.start() : closing(code, end_of_head.start()) + 1]
            takes_self = re.match(r"\(\s*(&\s*('\w+\s*)?)?(mut\s+)?self\b", code[parameters:]) is not None
            around = [impl for impl in impls if impl[0] < start < impl[1]]
            owner, trait = (around[-1][2], around[-1][3]) if around else (None, None)
            if any(begin < start < end for begin, end, _ in in_trait):
                trait = owner = next(name for begin, end, name in in_trait if begin < start < end)
            before = re.split(r"[;{}]", code[:start])[-1]
            public = trait is not None or re.search(r"\bpub\b", before) is not None
            file.functions.append(Function(block["fn"], path, owner, trait, takes_self, public, body))
    return file


def skip_generics(code: str, at: int) -> int:
    """Behind `<...>`, where that follows."""
    if code[at] != "<":
        return at
    depth = 0
    for end in range(at, len(code)):
        depth += (code[end] == "<") - (code[end] == ">" and code[end - 1] != "-")
        if depth == 0:
            return end + 1
    raise ValueError("generics that never end")


def read_all(files: dict[str, str], *folders: str) -> list[File]:
    """The files of these folders that can be deployed."""
    paths = [path for path in sorted(files) if path.endswith(".rs") and path.startswith(folders)]
    return [read(path, files[path]) for path in paths if not TEST_FILE.search(path)]


def module_of(path: str) -> tuple[str, ...]:
    """`shared/src/run/payslips/push.rs` is `run::payslips::push`; a function's crate is a module of its own name."""
    if path.startswith("functions/"):
        crate, _, inside = path.removeprefix("functions/").partition("/src/")
        parts = [crate.replace("-", "_"), *inside.removesuffix(".rs").split("/")]
    else:
        parts = path.removeprefix("shared/src/").removesuffix(".rs").split("/")
    return tuple(part for part in parts if part not in ("mod", "lib"))
