// What an account's SCIM endpoint does, by profile. ServiceProviderConfig says what the row says
// and the handlers do it, so that neither can know better than the other.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "domain/session.h"
#include "http/message.h"

namespace api::scim_api {

struct Features {
  // Filters of every form, attributes and excludedAttributes; else the one filter of
  // name_filter.h, and nothing else of a query but paging.
  bool rfc_queries;
  bool rfc_shapes;  // resources and meta of RFC 7643; else those of cloudflare_shape.h
  bool sort;        // else sortBy and sortOrder are ignored
  bool versions;    // ETag, meta.version, If-Match, If-None-Match; else the fields are ignored
  bool bulk;        // else 501, as for the next two
  bool search;      // POST /.search
  bool me;
  std::size_t page_size_default;
  std::size_t page_size_max;
  std::size_t bulk_operations_max;
  std::size_t bulk_bytes_max;
};

const Features& features_of(const domain::Session& session);

// For an endpoint that a profile may leave out: kNotImplemented (RFC 7644 3.11).
base::Status require_feature(const domain::Session& session, bool Features::* feature);

// ETag, where there are versions.
void add_version(http::Response& response, const domain::Session& session, std::string version);

}  // namespace api::scim_api
