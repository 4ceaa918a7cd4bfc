#include "json/value.h"

#include <limits>
#include <sstream>

#include "doctest/doctest.h"

TEST_CASE("json object: set replaces in place and appends what is new") {
  json::Object object{{"a", 1}, {"b", 2}};
  object.set("a", "x");
  object.set("c", json::Array{});
  std::ostringstream out;
  out << json::Value(object);
  CHECK(out.str() == R"({"a":"x","b":2,"c":[]})");
}

TEST_CASE("json object: erase tells whether the member was there") {
  json::Object object{{"a", 1}, {"b", 2}};
  CHECK(object.erase("a"));
  CHECK_FALSE(object.erase("a"));
  CHECK_FALSE(object.erase("B"));
  CHECK(object.size() == 1);
}

TEST_CASE("json object: find is exact, find_fold ignores ASCII case (RFC 7643 2.1)") {
  json::Object object{{"userName", 1}, {"USERNAME", 2}, {"\xC3\x89", 3}};
  CHECK(*object.find("userName") == json::Value(1));
  CHECK(object.find("username") == nullptr);
  CHECK(*object.find_fold("username") == json::Value(1));
  CHECK(object.find_fold("userNam") == nullptr);
  CHECK(object.find_fold("\xC3\xA9") == nullptr);
  *object.find_fold("USERname") = "changed";
  CHECK(object.find("userName")->as_string() == "changed");
}

TEST_CASE("json value: look-ups in a value of another kind find nothing") {
  const json::Value object = json::Object{{"s", "text"}, {"i", 7}, {"b", true}, {"d", 7.5}};
  CHECK(object.string_or("s", "-") == "text");
  CHECK(object.string_or("i", "-") == "-");
  CHECK(object.integer_or("i", -1) == 7);
  CHECK(object.integer_or("d", -1) == -1);
  CHECK(object.bool_or("b", false));
  CHECK_FALSE(object.bool_or("absent", false));
  const json::Value text = "text";
  CHECK(text.find("s") == nullptr);
  CHECK(text.find_fold("s") == nullptr);
  CHECK(text.string_or("s", "-") == "-");
}

TEST_CASE("json value: equality is deep, exact, and blind to member order and number kind") {
  const json::Value a =
      json::Object{{"x", 1}, {"y", json::Array{1, json::Object{{"p", 1}, {"q", 2}}}}};
  const json::Value b =
      json::Object{{"y", json::Array{1.0, json::Object{{"q", 2}, {"p", 1}}}}, {"x", 1.0}};
  CHECK(a == b);
  static const struct {
    json::Value left, right;
  } kDifferent[] = {
      {1, 2},
      {1, 1.5},
      {1, "1"},
      {1, true},
      {nullptr, false},
      {json::Array{1, 2}, json::Array{2, 1}},
      {json::Object{{"a", 1}}, json::Object{{"b", 1}}},
      {json::Object{{"a", 1}}, json::Object{{"a", 1}, {"b", 1}}},
      {json::Array{}, json::Object{}},
      {std::int64_t{9007199254740993}, 9007199254740992.0},
      {std::int64_t{9223372036854775807}, 9223372036854775808.0},
      {0, std::numeric_limits<double>::infinity()},
  };
  for (const auto& c : kDifferent) {
    CAPTURE(c.left);
    CHECK_FALSE(c.left == c.right);
    CHECK_FALSE(c.right == c.left);
  }
}

TEST_CASE("json object: wide objects in opposite order are equal until one member changes") {
  json::Object forward, backward;
  constexpr int kMembers = 100000;
  for (int i = 0; i < kMembers; ++i) {
    forward.append("k" + std::to_string(i), i);
    backward.append("k" + std::to_string(kMembers - 1 - i), kMembers - 1 - i);
  }
  CHECK(forward == backward);
  backward.begin()->second = "changed";
  CHECK_FALSE(forward == backward);
}

TEST_CASE("json value: kind_name names each kind with its article") {
  CHECK(json::kind_name(nullptr) == "null");
  CHECK(json::kind_name(true) == "a boolean");
  CHECK(json::kind_name(1) == "a number");
  CHECK(json::kind_name(1.5) == "a number");
  CHECK(json::kind_name("") == "a string");
  CHECK(json::kind_name(json::Array{}) == "an array");
  CHECK(json::kind_name(json::Object{}) == "an object");
}
