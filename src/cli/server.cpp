#include "cli/server.h"

#include <atomic>
#include <csignal>

#include "base/ip_range.h"
#include "cli/exit_status.h"
#include "cli/operator_session.h"
#include "net/loop.h"

namespace cli {
namespace {

// For the signal handler.
std::atomic<net::Loop*> running = nullptr;
std::atomic<app::Service*> service = nullptr;

void on_stop_signal(int) {
  if (app::Service* draining = service.load()) draining->set_draining();
  if (net::Loop* stopping = running.load()) stopping->request_stop();
}

void set_signal(int signal, void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  ::sigaction(signal, &action, nullptr);
}

// "0.0.0.0:80" and "[::]:80" are reached by this machine as 127.0.0.1.
std::string url_of(const net::Listener& listener) {
  std::string address = listener.address().substr(0, listener.address().rfind(':'));
  if (address == "0.0.0.0" || address == "[::]") address = "127.0.0.1";
  return "http://" + address + ":" + std::to_string(listener.port());
}

}  // namespace

struct Server::Parts {
  explicit Parts(Instance& instance)
      : loop(instance.service(), instance.clock(), net::LoopOptions{}) {}
  net::Loop loop;
};

std::optional<std::string> find_listen_fault(const std::string& listen, CleartextHttp allowed) {
  const std::size_t colon = listen.rfind(':');
  std::string address = listen.substr(0, colon);
  if (address.size() > 1 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  if (colon == std::string::npos || address.find('/') != std::string::npos ||
      !base::IpRange::parse(address)) {
    return "--listen must be a numeric address and a port, like 127.0.0.1:8787 or [::1]:8787, "
           "not \"" +
           listen + "\"";
  }
  if (base::is_loopback(address) || allowed == CleartextHttp::kAnywhere) return std::nullopt;
  return "--listen " + listen +
         " is not loopback: tokens would travel in the clear; give --insecure-http if something "
         "in front of scimd speaks TLS";
}

Server::Server(Instance& instance)
    : instance_(&instance), parts_(std::make_unique<Parts>(instance)) {}
Server::Server(Server&&) noexcept = default;
Server::~Server() {
  if (!parts_) return;  // moved from
  instance_->service().set_loop_stats(nullptr);
  running = nullptr;
  service = nullptr;
}

base::Result<Server> Server::open(Instance& instance, const ServerOptions& options) {
  auto network = net::Listener::open_tcp(options.listen);
  if (!network.ok()) return network.error();
  auto control = net::Listener::open_unix(control_path(options.folder));
  if (!control.ok()) return control.error();
  instance.begin_access_log();
  Server server(instance);
  server.url_ = options.public_url.empty() ? url_of(network.value()) : options.public_url;
  while (!server.url_.empty() && server.url_.back() == '/') server.url_.pop_back();
  instance.service().set_public_url(server.url_);
  server.parts_->loop.add(std::move(network).value());
  server.parts_->loop.add(std::move(control).value());
  instance.service().set_loop_stats(&server.parts_->loop.stats());
  running = &server.parts_->loop;
  service = &instance.service();
  set_signal(SIGTERM, on_stop_signal);
  set_signal(SIGINT, on_stop_signal);
  set_signal(SIGHUP, SIG_IGN);
  return server;
}

int Server::run() {
  net::Loop& loop = parts_->loop;
  instance_->on_broken([&loop] { loop.request_stop(); });
  loop.run();
  if (!instance_->is_broken()) instance_->service().close();
  return instance_->is_broken() ? kDiskFailed : kDone;
}

}  // namespace cli
