// A list of users or groups that may take several ticks: first the page is found, then its
// resources are written one by one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "api/call.h"
#include "domain/resource_walk.h"

namespace api {

class ResourceRead : public LongRead {
 public:
  // The bindings of the query must outlive the read.
  explicit ResourceRead(domain::ListQuery query) : walk_(std::move(query)) {}

  bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) final;

 protected:
  // Complete when step() has returned true.
  const domain::ResourceWalk& walk() const { return walk_; }
  virtual void append(domain::Session& session, std::size_t part,
                      const model::Document& document) = 0;
  virtual void append_computed(domain::Session& session, std::size_t part,
                               const json::Object& resource) = 0;

 private:
  void append_at(domain::Session& session, const domain::Spot& spot);

  domain::ResourceWalk walk_;
  bool is_found_ = false;
  std::size_t next_ = 0;
};

}  // namespace api
