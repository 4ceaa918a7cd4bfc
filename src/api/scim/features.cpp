#include "api/scim/features.h"

#include <utility>

#include "scim/bulk.h"

namespace api::scim_api {
namespace {

constexpr Features kRfc{
    .rfc_queries = true,
    .rfc_shapes = true,
    .sort = true,
    .versions = true,
    .bulk = true,
    .search = true,
    .me = true,
    .page_size_default = 100,
    .page_size_max = 1000,
    .bulk_operations_max = scim::kBulkOperationsMax,
    .bulk_bytes_max = std::size_t{8} << 20,
};

// cloudflare.md section 8.4: the published examples, and no more than section 8 lists.
constexpr Features kCloudflare{
    .rfc_queries = false,
    .rfc_shapes = false,
    .sort = false,
    .versions = false,
    .bulk = false,
    .search = false,
    .me = false,
    .page_size_default = 100,
    .page_size_max = 100,
    .bulk_operations_max = 0,
    .bulk_bytes_max = 0,
};

}  // namespace

// Profiles tolerant and rfc have the same features; they differ in what they forgive.
const Features& features_of(const domain::Session& session) {
  return domain::strictness_of(session) == scim::Strictness::kCloudflare ? kCloudflare : kRfc;
}

base::Status require_feature(const domain::Session& session, bool Features::* feature) {
  if (features_of(session).*feature) return base::done();
  return base::Error{base::ErrorCode::kNotImplemented,
                     "This endpoint is not served here; /ServiceProviderConfig says what is."};
}

void add_version(http::Response& response, const domain::Session& session, std::string version) {
  if (features_of(session).versions) response.headers.emplace_back("ETag", std::move(version));
}

}  // namespace api::scim_api
