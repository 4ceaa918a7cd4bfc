"""What the programs rfc_rules, rfc_schemas, rfc_queries and rfc_bulk share: a fresh account, and the run.

Each of those programs has one function for each demand of an RFC that no other test is named for; docs/conformance.md
names them as `e2e/PROGRAM: FUNCTION`. A function takes the World, makes what it needs under names of its own, and has
to check something.
"""
import inspect
import os
import urllib.parse

import support
from support import Server, user_body

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"
NOBODY = "0" * 32


class World:
    """A fresh server with one account, and an identity provider of its own."""

    def __init__(self, tally, folder):
        self.tally = tally
        self.data = os.path.join(folder, "data")
        self.server = Server.dev("--quiet", "--data", self.data)
        self.client = self.server.scim()
        self.number = 0

    def name(self):
        self.number += 1
        return "user-%d@example.test" % self.number

    def user(self, **more):
        made = self.client.post("/Users", user_body(self.name(), **more))
        if made.status != 201:
            raise RuntimeError("no user: %r" % made)
        return made.json

    def patch(self, user, *operations, **more):
        return self.client.patch("/Users/" + user["id"], *operations, **more)

    def get(self, user):
        return self.client.get("/Users/" + user["id"]).json

    def find(self, expression, kind="/Users"):
        return self.client.get("%s?filter=%s" % (kind, urllib.parse.quote(expression, safe="")))

    def ids(self, expression):
        return {each["id"] for each in self.find(expression).json["Resources"]}

    def schemas(self):
        return self.client.get("/Schemas").json["Resources"]

    def attributes(self):
        """(schema id, dotted name, definition) of every attribute and sub-attribute that is served."""
        def walk(schema, prefix, several):
            for each in several:
                yield schema, prefix + each["name"], each
                yield from walk(schema, prefix + each["name"] + ".", each.get("subAttributes", []))
        for schema in self.schemas():
            yield from walk(schema["id"], "", schema["attributes"])


def run(functions, seconds_max=60):
    """Calls every function of a program's globals() that takes a World and names its section. Never returns."""
    def program(tally, folder):
        world = World(tally, folder)
        rules = [rule for rule in functions.values() if inspect.isfunction(rule) and rule.__doc__
                 and str(inspect.signature(rule)) == "(world)"]
        tally.check("there are demands to check", rules)
        for rule in rules:
            before = tally.passed + tally.failed, tally.failed
            try:
                rule(world)
            except (KeyError, TypeError, IndexError, RuntimeError) as error:  # an answer of another shape
                tally.check("%s ran to its end" % rule.__name__, False, repr(error))
            tally.check("%s checked something" % rule.__name__, tally.passed + tally.failed > before[0])
            if tally.failed > before[1]:
                print("        by: %s, %s" % (rule.__name__, rule.__doc__), flush=True)
        tally.equal("the server ends well", world.server.stop(), 0)

    support.run(program, seconds_max)
