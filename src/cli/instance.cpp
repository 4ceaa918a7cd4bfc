#include "cli/instance.h"

#include <charconv>

#include "json/read.h"
#include "json/write.h"
#include "store/meta.h"

namespace cli {
namespace {

base::IdSource resumed_ids(store::Store& store, std::optional<std::uint64_t> seed) {
  base::IdSource ids(seed);
  store::Txn txn = store.env().begin_read();
  if (const auto last = store::last_id(txn)) ids.resume_after(*last);
  return ids;
}

}  // namespace

Instance::Instance(const InstanceOptions& options)
    : log_least_(options.log_least),
      log_(options.log_descriptor, clock_, base::LogLevel::kWarn),
      store_(options.folder, {}),
      ids_(resumed_ids(store_, options.seed)),
      service_(store_, clock_, ids_, log_,
               {"http://127.0.0.1",
                [this] {
                  broken_ = true;
                  if (then_) then_();
                },
                options.seed}) {}

void Instance::begin() { service_.begin_tick(); }

OperatorAnswer Instance::ask(std::string_view method, std::string_view path, std::string_view query,
                             const json::Value& body) {
  const std::string text = body.is_null() ? std::string() : json::write(body);
  net::Frame frame;
  frame.method = method;
  frame.path = path;
  frame.query = query;
  frame.body = text;
  frame.origin = net::Origin::kControl;
  return parse_answer(service_.handle(frame, true).bytes);
}

bool Instance::end() {
  const bool stored = !service_.has_uncommitted() || service_.commit() == net::Committed::kOk;
  service_.end_tick();
  return stored;
}

void Instance::abandon() { service_.end_tick(); }

OperatorAnswer parse_answer(std::string_view bytes) {
  OperatorAnswer answer;
  const std::size_t space = bytes.find(' ');
  const std::size_t body = bytes.find("\r\n\r\n");
  if (space == std::string_view::npos || body == std::string_view::npos) return answer;
  std::from_chars(bytes.data() + space + 1, bytes.data() + bytes.size(), answer.status);
  auto parsed = json::parse(bytes.substr(body + 4));
  if (parsed.ok()) answer.body = std::move(parsed).value();
  return answer;
}

}  // namespace cli
