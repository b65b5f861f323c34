"""The part of the SARIF 2.1.0 schema that reports of ours may use; nothing else is allowed in them."""

from typing import Any


def closed(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others, as every object of SARIF is."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def listed(items: Any, least: int = 0, unique: bool = False) -> dict[str, Any]:
    """An array."""
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": unique}


TEXT = {"type": "string"}
PLACE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = closed(("text",), text=TEXT, markdown=TEXT, id=TEXT, arguments=listed(TEXT))
ARTIFACT = closed(uri={"type": "string", "format": "uri-reference", "pattern": r"^[^ \\]+$"}, uriBaseId=TEXT)
REGION = closed(
    startLine=PLACE, startColumn=PLACE, endLine=PLACE, endColumn=PLACE, snippet=closed(text=TEXT),
    charOffset={"type": "integer"}, charLength={"type": "integer"},
)  # fmt: skip
LOCATION = closed(
    physicalLocation=closed(artifactLocation=ARTIFACT, region=REGION),
    logicalLocations=listed(closed(name=TEXT, fullyQualifiedName=TEXT, kind=TEXT), unique=True),
    message=MESSAGE,
)
CONTENT = closed(text=TEXT, binary=TEXT)
REPLACEMENT = closed(("deletedRegion",), deletedRegion=REGION, insertedContent=CONTENT)
CHANGE = closed(
    ("artifactLocation", "replacements"), artifactLocation=ARTIFACT, replacements=listed(REPLACEMENT, 1)
)
FIX = closed(("artifactChanges",), description=MESSAGE, artifactChanges=listed(CHANGE, 1, unique=True))
RESULT = closed(
    ("message",), ruleId=TEXT, ruleIndex={"type": "integer"}, level=LEVEL, message=MESSAGE,
    locations=listed(LOCATION), fixes=listed(FIX, unique=True), kind=TEXT,
)  # fmt: skip
RULE = closed(("id",), id=TEXT, name=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE)
DRIVER = closed(
    ("name",), name=TEXT, semanticVersion=TEXT, version=TEXT, informationUri=TEXT,
    rules=listed(RULE, unique=True),
)  # fmt: skip
NOTIFICATION = closed(("message",), level=LEVEL, message=MESSAGE, locations=listed(LOCATION, unique=True))
INVOCATION = closed(
    ("executionSuccessful",),
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=listed(NOTIFICATION),
)
RUN = closed(
    ("tool",), tool=closed(("driver",), driver=DRIVER), results=listed(RESULT),
    invocations=listed(INVOCATION), columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
)  # fmt: skip
LOG = closed(("version", "runs"), version={"enum": ["2.1.0"]}, runs=listed(RUN), **{"$schema": TEXT})
