// A list of users or groups that may take several ticks: first the ids are found, then the
// resources of one page are looked at one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "api/call.h"
#include "domain/query.h"

namespace api {

// How long a read may take before it becomes a job.
inline constexpr std::int64_t kReadAtOnceUs = 1000;

class ResourceRead : public LongRead {
 public:
  struct Window {
    std::size_t offset;  // 0-based
    std::size_t count;
  };
  // All resources of a type.
  ResourceRead(domain::Session& session, const domain::Binding& binding, Window window);
  // Those that a scan finds.
  ResourceRead(const domain::Binding& binding, Window window, domain::Scan scan);

  bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) final;

 protected:
  const domain::Binding& binding() const { return binding_; }
  std::size_t total() const { return total_; }  // known when step() has returned true
  virtual void append(domain::Session& session, const model::Document& document) = 0;

 private:
  void cut(const std::vector<base::ResourceId>& matches);

  const domain::Binding& binding_;
  Window window_;
  std::optional<domain::Scan> scan_;
  std::size_t total_ = 0;
  std::vector<base::ResourceId> page_;
  std::size_t next_ = 0;
};

// Answers at once what is quick.
Outcome read_resources(Call& call, std::unique_ptr<LongRead> read);

}  // namespace api
