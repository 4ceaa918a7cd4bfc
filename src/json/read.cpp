#include "json/read.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "json/fault.h"
#include "json/write.h"

namespace json {
namespace {

namespace dom = simdjson::dom;

// The parser and its padded input are kept from call to call, but only for texts up to this size:
// an 8 MiB body needs about 100 MiB of working memory, which must not stay.
constexpr std::size_t kKeptTextSizeMax = 64 * 1024;

// Up to here comparing each pair of names is cheaper than sorting them.
constexpr std::size_t kScannedMembersMax = 16;

// Names quoted in errors are cut, they come from outside.
constexpr std::size_t kQuotedNameSizeMax = 64;

class Parser {
 public:
  // The document lives until the next call.
  simdjson::error_code parse(std::string_view text, dom::element& document) {
    padded_.resize(text.size() + simdjson::SIMDJSON_PADDING);
    std::copy(text.begin(), text.end(), padded_.begin());
    if (parser_.capacity() < text.size() || parser_.max_depth() != kLevels) {
      const auto failed = parser_.allocate(std::max(text.size(), kCapacityMin), kLevels);
      if (failed) return failed;
    }
    return parser_.parse(padded_.data(), text.size(), false).get(document);
  }

 private:
  // The library counts the document as a level of its own.
  static constexpr std::size_t kLevels = kDepthMax + 1;
  static constexpr std::size_t kCapacityMin = 4096;

  dom::parser parser_;
  std::string padded_;
};

// The name that two members of one object share, if any: an interoperability hazard by RFC 8259
// section 4, here an error. Names are compared after unescaping, byte by byte.
std::optional<std::string_view> find_duplicate(const dom::object& object,
                                               std::vector<std::string_view>& names) {
  names.clear();
  for (const dom::key_value_pair member : object) {
    const bool scanned = names.size() < kScannedMembersMax;
    if (scanned && std::find(names.begin(), names.end(), member.key) != names.end())
      return member.key;
    names.push_back(member.key);
  }
  if (names.size() <= kScannedMembersMax) return std::nullopt;
  std::sort(names.begin(), names.end());
  const auto twin = std::adjacent_find(names.begin(), names.end());
  if (twin == names.end()) return std::nullopt;
  return *twin;
}

// Builds the tree of a parsed document; fails when a name is there twice or the tree is too deep.
class TreeBuilder {
 public:
  bool build(const dom::element& element, Value& built);
  // Why build() failed; nothing when the tree was too deep.
  std::optional<std::string> describe_failure() const;

 private:
  bool build_container(const dom::element& element, Value& built);
  bool build_object(const dom::object& object, Value& built);
  bool build_array(const dom::array& array, Value& built);
  // Notes, on the way back from a duplicate, the steps that lead to it.
  void note_step(std::string_view step);

  std::vector<std::string_view> names_;
  std::optional<std::string> duplicate_;
  std::string path_;
  bool is_too_large_ = false;
  std::size_t values_ = 0;
  int depth_ = 0;
};

bool TreeBuilder::build(const dom::element& element, Value& built) {
  if (++values_ > kValuesMax) {
    is_too_large_ = true;
    return false;
  }
  switch (element.type()) {
    case dom::element_type::OBJECT:
    case dom::element_type::ARRAY:
      return build_container(element, built);
    case dom::element_type::STRING:
      built = std::string_view(element);
      break;
    case dom::element_type::INT64:
      built = std::int64_t(element);
      break;
    case dom::element_type::UINT64:
      built = static_cast<double>(std::uint64_t(element));
      break;
    case dom::element_type::DOUBLE:
      built = double(element);
      break;
    case dom::element_type::BOOL:
      built = bool(element);
      break;
    case dom::element_type::NULL_VALUE:
      break;
  }
  return true;
}

// The library does not count an empty innermost container as a level, so levels are counted here.
bool TreeBuilder::build_container(const dom::element& element, Value& built) {
  if (depth_ == kDepthMax) return false;
  ++depth_;
  const bool done = element.is_object() ? build_object(dom::object(element), built)
                                        : build_array(dom::array(element), built);
  --depth_;
  return done;
}

bool TreeBuilder::build_object(const dom::object& object, Value& built) {
  if (object.size() > kObjectMembersMax) {
    is_too_large_ = true;
    return false;
  }
  if (const auto duplicate = find_duplicate(object, names_)) {
    duplicate_ = std::string(*duplicate);
    return false;
  }
  Object members;
  for (const dom::key_value_pair member : object) {
    if (!build(member.value, members.append(member.key, nullptr))) {
      note_step(member.key);
      return false;
    }
  }
  built = std::move(members);
  return true;
}

bool TreeBuilder::build_array(const dom::array& array, Value& built) {
  Array elements;
  elements.reserve(array.size());
  for (const dom::element element : array) {
    if (!build(element, elements.emplace_back())) {
      note_step(std::to_string(elements.size() - 1));
      return false;
    }
  }
  built = std::move(elements);
  return true;
}

// Cut between characters.
std::string_view shorten(std::string_view name) {
  if (name.size() <= kQuotedNameSizeMax) return name;
  std::size_t size = kQuotedNameSizeMax;
  while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0) == 0x80) --size;
  return name.substr(0, size);
}

