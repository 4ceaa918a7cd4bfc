// Which part of a sorted list a request asks for.
#pragma once

#include "api/paging.h"
#include "domain/user_group_search.h"

namespace api::iam {

inline domain::ListWindow window_of(const PageRequest& page, Direction direction) {
  const bool ascending = direction == Direction::kAscending;
  return {ascending ? domain::SortOrder::kAscending : domain::SortOrder::kDescending, page.offset(),
          page.per_page};
}

}  // namespace api::iam
