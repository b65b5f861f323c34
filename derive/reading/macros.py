"""Macros a document defines, expanded on tokens: bounded, and every token keeps a position in the source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .scanner import Token
from .tokens import tokenize
from .unreadable import MAX_EXPANSIONS, MAX_TOKENS, Unreadable

# what TeX sets boxes with: such a macro says nothing about its argument
_LAYOUT = re.compile(
    r"\\(?:setlength|addtolength|settowidth|sbox|savebox|usebox|resizebox|scalebox|raisebox|makebox|parbox|ifdim|dimexpr"
    r"|vcenter|rule|hrule|vrule|includegraphics)(?![A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Macro:
    """`\\newcommand{\\name}[arity][default]{body}`; a default makes the first argument optional."""

    name: str
    arity: int
    body: str
    default: str | None = None


def expand(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens with every macro replaced by its body; body tokens carry the span of the call.

    Raises Unreadable beyond MAX_EXPANSIONS replacements or MAX_TOKENS tokens.
    """
    if not any(token.kind == "macro" for token in tokens):
        return tokens
    bodies: dict[str, list[Token]] = {}
    done: list[Token] = []
    ahead = tokens[::-1]
    count = 0
    while ahead:
        token = ahead.pop()
        if token.kind != "macro":
            done.append(token)
            continue
        count += 1
        if count > MAX_EXPANSIONS or len(ahead) + len(done) > MAX_TOKENS:
            raise Unreadable("a macro expands without end", "\\" + token.text, token.start, token.stop)
        macro = macros[token.text]
        if token.text not in bodies:
            bodies[token.text] = tokenize(_mathematics(macro), macros)
        arguments, stop = _arguments(ahead, macro, macros, token)
        ahead.extend(_filled(bodies[token.text], arguments, token._replace(stop=stop))[::-1])
    return done


def _mathematics(macro: Macro) -> str:
    """The body of a macro; of one that sets its argument in boxes, the argument."""
    if not _LAYOUT.search(macro.body):
        return macro.body
    return "#1" if macro.arity == 1 else "" if macro.arity == 0 else macro.body


def _arguments(
    ahead: list[Token], macro: Macro, macros: Mapping[str, Macro], call: Token
) -> tuple[list[list[Token]], int]:
    """The arguments of a call, taken from the tokens ahead (last first), and where the last one ends."""
    arguments: list[list[Token]] = []
    stop = call.stop
    for index in range(macro.arity):
        if index == 0 and macro.default is not None:
            arguments.append(_optional(ahead) or tokenize(macro.default, macros))
            continue
        if not ahead:
            reason = f"the macro takes {macro.arity} arguments"
            raise Unreadable(reason, "\\" + macro.name, call.start, call.stop)
        argument, end = _argument(ahead)
        arguments.append(argument)
        stop = max(stop, end)
    return arguments, stop


def _argument(ahead: list[Token]) -> tuple[list[Token], int]:
    """One token (of a run of letters one letter), or what stands in braces; and where it ends."""
    first = ahead.pop()
    if first.kind in ("run", "num") and len(first.text) > 1:
        ahead.append(first._replace(text=first.text[1:], start=first.start + 1))
        return [first._replace(text=first.text[0], stop=first.start + 1)], first.start + 1
    if first.kind != "lbrace":
        return [first], first.stop
    taken: list[Token] = []
    depth = 1
    while ahead:
        token = ahead.pop()
        depth += {"lbrace": 1, "rbrace": -1}.get(token.kind, 0)
        if not depth:
            return taken, token.stop
        taken.append(token)
    raise Unreadable("a brace is never closed", "{", first.start, first.stop)


def _optional(ahead: list[Token]) -> list[Token]:
    """What stands in brackets right ahead, or nothing."""
    if not ahead or ahead[-1].text != "[":
        return []
    ahead.pop()
    taken: list[Token] = []
    while ahead:
        token = ahead.pop()
        if token.text == "]":
            break
        taken.append(token)
    return taken


def _filled(body: list[Token], arguments: list[list[Token]], call: Token) -> list[Token]:
    """A body with its parameters replaced, in braces so that they stay together."""
    found: list[Token] = []
    for token in body:
        if token.kind != "parameter":
            found.append(token._replace(start=call.start, stop=call.stop))
            continue
        index = int(token.text[1]) - 1
        if index >= len(arguments):
            raise Unreadable("a macro has no such argument", token.text, call.start, call.stop)
        found.extend(arguments[index])
    return found
