"""The JSON Schema of the case file as people write it, for editors and other programs."""

from __future__ import annotations

from typing import Any

from lentigo.domain.case import Case
from lentigo.domain.record import json_schema

__all__ = ["case_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FACT = "#/$defs/Fact"


def case_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a case file.

    It differs from that of the record where people write less: the spectrum stays in its own file, a fact may be its
    answer alone, and a device has either a name or a file. Contradictions between facts are beyond a schema.
    """
    schema = json_schema(Case)
    parts: dict[str, Any] = schema["$defs"]
    for part in [schema, *parts.values()]:
        for field in part.get("properties", {}).values():
            field.pop("title", None)
            if "default" in field and field["default"] is None:
                del field["default"]
    spectrum = parts["ReflectanceReading"]
    for column in ("wavelength_nm", "reflectance"):
        del spectrum["properties"][column]
        spectrum["required"].remove(column)
    choice = parts["DeviceChoice"]
    for key in ("device", "file"):
        about = choice["properties"][key].get("description", "")
        choice["properties"][key] = {"type": "string", "minLength": 1, "description": about}
    choice["oneOf"] = [{"required": ["device"]}, {"required": ["file"]}]
    answer = parts["Fact"]["properties"]["value"]
    for fact in [*parts["Health"]["properties"].values(), *parts["Findings"]["properties"].values()]:
        if fact.get("$ref") == _FACT:
            fact["anyOf"] = [{"type": answer["type"], "enum": answer["enum"]}, {"$ref": fact.pop("$ref")}]
        if isinstance(fact.get("default"), dict):
            fact["default"] = fact["default"]["value"]
    # A file that does not say its form is one of the version before, which had none.
    schema["required"] = ["format", *schema["required"]]
    for part in ("SkinReading", "EarlierReading"):
        parts[part]["properties"]["colour"].pop("discriminator", None)
    earlier = parts["SkinReading"]["properties"]["earlier"]
    earlier["allOf"] = [one for one in earlier.pop("anyOf") if "$ref" in one]
    return {"$schema": _DRAFT, **schema, "title": "Lentigo case file"}
