#include "json/value.h"

#include <algorithm>

#include "base/text.h"
#include "json/write.h"

namespace json {
namespace {

// Up to here a scan for each member is cheaper than sorting; beyond it hostile objects would cost
// its square.
constexpr std::size_t kScannedMembersMax = 16;

std::vector<const Member*> sort_members(const Object& object) {
  std::vector<const Member*> sorted;
  sorted.reserve(object.size());
  for (const Member& member : object) sorted.push_back(&member);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Member* a, const Member* b) { return a->first < b->first; });
  return sorted;
}

// Exact: 2^53 + 1 is no double, so it equals none.
bool equal_numbers(std::int64_t integer, double number) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (!(number >= -kTwoTo63 && number < kTwoTo63)) return false;
  const auto truncated = static_cast<std::int64_t>(number);
  return truncated == integer && static_cast<double>(truncated) == number;
}

}  // namespace

Object::Object(std::initializer_list<Member> members) : members_(members) {}

const Value* Object::find(std::string_view key) const {
  for (const Member& member : members_)
    if (member.first == key) return &member.second;
  return nullptr;
}

Value* Object::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value* Object::find_fold(std::string_view key) const {
  for (const Member& member : members_)
    if (base::equal_fold_ascii(member.first, key)) return &member.second;
  return nullptr;
}

Value* Object::find_fold(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find_fold(key));
}

Value& Object::set(std::string_view key, Value value) {
  if (Value* present = find(key)) return *present = std::move(value);
  return append(key, std::move(value));
}

Value& Object::append(std::string_view key, Value value) {
  return members_.emplace_back(key, std::move(value)).second;
}

bool Object::erase(std::string_view key) {
  const auto position = std::find_if(members_.begin(), members_.end(),
                                     [key](const Member& member) { return member.first == key; });
  if (position == members_.end()) return false;
  members_.erase(position);
  return true;
}

bool Object::operator==(const Object& other) const {
  if (size() != other.size()) return false;
  if (size() > kScannedMembersMax) {
    const auto mine = sort_members(*this);
    const auto theirs = sort_members(other);
    return std::equal(mine.begin(), mine.end(), theirs.begin(),
                      [](const Member* a, const Member* b) { return *a == *b; });
  }
  return std::all_of(begin(), end(), [&other](const Member& member) {
    const Value* value = other.find(member.first);
    return value != nullptr && *value == member.second;
  });
}

const Value* Value::find(std::string_view key) const {
  return is_object() ? as_object().find(key) : nullptr;
}

Value* Value::find(std::string_view key) { return is_object() ? as_object().find(key) : nullptr; }

const Value* Value::find_fold(std::string_view key) const {
  return is_object() ? as_object().find_fold(key) : nullptr;
}

std::string_view Value::string_or(std::string_view key, std::string_view otherwise) const {
  const Value* value = find(key);
  return value != nullptr && value->is_string() ? std::string_view(value->as_string()) : otherwise;
}

std::int64_t Value::integer_or(std::string_view key, std::int64_t otherwise) const {
  const Value* value = find(key);
  return value != nullptr && value->is_integer() ? value->as_integer() : otherwise;
}

bool Value::bool_or(std::string_view key, bool otherwise) const {
  const Value* value = find(key);
  return value != nullptr && value->is_bool() ? value->as_bool() : otherwise;
}

bool Value::operator==(const Value& other) const {
  if (is_integer() && other.is_double()) return equal_numbers(as_integer(), other.as_number());
  if (is_double() && other.is_integer()) return equal_numbers(other.as_integer(), as_number());
  return data_ == other.data_;
}

std::string_view kind_name(const Value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "a boolean";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_array() ? "an array" : "an object";
}

std::ostream& operator<<(std::ostream& out, const Value& value) { return out << write(value); }

}  // namespace json
