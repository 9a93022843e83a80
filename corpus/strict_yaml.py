"""YAML read strictly and fast: no key twice, keys are words, and every value knows its line.

Of YAML 1.1's surprises only `yes` and `no` remain: rules read well with them. `on:` is a key and not
`true:`, `NO` is Norway, `012` and `12:30` are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from corpus.kept import kept
from corpus.problems import FileProblems, Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

# The C parser reads ten times faster; a PyYAML built without it reads the same language.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_PLAIN = {  # what an unquoted scalar may mean, by the characters it may start with
    "bool": (re.compile(r"^(?:yes|Yes|no|No|true|True|false|False)$"), "yYnNtTfF"),
    "int": (re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), "-+0123456789"),
    "float": (re.compile(r"^[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+]?[0-9]+)?$"), "-+.0123456789"),
}


class _Loader(_Base):  # type: ignore[misc]
    """PyYAML's safe loader, with fewer meanings for unquoted words, and keys that are always words."""

    yaml_implicit_resolvers: ClassVar[dict[str | None, list[tuple[str, re.Pattern[str]]]]] = {
        first: [rule for rule in rules if rule[0].removeprefix(_TAG) not in _PLAIN]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 (PyYAML's signature)
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != f"{_TAG}merge":
                key.tag = f"{_TAG}str"
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


for _name, (_pattern, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(f"{_TAG}{_name}", _pattern, list(_first))


class YamlError(FileProblems):
    """A YAML file is wrong: `.problems` says where. Readers of files fold these into their own error."""


@dataclass(frozen=True)
class Document:
    """A YAML document: its value, and the lines its parts are on (counted from `first_line`)."""

    file: str
    value: Any
    first_line: int = 1
    text: str = field(default="", repr=False)

    @cached_property
    def root(self) -> yaml.Node | None:
        """Its parts with their places, read again from the text when they are asked for."""
        loader = _Loader(self.text)
        try:
            node: yaml.Node | None = loader.get_single_node()
        finally:
            loader.dispose()
        return node

    def line_of(self, path: Sequence[str | int]) -> int:
        """Give the line of a part, e.g. `("rules", 0, "when")`: of the nearest part that exists."""
        node, mark = self.root, self.root.start_mark if self.root else None
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node, mark = found
        return self.first_line + (mark.line if mark else 0)

    def problem(self, path: Sequence[str | int], what: str, way_out: str) -> Problem:
        """Say that a part of this document is wrong."""
        return Problem(self.file, str(self.line_of(path)), what, way_out)


def read_yaml(text: str, file: str, first_line: int = 1) -> Document:
    """Read one document; `first_line` is where *text* starts in *file*. Raises `YamlError`."""
    before = kept()
    if before and (known := before.value(text)):
        return Document(file, known[0], first_line, text)
    try:
        root, value = _composed(text)
    except yaml.MarkedYAMLError as error:
        raise YamlError([_not_yaml(error, file, first_line)]) from None
    except (yaml.YAMLError, ValueError) as error:
        words = " ".join(str(error).split())
        problem = Problem(file, str(first_line), f"not valid YAML: {words}", "Write plain YAML.")
        raise YamlError([problem]) from None
    document = Document(file, value, first_line, text)
    if twice := [_twice(document, node) for node in _repeated_keys(root, set())]:
        raise YamlError(twice)
    if before:
        before.keep(text, value)
    return document


def safe_load(text: str) -> Any:
    """What a text says by all of YAML 1.1: as `yaml.safe_load`, by the C parser."""
    return yaml.load(text, Loader=_Base)  # noqa: S506 (a safe loader)


def validate(document: Document, model: type[Model]) -> Model:
    """Turn a document into a model. Raises `YamlError` with every problem and its line."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise YamlError(problems_of(document, error)) from None


def problems_of(document: Document, error: ValidationError) -> list[Problem]:
    """Say each problem that pydantic found, at its line; a list is not also too short for what is wrong inside it."""
    found = error.errors(include_url=False)
    return [_explained(document, dict(each)) for each in found if not (_is_short(each) and _goes_on(each, found))]


def _is_short(each: ErrorDetails) -> bool:
    return each["type"] == "too_short"


def _goes_on(each: ErrorDetails, found: Iterable[ErrorDetails]) -> bool:
    """Whether another problem lies within the part that this one is about."""
    place = each["loc"]
    return any(other["loc"][: len(place)] == place and len(other["loc"]) > len(place) for other in found)


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, yaml.Mark] | None:
    if isinstance(node, yaml.MappingNode):
        found = [(value, key.start_mark) for key, value in node.value if key.value == str(step)]
        return found[0] if found else None
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark
    return None


def _repeated_keys(node: yaml.Node | None, seen: set[int]) -> Iterator[yaml.Node]:
    if node is None or isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))  # an alias is the same node again
    children: Iterable[yaml.Node] = node.value
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(keys) != len(set(keys)):
            yield from (key for n, (key, _) in enumerate(node.value) if key.value in keys[:n])
        children = [value for _, value in node.value]
    for child in children:
        yield from _repeated_keys(child, seen)


def _twice(document: Document, key: yaml.Node) -> Problem:
    line = document.first_line + key.start_mark.line
    return Problem(document.file, str(line), f"key '{key.value}' is given twice", "Keep one of them.")


def _not_yaml(error: yaml.MarkedYAMLError, file: str, first_line: int) -> Problem:
    unfinished = "end of stream" in (error.problem or "")  # then it matters where it began
    mark = error.context_mark if unfinished else error.problem_mark or error.context_mark
    line = first_line + (mark.line if mark else 0)
    return Problem(file, str(line), f"not valid YAML: {error.problem}", "Check quotes, colons and indentation.")


WAYS_OUT = {
    "missing": "Add it.",
    "extra_forbidden": "Remove it, or correct its name.",
    "string_type": 'Put the value in quotes if it is a word such as "no".',
    "literal_error": "Use one of these.",
    "enum": "Use one of these.",
}


def _explained(document: Document, error: dict[str, Any]) -> Problem:
    place = ".".join(map(str, error["loc"])) or "the whole file"
    way_out = WAYS_OUT.get(error["type"], "Correct it.")
    what = error["msg"].removeprefix("Value error, ")
    return document.problem(error["loc"], f"{place}: {what}", way_out)