void TreeBuilder::note_step(std::string_view step) {
  path_ = "/" + std::string(shorten(step)) + path_;
}

std::optional<std::string> TreeBuilder::describe_failure() const {
  if (is_too_large_) {
    return "the JSON text holds more than " + std::to_string(kValuesMax) +
           " values, or an object with more than " + std::to_string(kObjectMembersMax) + " members";
  }
  if (!duplicate_) return std::nullopt;
  std::string sentence = "invalid JSON: the object at ";
  append_string(sentence, path_.empty() ? "/" : path_);
  sentence += " has two members named ";
  append_string(sentence, shorten(*duplicate_));
  return sentence;
}

// The library refuses integers beyond 64 bits, which are within double and so are numbers here.
// Gives each of them an exponent; what is no number stays none. Digits inside strings are left
// alone.
std::string widen_integers(std::string_view text) {
  constexpr std::size_t kDigitsAlwaysGood = 18;
  std::string wide;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    wide += c;
    if (c == '"') {
      in_string = !in_string;
    } else if (in_string && c == '\\' && i + 1 < text.size()) {
      wide += text[++i];
    } else if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) {
      const std::size_t end = std::min(text.find_first_not_of("+-.eE0123456789", i), text.size());
      const std::string_view number = text.substr(i, end - i);
      wide += number.substr(1);
      const bool integer = number.find_first_not_of("0123456789", 1) == std::string_view::npos;
      if (integer && number.size() > kDigitsAlwaysGood) wide += "e0";
      i = end - 1;
    }
  }
  return wide;
}

base::Error refuse(std::string detail) {
  return {base::ErrorCode::kInvalidSyntax, std::move(detail)};
}

base::Error refuse_fault(std::string_view text) {
  return refuse(describe_fault(text, kDepthMax).value_or("the text is not valid JSON"));
}

base::Result<Value> parse_with(Parser& parser, std::string_view text) {
  dom::element document;
  auto failed = parser.parse(text, document);
  if (failed == simdjson::NUMBER_ERROR) failed = parser.parse(widen_integers(text), document);
  if (failed == simdjson::MEMALLOC) throw std::bad_alloc();
  if (failed == simdjson::CAPACITY) return refuse("the JSON text is too large");
  if (failed) return refuse_fault(text);
  TreeBuilder builder;
  Value value;
  if (builder.build(document, value)) return value;
  const auto failure = builder.describe_failure();
  return failure ? refuse(*failure) : refuse_fault(text);
}

}  // namespace

base::Result<Value> parse(std::string_view text) {
  if (text.size() > kKeptTextSizeMax) {
    Parser once;
    return parse_with(once, text);
  }
  thread_local Parser kept;
  return parse_with(kept, text);
}

std::string_view library_version() { return SIMDJSON_STRINGIFY(SIMDJSON_VERSION); }

}  // namespace json
