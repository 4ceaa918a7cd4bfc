// The only JSON of the program: a mutable tree that keeps the order of object members.
// Numbers are int64 when they were written without fraction and exponent and fit, else double.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace json {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;

// Members in the order they came; look-ups are linear, objects here are small. Keys are unique when
// parsed.
class Object {
 public:
  Object() = default;
  Object(std::initializer_list<Member> members);

  bool empty() const { return members_.empty(); }
  std::size_t size() const { return members_.size(); }
  auto begin() { return members_.begin(); }
  auto end() { return members_.end(); }
  auto begin() const { return members_.begin(); }
  auto end() const { return members_.end(); }

  Value* find(std::string_view key);              // exact; null when absent
  const Value* find(std::string_view key) const;  // exact; null when absent
  Value* find_fold(std::string_view key);         // ASCII letters without case, as SCIM names are
  const Value* find_fold(std::string_view key) const;
  Value& set(std::string_view key, Value value);     // replaces in place or appends
  Value& append(std::string_view key, Value value);  // appends without looking: the key must be new
  bool erase(std::string_view key);                  // exact; false when absent
  bool operator==(const Object& other) const;        // same members in any order

 private:
  std::vector<Member> members_;
};

class Value {
 public:
  Value() = default;  // null
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : data_(value) {}
  Value(std::uint64_t value) : data_(static_cast<std::int64_t>(value)) {}
  Value(double value) : data_(value) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(Array value) : data_(std::move(value)) {}
  Value(Object value) : data_(std::move(value)) {}

  bool is_null() const { return data_.index() == 0; }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_double() const { return std::holds_alternative<double>(data_); }
  bool is_number() const { return is_integer() || is_double(); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_array() const { return std::holds_alternative<Array>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }

  // Each requires that the value is of that kind (std::bad_variant_access otherwise: a bug).
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  double as_number() const {
    return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(data_);
  }
  const std::string& as_string() const { return std::get<std::string>(data_); }
  std::string& as_string() { return std::get<std::string>(data_); }
  const Array& as_array() const { return std::get<Array>(data_); }
  Array& as_array() { return std::get<Array>(data_); }
  const Object& as_object() const { return std::get<Object>(data_); }
  Object& as_object() { return std::get<Object>(data_); }

  // Member of an object, null when this is no object or has no such member.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  const Value* find_fold(std::string_view key) const;
  // The string member `key`, or `otherwise` when absent or of another type.
  std::string_view string_or(std::string_view key, std::string_view otherwise) const;
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const;
  bool bool_or(std::string_view key, bool otherwise) const;

  bool operator==(
      const Value& other) const;  // deep; objects without regard to member order; 1 == 1.0

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

// For people: "null", "a boolean", "a number", "a string", "an array", "an object".
std::string_view kind_name(const Value& value);
std::ostream& operator<<(std::ostream& out,
                         const Value& value);  // as compact JSON, for test failures

}  // namespace json
